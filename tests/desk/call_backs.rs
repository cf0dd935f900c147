//! The desk calls back at an agreed time: it stands in the line, one librarian takes it,
//! and the patron's page rings, or the number is shown.

use std::time::Duration;

use chrono::NaiveTime;
use sportello_core::CaseEntryKind;
use sportello_kit::{Answers, Desk, HANDLE, Librarian, Patron, case_in};
use sportello_store::{Store, save_call_back};
use sportello_wire::patron::{OwnCasesOrder, ToPatron};
use sportello_wire::seat::{CallBackRefusal, CallBacksOrder, CallCameOut};
use sportello_wire::{
    CallBackId, CallBackTime, CallBackWay, CaseId, Happened, Mode, Outcome, ThreadId,
};

use crate::PROGRAM;
use crate::booking::now;
use crate::loans::{day, desk_id, desk_says};
use crate::pushing::a_library_that_pushes;

const PAGE: CallBackWay = CallBackWay::Page { mode: Mode::Voice };
const SOON: CallBackTime = CallBackTime::Soon {};

fn telephone() -> CallBackWay {
    CallBackWay::Phone {
        number: "+39 0571 757840".into(),
    }
}

/// So many days from today, at noon.
fn noon(days: i64) -> CallBackTime {
    let noon = day(days).and_time(NaiveTime::from_hms_opt(12, 0, 0).expect("a time"));
    CallBackTime::At {
        shown: noon.format("%Y-%m-%dT%H:%M").to_string(),
    }
}

/// Ada has written, and Bo has made a case of it.
async fn a_case(desk: &Desk) -> (Librarian, Patron, CaseId) {
    let (mut bo, mut ada) = (desk.bo().await, desk.ada().await);
    ada.introduce().await;
    let hello = ada.write("Mi richiamate?").await;
    ada.reads(hello).await;
    let thread = thread_of(&mut bo).await;
    let at = desk_id(&mut bo).await;
    let (case, _) = bo.makes_case(case_in(at, Some(thread), "La tessera")).await;
    desk_says(&mut ada, Happened::CaseOpened).await;
    (bo, ada, case)
}

async fn thread_of(bo: &mut Librarian) -> ThreadId {
    let entry = bo.sees_thread("her thread", |entry| entry.present).await;
    entry.thread
}

/// What stands in the timeline of a case about call-backs.
async fn timeline(bo: &mut Librarian, case: CaseId, wanted: &[CaseEntryKind]) {
    bo.opens_case(case).await;
    bo.sees_case("the timeline", |view| {
        let kinds = view.entries.iter().map(|entry| entry.kind);
        let kinds: Vec<_> = kinds
            .filter(|kind| *kind != CaseEntryKind::Opened)
            .collect();
        let kinds = kinds
            .into_iter()
            .filter(|kind| *kind != CaseEntryKind::Assigned);
        (kinds.collect::<Vec<_>>() == wanted).then_some(())
    })
    .await;
}

#[tokio::test]
async fn at_its_time_the_patrons_page_rings_and_who_answers_talks() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, mut ada, case) = a_case(&desk).await;
    let about = (Some(case), None);
    let id = bo.agrees_call_back(about, PAGE, SOON).await.expect("may");
    let told = desk_says(&mut ada, Happened::CallBackAgreed).await;
    assert!(told.text.contains(", "), "when: {}", told.text);
    let own = ada
        .sees_call_backs("it agreed", |own| own.first().cloned())
        .await;
    assert_eq!((own.id, own.way, own.calling), (id, PAGE, false));
    let seen = bo
        .sees_call_backs("it in the line", |open| {
            open.first().filter(|one| one.is_due).cloned()
        })
        .await;
    let of = seen.case.expect("its case");
    assert_eq!((of.id, of.subject.as_str()), (case, "La tessera"));
    assert_eq!((of.number, seen.present), (own.case, true));

    bo.takes_call_back(id).await.expect("it is due");
    let contact = ada.is_called_by("Bo Conti").await;
    ada.sees_call_backs("somebody calling", |own| own.first()?.calling.then_some(()))
        .await;
    ada.answer_call(contact, Some(Mode::Voice)).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    bo.talks(contact).await;
    ada.sees_call_backs("nothing open", |own| own.is_empty().then_some(()))
        .await;
    bo.sees_call_backs("nothing open", |open| open.is_empty().then_some(()))
        .await;
    bo.puts_down(contact).await;
    ada.sees_the_end().await;
    bo.wraps_up(contact, None, Outcome::CallBack, "").await;
    let told = [CaseEntryKind::CallBackAgreed, CaseEntryKind::CalledBack];
    timeline(&mut bo, case, &told).await;
}

#[tokio::test]
async fn its_hour_comes_by_itself_and_not_before_even_after_the_desk_was_away() {
    let mut desk = Desk::open(PROGRAM).await;
    let (mut bo, mut ada, case) = a_case(&desk).await;
    let id = bo.agrees_call_back((Some(case), None), PAGE, noon(2)).await;
    let id = id.expect("may");
    desk_says(&mut ada, Happened::CallBackAgreed).await;
    let early = bo.takes_call_back(id).await;
    assert_eq!(early, Err(CallBackRefusal::TooEarly), "it is in two days");
    // Two days pass, but for a few seconds.
    desk.stop().await;
    let due = is_due_in(&desk, Duration::from_secs(4)).await;
    desk.start().await;
    let mut bo = desk.bo().await;
    let waits = bo.sees_call_backs("it, agreed", |open| open.first().cloned());
    let waits = waits.await;
    if now() < due - 1_000 {
        assert!(!waits.is_due, "not before its time");
    }
    bo.sees_call_backs("it in the line", |open| open.first()?.is_due.then_some(()))
        .await;
    assert!(now() >= due, "its hour has come");
    bo.takes_call_back(id).await.expect("it is due");
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    ada.is_called_by("Bo Conti").await;
}

/// The desk, which stands still, has its one call-back to make so soon; when that is.
async fn is_due_in(desk: &Desk, soon: Duration) -> i64 {
    let store = Store::open(&desk.data()).await.expect("nobody has it");
    let library = store.libraries().await.expect("read").remove(0).id;
    let mut all = store.call_backs(library).await.expect("read");
    let mut call_back = all.pop().expect("one was agreed");
    call_back.due = now() + i64::try_from(soon.as_millis()).expect("soon");
    let mut writing = store.write().await.expect("free");
    save_call_back(&mut writing, library, &call_back)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    call_back.due
}

#[tokio::test]
async fn who_says_not_now_is_tried_again_later_and_the_case_says_so() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, mut ada, case) = a_case(&desk).await;
    let about = (Some(case), None);
    let id = bo.agrees_call_back(about, PAGE, SOON).await.expect("may");
    desk_says(&mut ada, Happened::CallBackAgreed).await;
    bo.takes_call_back(id).await.expect("it is due");
    let contact = ada.is_called_by("Bo Conti").await;
    ada.answer_call(contact, None).await;
    desk_says(&mut ada, Happened::CallUnanswered).await;
    let again = bo
        .sees_call_backs("a second try", |open| {
            open.first().filter(|one| one.tries == 1).cloned()
        })
        .await;
    assert!(!again.is_due && again.taken_by.is_none(), "{again:?}");
    assert_eq!(bo.takes_call_back(id).await, Err(CallBackRefusal::TooEarly));
    hears_that_nobody_answered(&mut bo).await;
    let told = [CaseEntryKind::CallBackAgreed, CaseEntryKind::NotReached];
    timeline(&mut bo, case, &told).await;

    let order = CallBacksOrder::Move {
        call_back: id,
        when: SOON,
    };
    bo.asks_of_call_backs(order).await.expect("may");
    desk_says(&mut ada, Happened::CallBackMoved).await;
    bo.takes_call_back(id).await.expect("it is due again");
    let contact = ada.is_called_by("Bo Conti").await;
    ada.answer_call(contact, Some(Mode::Chat)).await;
    ada.talks_with("Bo Conti").await;
}

async fn hears_that_nobody_answered(bo: &mut Librarian) {
    bo.hear("that nobody answered", |heard| {
        matches!(heard, sportello_wire::seat::ToSeat::OfferEnded { .. }).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_closed_is_opened_by_a_push_and_rings_then() {
    let cast = a_library_that_pushes(Answers::Takes).await;
    let (desk, service, mut bo) = (cast.desk, cast.service, cast.bo);
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let hello = ada.write("Mi richiamate?").await;
    ada.reads(hello).await;
    ada.wants_push(service.browser("phone")).await;
    let thread = thread_of(&mut bo).await;
    let cookie = ada.vanish();
    bo.sees_thread("a patron who left", |entry| !entry.present)
        .await;
    let about = (None, Some(thread));
    let id = bo.agrees_call_back(about, PAGE, SOON).await.expect("may");
    bo.takes_call_back(id).await.expect("it is due");
    let pushed = service.was_handed(1).await.remove(0);
    assert_eq!(
        (pushed.to.as_str(), pushed.header("urgency")),
        ("phone", "high")
    );
    let lasts: i64 = pushed.header("ttl").parse().expect("seconds");
    assert!(lasts <= 120, "it is of use while it rings: {lasts}");
    let mut ada = desk.patron_again("Ada", cookie).await;
    let contact = ada.is_called_by("Bo Conti").await;
    ada.answer_call(contact, Some(Mode::Voice)).await;
    ada.talks_with("Bo Conti").await;
    bo.talks(contact).await;
}

#[tokio::test]
async fn a_number_is_shown_to_who_takes_it_and_to_nobody_else() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, mut ada, case) = a_case(&desk).await;
    let mut cleo = desk.cleo().await;
    let about = (Some(case), None);
    let id = bo
        .agrees_call_back(about, telephone(), SOON)
        .await
        .expect("may");
    desk_says(&mut ada, Happened::CallBackAgreed).await;
    let own = ada
        .sees_call_backs("it agreed", |own| own.first().cloned())
        .await;
    let end = CallBackWay::Phone {
        number: "840".into(),
    };
    assert_eq!(own.way, end, "which of her numbers it is");
    let shown = |open: &[sportello_wire::seat::CallBackView]| match &open.first()?.way {
        CallBackWay::Phone { number } => Some((number.clone(), open.first()?.taken_by)),
        CallBackWay::Page { .. } => None,
    };
    let hidden = bo.sees_call_backs("it", shown).await;
    assert_eq!(hidden, (String::new(), None));
    let (one, other) = tokio::join!(bo.takes_call_back(id), cleo.takes_call_back(id));
    let (mut winner, mut other_one) = match (&one, &other) {
        (Ok(()), Err(CallBackRefusal::Taken { .. })) => (bo, cleo),
        (Err(CallBackRefusal::Taken { .. }), Ok(())) => (cleo, bo),
        both => panic!("one of two takes it: {both:?}"),
    };
    let number = winner
        .sees_call_backs("the number", |open| {
            shown(open).filter(|(number, _)| !number.is_empty())
        })
        .await;
    assert_eq!(number.0, "+39 0571 757840");
    let hidden = other_one
        .sees_call_backs("that it is taken", |open| {
            shown(open).filter(|(_, by)| by.is_some())
        })
        .await;
    assert_eq!(hidden.0, "");
    winner
        .says_of_call_back(id, CallCameOut::NotReached)
        .await
        .expect("it is theirs");
    winner
        .sees_call_backs("a second try", |open| {
            (open.first()?.tries == 1).then_some(())
        })
        .await;
    let told = [CaseEntryKind::CallBackAgreed, CaseEntryKind::NotReached];
    timeline(&mut winner, case, &told).await;
}

#[tokio::test]
async fn the_patron_calls_it_off_and_the_desk_is_told() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, mut ada, case) = a_case(&desk).await;
    let about = (Some(case), None);
    let id = bo
        .agrees_call_back(about, PAGE, noon(3))
        .await
        .expect("may");
    desk_says(&mut ada, Happened::CallBackAgreed).await;
    assert_eq!(bo.takes_call_back(id).await, Err(CallBackRefusal::TooEarly));
    ada.calls_off(id).await;
    desk_says(&mut ada, Happened::CallBackCalledOff).await;
    ada.sees_call_backs("nothing open", |own| own.is_empty().then_some(()))
        .await;
    bo.sees_call_backs("nothing open", |open| open.is_empty().then_some(()))
        .await;
    let gone = bo.takes_call_back(id).await;
    assert_eq!(gone, Err(CallBackRefusal::NoSuchCallBack));
    let told = [
        CaseEntryKind::CallBackAgreed,
        CaseEntryKind::CallBackCalledOff,
    ];
    timeline(&mut bo, case, &told).await;
}

#[tokio::test]
async fn a_power_cut_while_it_rings_loses_nothing() {
    let mut desk = Desk::open(PROGRAM).await;
    let (mut bo, mut ada, case) = a_case(&desk).await;
    let about = (Some(case), None);
    let rings = bo.agrees_call_back(about, PAGE, SOON).await.expect("may");
    let waits = bo.agrees_call_back(about, telephone(), noon(2)).await;
    let waits = waits.expect("may");
    desk_says(&mut ada, Happened::CallBackAgreed).await;
    desk_says(&mut ada, Happened::CallBackAgreed).await;
    bo.takes_call_back(rings).await.expect("it is due");
    let contact = ada.is_called_by("Bo Conti").await;
    desk.kill();
    desk.start().await;
    let session = bo.keeps.clone();
    let mut bo = Librarian::resume(desk.address, "bo", &session)
        .await
        .expect("a session outlives the server");
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    assert_eq!(ada.is_called_by("Bo Conti").await, contact);
    ada.answer_call(contact, Some(Mode::Voice)).await;
    ada.talks_with("Bo Conti").await;
    bo.talks(contact).await;
    let left = bo
        .sees_call_backs("the other one", |open| match open {
            [one] => Some(one.id),
            _ => None,
        })
        .await;
    assert_eq!(left, waits);
}

#[tokio::test]
async fn what_can_not_be_is_refused_with_its_reason() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, _ada, case) = a_case(&desk).await;
    let about = (Some(case), None);
    let mut refused = Vec::new();
    let never = CallBackTime::At {
        shown: "domani".into(),
    };
    let fax = CallBackWay::Phone {
        number: "fax".into(),
    };
    for (way, when) in [
        (PAGE, noon(-2)),
        (PAGE, noon(200)),
        (PAGE, never),
        (fax, SOON),
    ] {
        refused.push(bo.agrees_call_back(about, way, when).await.expect_err("no"));
    }
    let expected = [
        CallBackRefusal::Past,
        CallBackRefusal::TooFar,
        CallBackRefusal::NoSuchTime,
        CallBackRefusal::BadNumber,
    ];
    assert_eq!(refused, expected);
    let nobody = CallBackId(uuid::Uuid::nil());
    let gone = bo.takes_call_back(nobody).await;
    assert_eq!(gone, Err(CallBackRefusal::NoSuchCallBack));
    let at = desk_id(&mut bo).await;
    let (by_hand, _) = bo.makes_case(case_in(at, None, "Senza pagina")).await;
    let page = bo.agrees_call_back((Some(by_hand), None), PAGE, SOON).await;
    assert_eq!(page, Err(CallBackRefusal::NoPage));
    let phone = bo.agrees_call_back((Some(by_hand), None), telephone(), SOON);
    phone.await.expect("a telephone needs no page");
}

#[tokio::test]
async fn who_erases_the_case_or_themselves_is_not_called_and_finds_it_in_their_copy_before() {
    let desk = Desk::open(PROGRAM).await;
    let (mut bo, mut ada, case) = a_case(&desk).await;
    let thread = thread_of(&mut bo).await;
    let about = (Some(case), None);
    bo.agrees_call_back(about, telephone(), noon(1))
        .await
        .expect("may");
    bo.agrees_call_back((None, Some(thread)), telephone(), noon(2))
        .await
        .expect("may");
    desk_says(&mut ada, Happened::CallBackAgreed).await;
    desk_says(&mut ada, Happened::CallBackAgreed).await;
    let cookie = ada.keeps.clone().expect("a patron");
    let cookie = [("Cookie", cookie.as_str())];
    let path = format!("/api/{HANDLE}/me/export.json");
    let copy = desk.ask("GET", &path, &cookie).await;
    let copy = copy.body;
    assert!(
        copy.contains("callBacks") && copy.contains("757840"),
        "{copy}"
    );
    ada.asks_of_cases(OwnCasesOrder::Erase { case })
        .await
        .expect("it is hers");
    bo.sees_call_backs("only the other one", |open| {
        (open.len() == 1 && open[0].case.is_none()).then_some(())
    })
    .await;
    let path = format!("/api/{HANDLE}/me/forget");
    let erased = desk.send(&path, &cookie, b"").await;
    assert_eq!(erased.status, 204, "{erased:?}");
    bo.sees_call_backs("none", |open| open.is_empty().then_some(()))
        .await;
    ada.hear("that her page is put aside", |heard| {
        matches!(heard, ToPatron::Superseded).then_some(())
    })
    .await;
}
