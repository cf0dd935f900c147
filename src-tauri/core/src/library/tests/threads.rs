//! What is said, at any time, and how far each side has come in it.

use super::cast::{ADA, BO, CLEO, Cast, DORA, page_of, seat_of, thread_of};
use crate::chat::{Author, Marks, Side};
use crate::contact::{Language, PatronName};
use crate::ids::ThreadId;
use crate::library::{Effect, Party, Refusal};
use crate::moment::Span;

const BOS: Party = Party::Seat(seat_of(BO));

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
    assert_eq!(message.contact, Some(cast.contact(ADA).id));
    assert_eq!(
        cast.shown,
        [Effect::ShowMessage(message), Effect::ShowThreads]
    );
}

#[test]
fn a_patron_writes_without_a_contact_and_a_librarian_answers() {
    let mut cast = Cast::staffed_by(&[]);
    let asked = cast
        .says(Party::Patron(ADA), "Siete aperti?")
        .expect("always");
    assert_eq!(cast.disk.messages[&asked].contact, None);
    let thread = cast.library.thread(thread_of(ADA).thread).expect("kept");
    assert!(thread.is_unread_by_desk());
    cast.signs_in(BO);
    let answered = cast.says(BOS, "Da domani").expect("in any thread");
    assert_eq!(cast.disk.messages[&answered].author, Author::Librarian(BO));
}

#[test]
fn a_librarian_says_nothing_in_a_thread_that_is_not_there() {
    let mut cast = Cast::staffed_by(&[BO]);
    assert_eq!(cast.says(BOS, "Buongiorno"), Err(Refusal::NoSuchThread));
    let opened = cast
        .does(|library, now| library.handle_thread_opened(seat_of(BO), thread_of(ADA).thread, now));
    assert_eq!(opened, Err(Refusal::NoSuchThread));
    assert!(cast.disk.messages.is_empty());
}

#[test]
fn words_after_the_end_are_said_without_the_contact() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    let late = cast
        .says(Party::Patron(ADA), "Ancora una cosa")
        .expect("always");
    assert_eq!(cast.disk.messages[&late].contact, None);
}

#[test]
fn no_two_messages_have_the_same_time_even_when_the_clock_is_set_back() {
    let mut cast = Cast::staffed_by(&[BO]);
    let mut times = Vec::new();
    for back in [0, 0, -3600] {
        cast.correct_the_wall_clock(Span::seconds(back));
        let id = cast.says(Party::Patron(ADA), "Pronto?").expect("always");
        times.push(cast.disk.messages[&id].at.wall_millis());
    }
    assert!(times.is_sorted_by(|one, next| one < next), "{times:?}");
}

#[test]
fn a_page_is_shown_its_thread_also_without_a_contact() {
    let mut cast = Cast::before_opening();
    cast.opens(ADA, page_of(ADA));
    let history = Effect::ShowHistory(Party::Patron(ADA), thread_of(ADA).thread);
    assert!(cast.shown.contains(&history));
}

#[test]
fn a_librarian_opens_a_thread() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.says(Party::Patron(ADA), "Buongiorno").expect("always");
    let thread = thread_of(ADA).thread;
    cast.shown.clear();
    cast.does(|library, now| library.handle_thread_opened(seat_of(BO), thread, now))
        .expect("it is there");
    assert_eq!(cast.shown, [Effect::ShowHistory(BOS, thread)]);
}

#[test]
fn marks_grow_up_to_the_newest_message_and_never_shrink() {
    let mut cast = Cast::staffed_by(&[BO]);
    let id = cast.says(Party::Patron(ADA), "Buongiorno").expect("always");
    let at = cast.disk.messages[&id].at.wall_millis();
    let thread = thread_of(ADA).thread;
    let mark = |cast: &mut Cast, received, read| {
        let marks = Marks { received, read };
        cast.shown.clear();
        cast.does(|library, now| library.handle_marks(BOS, thread, marks, now))
            .expect("it is there");
        let shown = !cast.shown.is_empty();
        (cast.disk.marks.get(&(thread, Side::Desk)).copied(), shown)
    };
    let both = |received, read| Some(Marks { received, read });
    assert_eq!(mark(&mut cast, at, 0), (both(at, 0), true));
    assert_eq!(mark(&mut cast, at, 0), (both(at, 0), false), "no news");
    assert_eq!(mark(&mut cast, 0, i64::MAX), (both(at, at), true));
    assert_eq!(mark(&mut cast, 1, 1), (both(at, at), false));
    let thread = cast.library.thread(thread).expect("kept");
    assert!(!thread.is_unread_by_desk());
}

#[test]
fn nobody_marks_the_thread_of_another_patron() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.says(Party::Patron(ADA), "Buongiorno").expect("always");
    let refused = cast.does(|library, now| {
        let marks = Marks {
            received: 1,
            read: 1,
        };
        library.handle_marks(Party::Patron(DORA), thread_of(ADA).thread, marks, now)
    });
    assert_eq!(refused, Err(Refusal::NoSuchThread));
}

#[test]
fn who_introduces_themself_is_called_so_and_said_twice_it_is_written_once() {
    let mut cast = Cast::before_opening();
    for _ in 0..2 {
        cast.shown.clear();
        cast.does(|library, now| {
            let name = PatronName::tidy("Ada");
            library.handle_introduction(thread_of(ADA), name, Language::En, now);
        });
    }
    assert!(!cast.shown.contains(&Effect::ShowThreads), "no news");
    cast.says(Party::Patron(ADA), "Good morning")
        .expect("always");
    let thread = cast.library.thread(thread_of(ADA).thread).expect("kept");
    assert_eq!(
        (thread.name.as_str(), thread.language),
        ("Ada", Language::En)
    );
    assert_eq!(cast.disk.threads[&thread.id].0.as_str(), "Ada");
}

#[test]
fn threads_outlive_a_restart() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.says(Party::Patron(ADA), "Buongiorno").expect("always");
    let before: Vec<_> = cast.library.threads().cloned().collect();
    cast.restart();
    let after: Vec<_> = cast.library.threads().cloned().collect();
    assert_eq!(before.len(), 1);
    assert_eq!(before, after);
}

#[test]
fn what_is_forgotten_is_gone_but_not_while_a_contact_is_under_way() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    let ThreadId(id) = thread_of(ADA).thread;
    let forget =
        |cast: &mut Cast| cast.does(|library, now| library.handle_forgotten(ThreadId(id), now));
    assert_eq!(forget(&mut cast), Err(Refusal::DoesNotFit));
    cast.answers(BO, ADA).expect("it rings");
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    forget(&mut cast).expect("nothing is under way");
    assert!(cast.library.contact_of(ADA).is_none());
    assert!(cast.library.thread(ThreadId(id)).is_none());
    assert_eq!(cast.says(BOS, "Ada?"), Err(Refusal::NoSuchThread));
}
