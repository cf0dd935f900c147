//! How soon patrons were answered, counted by what was written.

use sportello_core::{ContactEvent, EventKind};

use super::*;
use crate::service_level::COUNTS;
use crate::{ServiceLevel, save_event};

/// In time is within twenty seconds.
const WITHIN: Span = Span::seconds(20);

#[test]
fn the_document_has_the_statement_that_counts() {
    let document = include_str!("../../../../docs/service-levels.md");
    assert!(document.contains(COUNTS), "{COUNTS}");
}

#[tokio::test]
async fn each_visit_counts_once_by_its_first_answer_or_its_end() {
    let (_folder, store) = furnished().await;
    answered(&store, 1, &[20]).await;
    answered(&store, 2, &[21]).await;
    // Answered in time; then the seat was lost, and somebody answered again.
    answered(&store, 3, &[5, 300]).await;
    left(&store, 4, 3, Outcome::Abandoned).await;
    left(&store, 5, 90, Outcome::Abandoned).await;
    left(&store, 6, 200, Outcome::MessageLeft).await;
    called_out(&store, 7).await;
    // The time of their appointment came while they waited.
    left(&store, 9, 10, Outcome::Appointment).await;
    save(&store, &visit(8, ContactState::Waiting)).await;
    let counted = store.service_level(LIBRARY, day(), WITHIN).await;
    let counted = counted.expect("counted");
    let expected = ServiceLevel {
        answered: 3,
        answered_in_time: 2,
        abandoned: 3,
        abandoned_in_time: 1,
    };
    assert_eq!(counted, expected);
    assert_eq!(counted.of_answered(), Some(2.0 / 3.0));
    assert_eq!(counted.of_all(), Some(3.0 / 6.0));
}

#[tokio::test]
async fn only_who_arrived_in_the_time_counts_and_nobody_is_no_level() {
    let (_folder, store) = furnished().await;
    answered(&store, 1, &[1]).await;
    let arrived = NOW.wall_millis();
    for outside in [arrived + 1..arrived + 9, arrived - 9..arrived] {
        let counted = store.service_level(LIBRARY, outside, WITHIN).await;
        let counted = counted.expect("counted");
        assert_eq!(counted, ServiceLevel::default());
        assert_eq!((counted.of_answered(), counted.of_all()), (None, None));
    }
    let elsewhere = LibraryId(Uuid::from_u128(99));
    let counted = store.service_level(elsewhere, day(), WITHIN).await;
    assert_eq!(counted.expect("counted"), ServiceLevel::default());
}

fn day() -> std::ops::Range<i64> {
    NOW.wall_millis()..NOW.wall_millis() + 86_400_000
}

/// A visit of Ada's, who arrives now.
fn visit(number: u128, state: ContactState) -> Contact {
    Contact {
        id: ContactId(Uuid::from_u128(100 + number)),
        ..contact(state)
    }
}

/// Answered after so many seconds, and again after more of them.
async fn answered(store: &Store, number: u128, after: &[i64]) {
    let mut answered = visit(number, ContactState::Waiting);
    for seconds in after {
        let at = NOW.plus(Span::seconds(*seconds));
        answered.state = ContactState::Talking(Talk {
            since: at,
            ..talk()
        });
        save(store, &answered).await;
        happened(store, &answered, EventKind::Answered, at).await;
    }
    ends(store, answered, 600, Outcome::ResolvedAtFirstLevel).await;
}

/// Over after so many seconds, without an answer.
async fn left(store: &Store, number: u128, after: i64, outcome: Outcome) {
    ends(store, visit(number, ContactState::Waiting), after, outcome).await;
}

/// A librarian called, and Ada answered.
async fn called_out(store: &Store, number: u128) {
    let called = visit(number, ContactState::Talking(talk()));
    save(store, &called).await;
    happened(store, &called, EventKind::CalledOut, NOW).await;
    happened(store, &called, EventKind::Answered, NOW).await;
    ends(store, called, 60, Outcome::ResolvedAtFirstLevel).await;
}

async fn ends(store: &Store, mut contact: Contact, after: i64, outcome: Outcome) {
    contact.state = ContactState::Ended {
        at: NOW.plus(Span::seconds(after)),
        by: EndedBy::Patron,
        outcome,
        librarian: None,
    };
    save(store, &contact).await;
}

async fn happened(store: &Store, contact: &Contact, what: EventKind, at: Moment) {
    let event = ContactEvent {
        contact: contact.id,
        at,
        what,
        librarian: Some(BO),
    };
    let mut writing = store.write().await.expect("free");
    save_event(&mut writing, &event).await.expect("written");
    writing.commit().await.expect("committed");
}
