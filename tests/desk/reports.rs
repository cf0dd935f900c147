//! The report of a few visits, who may see it, and the files that are made of it, read by
//! real readers.

use std::process::Command;

use sportello_core::settings::SettingsChange;
use sportello_core::{Report, ReportsForm};
use sportello_kit::{Desk, LIBRARY, Program};
use sportello_wire::seat::administration::AdministrationOrder;
use sportello_wire::{Mode, Outcome};

use crate::PROGRAM;

const SETTINGS: &str = r#"
[[branch]]
name = "Centrale"
[branch.hours]
zone = "Europe/Rome"
[branch.hours.week]
monday = ["00:00-24:00"]
tuesday = ["00:00-24:00"]
wednesday = ["00:00-24:00"]
thursday = ["00:00-24:00"]
friday = ["00:00-24:00"]
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]

[[librarian]]
user = "bo"
name = "Bo Conti"
role = "administrator"

[[librarian]]
user = "cleo"
name = "Cleo Neri"
role = "librarian"

[[topic]]
italian = "=Prestiti"
english = "Loans"

[[desk]]
handle = "@biblioteca.prova"
name = "Sportello"
branch = "Centrale"
"#;

#[tokio::test]
async fn a_few_visits_are_told_as_they_were_and_only_to_who_may_see_it() {
    let desk = furnished().await;
    let mut bo = desk.bo().await;
    let days = these_days();
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    bo.puts_down(contact).await;
    bo.wraps_up(contact, None, Outcome::HandedOff, "").await;

    let answer = bo.report(desk.address, "report", &days).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let report: Report = serde_json::from_slice(&answer.bytes).expect("a report");
    let totals = &report.totals;
    assert_eq!((totals.came, totals.answered, totals.abandoned), (1, 1, 0));
    assert_eq!(totals.first_level.thousandths(), Some(0));
    assert_eq!(totals.sl().thousandths(), Some(1_000));
    let modes: Vec<_> = report.modes.iter().map(|one| one.visits.came).collect();
    assert_eq!(modes, [0, 0, 1]);
    assert_eq!(report.outcomes[0].outcome, Outcome::HandedOff);
    assert_eq!(report.zone, "Europe/Rome");
    assert_eq!(report.people, None, "nobody is told apart unless it is set");
    assert_eq!(report.before, None, "nothing is known of the time before");

    let cleo = desk.cleo().await;
    for what in ["report", "report.csv", "report.pdf"] {
        let refused = cleo.report(desk.address, what, &days).await;
        assert_eq!(refused.status, 403, "a librarian sees {what}");
    }
    let backwards = "from=2026-02-01&to=2026-01-01";
    let refused = bo.report(desk.address, "report", backwards).await;
    assert_eq!(refused.status, 422);
    let unread = bo
        .report(desk.address, "report", "from=once&to=never")
        .await;
    assert_eq!(unread.status, 400);
}

#[tokio::test]
async fn per_person_figures_are_shown_once_it_is_set_and_not_of_fewer_than_five() {
    let desk = furnished().await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    bo.hangs_up(contact).await;
    let before = bo.watches_settings().await;
    assert_eq!(before.reports, ReportsForm::default());
    let form = ReportsForm {
        per_person: true,
        within_seconds: 30,
    };
    let saved = bo
        .is_judged(|asked| AdministrationOrder::Save {
            asked,
            change: Box::new(SettingsChange::Reports { form }),
            seen: Some(Box::new(SettingsChange::Reports {
                form: before.reports,
            })),
        })
        .await;
    assert!(saved.saved.is_some(), "{saved:?}");
    let shown = admin(&desk, &["admin", "show", LIBRARY]).await;
    for line in ["[reports]", "within_seconds = 30", "per_person = true"] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    let answer = bo.report(desk.address, "report", &these_days()).await;
    let report: Report = serde_json::from_slice(&answer.bytes).expect("a report");
    assert_eq!(report.within_seconds, 30);
    let people = report.people.expect("it is set");
    assert_eq!(people.len(), 1);
    assert_eq!(
        (people[0].name.as_str(), people[0].answered),
        ("Bo Conti", None)
    );
    for what in ["report.csv", "report.pdf"] {
        let file = bo.report(desk.address, what, &these_days()).await;
        assert!(!file.body.contains("Bo Conti"), "{what} names a librarian");
    }
}

#[tokio::test]
async fn the_table_and_the_document_are_read_by_other_programs() {
    let desk = furnished().await;
    let mut bo = desk.bo().await;
    let topic = bo.house().await.topics[0].id;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Voice).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    bo.puts_down(contact).await;
    bo.wraps_up(contact, Some(topic), Outcome::ResolvedAtFirstLevel, "")
        .await;

    let table = bo.report(desk.address, "report.csv", &these_days()).await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        table.body.starts_with('\u{feff}'),
        "it says that it is UTF-8"
    );
    for line in ["Visite;1\r\n", "Voce;1;1;0;1\r\n", "'=Prestiti;meno di 5;"] {
        assert!(table.body.contains(line), "{line} in {}", table.body);
    }

    let english = format!("{}&language=en", these_days());
    for (days, words) in [
        (
            these_days(),
            [
                "Rapporto dello sportello",
                "Livelli di servizio",
                "meno di 5",
            ],
        ),
        (
            english,
            ["Report of the desk", "Service levels", "fewer than 5"],
        ),
    ] {
        let document = bo.report(desk.address, "report.pdf", &days).await;
        assert_eq!(document.header("content-type"), "application/pdf");
        let path = desk.data().join("../rapporto.pdf");
        std::fs::write(&path, &document.bytes).expect("there is room");
        let path = path.to_string_lossy().into_owned();
        run("qpdf", &["--check", &path]);
        let text = run("pdftotext", &["-layout", &path, "-"]);
        for word in words {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(
            text.replace(' ', "").contains("1/"),
            "pages have no numbers: {text}"
        );
        let facts = run("pdfinfo", &[&path]);
        for fact in [
            "Tagged:          yes",
            "Title:",
            "Creator:         Sportello",
        ] {
            assert!(facts.contains(fact), "{fact} in {facts}");
        }
        let structure = run("pdfinfo", &["-struct", &path]);
        for tag in ["H1", "H2", "Table", "TH", "TD"] {
            assert!(structure.contains(tag), "{tag} in {structure}");
        }
        let fonts = run("pdffonts", &[&path]);
        assert!(fonts.contains("TitilliumWeb"), "{fonts}");
    }
}

#[tokio::test]
async fn whoever_runs_the_server_writes_the_report_of_a_month_from_the_command_line() {
    let desk = furnished().await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    bo.hangs_up(contact).await;
    let month = this_month();
    let printed = admin(&desk, &["report", "--month", &month, "--language", "en"]).await;
    assert!(printed.contains(LIBRARY), "{printed}");
    let file = desk.data().join("../report.csv");
    let name = file.to_string_lossy().into_owned();
    let said = admin(
        &desk,
        &[
            "report",
            "--month",
            &month,
            "--library",
            LIBRARY,
            "--csv",
            "--out",
            &name,
        ],
    )
    .await;
    assert!(said.contains("1 visits, 1 answered"), "{said}");
    let table = std::fs::read_to_string(&file).expect("a table");
    assert!(!table.contains("Bo Conti"), "it names somebody: {table}");
    let file = desk.data().join("../report.pdf");
    let name = file.to_string_lossy().into_owned();
    admin(
        &desk,
        &["report", "--month", &month, "--pdf", "--out", &name],
    )
    .await;
    let document = std::fs::read(&file).expect("a document");
    assert!(document.starts_with(b"%PDF-"));
    for (wrong, why) in [
        (&["--month", "october"][..], "like 2026-10"),
        (
            &["--month", &month, "--library", "Altra"],
            "no library “Altra”",
        ),
    ] {
        let words = [&["report"], wrong].concat();
        let mut program = Program::start(desk.command(&words));
        assert_ne!(program.ended().await.code(), Some(0), "{program}");
        assert!(program.to_string().contains(why), "{program}");
    }
}

/// The month of today, by the clock of the library.
fn this_month() -> String {
    let rome = sportello_core::hours::Tz::Europe__Rome;
    let now = std::time::SystemTime::now();
    let now = chrono::DateTime::<chrono::Utc>::from(now).with_timezone(&rome);
    now.format("%Y-%m").to_string()
}

/// Days around today, by any clock.
fn these_days() -> String {
    let now = std::time::SystemTime::now();
    let since = now
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    let today = chrono::DateTime::from_timestamp(since.as_secs() as i64, 0).expect("a day");
    let (from, to) = (
        today.date_naive() - chrono::Days::new(30),
        today.date_naive() + chrono::Days::new(30),
    );
    format!("from={from}&to={to}")
}

fn run(program: &str, arguments: &[&str]) -> String {
    let done = Command::new(program).args(arguments).output();
    let done = done.unwrap_or_else(|why| panic!("{program}: {why}; scripts/setup-test has it"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let aside = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{program}: {said}{aside}");
    said
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
