//! The house in which the cast plays, and times of its clock.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use uuid::Uuid;

use crate::booking::*;
use crate::handle::Handle;
use crate::hours::{Hours, Opening, Week};
use crate::ids::*;
use crate::presence::ChosenPresence;
use crate::settings::{Branch, Desk, Librarian, Role, Settings, Spoken};

pub const ADA: PatronId = PatronId(Uuid::from_u128(0xada));
pub const DORA: PatronId = PatronId(Uuid::from_u128(0xd0a));
pub const BO: LibrarianId = LibrarianId(Uuid::from_u128(0xb0));
pub const CLEO: LibrarianId = LibrarianId(Uuid::from_u128(0xc1e0));
pub const FAUSTO: LibrarianId = LibrarianId(Uuid::from_u128(0xfa05));
pub const DESK: DeskId = DeskId(Uuid::from_u128(1));
pub const CHILDREN: DeskId = DeskId(Uuid::from_u128(2));
pub const CENTRAL: BranchId = BranchId(Uuid::from_u128(3));
pub const NORTH: BranchId = BranchId(Uuid::from_u128(4));
/// Half an hour of Bo's, in whatever way.
pub const TALK: ConsultationId = ConsultationId(Uuid::from_u128(5));
/// Another kind at the other desk, of Bo's, too.
pub const TALES: ConsultationId = ConsultationId(Uuid::from_u128(6));

pub const ROME: Tz = Tz::Europe__Rome;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;

/// What the clock shows in Rome, as an instant: `2026-06-03 10:00`.
pub fn at(text: &str) -> i64 {
    let shown = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
    weekly(&[]).instant(shown).expect("a time that is shown")
}

/// A time of the Wednesday on which the cast lives.
pub fn wednesday(time: &str) -> i64 {
    at(&format!("2026-06-03 {time}"))
}

/// These hours from Monday to Sunday.
pub fn weekly(openings: &[&str]) -> Hours {
    let openings = openings.iter().map(|text| Opening::parse(text));
    let day: Vec<_> = openings.collect::<Result<_, _>>().expect("openings");
    Hours {
        zone: ROME,
        week: Week::new(std::array::from_fn(|_| day.clone())).expect("none overlap"),
        holidays: None,
        exceptions: BTreeMap::new(),
    }
}

/// Gives consultations at the central branch in whatever way at these hours.
pub fn gives(librarian: LibrarianId, openings: &[&str]) -> Availability {
    Availability {
        librarian,
        rules: vec![AvailabilityRule {
            meetings: all_meetings(),
            branch: Some(CENTRAL),
            hours: weekly(openings),
        }],
        away: Vec::new(),
        busy: Vec::new(),
        busy_read_at: None,
    }
}

pub fn all_meetings() -> BTreeSet<Meeting> {
    BTreeSet::from([Meeting::Video, Meeting::Voice, Meeting::InPerson])
}

pub fn consultation(id: ConsultationId, desk: DeskId) -> Consultation {
    Consultation {
        id,
        desk,
        name: Spoken::default(),
        description: Spoken::default(),
        minutes: 30,
        meetings: all_meetings(),
        before: 0,
        after: 0,
        notice_minutes: 0,
        ahead_days: 30,
        most_per_day: None,
        givers: vec![BO],
        questions: Vec::new(),
        colour: Colour::Blue,
        topic: None,
        confirm_by_mail: false,
        change_minutes: 0,
    }
}

pub fn house() -> Settings {
    let desk = |id, handle: &str| Desk::new(id, Handle::parse(handle).expect("one"), "D".into());
    let branch = |id| Branch {
        id,
        name: "B".into(),
        address: String::new(),
        hours: None,
    };
    let librarian = |id| Librarian {
        id,
        name: "L".into(),
        person: None,
        role: Role::Librarian,
        languages: BTreeSet::new(),
        chats: 3,
        chosen: ChosenPresence::Available,
    };
    Settings {
        branches: vec![branch(CENTRAL), branch(NORTH)],
        desks: vec![
            desk(DESK, "biblioteca.empoli"),
            desk(CHILDREN, "ragazzi.empoli"),
        ],
        consultations: vec![consultation(TALK, DESK), consultation(TALES, CHILDREN)],
        librarians: [BO, CLEO, FAUSTO].map(librarian).into(),
        ..Settings::default()
    }
}

/// The talk, by video, with whoever's turn it is.
pub fn asked() -> Asked {
    Asked {
        consultation: TALK,
        meeting: Meeting::Video,
        branch: None,
        librarian: None,
    }
}
