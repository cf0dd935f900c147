//! Threads, what is counted of contacts, and who may not come.

use sportello_core::wait::Service;
use sportello_core::{Block, ContactEvent, EventKind, Happened, Marks, Side, WrapUp};

use super::*;
use crate::{end_block, save_block, save_event, save_free, save_marks, save_thread};

#[tokio::test]
async fn a_thread_is_known_once_something_was_said_in_it() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    assert_eq!(store.threads(LIBRARY).await.expect("read"), []);
    let mut writing = store.write().await.expect("free");
    let first = message(1, "  una   riga\nlunga ");
    save_message(&mut writing, &first).await.expect("written");
    let mut missed = message(2, "x");
    missed.author = Author::Desk(Happened::TurnMissed);
    (missed.text, missed.contact) = (None, None);
    missed.at = NOW.plus(Span::seconds(1));
    save_message(&mut writing, &missed).await.expect("written");
    let mut answer = message(3, "eccomi");
    answer.author = Author::Librarian(BO);
    answer.at = NOW.plus(Span::seconds(2));
    save_message(&mut writing, &answer).await.expect("written");
    let name = PatronName::tidy("Ada");
    save_thread(&mut writing, ADA.thread, &name, Language::En)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    let threads = store.threads(LIBRARY).await.expect("read");
    let thread = &threads[0];
    assert_eq!(
        (thread.id, thread.patron, thread.desk),
        (ADA.thread, ADA.id, DESK)
    );
    assert_eq!(
        (thread.name.as_str(), thread.language),
        ("Ada", Language::En)
    );
    let last = thread.last.as_ref().expect("something was said");
    assert_eq!(
        (last.at, last.excerpt.as_str()),
        (answer.at.wall_millis(), "eccomi")
    );
    assert_eq!(thread.patron_wrote, missed.at.wall_millis());
    // What the machine would hold, had it heard all of it.
    let mut heard = thread.clone();
    (heard.last, heard.patron_wrote) = (None, 0);
    for said in [&first, &missed, &answer] {
        heard.hear(said);
    }
    assert_eq!(&heard, thread);
    let history = store
        .history(ADA.thread, ADA.id, 10, NOW)
        .await
        .expect("read");
    assert_eq!(history[1].author, Author::Desk(Happened::TurnMissed));
    assert_eq!((&history[1].text, history[1].contact), (&None, None));
    assert_eq!(
        store.threads(LibraryId(Uuid::nil())).await.expect("read"),
        []
    );
}

#[tokio::test]
async fn nobody_goes_back_in_a_thread() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let mut writing = store.write().await.expect("free");
    save_message(&mut writing, &message(1, "ciao"))
        .await
        .expect("written");
    for (side, received, read) in [
        (Side::Patron, 5, 3),
        (Side::Patron, 4, 4),
        (Side::Desk, 9, 9),
    ] {
        let marks = Marks { received, read };
        save_marks(&mut writing, ADA.thread, side, marks)
            .await
            .expect("written");
    }
    writing.commit().await.expect("committed");
    let threads = store.threads(LIBRARY).await.expect("read");
    let marks = |received, read| Marks { received, read };
    assert_eq!(threads[0].patron_marks, marks(5, 4));
    assert_eq!(threads[0].desk_marks, marks(9, 9));
}

#[tokio::test]
async fn what_a_service_took_is_read_from_the_contact() {
    let (_folder, store) = furnished().await;
    for number in 0..5 {
        served(&store, number).await;
    }
    let services = store.services(LIBRARY, 3).await.expect("read");
    let last = Service {
        topic: None,
        chat: false,
        answered_after: Span::seconds(4),
        busy: Span::seconds(160),
    };
    assert_eq!(services.len(), 3, "the newest alone");
    assert_eq!(services[2], (DESK, last));
    assert!(services.iter().all(|(desk, _)| *desk == DESK));
    let midnight = NOW.wall_millis();
    let answered = store.answered_today(LIBRARY, midnight).await;
    assert_eq!(answered.expect("read"), [(BO, 5)]);
    let answered = store.answered_today(LIBRARY, midnight + 86_400_000).await;
    assert_eq!(answered.expect("read"), []);
}

#[tokio::test]
async fn a_contact_is_under_way_for_its_librarian_until_it_is_wrapped_up() {
    let (_folder, store) = furnished().await;
    let mut over = served(&store, 0).await;
    let now = NOW.plus(Span::minutes(3));
    let read = store.contacts_under_way(LIBRARY, now).await.expect("read");
    assert_eq!(read, [over.clone()]);
    let later = NOW.plus(Span::minutes(30));
    let read = store
        .contacts_under_way(LIBRARY, later)
        .await
        .expect("read");
    assert_eq!(read, [], "nobody wraps up for so long");
    over.wrap_up = Some(WrapUp {
        topic: None,
        outcome: Outcome::HandedOff,
        note: Some(Text::parse("chiede il catalogo").expect("a text")),
    });
    over.rating = sportello_core::Rating::new(5);
    save(&store, &over).await;
    let read = store.contacts_under_way(LIBRARY, now).await.expect("read");
    assert_eq!(read, []);
    let row = sqlx::query("SELECT outcome, note, rating FROM contact");
    let row = row.fetch_one(store.read()).await.expect("read");
    let stands: (String, String, i64) = (row.get(0), row.get(1), row.get(2));
    assert_eq!(stands, ("handedOff".into(), "chiede il catalogo".into(), 5));
}

#[tokio::test]
async fn every_event_can_be_written_and_is_kept_in_its_order() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let all = <EventKind as crate::rows::Word>::WORDS;
    let mut writing = store.write().await.expect("free");
    for (what, _) in all {
        let event = ContactEvent {
            contact: CONTACT,
            at: NOW,
            what: *what,
            librarian: Some(BO),
        };
        save_event(&mut writing, &event).await.expect("written");
    }
    writing.commit().await.expect("committed");
    let rows = sqlx::query("SELECT what FROM contact_event ORDER BY sequence");
    let rows = rows.fetch_all(store.read()).await.expect("read");
    let kept: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let words: Vec<_> = all.iter().map(|(_, word)| *word).collect();
    assert_eq!(kept, words);
}

#[tokio::test]
async fn a_block_holds_until_its_end_or_until_somebody_ends_it() {
    let (_folder, store) = furnished().await;
    save(&store, &contact(ContactState::Waiting)).await;
    let at = NOW.wall_millis();
    let block = Block {
        patron: ADA.id,
        until: at + 1000,
        by: BO,
        contact: CONTACT,
        reason: Text::parse("insulti").expect("a text"),
        at,
    };
    let mut writing = store.write().await.expect("free");
    save_block(&mut writing, &block).await.expect("written");
    writing.commit().await.expect("committed");
    let holding = store.blocks(LIBRARY, at).await.expect("read");
    assert_eq!(holding, std::slice::from_ref(&block));
    assert_eq!(store.blocks(LIBRARY, at + 1000).await.expect("read"), []);
    let blocked = store.blocked(LIBRARY, at).await.expect("read");
    let read: Vec<_> = blocked
        .iter()
        .map(|block| (block.thread, block.name.as_str(), block.reason.as_str()))
        .collect();
    assert_eq!(read, [(ADA.thread, "Ada", "insulti")]);
    let before = store.settings_version(LIBRARY).await.expect("read");
    let mut writing = store.write().await.expect("free");
    end_block(&mut writing, ADA.id, Some(BO), at + 1)
        .await
        .expect("it holds");
    let twice = end_block(&mut writing, ADA.id, None, at + 2).await;
    assert!(matches!(twice, Err(StoreError::NotFound)), "{twice:?}");
    writing.commit().await.expect("committed");
    assert_eq!(store.blocks(LIBRARY, at).await.expect("read"), []);
    let after = store.settings_version(LIBRARY).await.expect("read");
    assert!(after > before, "the server is to know");
}

/// Ada served by Bo, offered at once, answered after as many seconds as the number.
async fn served(store: &Store, number: u8) -> Contact {
    let mut served = contact(ContactState::Waiting);
    served.id = ContactId(Uuid::from_u128(200 + u128::from(number)));
    served.first_offered = Some(NOW);
    let answered = NOW.plus(Span::seconds(i64::from(number)));
    served.state = ContactState::Talking(Talk {
        since: answered,
        ..talk()
    });
    save(store, &served).await;
    served.state = ContactState::Ended {
        at: answered.plus(Span::minutes(2)),
        by: EndedBy::Patron,
        outcome: Outcome::ResolvedAtFirstLevel,
        librarian: Some(BO),
    };
    save(store, &served).await;
    if number > 0 {
        let free = answered.wall_millis() + 160_000;
        let mut writing = store.write().await.expect("free");
        save_free(&mut writing, served.id, free)
            .await
            .expect("written");
        writing.commit().await.expect("committed");
    }
    served
}
