//! Consultations and availability in the file.
//!
//! A consultation has the identity of its desk and its Italian name (the English one
//! where it has no Italian). Those that are not in the file any more go; when a librarian
//! gives consultations stays as it is where the file says nothing of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sportello_core::{
    Availability, AvailabilityRule, Away, Colour, Consultation, ConsultationId, Hours, Meeting,
    Question, Settings, Spoken,
};

use super::read::{branch_named, desk_named, librarian_named};
use super::{SettingsFile, SettingsFileError, Users};
use crate::clock::new_id;

/// The minutes of an hour.
const HOUR: u32 = 60;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsultationEntry {
    desk: String,
    name: Spoken,
    #[serde(default, skip_serializing_if = "is_silent")]
    description: Spoken,
    minutes: u16,
    meetings: BTreeSet<Meeting>,
    #[serde(default)]
    before_minutes: u16,
    #[serde(default)]
    after_minutes: u16,
    #[serde(default = "usual_notice")]
    notice_hours: u32,
    #[serde(default = "usual_ahead")]
    ahead_days: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    most_per_day: Option<u16>,
    #[serde(default)]
    colour: Colour,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    #[serde(default)]
    confirm_by_mail: bool,
    #[serde(default = "usual_change")]
    change_hours: u32,
    givers: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    question: Vec<Question>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AvailabilityEntry {
    librarian: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    away: Vec<Away>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rule: Vec<RuleEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    meetings: BTreeSet<Meeting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<String>,
    hours: Hours,
}

fn is_silent(said: &Spoken) -> bool {
    *said == Spoken::default()
}

const fn usual_notice() -> u32 {
    24
}

const fn usual_ahead() -> u16 {
    60
}

const fn usual_change() -> u32 {
    2
}

impl SettingsFile {
    /// What desks offer to book, as the file has it.
    pub(super) fn consultations(
        &self,
        before: &Settings,
        now: &Settings,
        users: &Users,
    ) -> Result<Vec<Consultation>, SettingsFileError> {
        let read = self.consultation.iter();
        read.map(|entry| consultation(entry, before, now, users))
            .collect()
    }

    /// When librarians give consultations, of those of whom the file says something.
    pub(super) fn availabilities(
        &self,
        now: &Settings,
        users: &Users,
    ) -> Result<Vec<Availability>, SettingsFileError> {
        let read = self.availability.iter();
        read.map(|entry| availability(entry, now, users)).collect()
    }
}

fn consultation(
    entry: &ConsultationEntry,
    before: &Settings,
    now: &Settings,
    users: &Users,
) -> Result<Consultation, SettingsFileError> {
    let who = called(&entry.name);
    let desk = desk_named(now, who, &entry.desk)?;
    let mut known = before.consultations.iter();
    let known = known.find(|one| one.desk == desk && called(&one.name) == who);
    let topic = entry.topic.as_ref().map(|name| {
        let mut topics = now.topics.iter();
        let found = topics.find(|one| one.italian == *name || one.english == *name);
        found
            .map(|one| one.id)
            .ok_or_else(|| SettingsFileError::Unknown(who.to_owned(), "topic", name.clone()))
    });
    let givers = entry.givers.iter();
    let givers = givers.map(|user| librarian_named(users, who, user));
    Ok(Consultation {
        id: known.map_or_else(|| ConsultationId(new_id()), |one| one.id),
        desk,
        name: entry.name.clone(),
        description: entry.description.clone(),
        minutes: entry.minutes,
        meetings: entry.meetings.clone(),
        before: entry.before_minutes,
        after: entry.after_minutes,
        notice_minutes: entry.notice_hours.saturating_mul(HOUR),
        ahead_days: entry.ahead_days,
        most_per_day: entry.most_per_day,
        givers: givers.collect::<Result<_, _>>()?,
        questions: entry.question.clone(),
        colour: entry.colour,
        topic: topic.transpose()?,
        confirm_by_mail: entry.confirm_by_mail,
        change_minutes: entry.change_hours.saturating_mul(HOUR),
    })
}

fn availability(
    entry: &AvailabilityEntry,
    now: &Settings,
    users: &Users,
) -> Result<Availability, SettingsFileError> {
    let rules = entry.rule.iter().map(|rule| {
        let branch = rule.branch.as_ref();
        let branch = branch.map(|name| branch_named(now, &entry.librarian, name));
        Ok(AvailabilityRule {
            meetings: rule.meetings.clone(),
            branch: branch.transpose()?,
            hours: rule.hours.clone(),
        })
    });
    Ok(Availability {
        librarian: librarian_named(users, "an availability", &entry.librarian)?,
        rules: rules.collect::<Result<_, SettingsFileError>>()?,
        away: entry.away.clone(),
        busy: Vec::new(),
        busy_read_at: None,
    })
}

/// What a consultation is told by in the file.
fn called(name: &Spoken) -> &str {
    if name.italian.is_empty() {
        &name.english
    } else {
        &name.italian
    }
}

pub(super) fn consultation_entry(
    one: &Consultation,
    settings: &Settings,
    user: impl Fn(sportello_core::LibrarianId) -> String,
) -> ConsultationEntry {
    let mut desks = settings.desks.iter();
    let desk = desks.find(|desk| desk.id == one.desk);
    let mut topics = settings.topics.iter();
    let topic = topics.find(|topic| Some(topic.id) == one.topic);
    ConsultationEntry {
        desk: desk.map(|desk| desk.handle.to_string()).unwrap_or_default(),
        name: one.name.clone(),
        description: one.description.clone(),
        minutes: one.minutes,
        meetings: one.meetings.clone(),
        before_minutes: one.before,
        after_minutes: one.after,
        notice_hours: one.notice_minutes.div_ceil(HOUR),
        ahead_days: one.ahead_days,
        most_per_day: one.most_per_day,
        colour: one.colour,
        topic: topic.map(|topic| topic.italian.clone()),
        confirm_by_mail: one.confirm_by_mail,
        change_hours: one.change_minutes.div_ceil(HOUR),
        givers: one.givers.iter().map(|giver| user(*giver)).collect(),
        question: one.questions.clone(),
    }
}

pub(super) fn availability_entry(
    one: &Availability,
    settings: &Settings,
    user: impl Fn(sportello_core::LibrarianId) -> String,
) -> AvailabilityEntry {
    let rule = |rule: &AvailabilityRule| {
        let mut branches = settings.branches.iter();
        let branch = branches.find(|branch| Some(branch.id) == rule.branch);
        RuleEntry {
            meetings: rule.meetings.clone(),
            branch: branch.map(|branch| branch.name.clone()),
            hours: rule.hours.clone(),
        }
    };
    AvailabilityEntry {
        librarian: user(one.librarian),
        away: one.away.clone(),
        rule: one.rules.iter().map(rule).collect(),
    }
}
