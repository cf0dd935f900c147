//! An administrator changes settings in the window: who may, what is judged, what
//! happens when two change the same, how it is taken back, and that everybody sees
//! it at once.

use std::time::{Duration, Instant};

use sportello_core::hours::NaiveDate;
use sportello_core::settings::SettingsChange;
use sportello_kit::{Desk, LIBRARY, Librarian, Program};
use sportello_wire::RefusalCode;
use sportello_wire::patron::DeskState;
use sportello_wire::seat::administration::{AdministrationOrder, SettingsView, Verdict};

use crate::PROGRAM;

/// Bo is an administrator; Cleo is whatever the file says.
const SETTINGS: &str = r#"
[[librarian]]
user = "bo"
name = "Bo Conti"
role = "administrator"

[[librarian]]
user = "cleo"
name = "Cleo Neri"
role = "CLEO"

[[branch]]
name = "Centrale"

[[group]]
name = "Prestito"
members = ["bo", "cleo"]

[[desk]]
handle = "@biblioteca.prova"
name = "Sportello"
branch = "Centrale"
[[desk.tier]]
group = "Prestito"
"#;

/// What the eye takes for "at once"; far below the look at the store every two seconds.
const AT_ONCE: Duration = Duration::from_millis(1000);

#[tokio::test]
async fn closing_today_reaches_an_open_page_and_every_seat_at_once() {
    let desk = furnished("librarian").await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let mut ada = desk.ada().await;
    ada.sees_open(2, 0).await;
    let settings = bo.watches_settings().await;
    let begun = Instant::now();
    let hours = open_but_now(&settings, "Sciopero");
    let saved = saves(&mut bo, &hours, stands(&settings, "branchHours")).await;
    ada.see("a closed desk with its reason", |view| {
        let state = &view.desk.as_ref()?.state;
        matches!(state, DeskState::Closed { reason, .. } if reason == "Sciopero").then_some(())
    })
    .await;
    assert!(begun.elapsed() < AT_ONCE, "after {:?}", begun.elapsed());
    assert!(
        saved.saved.is_some() && saved.faults.is_empty(),
        "{saved:?}"
    );
    let preview = saved.preview.expect("there were hours among it");
    assert!(!preview.open && preview.reason == "Sciopero", "{preview:?}");
    cleo.see("where the clock hangs now", |view| {
        (view.house.as_ref()?.zone == "Europe/Lisbon").then_some(())
    })
    .await;
    // A new name is read at every seat, without a new sign-in.
    let name = change(
        r#"{"type":"library","form":{"name":"Biblioteca Nuova","privacyContact":"privacy@prova.example","privacyItalian":"","privacyEnglish":""}}"#,
    );
    let settings = bo
        .sees_settings("the closure", |view| view.changes.len() == 2)
        .await;
    saves(&mut bo, &name, stands(&settings, "library")).await;
    cleo.see("the new name", |view| {
        (view.house.as_ref()?.library == "Biblioteca Nuova").then_some(())
    })
    .await;
    ada.see("the new name and whom to ask", |view| {
        let desk = view.desk.as_ref()?;
        let is_new = desk.library == "Biblioteca Nuova";
        (is_new && desk.privacy_contact == "privacy@prova.example").then_some(())
    })
    .await;
}

#[tokio::test]
async fn only_an_administrator_sees_or_changes_settings() {
    for role in ["librarian", "supervisor"] {
        let desk = furnished(role).await;
        let mut cleo = desk.cleo().await;
        let orders = [
            AdministrationOrder::Watch {},
            AdministrationOrder::Check {
                asked: 1,
                change: Box::new(library("Sua")),
            },
            AdministrationOrder::Save {
                asked: 2,
                change: Box::new(library("Sua")),
                seen: None,
            },
            AdministrationOrder::GoBack {
                asked: 3,
                before: 1,
                newest: 1,
            },
        ];
        for order in orders {
            cleo.administers(order).await;
            cleo.is_refused(RefusalCode::NotAllowed).await;
        }
        let settings = desk.bo().await.watches_settings().await;
        assert_eq!(settings.library.name, LIBRARY);
    }
}

#[tokio::test]
async fn who_saves_over_somebody_else_s_change_is_told_and_sees_theirs() {
    let desk = furnished("administrator").await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let seen = bo.watches_settings().await;
    cleo.watches_settings().await;
    let cleos = library("Biblioteca di Cleo");
    assert!(
        saves(&mut cleo, &cleos, stands(&seen, "library"))
            .await
            .saved
            .is_some()
    );
    let bos = library("Biblioteca di Bo");
    let refused = saves(&mut bo, &bos, stands(&seen, "library")).await;
    assert_eq!(refused.saved, None);
    assert_eq!(word(&refused), "itself changedMeanwhile");
    let theirs = bo
        .sees_settings("hers", |view| view.library.name == "Biblioteca di Cleo")
        .await;
    assert_eq!(theirs.changes[0].who, "Cleo Neri");
    // Having seen it, he may.
    assert!(
        saves(&mut bo, &bos, stands(&theirs, "library"))
            .await
            .saved
            .is_some()
    );
    // What is about something else is nobody's conflict.
    let texts = change(&format!(
        r#"{{"type":"texts","desk":"{}","form":{{"greetingItalian":"Benvenuti!","greetingEnglish":"","closedItalian":"","closedEnglish":""}}}}"#,
        seen.desks[0].id
    ));
    assert!(
        saves(&mut cleo, &texts, stands(&seen, "texts"))
            .await
            .saved
            .is_some()
    );
}

#[tokio::test]
async fn what_is_wrong_is_told_field_by_field_and_nothing_is_saved() {
    let desk = furnished("librarian").await;
    let mut bo = desk.bo().await;
    let settings = bo.watches_settings().await;
    let mut bad = serde_json::to_value(stands(&settings, "desk").expect("a desk")).expect("json");
    bad["form"]["name"] = "".into();
    bad["form"]["email"] = "nowhere".into();
    bad["form"]["ringingSeconds"] = 1.into();
    let bad: SettingsChange = serde_json::from_value(bad).expect("a form");
    let judged = bo
        .is_judged(|asked| AdministrationOrder::Check {
            asked,
            change: Box::new(bad.clone()),
        })
        .await;
    let refused = saves(&mut bo, &bad, stands(&settings, "desk")).await;
    let told: Vec<_> = refused.faults.iter().map(|fault| fault.field).collect();
    assert_eq!(judged.faults, refused.faults);
    assert_eq!(told.len(), 3, "{refused:?}");
    assert_eq!(refused.saved, None);
    // A group without members would leave its desk unanswered: told, before it is so.
    let group = settings.groups[0].id;
    let empty = change(&format!(
        r#"{{"type":"group","group":"{group}","form":{{"name":"Prestito","members":[]}}}}"#
    ));
    let judged = bo
        .is_judged(|asked| AdministrationOrder::Check {
            asked,
            change: Box::new(empty),
        })
        .await;
    assert_eq!(
        (judged.faults.len(), judged.warnings.len()),
        (0, 2),
        "{judged:?}"
    );
    let mut again = desk.bo().await;
    assert_eq!(again.watches_settings().await, settings);
}

#[tokio::test]
async fn what_went_comes_back_with_all_that_named_it() {
    let desk = furnished("administrator").await;
    let mut bo = desk.bo().await;
    let before = bo.watches_settings().await;
    let group = before.groups[0].id;
    let removal = change(&format!(r#"{{"type":"removeGroup","group":"{group}"}}"#));
    let removed = saves(&mut bo, &removal, None).await;
    let after = bo
        .sees_settings("no group", |view| view.groups.is_empty())
        .await;
    assert!(after.desks[0].form.tiers.is_empty());
    let number = removed.saved.expect("it was saved");
    let undone = goes_back(&mut bo, number, number).await;
    assert!(undone.saved.is_some(), "{undone:?}");
    let back = bo
        .sees_settings("the group", |view| !view.groups.is_empty())
        .await;
    assert_eq!((&back.groups, &back.desks), (&before.groups, &before.desks));
    // What a colleague changed meanwhile is not taken back unseen.
    let stale = goes_back(&mut bo, number, number).await;
    assert_eq!(word(&stale), "itself changedMeanwhile");
    let nowhere = goes_back(&mut bo, 9_999, back.changes[0].number).await;
    assert_eq!(word(&nowhere), "itself unknown");
}

#[tokio::test]
async fn a_desk_that_patrons_came_to_stays_and_says_why() {
    let desk = furnished("librarian").await;
    let (mut bo, mut ada) = (desk.bo().await, desk.ada().await);
    ada.arrive(sportello_wire::Mode::Chat).await;
    bo.is_rung().await;
    let settings = bo.watches_settings().await;
    let removal = change(&format!(
        r#"{{"type":"removeDesk","desk":"{}"}}"#,
        settings.desks[0].id
    ));
    let refused = saves(&mut bo, &removal, None).await;
    assert_eq!(word(&refused), "itself inUse");
    // Nothing else was undone by it: who waits is waiting still.
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    bo.hangs_up(contact).await;
}

#[tokio::test]
async fn a_new_desk_can_be_called_at_once_and_the_greeting_is_read_without_a_script() {
    let desk = furnished("librarian").await;
    let mut bo = desk.bo().await;
    let settings = bo.watches_settings().await;
    let mut form = serde_json::to_value(&settings.desks[0].form).expect("json");
    form["handle"] = "@ragazzi.prova".into();
    form["name"] = "Sala ragazzi".into();
    let new = change(&format!(r#"{{"type":"desk","desk":null,"form":{form}}}"#));
    assert!(saves(&mut bo, &new, None).await.saved.is_some());
    let settings = bo
        .sees_settings("two desks", |view| view.desks.len() == 2)
        .await;
    let texts = change(&format!(
        r#"{{"type":"texts","desk":"{}","form":{{"greetingItalian":"Ciao <b>ragazzi</b>!","greetingEnglish":"","closedItalian":"","closedEnglish":""}}}}"#,
        settings.desks[1].id
    ));
    let seen = change_of(&settings, "texts", 1);
    assert!(saves(&mut bo, &texts, seen).await.saved.is_some());
    let page = desk
        .ask("GET", "/@ragazzi.prova", &[("accept-language", "en")])
        .await;
    assert!(
        page.body.contains("Ciao &lt;b&gt;ragazzi&lt;/b&gt;!"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn what_the_command_line_changes_is_seen_and_can_be_taken_back_too() {
    let desk = furnished("librarian").await;
    let mut bo = desk.bo().await;
    bo.watches_settings().await;
    apply(
        &desk,
        &SETTINGS
            .replace("CLEO", "librarian")
            .replace("Centrale", "Nord"),
    )
    .await;
    let changed = bo
        .sees_settings("the file", |view| view.branches[0].form.name == "Nord")
        .await;
    let newest = &changed.changes[0];
    assert_eq!(newest.who, "");
    let (before, newest) = (newest.number, newest.number);
    assert!(goes_back(&mut bo, before, newest).await.saved.is_some());
    bo.sees_settings("the old name", |view| {
        view.branches[0].form.name == "Centrale"
    })
    .await;
}

/// A desk with a branch and a group, Bo its administrator.
async fn furnished(cleo: &str) -> Desk {
    let mut desk = Desk::open(PROGRAM).await;
    apply(&desk, &SETTINGS.replace("CLEO", cleo)).await;
    let takes_over = |line: &str| line.contains("the settings have changed").then_some(());
    desk.program().line("what changed", takes_over).await;
    desk
}

async fn apply(desk: &Desk, text: &str) {
    let file = desk.data().join("../settings.toml");
    std::fs::write(&file, text).expect("there is room");
    let file = file.to_string_lossy().into_owned();
    let mut program = Program::start(desk.command(&["admin", "apply", LIBRARY, &file]));
    assert_eq!(program.ended().await.code(), Some(0), "{program}");
}

/// Hours of a branch, open every hour of every day but some around this one: the
/// test's clock may stand at another date than that of the library's wall.
fn open_but_now(settings: &SettingsView, reason: &str) -> SettingsChange {
    let day = |ahead: i64| {
        let now = std::time::SystemTime::now();
        let since = now
            .duration_since(std::time::UNIX_EPOCH)
            .expect("after 1970");
        let days = i64::try_from(since.as_secs() / 86_400).expect("a day") + ahead;
        let date =
            NaiveDate::from_num_days_from_ce_opt(719_163 + i32::try_from(days).expect("a day"));
        date.expect("a date").to_string()
    };
    let whole = serde_json::json!(["00:00-24:00"]);
    let hours = serde_json::json!({
        "zone": "Europe/Lisbon",
        "italianHolidays": false,
        "week": [whole, whole, whole, whole, whole, whole, whole],
        "closures": [{ "from": day(-1), "to": day(1), "hours": [], "reason": reason }],
    });
    let branch = settings.branches[0].id;
    let change = serde_json::json!({ "type": "branchHours", "branch": branch, "hours": hours });
    serde_json::from_value(change).expect("hours")
}

async fn saves(
    librarian: &mut Librarian,
    change: &SettingsChange,
    seen: Option<SettingsChange>,
) -> Verdict {
    librarian
        .is_judged(|asked| AdministrationOrder::Save {
            asked,
            change: Box::new(change.clone()),
            seen: seen.map(Box::new),
        })
        .await
}

async fn goes_back(librarian: &mut Librarian, before: i64, newest: i64) -> Verdict {
    librarian
        .is_judged(|asked| AdministrationOrder::GoBack {
            asked,
            before,
            newest,
        })
        .await
}

fn change(json: &str) -> SettingsChange {
    serde_json::from_str(json).expect("a change")
}

fn library(name: &str) -> SettingsChange {
    change(&format!(
        r#"{{"type":"library","form":{{"name":"{name}","privacyContact":"","privacyItalian":"","privacyEnglish":""}}}}"#
    ))
}

/// How the first thing of a kind stood when the settings were seen.
fn stands(settings: &SettingsView, kind: &str) -> Option<SettingsChange> {
    change_of(settings, kind, 0)
}

fn change_of(settings: &SettingsView, kind: &str, at: usize) -> Option<SettingsChange> {
    let value = match kind {
        "library" => serde_json::json!({ "type": kind, "form": settings.library }),
        "branchHours" => serde_json::json!({
            "type": kind,
            "branch": settings.branches[at].id,
            "hours": settings.branches[at].hours,
        }),
        "desk" => serde_json::json!({
            "type": kind,
            "desk": settings.desks[at].id,
            "form": settings.desks[at].form,
        }),
        "texts" => serde_json::json!({
            "type": kind,
            "desk": settings.desks[at].id,
            "form": settings.desks[at].texts,
        }),
        _ => panic!("{kind} is not asked for here"),
    };
    Some(serde_json::from_value(value).expect("a change"))
}

/// The first fault in two words.
fn word(verdict: &Verdict) -> String {
    let fault = verdict.faults.first().expect("a fault");
    let value = serde_json::to_value(fault).expect("json");
    format!("{} {}", value["field"], value["why"]["type"]).replace('"', "")
}
