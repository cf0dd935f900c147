//! A library of two busy years: every visit with its events, as the owner writes them.

use std::collections::BTreeMap;

use sportello_core::{
    Contact, ContactEvent, ContactId, ContactState, Desk, DeskId, EndedBy, EventKind, Handle,
    Language, LibrarianId, LibraryId, Mode, Moment, Outcome, PatronId, PatronName, Role, SeatId,
    Span, Still, Talk, ThreadId, WaitRange,
};
use sportello_server::Store;
use sportello_store::{
    LibraryRow, NewAccount, NewPatron, PatronRow, Writing, add_account, add_desk, add_library,
    add_patron, save_contact, save_event,
};
use uuid::Uuid;

/// Whose report it is.
pub(super) const LIBRARY: LibraryId = LibraryId(Uuid::from_u128(1));
/// The end of 2026, UTC.
pub(super) const END: i64 = 1_798_761_600_000;
const BEGIN: i64 = 1_735_689_600_000; // of 2025
const YEAR: i64 = 365 * 86_400_000;
const DESK: DeskId = DeskId(Uuid::from_u128(2));
const BO: LibrarianId = LibrarianId(Uuid::from_u128(3));
const ADA: PatronRow = PatronRow {
    id: PatronId(Uuid::from_u128(4)),
    desk: DESK,
    thread: ThreadId(Uuid::from_u128(5)),
};
/// How many visits are written in one transaction.
const TOGETHER: u32 = 5_000;

/// Writes so many visits into each of two years.
pub(super) async fn fill(store: &Store, visits: u32) -> anyhow::Result<()> {
    furnish(store).await?;
    let mut number = 0;
    while number < visits * 2 {
        let mut writing = store.write().await?;
        for one in number..(number + TOGETHER).min(visits * 2) {
            let (year, place) = (i64::from(one / visits), i64::from(one % visits));
            let arrived = BEGIN + year * YEAR + place * (YEAR / i64::from(visits));
            visit(&mut writing, one, arrived).await?;
        }
        writing.commit().await?;
        number += TOGETHER;
    }
    Ok(())
}

async fn furnish(store: &Store) -> anyhow::Result<()> {
    let mut writing = store.write().await?;
    let library = LibraryRow {
        id: LIBRARY,
        name: "Biblioteca di Prova".into(),
    };
    add_library(&mut writing, &library, BEGIN).await?;
    let desk = Desk::new(
        DESK,
        Handle::parse("@biblioteca.prova")?,
        "Sportello".into(),
    );
    add_desk(&mut writing, LIBRARY, &desk, BEGIN).await?;
    let account = NewAccount {
        id: BO,
        library: LIBRARY,
        user: "bo".into(),
        name: "Bo Conti".into(),
        password_hash: String::new(),
        role: Role::Administrator,
    };
    add_account(&mut writing, &account, BEGIN).await?;
    let ada = NewPatron {
        row: ADA,
        capability_hash: String::new(),
    };
    add_patron(&mut writing, &ada, BEGIN).await?;
    Ok(writing.commit().await?)
}

/// Every seventh gives up, every twentieth is a call of the desk's.
async fn visit(writing: &mut Writing<'_>, number: u32, arrived: i64) -> anyhow::Result<()> {
    let at = |seconds: i64| Moment::new(arrived, 0).plus(Span::seconds(seconds));
    let is_answered = !number.is_multiple_of(7);
    let begins = if number % 20 == 1 {
        EventKind::CalledOut
    } else {
        EventKind::Arrived
    };
    // As the server makes them: by their time first (RFC 9562, version 7).
    let id = ContactId(
        uuid::Builder::from_unix_timestamp_millis(arrived.unsigned_abs(), &chance(number))
            .into_uuid(),
    );
    let wait = i64::from(number % 300);
    let mut contact = Contact {
        id,
        desk: DESK,
        patron: ADA.id,
        thread: ADA.thread,
        mode: [Mode::Video, Mode::Voice, Mode::Chat][number as usize % 3],
        name: PatronName::default(),
        language: Language::It,
        topic: None,
        wanted: None,
        booked: None,
        arrived: at(0),
        place: at(0),
        stepped_back: false,
        told: Some(WaitRange {
            shortest_minutes: 0,
            longest_minutes: 4,
        }),
        first_offered: Some(at(1)),
        state: ContactState::Waiting,
        passed: BTreeMap::new(),
        absent_since: None,
        wrap_up: None,
        passed_on: None,
        rating: None,
    };
    let mut events = vec![(begins, 0), (EventKind::Offered, 1)];
    if is_answered {
        contact.state = ContactState::Talking(Talk {
            with: BO,
            seat: SeatId(Uuid::from_u128(7)),
            answered_with: contact.mode,
            since: at(wait),
            on_hold: false,
            transfer: None,
            proposed: None,
            admitted: true,
            still: Still::Unasked,
        });
        save_contact(writing, LIBRARY, &contact).await?;
        events.push((EventKind::Answered, wait));
    }
    events.push((EventKind::Ended, wait + 300));
    contact.state = ContactState::Ended {
        at: at(wait + 300),
        by: EndedBy::Patron,
        outcome: if is_answered {
            Outcome::ResolvedAtFirstLevel
        } else {
            Outcome::Abandoned
        },
        librarian: is_answered.then_some(BO),
    };
    save_contact(writing, LIBRARY, &contact).await?;
    for (what, seconds) in events {
        let event = ContactEvent {
            contact: id,
            at: at(seconds),
            what,
            librarian: None,
        };
        save_event(writing, &event).await?;
    }
    Ok(())
}

/// The same bytes for the same visit in each run.
fn chance(number: u32) -> [u8; 10] {
    let mixed = u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&mixed.to_be_bytes()[..10]);
    bytes
}
