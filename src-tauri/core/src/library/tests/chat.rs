//! What is said during a contact.

use super::cast::{ADA, BO, CLEO, Cast, seat_of};
use crate::chat::Author;
use crate::library::{Effect, Party, Refusal};

#[test]
fn what_is_said_is_on_disk_before_it_is_shown() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.shown.clear();
    let id = cast
        .says(Party::Patron(ADA), "Buongiorno")
        .expect("she waits");
    let message = cast.disk.messages[&id].clone();
    assert_eq!(message.author, Author::Patron(ADA));
    assert_eq!(message.thread, cast.contact(ADA).thread);
    assert_eq!(cast.shown, [Effect::ShowMessage(message)]);
}

#[test]
fn a_librarian_speaks_into_their_contact() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    let id = cast
        .says(Party::Seat(seat_of(BO)), "Buongiorno")
        .expect("Bo talks with Ada");
    assert_eq!(cast.disk.messages[&id].author, Author::Librarian(BO));
    assert_eq!(cast.disk.messages[&id].contact, cast.contact(ADA).id);
    let other = cast.says(Party::Seat(seat_of(CLEO)), "Buongiorno");
    assert_eq!(other, Err(Refusal::NoSuchContact));
}

#[test]
fn nothing_is_said_after_the_end() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    let late = cast.says(Party::Patron(ADA), "Ancora una cosa");
    assert_eq!(late, Err(Refusal::ContactEnded));
    let later = cast.says(Party::Seat(seat_of(BO)), "Arrivederci");
    assert_eq!(later, Err(Refusal::NoSuchContact));
    assert!(cast.disk.messages.is_empty());
}

#[test]
fn who_never_came_says_nothing() {
    let mut cast = Cast::staffed_by(&[BO]);
    let refused = cast.says(Party::Patron(ADA), "Buongiorno");
    assert_eq!(refused, Err(Refusal::NoSuchContact));
}
