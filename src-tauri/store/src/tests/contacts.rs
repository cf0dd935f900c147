//! Contacts come back as they were, and one patron has one.

use sportello_core::{ContactEvent, EventKind, PassedOn};

use super::*;
use crate::rows::Word;
use crate::save_event;

#[tokio::test]
async fn a_contact_comes_back_as_it_was_in_each_state() {
    let (_folder, store) = furnished().await;
    let talking = ContactState::Talking(Talk {
        on_hold: true,
        proposed: Some(Mode::Video),
        admitted: false,
        ..talk()
    });
    let with_still = |still| ContactState::Talking(Talk { still, ..talk() });
    let purpose = Purpose::parse("la copertina").expect("a purpose");
    let asked = with_still(Still::Asked {
        purpose: purpose.clone(),
        at: NOW,
    });
    let allowed = with_still(Still::Allowed { purpose, at: NOW });
    let refused = with_still(Still::Refused { at: NOW });
    let calling = ContactState::Calling {
        with: BO,
        seat: SEAT,
        until: NOW,
    };
    let offered = ContactState::Offered {
        to: vec![BO],
        turn: NOW,
        until: NOW.plus(Span::seconds(20)),
    };
    // A ring does not outlive the server: it is a place in the line again.
    for (state, kept) in [
        (ContactState::Waiting, ContactState::Waiting),
        (offered, ContactState::Waiting),
        (calling.clone(), calling),
        (talking.clone(), talking),
        (asked.clone(), asked),
        (allowed.clone(), allowed),
        (refused.clone(), refused),
        (ContactState::Waiting, ContactState::Waiting),
    ] {
        save(&store, &contact(state)).await;
        let read = store.contacts_under_way(LIBRARY, NOW).await.expect("read");
        assert_eq!(read, [contact(kept)]);
    }
}

#[tokio::test]
async fn who_passed_a_contact_on_and_what_they_wrote_is_kept() {
    let (_folder, store) = furnished().await;
    for note in [Text::parse("cerca una mappa").ok(), None] {
        let mut passed_on = contact(ContactState::Talking(talk()));
        passed_on.passed_on = Some(PassedOn { by: BO, note });
        save(&store, &passed_on).await;
        let read = store.contacts_under_way(LIBRARY, NOW).await.expect("read");
        assert_eq!(read, [passed_on]);
    }
}

#[tokio::test]
async fn each_thing_that_happens_to_a_contact_can_be_written_down() {
    let (_folder, store) = furnished().await;
    let contact = contact(ContactState::Waiting);
    save(&store, &contact).await;
    for (what, word) in EventKind::WORDS {
        let mut writing = store.write().await.expect("free");
        let event = ContactEvent {
            contact: contact.id,
            at: NOW,
            what: *what,
            librarian: Some(BO),
        };
        let written = save_event(&mut writing, &event).await;
        written.unwrap_or_else(|why| panic!("{word}: {why}"));
        writing.commit().await.expect("committed");
    }
}

#[tokio::test]
async fn a_contact_that_is_over_is_kept_but_not_under_way() {
    let (_folder, store) = furnished().await;
    for (number, by, outcome, librarian) in [
        (
            1,
            EndedBy::Librarian,
            Outcome::ResolvedAtFirstLevel,
            Some(BO),
        ),
        (2, EndedBy::Patron, Outcome::Abandoned, None),
        (3, EndedBy::Absence, Outcome::Abandoned, None),
    ] {
        let mut over = contact(ContactState::Waiting);
        over.id = ContactId(Uuid::from_u128(100 + number));
        save(&store, &over).await;
        over.state = ContactState::Ended {
            at: NOW,
            by,
            outcome,
            librarian,
        };
        save(&store, &over).await;
        let read = store.contacts_under_way(LIBRARY, NOW).await.expect("read");
        assert_eq!(read, []);
    }
    let rows = sqlx::query("SELECT state, ended_by, outcome FROM contact ORDER BY id");
    let rows = rows.fetch_all(store.read()).await.expect("read");
    let ends: Vec<String> = rows.iter().map(|row| row.get("ended_by")).collect();
    assert_eq!(ends, ["librarian", "patron", "absence"]);
}

#[tokio::test]
async fn a_stored_time_is_as_old_as_the_wall_clock_says() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let later = Moment::new(NOW.wall_millis() + 60_000, 10);
    let read = store
        .contacts_under_way(LIBRARY, later)
        .await
        .expect("read");
    assert_eq!(read[0].arrived.until(later), Span::minutes(1));
}

#[tokio::test]
async fn a_patron_has_one_contact_at_a_time() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let mut second = contact(ContactState::Waiting);
    second.id = ContactId(Uuid::from_u128(60));
    let mut writing = store.write().await.expect("free");
    let refused = save_contact(&mut writing, LIBRARY, &second).await;
    assert!(
        matches!(refused, Err(StoreError::Database(_))),
        "{refused:?}"
    );
}
