//! Call-backs come back as they were, and go with whom they are for.

use sportello_core::{
    CallBack, CallBackCase, CallBackHow, CallBackId, CallBackState, CalledOffBy, Case, CaseId,
    CaseLevel, CaseNumber, CaseState, Mode, PatronName, PhoneNumber, ThreadOf,
};

use super::privacy::with_a_past;
use super::*;
use crate::{Earnest, save_call_back, save_case};

const DAY: i64 = 86_400_000;
const TEN: i64 = 1_800_000_000_000;
const CASE: CaseId = CaseId(Uuid::from_u128(0xca));

fn call_back(how: CallBackHow) -> CallBack {
    CallBack {
        id: CallBackId(Uuid::from_u128(0xcb)),
        desk: DESK,
        case: Some(CallBackCase {
            id: CASE,
            number: CaseNumber {
                year: 2026,
                number: 1,
            },
            subject: "Una tessera".into(),
        }),
        of: Some(ThreadOf {
            thread: ADA.thread,
            desk: DESK,
            patron: ADA.id,
        }),
        name: PatronName::tidy("Ada"),
        language: Language::En,
        how,
        about: "La tessera".into(),
        due: TEN,
        tries: 2,
        moves: 1,
        state: CallBackState::Agreed,
        agreed_by: BO,
        agreed_at: TEN - DAY,
    }
}

fn by_phone() -> CallBack {
    call_back(CallBackHow::Phone {
        number: PhoneNumber::parse("0571 757840"),
    })
}

/// A library with Ada, and a case of hers.
async fn with_case() -> (tempfile::TempDir, Store) {
    let (folder, store) = with_a_past().await;
    let case = Case {
        id: CASE,
        desk: DESK,
        number: CaseNumber {
            year: 2026,
            number: 1,
        },
        subject: "Una tessera".into(),
        topic: None,
        level: CaseLevel::First,
        owner: None,
        office: None,
        promised: chrono::NaiveDate::default(),
        first_promised: chrono::NaiveDate::default(),
        state: CaseState::Open,
        snoozed_until: None,
        thread: Some(ADA.thread),
        asker: sportello_core::Asker::default(),
        opened: TEN,
        answered: None,
        closed: None,
        news: None,
    };
    let mut writing = store.write().await.expect("free");
    save_case(&mut writing, LIBRARY, &case, TEN)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    (folder, store)
}

async fn keep(store: &Store, one: &CallBack) {
    let mut writing = store.write().await.expect("free");
    save_call_back(&mut writing, LIBRARY, one)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
}

#[tokio::test]
async fn a_call_back_comes_back_as_it_was_until_it_is_over() {
    let (_folder, store) = with_case().await;
    let page = call_back(CallBackHow::Page { mode: Mode::Voice });
    let taken = CallBackState::Taken {
        by: BO,
        contact: Some(CONTACT),
        since: TEN,
    };
    for mut one in [by_phone(), page] {
        one.id = CallBackId(Uuid::from_u128(
            one.id.0.as_u128() + u128::from(one.how == by_phone().how),
        ));
        for state in [CallBackState::Agreed, taken] {
            one.state = state;
            keep(&store, &one).await;
            let read = store.call_backs(LIBRARY).await.expect("read");
            assert!(read.contains(&one), "{read:?}");
        }
    }
    assert_eq!(store.call_backs(LIBRARY).await.expect("read").len(), 2);
}

#[tokio::test]
async fn what_is_over_is_kept_without_its_number_and_not_for_long() {
    let (_folder, store) = with_case().await;
    for state in [
        CallBackState::Reached { by: BO, at: TEN },
        CallBackState::GivenUp { at: TEN },
        CallBackState::CalledOff {
            by: CalledOffBy::Patron,
            at: TEN,
        },
    ] {
        let mut one = by_phone();
        one.state = state;
        one.how = CallBackHow::Phone { number: None };
        keep(&store, &one).await;
        assert_eq!(store.call_backs(LIBRARY).await.expect("read"), []);
        let record = store.patron_record(ADA.thread).await.expect("read");
        assert_eq!(record.call_backs, [one]);
    }
    store
        .purge(TEN + 31 * DAY, 0, Earnest::Really)
        .await
        .expect("done");
    assert_eq!(store.call_backs_of(ADA.thread).await.expect("read"), []);
}

#[tokio::test]
async fn a_number_can_not_outlive_its_call_back() {
    let (_folder, store) = with_case().await;
    let mut one = by_phone();
    one.state = CallBackState::GivenUp { at: TEN };
    let mut writing = store.write().await.expect("free");
    let kept = save_call_back(&mut writing, LIBRARY, &one).await;
    assert!(kept.is_err(), "{kept:?}");
}

#[tokio::test]
async fn who_is_forgotten_or_erases_the_case_leaves_no_call_back() {
    let (_folder, store) = with_case().await;
    keep(&store, &by_phone()).await;
    let mut writing = store.write().await.expect("free");
    crate::empty_case(&mut writing, CASE).await.expect("done");
    writing.commit().await.expect("committed");
    assert_eq!(store.call_backs(LIBRARY).await.expect("read"), []);
    keep(&store, &by_phone()).await;
    store.erase_patron(ADA.thread, TEN).await.expect("done");
    assert_eq!(store.call_backs(LIBRARY).await.expect("read"), []);
}

#[tokio::test]
async fn a_call_back_that_is_to_come_keeps_its_conversation() {
    let (_folder, store) = with_case().await;
    let mut one = call_back(CallBackHow::Page { mode: Mode::Chat });
    one.case = None;
    keep(&store, &one).await;
    let mut writing = store.write().await.expect("free");
    crate::empty_case(&mut writing, CASE).await.expect("done");
    writing.commit().await.expect("committed");
    let much_later = NOW.wall_millis() + 400 * DAY;
    let purge = store.purge(much_later, 0, Earnest::Really).await;
    assert_eq!(purge.expect("done").report.threads, 0);
}
