//! The store over a real directory: what is written is read again, what is not
//! committed is not, and what the schema forbids stays out.

use std::collections::BTreeMap;

use sportello_core::{
    Author, ChatMessage, ChosenPresence, Contact, ContactId, ContactState, Desk, DeskId, EndedBy,
    Handle, Language, LibrarianId, LibraryId, MessageId, Mode, Moment, Outcome, PatronId,
    PatronName, Purpose, Role, SeatId, SessionId, Span, Still, Strategy, Talk, Text, ThreadId,
};
use sqlx::Row;
use uuid::Uuid;

use crate::{
    LibraryRow, NewAccount, NewPatron, NewSession, PatronRow, Saved, Store, StoreError,
    add_account, add_desk, add_library, add_patron, add_session, end_session, end_sessions,
    forget_sessions, save_chosen_presence, save_contact, save_message, set_password, use_session,
};

mod accounts;
mod appointments;
mod call_backs;
mod cases;
mod contacts;
mod copying;
mod devices;
mod directory;
mod loans;
mod messages;
mod outbox;
mod privacy;
mod reports;
mod settings;
mod threads;
mod upgrading;
mod visits;
mod writing;

const LIBRARY: LibraryId = LibraryId(Uuid::from_u128(1));
const DESK: DeskId = DeskId(Uuid::from_u128(2));
const BO: LibrarianId = LibrarianId(Uuid::from_u128(3));
const ADA: PatronRow = PatronRow {
    id: PatronId(Uuid::from_u128(4)),
    desk: DESK,
    thread: ThreadId(Uuid::from_u128(5)),
};
const CONTACT: ContactId = ContactId(Uuid::from_u128(6));
const SEAT: SeatId = SeatId(Uuid::from_u128(7));
const NOW: Moment = Moment::new(1_800_000_000_000, 50_000);

/// A session with this token, from no program in particular.
fn new_session(token: &str, librarian: LibrarianId) -> NewSession {
    let number = token
        .bytes()
        .fold(9, |sum, byte| sum * 31 + u128::from(byte));
    NewSession {
        id: SessionId(Uuid::from_u128(number)),
        token_hash: token.into(),
        librarian,
        program: String::new(),
    }
}

async fn furnished() -> (tempfile::TempDir, Store) {
    let folder = folder();
    let store = Store::open(folder.path()).await.expect("made");
    furnish(&store).await;
    (folder, store)
}

async fn furnish(store: &Store) {
    let library = LibraryRow {
        id: LIBRARY,
        name: "Biblioteca di Prova".into(),
    };
    let ada = NewPatron {
        row: ADA,
        capability_hash: "hash".into(),
    };
    let mut writing = store.write().await.expect("free");
    add_library(&mut writing, &library, 0)
        .await
        .expect("a library");
    add_desk(&mut writing, LIBRARY, &desk(), 0)
        .await
        .expect("a desk");
    add_account(&mut writing, &account(), 0)
        .await
        .expect("an account");
    add_patron(&mut writing, &ada, 0).await.expect("a patron");
    writing.commit().await.expect("committed");
}

async fn save(store: &Store, contact: &Contact) {
    let mut writing = store.write().await.expect("free");
    save_contact(&mut writing, LIBRARY, contact)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder for the test can be made")
}

fn desk() -> Desk {
    Desk {
        id: DESK,
        handle: Handle::parse("@biblioteca.prova").expect("a handle"),
        name: "Sportello".into(),
        branch: None,
        hours: None,
        email: String::new(),
        strategy: Strategy::RingAll,
        ringing: Span::seconds(20),
        wrap_up: Span::seconds(30),
        tiers: Vec::new(),
        admission: false,
        retention_days: 90,
        embed_ancestors: Vec::new(),
        greeting: Default::default(),
        when_closed: Default::default(),
    }
}

fn account() -> NewAccount {
    NewAccount {
        id: BO,
        library: LIBRARY,
        user: "bo".into(),
        name: "Bo Conti".into(),
        role: Role::Librarian,
        password_hash: "old".into(),
    }
}

fn contact(state: ContactState) -> Contact {
    Contact {
        id: CONTACT,
        desk: DESK,
        patron: ADA.id,
        thread: ADA.thread,
        mode: Mode::Video,
        name: PatronName::tidy("Ada"),
        language: Language::En,
        topic: None,
        wanted: None,
        booked: None,
        arrived: NOW,
        place: NOW,
        stepped_back: false,
        told: None,
        first_offered: None,
        state,
        passed: BTreeMap::new(),
        absent_since: None,
        passed_on: None,
        wrap_up: None,
        rating: None,
    }
}

fn message(number: u128, text: &str) -> ChatMessage {
    ChatMessage {
        id: MessageId(Uuid::from_u128(number)),
        thread: ADA.thread,
        contact: Some(CONTACT),
        author: Author::Patron(ADA.id),
        text: Some(Text::parse(text).expect("a text")),
        attachment: None,
        appointment: None,
        loans: Vec::new(),
        case: None,
        at: NOW,
    }
}

/// Talking with Bo, at their seat.
fn talk() -> Talk {
    Talk {
        with: BO,
        seat: SEAT,
        answered_with: Mode::Voice,
        since: NOW,
        on_hold: false,
        proposed: None,
        admitted: true,
        still: Still::default(),
        transfer: None,
    }
}

/// The words of a message.
fn words(message: &ChatMessage) -> &str {
    message.text.as_ref().map_or("", Text::as_str)
}
