//! An administrator sets what a desk offers to book, and librarians say when they give
//! it: who may, what is judged, and that an open page sees it at once.

use std::time::{Duration, Instant};

use sportello_core::booking::{AvailabilityForm, AwayForm, RuleForm};
use sportello_core::hours::HoursForm;
use sportello_core::settings::{ConsultationForm, Field, SettingsChange, Why};
use sportello_core::{Colour, Meeting};
use sportello_kit::{Desk, LIBRARY, Librarian, Patron, Program};
use sportello_wire::booking::ConsultationView;
use sportello_wire::seat::administration::{AdministrationOrder, SettingsView, Verdict};
use sportello_wire::seat::{AvailabilityRefusal, LibrarianView};
use sportello_wire::{LibrarianId, RefusalCode};

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

[[desk]]
handle = "@biblioteca.prova"
name = "Sportello"
branch = "Centrale"
"#;

/// What the eye takes for "at once"; far below the look at the store every two seconds.
const AT_ONCE: Duration = Duration::from_millis(1000);

#[tokio::test]
async fn a_consultation_and_its_hours_reach_an_open_page_at_once() {
    let desk = furnished("librarian").await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let mut ada = desk.ada().await;
    let settings = bo.watches_settings().await;
    sees_offered(&mut ada, "nothing to book", |offered| offered.is_empty()).await;
    let begun = Instant::now();
    let id = person(&settings, "Cleo Neri");
    assert!(
        saves(&mut bo, &offer(&settings, &[id]))
            .await
            .saved
            .is_some()
    );
    sees_offered(&mut ada, "a consultation", |offered| {
        offered.iter().any(|one| one.name.it == "Aiuto per la tesi")
    })
    .await;
    assert!(begun.elapsed() < AT_ONCE, "after {:?}", begun.elapsed());
    // Cleo says when; nothing else of hers is known yet.
    let before = cleo.asks_when(id).await.expect("her own");
    assert_eq!(before.form, AvailabilityForm::default());
    assert_eq!(before.zone, "Europe/Rome");
    let saved = cleo.says_when(id, tuesdays(), before.form).await;
    assert_eq!(saved.expect("good hours").form, tuesdays());
    sees_offered(&mut ada, "Tuesday's hours", |offered| {
        offered.iter().any(|one| one.week[1] == ["09:00-12:00"])
    })
    .await;
}

#[tokio::test]
async fn a_consultation_that_goes_leaves_the_page_and_comes_back_with_undo() {
    let desk = furnished("librarian").await;
    let (mut bo, mut ada) = (desk.bo().await, desk.ada().await);
    let settings = bo.watches_settings().await;
    let offered = offer(&settings, &[person(&settings, "Cleo Neri")]);
    saves(&mut bo, &offered).await;
    let settings = bo
        .sees_settings("a consultation", |view| view.consultations.len() == 1)
        .await;
    let consultation = settings.consultations[0].id;
    let removed = saves(
        &mut bo,
        &SettingsChange::RemoveConsultation { consultation },
    )
    .await;
    sees_offered(&mut ada, "nothing to book", |offered| offered.is_empty()).await;
    let number = removed.saved.expect("it was saved");
    let undone = bo
        .is_judged(|asked| AdministrationOrder::GoBack {
            asked,
            before: number,
            newest: number,
        })
        .await;
    assert!(undone.saved.is_some(), "{undone:?}");
    sees_offered(&mut ada, "the consultation again", |offered| {
        offered.iter().any(|one| one.id == consultation)
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_either_form_is_told_and_nothing_is_saved() {
    let desk = furnished("librarian").await;
    let mut bo = desk.bo().await;
    let settings = bo.watches_settings().await;
    let refused = saves(&mut bo, &offer(&settings, &[])).await;
    assert_eq!(refused.saved, None);
    let fault = refused.faults.first().expect("nobody gives it");
    assert_eq!((fault.field, &fault.why), (Field::Givers, &Why::NoneChosen));

    let id = person(&settings, "Bo Conti");
    let mut nowhere = tuesdays();
    nowhere.rules[0].meetings = [Meeting::InPerson].into();
    let judged = bo.has_judged(id, nowhere.clone()).await.expect("judged");
    assert_eq!(judged[0].fault.field, Field::Branch);
    let refused = bo.says_when(id, nowhere, AvailabilityForm::default()).await;
    let faults = judged;
    assert_eq!(refused, Err(AvailabilityRefusal::Faults { faults }));
    let stands = bo.asks_when(id).await.expect("his own").form;
    assert_eq!(stands, AvailabilityForm::default());
}

#[tokio::test]
async fn a_librarian_sets_their_own_hours_and_no_consultation() {
    let desk = furnished("librarian").await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let settings = bo.watches_settings().await;
    let (bos, cleos) = (
        person(&settings, "Bo Conti"),
        person(&settings, "Cleo Neri"),
    );
    let none = AvailabilityForm::default;
    let no = AvailabilityRefusal::NotAllowed;
    assert_eq!(cleo.asks_when(bos).await, Err(no.clone()));
    assert_eq!(cleo.has_judged(bos, tuesdays()).await, Err(no.clone()));
    assert_eq!(cleo.says_when(bos, tuesdays(), none()).await, Err(no));
    assert_eq!(bo.asks_when(bos).await.expect("his own").form, none());
    cleo.administers(AdministrationOrder::Save {
        asked: 1,
        change: Box::new(offer(&settings, &[cleos])),
        seen: None,
    })
    .await;
    cleo.is_refused(RefusalCode::NotAllowed).await;
    // Who sets the library's consultations sets when they are given, too.
    let saved = bo.says_when(cleos, tuesdays(), none()).await;
    assert!(saved.is_ok(), "{saved:?}");
    let nobody = LibrarianId(uuid::Uuid::from_u128(99));
    let refused = bo.asks_when(nobody).await;
    assert_eq!(refused, Err(AvailabilityRefusal::Nobody));
}

#[tokio::test]
async fn a_supervisor_sets_hours_of_others_and_sees_who_was_quicker() {
    let desk = furnished("supervisor").await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let settings = bo.watches_settings().await;
    let id = person(&settings, "Bo Conti");
    let none = AvailabilityForm::default();
    let first = cleo.says_when(id, tuesdays(), none.clone()).await;
    let stands = first.expect("she may");
    let mut away = tuesdays();
    away.away.push(AwayForm {
        from: "2026-12-24".into(),
        until: "2027-01-06".into(),
        reason: "Ferie".into(),
    });
    // He had opened the form before.
    let refused = bo.says_when(id, away.clone(), none).await;
    let view = stands.clone();
    assert_eq!(refused, Err(AvailabilityRefusal::ChangedMeanwhile { view }));
    let saved = bo.says_when(id, away.clone(), stands.form).await;
    assert_eq!(saved.expect("he has seen it").form, away);
}

#[tokio::test]
async fn hours_outlive_the_program() {
    let mut desk = furnished("librarian").await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    let id = person(&bo.watches_settings().await, "Cleo Neri");
    let none = AvailabilityForm::default();
    cleo.says_when(id, tuesdays(), none).await.expect("saved");
    desk.kill();
    desk.start().await;
    let mut cleo = desk.cleo().await;
    assert_eq!(cleo.asks_when(id).await.expect("hers").form, tuesdays());
}

/// Tuesdays from nine to noon, by video.
fn tuesdays() -> AvailabilityForm {
    let mut week = vec![Vec::new(); 7];
    week[1] = vec!["09:00-12:00".to_owned()];
    let hours = HoursForm {
        zone: "Europe/Rome".into(),
        italian_holidays: true,
        week,
        closures: Vec::new(),
    };
    let rule = RuleForm {
        meetings: [Meeting::Video].into(),
        branch: None,
        hours,
    };
    AvailabilityForm {
        rules: vec![rule],
        away: Vec::new(),
    }
}

/// A new consultation of the first desk.
fn offer(settings: &SettingsView, givers: &[LibrarianId]) -> SettingsChange {
    let form = ConsultationForm {
        desk: settings.desks[0].id,
        italian: "Aiuto per la tesi".into(),
        english: "Help with a thesis".into(),
        description_italian: String::new(),
        description_english: String::new(),
        minutes: 30,
        meetings: [Meeting::Video].into(),
        before_minutes: 0,
        after_minutes: 10,
        notice_minutes: 120,
        ahead_days: 60,
        most_per_day: None,
        givers: givers.to_vec(),
        questions: Vec::new(),
        colour: Colour::Teal,
        topic: None,
        confirm_by_mail: false,
        change_minutes: 60,
    };
    let consultation = None;
    SettingsChange::Consultation { consultation, form }
}

async fn sees_offered(patron: &mut Patron, what: &str, so: impl Fn(&[ConsultationView]) -> bool) {
    patron
        .see(what, |view| {
            let offered = &view.desk.as_ref()?.consultations;
            so(offered).then_some(())
        })
        .await;
}

async fn saves(librarian: &mut Librarian, change: &SettingsChange) -> Verdict {
    librarian
        .is_judged(|asked| AdministrationOrder::Save {
            asked,
            change: Box::new(change.clone()),
            seen: None,
        })
        .await
}

fn person(settings: &SettingsView, name: &str) -> LibrarianId {
    let named = |one: &&LibrarianView| one.name == name;
    settings
        .people
        .iter()
        .find(named)
        .expect("they work here")
        .id
}

/// A desk with a branch, Bo its administrator.
async fn furnished(cleo: &str) -> Desk {
    let mut desk = Desk::open(PROGRAM).await;
    let file = desk.data().join("../settings.toml");
    std::fs::write(&file, SETTINGS.replace("CLEO", cleo)).expect("there is room");
    let file = file.to_string_lossy().into_owned();
    let mut program = Program::start(desk.command(&["admin", "apply", LIBRARY, &file]));
    assert_eq!(program.ended().await.code(), Some(0), "{program}");
    let takes_over = |line: &str| line.contains("the settings have changed").then_some(());
    desk.program().line("what changed", takes_over).await;
    desk
}
