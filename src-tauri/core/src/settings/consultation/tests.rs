use uuid::Uuid;

use super::*;
use crate::handle::Handle;
use crate::presence::ChosenPresence;
use crate::settings::{
    Desk, Librarian, LibraryTexts, Role, SettingsChange, Topic, TopicForm, Warning,
};

const DESK: DeskId = DeskId(Uuid::from_u128(1));
const BO: LibrarianId = LibrarianId(Uuid::from_u128(2));
const CLEO: LibrarianId = LibrarianId(Uuid::from_u128(3));
const TOPIC: TopicId = TopicId(Uuid::from_u128(4));

fn ids() -> impl FnMut() -> Uuid {
    let mut next = 100;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

fn librarian(id: LibrarianId) -> Librarian {
    Librarian {
        id,
        name: "Bo Conti".into(),
        person: None,
        role: Role::Administrator,
        languages: BTreeSet::new(),
        chats: 3,
        chosen: ChosenPresence::Available,
    }
}

/// A library with a desk, a topic and two who work there.
fn settings() -> Settings {
    let handle = Handle::parse("biblioteca.prova").expect("a handle");
    Settings {
        library: LibraryTexts {
            name: "Biblioteca di Prova".into(),
            ..LibraryTexts::default()
        },
        desks: vec![Desk::new(DESK, handle, "Sportello".into())],
        topics: vec![Topic {
            id: TOPIC,
            italian: "Ricerche".into(),
            english: "Research".into(),
            group: None,
        }],
        librarians: vec![librarian(BO), librarian(CLEO)],
        ..Settings::default()
    }
}

fn form() -> ConsultationForm {
    ConsultationForm {
        desk: DESK,
        italian: "Aiuto per la tesi".into(),
        english: String::new(),
        description_italian: "Un'ora su cataloghi e banche dati.".into(),
        description_english: String::new(),
        minutes: 60,
        meetings: BTreeSet::from([Meeting::Video, Meeting::InPerson]),
        before_minutes: 0,
        after_minutes: 10,
        notice_minutes: 24 * 60,
        ahead_days: 30,
        most_per_day: Some(4),
        givers: vec![BO, CLEO],
        questions: vec![QuestionForm {
            italian: "Su che cosa?".into(),
            english: "What about?".into(),
            required: true,
        }],
        colour: Colour::Violet,
        topic: Some(TOPIC),
        confirm_by_mail: true,
        change_minutes: 120,
    }
}

fn asked(form: ConsultationForm) -> SettingsChange {
    SettingsChange::Consultation {
        consultation: None,
        form,
    }
}

fn offering() -> Settings {
    let set = settings().changed(&asked(form()), ids());
    set.expect("a good form").0
}

/// What is wrong with a form that somebody has altered.
fn wrong(alter: impl FnOnce(&mut ConsultationForm)) -> Vec<(Field, Option<u32>, Why)> {
    let mut form = form();
    alter(&mut form);
    let faults = settings().changed(&asked(form), ids());
    let faults = faults.expect_err("it is wrong").into_iter();
    faults.map(|one| (one.field, one.row, one.why)).collect()
}

fn bounds((least, most): (u32, u32)) -> Why {
    Why::OutOfBounds { least, most }
}

#[test]
fn what_is_set_stands_as_it_was_typed_and_can_be_saved_again() {
    let mut typed = form();
    typed.italian = "  Aiuto  per la tesi ".into();
    let (set, told) = settings().changed(&asked(typed), ids()).expect("good");
    let name = "Aiuto per la tesi".to_owned();
    assert_eq!(told, Told::ConsultationAdded { name });
    let id = ConsultationId(Uuid::from_u128(101));
    assert_eq!(set.consultations[0].id, id);
    let again = SettingsChange::Consultation {
        consultation: Some(id),
        form: form(),
    };
    assert_eq!(set.as_it_stands(&again), Some(again.clone()));
    assert_eq!(set.changed(&again, ids()).expect("the same").0, set);
    assert_eq!(set.warnings(0), []);
}

#[test]
fn a_name_in_one_language_is_enough_and_none_is_told() {
    let nameless = wrong(|form| form.italian.clear());
    assert_eq!(nameless, [(Field::Italian, None, Why::Missing)]);
    let long = wrong(|form| form.english = "x".repeat(101));
    let most = 100;
    assert_eq!(long, [(Field::English, None, Why::TooLong { most })]);
    let long = wrong(|form| form.description_english = "x".repeat(601));
    let too_long = Why::TooLong { most: 600 };
    assert_eq!(long, [(Field::DescriptionEnglish, None, too_long)]);
}

#[test]
fn it_lasts_five_minutes_to_eight_hours_in_steps_of_five() {
    for (minutes, why) in [
        (0, bounds((5, 480))),
        (485, bounds((5, 480))),
        (70_000, bounds((5, 480))),
        (12, Why::NoStep { of: 5 }),
    ] {
        let told = wrong(|form| form.minutes = minutes);
        assert!(told.contains(&(Field::Minutes, None, why)), "{told:?}");
    }
}

#[test]
fn what_is_out_of_its_bounds_is_told_where_it_stands() {
    let before = wrong(|form| form.before_minutes = 121);
    assert_eq!(before, [(Field::Before, None, bounds((0, 120)))]);
    let after = wrong(|form| form.after_minutes = 121);
    assert_eq!(after, [(Field::After, None, bounds((0, 120)))]);
    let month = 30 * 24 * 60;
    let change = wrong(|form| form.change_minutes = month + 1);
    assert_eq!(change, [(Field::ChangeLimit, None, bounds((0, month)))]);
    for most in [0, 201] {
        let full = wrong(|form| form.most_per_day = Some(most));
        assert_eq!(full, [(Field::MostPerDay, None, bounds((1, 200)))]);
    }
    for days in [0, 366] {
        let ahead = wrong(|form| form.ahead_days = days);
        assert_eq!(ahead, [(Field::Ahead, None, bounds((1, 365)))]);
    }
}

#[test]
fn it_can_be_booked_further_ahead_than_its_notice() {
    let never = wrong(|form| {
        form.notice_minutes = 2 * DAY;
        form.ahead_days = 2;
    });
    assert_eq!(never, [(Field::Ahead, None, Why::WithinNotice)]);
    let late = wrong(|form| {
        form.notice_minutes = 30 * DAY + 1;
        form.ahead_days = 365;
    });
    assert_eq!(late, [(Field::Notice, None, bounds((0, 30 * DAY)))]);
}

#[test]
fn somebody_gives_it_in_some_way() {
    let nobody = wrong(|form| form.givers.clear());
    assert_eq!(nobody, [(Field::Givers, None, Why::NoneChosen)]);
    let stranger = LibrarianId(Uuid::from_u128(9));
    let strange = wrong(|form| form.givers = vec![BO, stranger, BO]);
    let expected = [
        (Field::Givers, Some(1), Why::Unknown),
        (Field::Givers, Some(2), Why::Twice),
    ];
    assert_eq!(strange, expected);
    let nohow = wrong(|form| form.meetings.clear());
    assert_eq!(nohow, [(Field::Meetings, None, Why::NoneChosen)]);
}

#[test]
fn two_questions_are_the_most_and_each_says_something() {
    let question = form().questions[0].clone();
    let three = wrong(|form| form.questions = vec![question.clone(); 3]);
    let most = 2;
    assert_eq!(three, [(Field::Questions, None, Why::TooMany { most })]);
    let mut silent = question.clone();
    silent.italian.clear();
    silent.english.clear();
    let silent = wrong(|form| form.questions.push(silent));
    assert_eq!(silent, [(Field::Questions, Some(1), Why::Missing)]);
    let mut long = question;
    long.english = "x".repeat(201);
    let long = wrong(|form| form.questions = vec![long]);
    let too_long = Why::TooLong { most: 200 };
    assert_eq!(long, [(Field::Questions, Some(0), too_long)]);
}

#[test]
fn what_it_names_is_there() {
    let nowhere = wrong(|form| form.desk = DeskId(Uuid::from_u128(9)));
    assert_eq!(nowhere, [(Field::Desk, None, Why::Unknown)]);
    let about = wrong(|form| form.topic = Some(TopicId(Uuid::from_u128(9))));
    assert_eq!(about, [(Field::Topic, None, Why::Unknown)]);
    let id = Some(ConsultationId(Uuid::from_u128(9)));
    let strange = SettingsChange::Consultation {
        consultation: id,
        form: form(),
    };
    let faults = settings().changed(&strange, ids()).expect_err("a stranger");
    assert_eq!(faults[0].why, Why::Unknown);
}

#[test]
fn a_desk_has_one_consultation_of_a_name() {
    let faults = offering().changed(&asked(form()), || Uuid::from_u128(500));
    let taken = Fault::at(Field::Italian, Why::Taken);
    assert_eq!(faults, Err(vec![taken]));
}

#[test]
fn one_that_goes_comes_back_as_it_was() {
    let before = offering();
    let consultation = before.consultations[0].id;
    let removal = SettingsChange::RemoveConsultation { consultation };
    let (after, told) = before.changed(&removal, ids()).expect("it was there");
    let name = "Aiuto per la tesi".to_owned();
    assert_eq!(told, Told::ConsultationRemoved { name });
    assert!(after.consultations.is_empty());
    let back = after.back_to(&before, &BTreeSet::new()).expect("it fits");
    assert_eq!(back.settings, before);
    assert!(after.changed(&removal, ids()).is_err(), "it is gone");
}

#[test]
fn what_names_a_desk_or_a_topic_that_goes_goes_or_lets_go_of_it() {
    let offering = offering();
    let change = SettingsChange::RemoveDesk { desk: DESK };
    let gone = offering.changed(&change, ids()).expect("gone").0;
    assert!(gone.consultations.is_empty());
    let topics = Vec::<TopicForm>::new();
    let change = SettingsChange::Topics { topics };
    let (gone, _) = offering.changed(&change, ids()).expect("gone");
    assert_eq!(gone.consultations[0].topic, None);
    assert_eq!(gone.check(), Ok(()));
}

#[test]
fn one_whose_last_giver_has_left_stays_and_is_told_of() {
    let mut left = offering();
    left.librarians.retain(|one| one.id == CLEO);
    left.let_go();
    assert_eq!(left.consultations[0].givers, [CLEO]);
    assert_eq!(left.warnings(0), []);
    left.librarians.clear();
    left.librarians
        .push(librarian(LibrarianId(Uuid::from_u128(9))));
    left.let_go();
    let id = left.consultations[0].id;
    assert_eq!(left.warnings(0), [Warning::NobodyGives(id)]);
    assert_eq!(left.check(), Ok(()), "nothing else is kept from being set");
}
