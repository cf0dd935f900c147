//! The house that is asked: a desk whose librarians are booked for a month.

use std::collections::{BTreeMap, BTreeSet};

use sportello_core::booking::{AvailabilityRule, Away};
use sportello_core::chance::Chance;
use sportello_core::hours::{NaiveDate, Tz};
use sportello_core::presence::ChosenPresence;
use sportello_core::settings::{Branch, Desk, Librarian, Role, Settings, Spoken};
use sportello_core::{
    Appointment, AppointmentId, AppointmentState, Asked, Availability, Book, BookFacts, BookedBy,
    BranchId, Colour, Consultation, ConsultationId, DeskId, Handle, Holidays, Hours, Language,
    LibrarianId, Meeting, Moment, Opening, PatronId, PatronName, ThreadId, Week,
};
use uuid::Uuid;

pub(super) const MINUTE: i64 = 60_000;
pub(super) const DAY: i64 = 24 * 60 * MINUTE;

const DESK: DeskId = DeskId(Uuid::from_u128(1));
const BRANCH: BranchId = BranchId(Uuid::from_u128(2));
/// Beginning and length of the month: 8 October 2026, so that the clock changes in it.
const BEGINS: i64 = 1_791_417_600_000;
const DAYS: i64 = 30;

/// The instant at which everything is asked.
pub(super) const fn now() -> Moment {
    Moment::new(BEGINS, 0)
}

/// A house with librarians who are booked.
pub(super) struct House {
    settings: Settings,
    availabilities: Vec<Availability>,
    appointments: Vec<Appointment>,
}

impl House {
    /// With so many librarians, and so many appointments in the month.
    pub fn of(librarians: u128, appointments: u128) -> Self {
        let givers: Vec<_> = (0..librarians)
            .map(|number| LibrarianId(Uuid::from_u128(100 + number)))
            .collect();
        Self {
            settings: settings(&givers),
            availabilities: givers.iter().map(|giver| availability(*giver)).collect(),
            appointments: booked(&givers, appointments),
        }
    }

    /// The book of that house.
    pub fn book(&self) -> Book {
        let facts = BookFacts {
            appointments: self.appointments.clone(),
            availabilities: self.availabilities.clone(),
        };
        let mut book = Book::restore(facts, &self.settings, now());
        while book.poll_effect().is_some() {}
        book
    }

    /// What is asked in turn: each kind of consultation.
    pub fn questions(&self) -> Vec<Asked> {
        let consultations = self.settings.consultations.iter();
        let ways = [Meeting::Video, Meeting::InPerson, Meeting::Voice];
        consultations
            .zip(ways)
            .map(|(consultation, meeting)| Asked {
                consultation: consultation.id,
                meeting,
                branch: Some(BRANCH),
                librarian: None,
            })
            .collect()
    }
}

fn settings(givers: &[LibrarianId]) -> Settings {
    let handle = Handle::parse("biblioteca.prova").expect("a handle");
    let mut desk = Desk::new(DESK, handle, "Prova".into());
    desk.branch = Some(BRANCH);
    let kinds = [
        (30, (0, 0), None),
        (45, (5, 10), None),
        (60, (0, 15), Some(400)),
    ];
    let consultations = (10..).zip(kinds);
    Settings {
        branches: vec![Branch {
            id: BRANCH,
            name: "Centrale".into(),
            address: String::new(),
            hours: Some(daily(&["08:00-20:00"])),
        }],
        desks: vec![desk],
        consultations: consultations
            .map(|(id, (minutes, padding, most))| consultation(id, minutes, padding, most, givers))
            .collect(),
        librarians: givers.iter().map(|giver| librarian(*giver)).collect(),
        ..Settings::default()
    }
}

fn consultation(
    id: u128,
    minutes: u16,
    padding: (u16, u16),
    most_per_day: Option<u16>,
    givers: &[LibrarianId],
) -> Consultation {
    Consultation {
        id: ConsultationId(Uuid::from_u128(id)),
        desk: DESK,
        name: Spoken::default(),
        description: Spoken::default(),
        minutes,
        meetings: BTreeSet::from([Meeting::Video, Meeting::Voice, Meeting::InPerson]),
        before: padding.0,
        after: padding.1,
        notice_minutes: 60,
        ahead_days: 60,
        most_per_day,
        givers: givers.into(),
        questions: Vec::new(),
        colour: Colour::Blue,
        topic: None,
        confirm_by_mail: false,
        change_minutes: 60,
    }
}

fn librarian(id: LibrarianId) -> Librarian {
    Librarian {
        id,
        name: "Bo".into(),
        person: None,
        role: Role::Librarian,
        languages: BTreeSet::new(),
        chats: 3,
        chosen: ChosenPresence::Available,
    }
}

/// Two rules, a day away, and a lunch with somebody on every day.
fn availability(librarian: LibrarianId) -> Availability {
    let rule = |meetings: &[Meeting], openings: &[&str]| AvailabilityRule {
        meetings: meetings.iter().copied().collect(),
        branch: Some(BRANCH),
        hours: daily(openings),
    };
    let all = [Meeting::Video, Meeting::Voice, Meeting::InPerson];
    let day = NaiveDate::from_ymd_opt(2026, 10, 20).expect("a day");
    Availability {
        librarian,
        rules: vec![
            rule(&all, &["08:00-13:00", "14:00-18:00"]),
            rule(&all[..2], &["18:00-20:00"]),
        ],
        away: vec![Away {
            from: day,
            until: day,
            reason: String::new(),
        }],
        busy: (0..DAYS)
            .map(|day| BEGINS + day * DAY + 12 * 60 * MINUTE)
            .map(|noon| (noon, noon + 40 * MINUTE))
            .collect(),
        busy_read_at: Some(BEGINS),
    }
}

fn daily(openings: &[&str]) -> Hours {
    let openings = openings.iter().map(|text| Opening::parse(text));
    let day: Vec<_> = openings.collect::<Result<_, _>>().expect("openings");
    Hours {
        zone: Tz::Europe__Rome,
        week: Week::new(std::array::from_fn(|_| day.clone())).expect("a week"),
        holidays: Some(Holidays::It),
        exceptions: BTreeMap::new(),
    }
}

/// Appointments of half an hour, by chance among the librarians, none twice.
fn booked(givers: &[LibrarianId], many: u128) -> Vec<Appointment> {
    let mut chance = Chance::seeded(6);
    let mut taken = BTreeSet::new();
    let mut booked = Vec::new();
    while (booked.len() as u128) < many {
        let giver = givers[chance.below(givers.len())];
        let day = chance.below(DAYS as usize) as i64;
        let half_hour = chance.below(24) as i64;
        if taken.insert((giver, day, half_hour)) {
            let starts = BEGINS + day * DAY + (6 * 60 + half_hour * 30) * MINUTE;
            booked.push(appointment(booked.len() as u128, giver, starts));
        }
    }
    booked
}

fn appointment(number: u128, librarian: LibrarianId, starts: i64) -> Appointment {
    let id = Uuid::from_u128(1_000_000 + number);
    let ends = starts + 30 * MINUTE;
    Appointment {
        id: AppointmentId(id),
        consultation: ConsultationId(Uuid::from_u128(10 + number % 3)),
        desk: DESK,
        librarian,
        patron: PatronId(id),
        thread: ThreadId(id),
        meeting: Meeting::Video,
        branch: None,
        starts,
        ends,
        kept_from: starts,
        kept_until: ends,
        name: PatronName::tidy("Ada"),
        language: Language::It,
        answers: Vec::new(),
        state: AppointmentState::Booked,
        sequence: 0,
        booked_by: BookedBy::Patron,
        made_at: BEGINS,
        changed_at: BEGINS,
        reminded_day: true,
        reminded_hour: true,
        contact: None,
    }
}
