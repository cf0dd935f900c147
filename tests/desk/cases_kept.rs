//! What is kept of cases, and for how long: by the library's settings, and by the will of
//! whoever asked.

use std::path::{Path, PathBuf};

use sportello_core::settings::SettingsChange;
use sportello_core::{CaseEntryKind, CasePolicy, CaseState, FileId, Report};
use sportello_kit::{Desk, HANDLE, LIBRARY, Librarian, Mood, Program, case_in, hand_off};
use sportello_store::{CaseFileRow, Store};
use sportello_wire::patron::OwnCasesOrder;
use sportello_wire::seat::administration::AdministrationOrder;
use sportello_wire::seat::{CasesOrder, CasesTold, ToSeat};
use sportello_wire::{CaseId, Happened};

use crate::cases::{a_library, a_library_with, looking, thread_of};
use crate::loans::{day, desk_id, desk_says};

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

/// A word that nobody else says; the index keeps it in small letters, and what it begins
/// with like another word once.
const WORD: &str = "Ornitorinco7";

#[tokio::test]
async fn a_patron_takes_their_cases_away_and_of_one_who_is_forgotten_no_word_is_left() {
    let (mut desk, _server, mut bo, mut ada) = a_library_with(Mood::Later).await;
    let (at, thread) = (desk_id(&mut bo).await, thread_of(&mut bo).await);
    let sent = ada
        .uploads(
            desk.address,
            HANDLE,
            &format!("{WORD}.txt"),
            WORD.as_bytes(),
        )
        .await;
    let message = ada.send_file(sent.file).await;
    ada.reads(message).await;
    let said = ada.write(&format!("Cerco un {WORD}")).await;
    ada.reads(said).await;
    let mut form = case_in(at, Some(thread), &format!("Un {WORD}"));
    form.messages = vec![message, said];
    form.note = format!("Chiede di un {WORD}");
    form.asker.mail = format!("{WORD}@example.org");
    let (case, number) = bo.makes_case(form).await;
    desk_says(&mut ada, Happened::CaseOpened).await;
    let office = bo.adds_office("Zoologia", "zoo@example.org").await;
    let mut form = hand_off(office, &format!("Esiste l’{WORD}?"), &day(9).to_string());
    (form.messages, form.files) = (vec![said], vec![sent.file]);
    form.with_contact = true;
    let form = Box::new(form);
    let off = CasesOrder::HandOff { case, form };
    bo.asks_of_cases(off).await.expect("the letter waits");
    desk_says(&mut ada, Happened::CaseOpened).await;
    let text = format!("Non detto a lei: {WORD}");
    let note = CasesOrder::AddNote { case, text };
    bo.asks_of_cases(note).await.expect("may");
    let answer = CasesOrder::AnswerPatron {
        case,
        text: format!("L’{WORD} c’è"),
        files_of: None,
        close: false,
    };
    bo.asks_of_cases(answer).await.expect("she is there");
    desk_says(&mut ada, Happened::CaseAnswered).await;
    let text = format!("Un {WORD} vivo?");
    let more = OwnCasesOrder::AddInfo { case, text };
    ada.asks_of_cases(more).await.expect("it is hers");
    desk_says(&mut ada, Happened::CaseInfoAdded).await;
    let file = a_file_of_the_answer(&desk, case).await;
    let cookie = ada.vanish().expect("she is a patron");
    let headers = [("Cookie", cookie.as_str())];

    let path = format!("/api/{HANDLE}/me/export.json");
    let record = desk.ask("GET", &path, &headers).await.json();
    let own = &record["cases"][0];
    assert_eq!(own["number"], number);
    assert_eq!(
        (&own["office"], &own["state"]),
        (&"Zoologia".into(), &"reopened".into())
    );
    let what = |at: usize| own["entries"][at]["what"].clone();
    assert_eq!(
        [what(0), what(1), what(2)],
        [
            "answered".into(),
            "patronWrote".into(),
            serde_json::Value::Null
        ]
    );
    assert_eq!(own["entries"][0]["text"], format!("L’{WORD} c’è"));
    let path = own["entries"][0]["files"][0]["path"]
        .as_str()
        .expect("a path");
    let fetched = desk.ask("GET", path, &headers).await;
    assert_eq!(fetched.body, WORD, "the file can be fetched");
    let outgoing = record["outgoing"].as_array().expect("letters");
    let told: Vec<_> = outgoing.iter().map(|one| &one["address"]).collect();
    assert_eq!(told, ["zoo@example.org"]);
    let path = format!("/api/{HANDLE}/me/export.html");
    let page = desk.ask("GET", &path, &headers).await.body;
    assert!(
        page.contains(&number) && page.contains("Zoologia"),
        "{page}"
    );
    assert!(page.contains(&format!("L’{WORD} c’è")), "{page}");
    assert!(!page.contains("Non detto a lei"), "{page}");

    desk.stop().await;
    let places = places_of(&desk.data());
    assert!(
        places.iter().any(|place| place.ends_with(file.to_string())),
        "{places:?}"
    );
    assert!(places.len() >= 3, "the database and two files: {places:?}");
    desk.start().await;
    let mut bo = desk.bo().await;
    bo.watches_cases().await;
    bo.opens_case(case).await;
    let path = format!("/api/{HANDLE}/me/forget");
    let forgotten = desk.send(&path, &headers, b"").await;
    assert_eq!(forgotten.status, 204, "{forgotten:?}");
    bo.hear("that the case is gone", |heard| match heard {
        ToSeat::Cases {
            told: CasesTold::Gone { case: gone },
        } if *gone == case => Some(()),
        _ => None,
    })
    .await;
    desk.stop().await;
    assert_eq!(places_of(&desk.data()), Vec::<PathBuf>::new());
}

/// A file with the word hangs on the answer, as one of an office's would.
async fn a_file_of_the_answer(desk: &Desk, case: CaseId) -> FileId {
    let store = Store::open_to_administer(&desk.data())
        .await
        .expect("there");
    let entries = store.case_entries(case).await.expect("read");
    let mut answers = entries.iter().map(|row| &row.entry);
    let answer = answers.find(|entry| entry.kind == CaseEntryKind::Answered);
    let file = CaseFileRow {
        id: FileId(uuid::Uuid::from_u128(77)),
        name: format!("{WORD}.txt"),
        kind: "text/plain".into(),
        size: 12,
    };
    std::fs::write(desk.data().join("files").join(file.id.to_string()), WORD).expect("room");
    let mut writing = store.write().await.expect("free");
    sportello_store::add_case_file(&mut writing, &file, Ok(answer.expect("one").id))
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    file.id
}

/// The files of the data directory in which the word stands: the database with all its
/// tables, what is written ahead of it, and what was sent.
fn places_of(folder: &Path) -> Vec<PathBuf> {
    let mut places = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            places.extend(places_of(&path));
            continue;
        }
        let bytes = std::fs::read(&path).expect("readable").to_ascii_lowercase();
        let word = WORD[2..].to_ascii_lowercase();
        if bytes
            .windows(word.len())
            .any(|here| here == word.as_bytes())
        {
            places.push(path);
        }
    }
    places
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
