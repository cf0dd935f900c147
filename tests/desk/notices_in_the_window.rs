//! An administrator sets when notices of a desk go out: what is judged, what a colleague
//! sees of it, how it is taken back, and what the settings file says.

use sportello_core::notices::{NoticeKind, NoticePolicy, NoticeWording};
use sportello_core::settings::{Field, NoticesForm, SettingsChange, Told, Why};
use sportello_core::{DeskId, Language};
use sportello_kit::{Desk, LIBRARY, Librarian, Program};
use sportello_wire::seat::administration::{AdministrationOrder, Verdict};

use crate::PROGRAM;

const SETTINGS: &str = r#"
[[librarian]]
user = "bo"
name = "Bo Conti"
role = "administrator"

[[librarian]]
user = "cleo"
name = "Cleo Neri"
role = "administrator"

[[desk]]
handle = "@biblioteca.prova"
name = "Sportello"
"#;

#[tokio::test]
async fn notices_that_are_set_are_seen_by_a_colleague_and_can_be_taken_back() {
    let desk = furnished().await;
    let (mut bo, mut cleo) = (desk.bo().await, desk.cleo().await);
    cleo.watches_settings().await;
    let before = bo.watches_settings().await;
    assert_eq!(before.desks[0].notices, usual(), "as usual is off");
    let saved = saves(&mut bo, before.desks[0].id, going_out()).await;
    assert_eq!(saved.faults, []);
    let seen = cleo
        .sees_settings("notices", |view| view.desks[0].notices == going_out())
        .await;
    let name = "Sportello".to_owned();
    assert_eq!(seen.changes[0].what, Told::Notices { name });
    // The settings file has them, too, and they are still there when it is read again.
    let shown = admin(&desk, &["admin", "show", LIBRARY]).await;
    for line in ["[[notices]]", "on = true", "quiet_until = \"09:30\""] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    let number = saved.saved.expect("it was saved");
    let undone = cleo
        .is_judged(|asked| AdministrationOrder::GoBack {
            asked,
            before: number,
            newest: number,
        })
        .await;
    assert!(undone.saved.is_some(), "{undone:?}");
    bo.sees_settings("none", |view| view.desks[0].notices == usual())
        .await;
}

#[tokio::test]
async fn what_is_wrong_with_notices_is_told_field_by_field() {
    let desk = furnished().await;
    let mut bo = desk.bo().await;
    let settings = bo.watches_settings().await;
    let mut form = going_out();
    form.days_before = Some(15);
    form.days_after = [Some(7), Some(3), None];
    form.wordings[0].text = "Ciao {noem}!".into();
    let refused = saves(&mut bo, settings.desks[0].id, form).await;
    let text = "noem".to_owned();
    let told = refused.faults.into_iter();
    let told: Vec<_> = told.map(|one| (one.field, one.row, one.why)).collect();
    let (least, most) = (1, 14);
    assert_eq!(
        told,
        [
            (Field::DaysBefore, None, Why::OutOfBounds { least, most }),
            (Field::DaysAfter, Some(1), Why::NotLater),
            (Field::Wordings, Some(0), Why::UnknownPlaceholder { text }),
        ]
    );
    assert_eq!(refused.saved, None);
}

/// Notices that go out, with words of the library's own.
fn going_out() -> NoticesForm {
    NoticesForm {
        is_on: true,
        quiet_until: 9 * 60 + 30,
        wordings: vec![NoticeWording {
            kind: NoticeKind::Due,
            language: Language::It,
            text: "Ciao {nome}, {biblioteca} aspetta:".into(),
        }],
        ..usual()
    }
}

async fn saves(librarian: &mut Librarian, desk: DeskId, form: NoticesForm) -> Verdict {
    librarian
        .is_judged(|asked| AdministrationOrder::Save {
            asked,
            change: Box::new(SettingsChange::Notices { desk, form }),
            seen: Some(Box::new(SettingsChange::Notices {
                desk,
                form: usual(),
            })),
        })
        .await
}

/// Notices where nothing is set.
fn usual() -> NoticesForm {
    NoticesForm::of(&NoticePolicy::default())
}

/// Runs a command of the administrator to its end; gives what it writes.
async fn admin(desk: &Desk, words: &[&str]) -> String {
    let mut program = Program::start(desk.command(words));
    assert_eq!(program.ended().await.code(), Some(0), "{program}");
    program.written()
}

async fn furnished() -> Desk {
    let mut desk = Desk::open(PROGRAM).await;
    let file = desk.data().join("../settings.toml");
    std::fs::write(&file, SETTINGS).expect("there is room");
    let file = file.to_string_lossy().into_owned();
    admin(&desk, &["admin", "apply", LIBRARY, &file]).await;
    let takes_over = |line: &str| line.contains("the settings have changed").then_some(());
    desk.program().line("what changed", takes_over).await;
    desk
}
