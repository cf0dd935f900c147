//! What is kept of cases, and for how long: by the library's settings, and by the will of
//! whoever asked.

use sportello_core::settings::SettingsChange;
use sportello_core::{CasePolicy, CaseState, Report};
use sportello_kit::{Desk, LIBRARY, Librarian, Program, case_in};
use sportello_store::Store;
use sportello_wire::CaseId;
use sportello_wire::seat::administration::AdministrationOrder;
use sportello_wire::seat::{CasesOrder, CasesTold, ToSeat};

use crate::cases::{a_library, looking};
use crate::loans::desk_id;

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn a_shorter_time_for_cases_holds_at_once_and_the_figures_stay() {
    let (mut desk, _server, mut bo, _ada) = a_library().await;
    is_known_to_administer(&mut desk).await;
    let at = desk_id(&mut bo).await;
    let (case, _) = bo.makes_case(case_in(at, None, "Uno zibaldone")).await;
    let (kept, _) = bo.makes_case(case_in(at, None, "Un brogliaccio")).await;
    for case in [case, kept] {
        let note = "Restituito".into();
        let end = CasesOrder::EndCase { case, note };
        bo.asks_of_cases(end).await.expect("may");
    }
    closed_days_ago(&desk, case, 100).await;
    closed_days_ago(&desk, kept, 80).await;
    bo.opens_case(case).await;
    let figures = figures(&desk, &bo).await;
    assert_eq!(figures, (2, 2), "opened and closed");

    sets_cases(&mut bo, 90, 5).await;
    bo.hear("that the case is gone", |heard| match heard {
        ToSeat::Cases {
            told: CasesTold::Gone { case: gone },
        } if *gone == case => Some(()),
        _ => None,
    })
    .await;
    assert_eq!(bo.finds_cases(looking("zibaldone")).await, []);
    let found = bo.finds_cases(looking("brogliaccio")).await;
    assert_eq!(found.len(), 1, "it is kept for ten days more");
    assert_eq!(found[0].state, CaseState::Closed);
    assert_eq!(self::figures(&desk, &bo).await, figures);
}

#[tokio::test]
async fn the_usual_promise_is_what_the_library_has_set() {
    let (mut desk, _server, mut bo, _ada) = a_library().await;
    is_known_to_administer(&mut desk).await;
    let at = desk_id(&mut bo).await;
    let usual = |days: u64| (chrono::Utc::now().date_naive() + chrono::Days::new(days)).to_string();
    // The desk has no hours: every day is an open one. Around midnight it is either of two.
    let is_in = |day: &str, days: u64| {
        [days - 1, days, days + 1]
            .map(usual)
            .iter()
            .any(|one| one == day)
    };
    let (case, _) = bo.makes_case(case_in(at, None, "Prima")).await;
    assert!(is_in(&bo.opens_case(case).await.row.promised, 5));
    sets_cases(&mut bo, 365, 20).await;
    let shown = bo
        .sees_cases("the new usual day", |view| {
            let day = view.usual_days.first()?.day.clone();
            is_in(&day, 20).then_some(day)
        })
        .await;
    let (case, _) = bo.makes_case(case_in(at, None, "Dopo")).await;
    assert_eq!(bo.opens_case(case).await.row.promised, shown);
    let mut shown = Program::start(desk.command(&["admin", "show", LIBRARY]));
    assert_eq!(shown.ended().await.code(), Some(0), "{shown}");
    let file = shown.written();
    assert!(file.contains("usual_promise_days = 20"), "{file}");
}

/// Waits until the server has heard who administers.
async fn is_known_to_administer(desk: &mut Desk) {
    let takes_over = |line: &str| line.contains("the settings have changed").then_some(());
    desk.program().line("what changed", takes_over).await;
}

/// How long cases are kept and how soon they are answered, from now on.
async fn sets_cases(bo: &mut Librarian, kept_days: u32, usual_promise_days: u32) {
    let seen = bo.watches_settings().await.cases;
    let form = CasePolicy {
        kept_days,
        usual_promise_days,
    };
    let saved = bo
        .is_judged(|asked| AdministrationOrder::Save {
            asked,
            change: Box::new(SettingsChange::Cases { form }),
            seen: Some(Box::new(SettingsChange::Cases { form: seen })),
        })
        .await;
    assert!(saved.saved.is_some(), "{saved:?}");
}

/// A case was closed so many days ago.
async fn closed_days_ago(desk: &Desk, case: CaseId, days: i64) {
    let store = Store::open_to_administer(&desk.data())
        .await
        .expect("there");
    let library = store.libraries().await.expect("read").remove(0).id;
    let mut case = store.case(library, case).await.expect("there").case;
    let closed = case.closed.expect("it is closed");
    case.closed = Some(closed - days * DAY);
    let mut writing = store.write().await.expect("free");
    sportello_store::save_case(&mut writing, library, &case, closed)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
}

/// How many cases were opened and closed in the last half year.
async fn figures(desk: &Desk, bo: &Librarian) -> (u32, u32) {
    let today = chrono::Utc::now().date_naive();
    let (from, to) = (today - chrono::Days::new(180), today + chrono::Days::new(2));
    let days = format!("from={from}&to={to}");
    let answer = bo.report(desk.address, "report", &days).await;
    let report: Report = serde_json::from_slice(&answer.bytes).expect("a report");
    (report.cases.opened, report.cases.closed)
}
