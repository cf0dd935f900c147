//! What colleagues read of a thread's past, and the answers that they keep at hand.

use sportello_core::{Answer, AnswerId, ContactEvent, EventKind, WrapUp};

use super::*;
use crate::{remove_answer, save_answer, save_event};

#[tokio::test]
async fn the_visits_of_a_thread_come_with_who_answered_and_what_was_written_down() {
    let (_folder, store) = furnished().await;
    let mut served = contact(ContactState::Talking(talk()));
    save(&store, &served).await;
    let ended = NOW.plus(Span::minutes(12));
    served.state = ContactState::Ended {
        at: ended,
        by: EndedBy::Patron,
        outcome: Outcome::HandedOff,
        librarian: Some(BO),
    };
    served.wrap_up = Some(WrapUp {
        topic: None,
        outcome: Outcome::HandedOff,
        note: Text::parse("Richiama lunedì.").ok(),
    });
    save(&store, &served).await;
    let mut called = contact(ContactState::Waiting);
    called.id = ContactId(Uuid::from_u128(77));
    called.arrived = NOW.plus(Span::minutes(30));
    called.state = ContactState::Calling {
        with: BO,
        seat: SEAT,
        until: NOW,
    };
    save(&store, &called).await;
    let event = ContactEvent {
        contact: called.id,
        at: called.arrived,
        what: EventKind::CalledOut,
        librarian: Some(BO),
    };
    let mut writing = store.write().await.expect("free");
    save_event(&mut writing, &event).await.expect("written");
    writing.commit().await.expect("committed");

    let visits = store.visits(ADA.thread, 10).await.expect("read");
    let [first, second] = &visits[..] else {
        panic!("two visits: {visits:?}");
    };
    assert_eq!((first.contact, first.librarian), (CONTACT, Some(BO)));
    assert_eq!(first.answered, Some(NOW.wall_millis()));
    assert_eq!(first.ended, Some(ended.wall_millis()));
    assert_eq!(first.outcome, Some(Outcome::HandedOff));
    assert!(first.wrapped_up && !first.called_out);
    assert_eq!(first.note, "Richiama lunedì.");
    assert!(second.called_out && !second.wrapped_up);
    assert_eq!((second.librarian, second.ended), (Some(BO), None));
    let newest = store.visits(ADA.thread, 1).await.expect("read");
    assert_eq!(newest.as_slice(), std::slice::from_ref(second));
}

#[tokio::test]
async fn an_answer_is_written_replaced_and_taken_away() {
    let (_folder, store) = furnished().await;
    let answer = |name: &str| Answer {
        id: AnswerId(Uuid::from_u128(1)),
        name: name.into(),
        italian: "Ciao {nome}".into(),
        english: String::new(),
    };
    for name in ["Saluto", "Saluti"] {
        let mut writing = store.write().await.expect("free");
        let saved = save_answer(&mut writing, LIBRARY, &answer(name), 0).await;
        saved.expect("written");
        writing.commit().await.expect("committed");
        assert_eq!(store.answers(LIBRARY).await.expect("read"), [answer(name)]);
    }
    let other = LibraryId(Uuid::from_u128(99));
    assert_eq!(store.answers(other).await.expect("read"), []);
    let mut writing = store.write().await.expect("free");
    let removed = remove_answer(&mut writing, LIBRARY, answer("").id).await;
    removed.expect("gone");
    writing.commit().await.expect("committed");
    assert_eq!(store.answers(LIBRARY).await.expect("read"), []);
}
