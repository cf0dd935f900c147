//! A promise that comes near: whoever owns the case is reminded before it slips, the patron
//! is told before the day is over, and each of them once, also over a restart.
//!
//! Nobody waits for three in the afternoon: the clock on the desk's wall is hung where it
//! is that time.

use chrono::{NaiveDate, Timelike as _, Utc};
use sportello_core::CaseEntryKind;
use sportello_kit::{Desk, Patron};
use sportello_store::Store;
use sportello_wire::{CaseId, Happened, MessageView, Speaker};

use crate::cases::{a_case, a_library};
use crate::loans::desk_says;

#[tokio::test]
async fn a_librarian_is_reminded_and_a_patron_told_before_the_day_is_over_and_once() {
    let (mut desk, _server, mut bo, mut ada) = a_library().await;
    let case = a_case(&mut bo, &mut ada, "Un atto del 1921").await;
    let second = a_case(&mut bo, &mut ada, "Una mappa").await;
    // In the forenoon of the day before.
    let (zone, today) = where_it_is(11);
    promise(&desk, case, today + chrono::Days::new(1)).await;
    hang_the_clock(&mut desk, &zone).await;
    bo.sees_cases("that the promise is near", |view| {
        let near: Vec<CaseId> = view.near.iter().map(|row| row.id).collect();
        (near == [case]).then_some(())
    })
    .await;
    let (told, mut ada) = told(&desk, ada.vanish()).await;
    assert_eq!(told, [], "there is time yet");

    // In the afternoon of the day itself.
    let (zone, today) = where_it_is(17);
    promise(&desk, case, today).await;
    hang_the_clock(&mut desk, &zone).await;
    let said = desk_says(&mut ada, Happened::CasePromiseMoved).await;
    assert_eq!(said.case.map(|about| about.id), Some(case));
    is_told(&mut bo, case).await;

    // Who was told before the server ended is not told again when it begins anew; that
    // it has looked is seen by another case.
    let cookie = ada.vanish();
    desk.stop().await;
    promise(&desk, second, today).await;
    desk.start().await;
    let mut bo = desk.bo().await;
    bo.watches_cases().await;
    is_told(&mut bo, second).await;
    let near = bo
        .sees_cases("both", |view| {
            let near: Vec<CaseId> = view.near.iter().map(|row| row.id).collect();
            (near.len() == 2).then_some(near)
        })
        .await;
    assert!(near.contains(&case) && near.contains(&second));
    let (mut told, _ada) = self::told(&desk, cookie).await;
    told.sort_unstable();
    let mut both = [case, second];
    both.sort_unstable();
    assert_eq!(told, both, "each once");
}

/// Where it is this hour, and the date there.
fn where_it_is(hour: i64) -> (String, NaiveDate) {
    let now = Utc::now();
    let away = (hour - i64::from(now.hour()) + 12).rem_euclid(24) - 12;
    // POSIX counts them the other way round: west of Greenwich is plus.
    let zone = match -away {
        0 => "Etc/GMT".to_owned(),
        west => format!("Etc/GMT{west:+}"),
    };
    (zone, (now + chrono::Duration::hours(away)).date_naive())
}

/// Hangs the clock of the desk there, and waits until it is looked at.
async fn hang_the_clock(desk: &mut Desk, zone: &str) {
    let days = ["mon", "tues", "wednes", "thurs", "fri", "satur", "sun"];
    let week = days.map(|day| format!("{day}day = [\"00:00-24:00\"]\n"));
    desk.apply(&format!(
        "[[desk]]\nhandle = \"@biblioteca.prova\"\nname = \"Sportello\"\n\
         [desk.hours]\nzone = \"{zone}\"\n[desk.hours.week]\n{}",
        week.concat()
    ));
    let takes_over = |line: &str| line.contains("the settings have changed").then_some(());
    desk.program().line("what changed", takes_over).await;
}

/// Another day is promised in a case, and nobody is told of that.
async fn promise(desk: &Desk, case: CaseId, day: NaiveDate) {
    let store = Store::open_to_administer(&desk.data())
        .await
        .expect("there");
    let library = store.libraries().await.expect("read").remove(0).id;
    let stored = store.case(library, case).await.expect("there");
    let mut case = stored.case;
    case.promised = day;
    let mut writing = store.write().await.expect("free");
    sportello_store::save_case(&mut writing, library, &case, stored.changed)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
}

/// Waits until the patron of a case was told that it takes longer, as the case has it.
async fn is_told(bo: &mut sportello_kit::Librarian, case: CaseId) {
    bo.opens_case(case).await;
    bo.sees_case("that the patron was told", move |view| {
        let mut entries = view.entries.iter();
        let told = entries.any(|entry| entry.kind == CaseEntryKind::Told);
        (view.row.id == case && told).then_some(())
    })
    .await;
}

/// Of which cases Ada's conversation says that they take longer.
async fn told(desk: &Desk, cookie: Option<String>) -> (Vec<CaseId>, Patron) {
    let mut ada = desk.patron_again("Ada", cookie).await;
    let late = |message: &MessageView| {
        let happened = Happened::CasePromiseMoved;
        let is_it = message.speaker == Speaker::Desk { happened };
        is_it.then(|| message.case.as_ref().map(|case| case.id))?
    };
    let told = ada
        .see("the history", |view| {
            let history = view.history.as_ref()?;
            Some(history.iter().filter_map(late).collect())
        })
        .await;
    (told, ada)
}
