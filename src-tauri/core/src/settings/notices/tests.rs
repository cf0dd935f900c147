use uuid::Uuid;

use super::*;
use crate::handle::Handle;
use crate::settings::{Desk, LibraryTexts, SettingsChange};

const DESK: DeskId = DeskId(Uuid::from_u128(1));

/// A library with a desk.
fn settings() -> Settings {
    let handle = Handle::parse("biblioteca.prova").expect("a handle");
    Settings {
        library: LibraryTexts {
            name: "Biblioteca di Prova".into(),
            ..LibraryTexts::default()
        },
        desks: vec![Desk::new(DESK, handle, "Sportello".into())],
        ..Settings::default()
    }
}

fn form() -> NoticesForm {
    NoticesForm {
        is_on: true,
        days_before: Some(5),
        wordings: vec![wording("Ciao {name}, è ora:")],
        ..NoticesForm::of(&NoticePolicy::default())
    }
}

fn wording(text: &str) -> NoticeWording {
    let (kind, language) = (NoticeKind::Due, Language::It);
    let text = text.to_owned();
    NoticeWording {
        kind,
        language,
        text,
    }
}

fn asked(form: NoticesForm) -> SettingsChange {
    SettingsChange::Notices { desk: DESK, form }
}

fn set(form: NoticesForm) -> Settings {
    let set = settings().changed(&asked(form), || Uuid::from_u128(9));
    set.expect("a good form").0
}

/// What is wrong with a form that somebody has altered.
fn wrong(alter: impl FnOnce(&mut NoticesForm)) -> Vec<(Field, Option<u32>, Why)> {
    let mut form = form();
    alter(&mut form);
    let faults = settings().changed(&asked(form), || Uuid::from_u128(9));
    let faults = faults.expect_err("it is wrong").into_iter();
    faults.map(|one| (one.field, one.row, one.why)).collect()
}

fn bounds((least, most): (u32, u32)) -> Why {
    Why::OutOfBounds { least, most }
}

#[test]
fn what_is_set_stands_as_it_was_typed_and_can_be_saved_again() {
    let mut typed = form();
    typed.wordings[0].text = "\n Ciao {name}, è ora: ".into();
    let (set, told) = settings()
        .changed(&asked(typed), || Uuid::from_u128(9))
        .expect("good");
    let name = "Sportello".to_owned();
    assert_eq!(told, Told::Notices { name });
    assert_eq!(set.as_it_stands(&asked(form())), Some(asked(form())));
    assert_eq!(set.notices_of(DESK).days_before, Some(5));
    assert_eq!(set.check(), Ok(()));
}

#[test]
fn where_nothing_is_set_nothing_goes_out_and_what_is_usual_is_not_kept() {
    let usual = NoticesForm::of(&NoticePolicy::default());
    assert_eq!(
        settings().as_it_stands(&asked(form())),
        Some(asked(usual.clone()))
    );
    assert!(!settings().notices_of(DESK).is_on);
    let set = set(form());
    let (back, _) = set
        .changed(&asked(usual), || Uuid::from_u128(9))
        .expect("good");
    assert_eq!(back, settings());
}

#[test]
fn every_number_has_its_bounds() {
    type Alter = fn(&mut NoticesForm, u32);
    let fields: [(Alter, Field, (u32, u32)); 7] = [
        (
            |form, days| form.days_before = Some(days),
            Field::DaysBefore,
            (1, 14),
        ),
        (
            |form, days| form.days_after_when_awaited = Some(days),
            Field::DaysAfterWhenAwaited,
            (1, 120),
        ),
        (
            |form, minute| form.quiet_from = minute,
            Field::QuietFrom,
            (0, 1439),
        ),
        (
            |form, minute| form.quiet_until = minute,
            Field::QuietUntil,
            (0, 1439),
        ),
        (
            |form, hours| form.mail_after_hours = hours,
            Field::MailAfter,
            (1, 168),
        ),
        (
            |form, hours| form.stale_after_hours = hours,
            Field::StaleAfter,
            (1, 168),
        ),
        (
            |form, days| form.kept_days = days,
            Field::KeptDays,
            (1, 365),
        ),
    ];
    for (alter, field, (least, most)) in fields {
        for good in [least, most] {
            let mut form = form();
            alter(&mut form, good);
            assert_eq!(NoticesForm::of(&set(form.clone()).notices_of(DESK)), form);
        }
        let below = least.checked_sub(1);
        for bad in [most + 1, u32::MAX].into_iter().chain(below) {
            let faults = wrong(|form| alter(form, bad));
            assert_eq!(faults, [(field, None, bounds((least, most)))], "{bad}");
        }
    }
}

#[test]
fn reminders_come_one_after_the_other() {
    let days = |days| wrong(|form| form.days_after = days);
    let at = |row, why| (Field::DaysAfter, Some(row), why);
    assert_eq!(days([Some(7), Some(7), Some(9)]), [at(1, Why::NotLater)]);
    assert_eq!(days([Some(9), None, Some(8)]), [at(2, Why::NotLater)]);
    assert_eq!(
        days([Some(0), Some(121), None]),
        [at(0, bounds(AFTER)), at(1, bounds(AFTER))]
    );
    let few = |days_after| {
        set(NoticesForm {
            days_after,
            ..form()
        })
    };
    assert_eq!(few([None, Some(1), None]).check(), Ok(()));
    assert_eq!(few([Some(1), Some(2), Some(120)]).check(), Ok(()));
}

#[test]
fn notices_that_are_on_say_something() {
    let silent = |form: &mut NoticesForm| {
        form.days_before = None;
        form.on_the_day = false;
        form.days_after = [None; 3];
        form.days_after_when_awaited = None;
    };
    assert_eq!(wrong(silent), [(Field::NoticeKinds, None, Why::NoneChosen)]);
    let mut off = form();
    silent(&mut off);
    off.is_on = false;
    assert_eq!(set(off).check(), Ok(()));
}

#[test]
fn the_librarys_own_words_are_judged_one_by_one() {
    let text = |text: &str| {
        let faults = wrong(|form| {
            form.wordings.push(NoticeWording {
                language: Language::En,
                ..wording(text)
            })
        });
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!((faults[0].0, faults[0].1), (Field::Wordings, Some(1)));
        faults[0].2.clone()
    };
    assert_eq!(text(" \n"), Why::Missing);
    assert_eq!(text(&"è".repeat(1_001)), Why::TooLong { most: 1_000 });
    assert_eq!(text("a\u{7}b"), Why::Unreadable);
    let unknown = |text: &str| Why::UnknownPlaceholder { text: text.into() };
    assert_eq!(text("Ciao {noem}, {name}"), unknown("noem"));
    assert_eq!(
        unknown("noem").to_string(),
        "“{noem}” can't be filled in: write {name} or {library}"
    );
    let twice = wrong(|form| form.wordings.push(wording("Ancora")));
    assert_eq!(twice, [(Field::Wordings, Some(1), Why::Twice)]);
    let many = wrong(|form| form.wordings = vec![wording("Ancora"); 11]);
    assert_eq!(many[0], (Field::Wordings, None, Why::TooMany { most: 10 }));
    let longest = NoticesForm {
        wordings: vec![wording(&"è".repeat(1_000))],
        ..form()
    };
    assert_eq!(set(longest).check(), Ok(()));
}

#[test]
fn notices_are_those_of_a_desk_and_go_with_it() {
    let set = set(form());
    let elsewhere = SettingsChange::Notices {
        desk: DeskId(Uuid::from_u128(7)),
        form: form(),
    };
    let faults = set.changed(&elsewhere, || Uuid::from_u128(9)).map(|_| ());
    assert_eq!(faults, Err(vec![Fault::at(Field::Itself, Why::Unknown)]));
    assert_eq!(set.as_it_stands(&elsewhere), None);
    let remove = SettingsChange::RemoveDesk { desk: DESK };
    let (without, _) = set.changed(&remove, || Uuid::from_u128(9)).expect("good");
    assert!(without.notices.is_empty());
    let orphan = Settings {
        desks: Vec::new(),
        ..set
    };
    let why = orphan.check().expect_err("it names no desk").fault;
    assert_eq!((why.field, why.why), (Field::Desk, Why::Unknown));
}

#[test]
fn a_desk_that_stays_when_settings_go_back_keeps_its_notices() {
    let set = set(form());
    let past = Settings {
        desks: Vec::new(),
        ..settings()
    };
    let used = std::collections::BTreeSet::from([DESK]);
    let back = set.back_to(&past, &used).expect("good settings");
    assert_eq!(back.settings.notices, set.notices);
    let back = set
        .back_to(&past, &Default::default())
        .expect("good settings");
    assert!(back.settings.notices.is_empty());
}

#[test]
fn settings_of_before_there_were_notices_are_read() {
    let old: Settings = toml::from_str("branches = []").expect("settings");
    assert_eq!(old, Settings::default());
    let kept = toml::to_string(&set(form())).expect("settings");
    let again: Settings = toml::from_str(&kept).expect("settings");
    assert_eq!(again.notices, set(form()).notices);
}
