use sportello_core::{Language, NoticeKind, NoticePolicy, NoticeWording, Settings, Unlinked};

use super::*;

const FILE: &str = r#"
[library]
name = "Biblioteca di Empoli"
privacy_contact = "privacy@example.org"
[library.privacy_notice]
italian = "Il titolare è il Comune."
english = "The controller is the municipality."

[[branch]]
name = "Centrale"
address = "Via Cavour 36, Empoli"
[branch.hours]
zone = "Europe/Rome"
holidays = "it"
[branch.hours.week]
monday = ["09:00-13:00", "15:00-19:00"]

[[librarian]]
user = "maria"
name = "Maria Rossi"
role = "administrator"
person = "maria.rossi"
languages = ["it", "en"]

[[group]]
name = "Prestito"
members = ["maria"]

[[topic]]
italian = "Prestiti e rinnovi"
english = "Loans and renewals"
group = "Prestito"

[[desk]]
handle = "@biblioteca.empoli"
name = "Sportello"
branch = "Centrale"
email = "sportello@example.org"
strategy = "longestIdle"
[desk.greeting]
italian = "Buongiorno!"
english = "Good morning!"
[desk.when_closed]
italian = "Torniamo domani."
english = ""
[[desk.tier]]
group = "Prestito"

[[consultation]]
desk = "@biblioteca.empoli"
name = { italian = "Ricerca bibliografica", english = "Finding sources" }
minutes = 45
meetings = ["video", "inPerson"]
after_minutes = 10
notice_hours = 12
most_per_day = 4
topic = "Prestiti e rinnovi"
givers = ["maria"]
[[consultation.question]]
text = { italian = "Che cosa cerca?", english = "What are you looking for?" }
required = true

[[availability]]
librarian = "maria"
[[availability.away]]
from = "2026-12-24"
until = "2027-01-06"
reason = "Ferie"
[[availability.rule]]
meetings = ["video", "inPerson"]
branch = "Centrale"
[availability.rule.hours]
zone = "Europe/Rome"
[availability.rule.hours.week]
tuesday = ["15:00-18:00"]

[[notices]]
desk = "@biblioteca.empoli"
on = true
days_after = [7, 0, 30]
quiet_until = "09:30"
unlinked = "mail"
[[notices.wording]]
kind = "overdue1"
language = "it"
text = "Ciao {nome}, {biblioteca} aspetta un libro:"

[reports]
within_seconds = 30
per_person = true

[cases]
kept_days = 180
usual_promise_days = 3
"#;

/// A library as it is made: it has a name and nothing else.
fn named() -> Settings {
    Settings {
        library: sportello_core::LibraryTexts {
            name: "Biblioteca di Prova".into(),
            ..Default::default()
        },
        ..Settings::default()
    }
}

fn apply(text: &str, before: &Settings, users: &Users) -> Result<Applied, SettingsFileError> {
    let file = SettingsFile::parse(text).expect("a readable file");
    file.apply(before, users)
}

#[test]
fn a_file_makes_a_library_and_is_printed_as_it_was_read() {
    let applied = apply(FILE, &named(), &Users::new()).expect("good settings");
    let users: Users = applied.new_librarians.iter().cloned().collect();
    assert_eq!(users.len(), 1);
    let again = SettingsFile::of(&applied.settings, &applied.availabilities, &users);
    assert_eq!(again, SettingsFile::parse(FILE).expect("a readable file"));
    let text = again.to_text().expect("writable");
    assert_eq!(SettingsFile::parse(&text).expect("readable"), again);
}

#[test]
fn the_example_of_the_readme_is_a_good_file() {
    let readme = include_str!("../../../../README.md");
    let (_, rest) = readme.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let applied = apply(example, &named(), &Users::new()).expect("good settings");
    assert_eq!(applied.settings.desks.len(), 1);
    assert_eq!(applied.settings.warnings(1_800_000_000_000), []);
}

#[test]
fn applied_twice_nothing_changes() {
    let first = apply(FILE, &named(), &Users::new()).expect("good settings");
    let users: Users = first.new_librarians.iter().cloned().collect();
    let second = apply(FILE, &first.settings, &users).expect("good settings");
    assert_eq!(second.settings, first.settings);
    assert!(second.new_librarians.is_empty());
}

#[test]
fn notices_are_as_usual_but_for_what_the_file_says() {
    let applied = apply(FILE, &named(), &Users::new()).expect("good settings");
    let settings = &applied.settings;
    let usual = NoticePolicy::default();
    let text = "Ciao {nome}, {biblioteca} aspetta un libro:".to_owned();
    let (kind, language) = (NoticeKind::Overdue1, Language::It);
    let expected = NoticePolicy {
        is_on: true,
        days_after: [Some(7), None, Some(30)],
        quiet_until: 9 * 60 + 30,
        unlinked: Unlinked::Mail,
        wordings: vec![NoticeWording {
            kind,
            language,
            text,
        }],
        ..usual
    };
    assert_eq!(settings.notices_of(settings.desks[0].id), expected);
}

#[test]
fn notices_stay_where_the_file_says_nothing_of_them_and_go_off_where_it_does() {
    let first = apply(FILE, &named(), &Users::new()).expect("good settings");
    let users: Users = first.new_librarians.iter().cloned().collect();
    let silent = apply("", &first.settings, &users).expect("an empty file is a file");
    assert_eq!(silent.settings.notices, first.settings.notices);
    let off = "[[notices]]\ndesk = \"@biblioteca.empoli\"\n";
    let off = apply(off, &first.settings, &users).expect("good settings");
    assert!(off.settings.notices.is_empty(), "as usual is off");
}

#[test]
fn what_is_wrong_with_notices_is_told_in_plain_words() {
    let first = apply(FILE, &named(), &Users::new()).expect("good settings");
    let entry = |rest: &str| format!("[[notices]]\ndesk = \"@biblioteca.empoli\"\n{rest}\n");
    let refused = |text: &str| {
        let refused = apply(text, &first.settings, &Users::new());
        refused.expect_err("a fault").to_string()
    };
    let late = entry("days_before = 15");
    assert_eq!(
        refused(&late),
        "@biblioteca.empoli: days_before: write 1 to 14"
    );
    let back = entry("days_after = [7, 7, 0]");
    let words = "@biblioteca.empoli: days_after 2: it must come later than the one before";
    assert_eq!(refused(&back), words);
    let twice = entry("") + &entry("on = true");
    let words = "the notices of “@biblioteca.empoli” stand there twice: write them once";
    assert_eq!(refused(&twice), words);
    let unknown = "[[notices]]\ndesk = \"@altra.empoli\"";
    let words = "notices names the desk “@altra.empoli”, which the file does not have";
    assert_eq!(refused(unknown), words);
    let time = SettingsFile::parse(&entry("quiet_from = \"25:00\"")).expect_err("no time");
    let time = time.to_string();
    assert!(time.contains("“25:00” is no time of the day"), "{time}");
    let strange = SettingsFile::parse(&entry("on_sundays = true")).expect_err("unknown");
    assert!(strange.to_string().contains("on_sundays"), "{strange}");
}

#[test]
fn cases_are_kept_as_the_file_says_and_as_before_where_it_says_nothing() {
    let first = apply(FILE, &named(), &Users::new()).expect("good settings");
    let cases = first.settings.cases;
    assert_eq!((cases.kept_days, cases.usual_promise_days), (180, 3));
    let users: Users = first.new_librarians.iter().cloned().collect();
    let silent = apply("", &first.settings, &users).expect("an empty file is a file");
    assert_eq!(silent.settings.cases, cases);
    let usual = apply("[cases]\n", &first.settings, &users).expect("as usual");
    assert_eq!(usual.settings.cases, CasePolicy::default());
    let short = apply("[cases]\nkept_days = 7\n", &first.settings, &users);
    let words = "cases: kept_days: write 30 to 1095";
    assert_eq!(short.expect_err("too short").to_string(), words);
}

#[test]
fn who_is_left_out_of_the_file_stays() {
    let first = apply(FILE, &named(), &Users::new()).expect("good settings");
    let users: Users = first.new_librarians.iter().cloned().collect();
    let second = apply("", &first.settings, &users).expect("an empty file is a file");
    assert_eq!(second.settings.librarians.len(), 1);
    assert_eq!(second.settings.desks.len(), 1);
    assert!(second.settings.groups.is_empty() && second.settings.desks[0].tiers.is_empty());
}

#[test]
fn a_file_without_the_library_leaves_it_as_it_is() {
    let applied = apply("", &named(), &Users::new()).expect("an empty file is a file");
    assert_eq!(applied.settings.library, named().library);
}

#[test]
fn what_the_window_refuses_the_file_can_not_say_either() {
    for (bad, why) in [
        (
            "[[branch]]\nname = \" \"",
            "one without a name: name: write something here",
        ),
        (
            "[library]\nname = \"\"",
            "library: name: write something here",
        ),
    ] {
        let refused = apply(bad, &named(), &Users::new()).map_err(|why| why.to_string());
        let refused = refused.expect_err("a fault");
        assert!(
            refused.contains(why) || refused.contains("name: write something"),
            "{refused}"
        );
    }
}

#[test]
fn what_names_something_unknown_is_refused_in_plain_words() {
    let text = "[[topic]]\nitalian = \"Prestiti\"\nenglish = \"Loans\"\ngroup = \"Nessuno\"\n";
    let refused = apply(text, &named(), &Users::new()).expect_err("no such group");
    assert_eq!(
        refused.to_string(),
        "Prestiti names the group “Nessuno”, which the file does not have"
    );
}

#[test]
fn a_key_that_is_none_is_refused_with_its_line() {
    let refused = SettingsFile::parse("[[desk]]\nhandle = \"@a.b\"\nnmae = \"X\"\n");
    let refused = refused.expect_err("a typing error").to_string();
    assert!(
        refused.contains("line 3") && refused.contains("nmae"),
        "{refused}"
    );
}
