//! A patron who may not come for a while.

use super::cast::{ADA, BO, CLEO, Cast, DAY, DORA, seat_of};
use crate::chat::Text;
use crate::contact::{ContactState, EndedBy, Mode, Outcome};
use crate::ids::LibrarianId;
use crate::library::{Party, Refusal};
use crate::moment::Span;

fn blocks(cast: &mut Cast, librarian: LibrarianId, days: u16) -> Result<(), Refusal> {
    let contact = cast.contact(ADA).id;
    let reason = Text::parse("Insulti").expect("a reason");
    cast.does(|library, now| library.handle_block(seat_of(librarian), contact, days, reason, now))
}

fn on_a_contact() -> Cast {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast
}

#[test]
fn a_block_ends_the_contact_and_says_why() {
    let mut cast = on_a_contact();
    let contact = cast.contact(ADA).id;
    blocks(&mut cast, BO, 3).expect("it is Bo's call");
    let ended = ContactState::Ended {
        at: cast.now,
        by: EndedBy::Librarian,
        outcome: Outcome::Blocked,
        librarian: Some(BO),
    };
    assert_eq!(cast.disk.contacts[&contact].state, ended);
    let block = &cast.disk.blocks[0];
    assert_eq!((block.patron, block.by, block.contact), (ADA, BO, contact));
    assert_eq!(block.reason.as_str(), "Insulti");
    assert_eq!(block.until, cast.now.wall_millis() + 3 * DAY);
}

#[test]
fn who_is_blocked_neither_comes_nor_writes_until_it_is_over() {
    let mut cast = on_a_contact();
    blocks(&mut cast, BO, 1).expect("it is Bo's call");
    for _ in 0..2 {
        assert_eq!(cast.asks_for(ADA, Mode::Video), Err(Refusal::Blocked));
        let said = cast.says(Party::Patron(ADA), "Scusate");
        assert_eq!(said, Err(Refusal::Blocked));
        cast.restart();
        cast.signs_in(BO);
    }
    cast.arrives(DORA);
    cast.leaves(DORA);
    cast.wait(Span::minutes(24 * 60));
    assert!(!cast.library.is_blocked(ADA, cast.now));
    cast.arrives(ADA);
}

#[test]
fn nobody_blocks_on_a_colleagues_contact_nor_for_ever() {
    let mut cast = on_a_contact();
    assert_eq!(blocks(&mut cast, CLEO, 1), Err(Refusal::NoSuchContact));
    for days in [0, 366] {
        assert_eq!(blocks(&mut cast, BO, days), Err(Refusal::DoesNotFit));
    }
    assert!(cast.disk.blocks.is_empty());
    assert_eq!(cast.talks_with(ADA), Some(BO));
}

#[test]
fn a_blocked_contact_stays_blocked_whatever_is_written_of_it() {
    let mut cast = on_a_contact();
    let contact = cast.contact(ADA).id;
    blocks(&mut cast, BO, 3).expect("it is Bo's call");
    cast.wraps_up(BO, contact, Outcome::HandedOff)
        .expect("it was Bo's");
    assert!(matches!(
        cast.disk.contacts[&contact].state,
        ContactState::Ended {
            outcome: Outcome::Blocked,
            ..
        }
    ));
}
