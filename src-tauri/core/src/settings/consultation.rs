//! What a desk offers to book, as a form has it: read, shown and judged.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::change::tidy;
use super::check::{Faults, LINE, line_fault};
use super::{Fault, Field, Settings, Spoken, Thing, Told, Why};
use crate::booking::{Colour, Consultation, Meeting, Question};
use crate::ids::{ConsultationId, DeskId, LibrarianId, TopicId};

/// The shortest and the longest, in minutes.
const MINUTES: (u32, u32) = (5, 480);
/// In such steps, so that hours of the week are used up.
const STEP: u16 = 5;
/// The longest padding on one side, in minutes. With the longest consultation all of it
/// stays far within a day.
const PADDING: (u32, u32) = (0, 120);
/// The minutes of a day.
const DAY: u32 = 24 * 60;
/// The longest notice, and the earliest end of moving and cancelling, in minutes.
const NOTICE: (u32, u32) = (0, 30 * DAY);
/// How far ahead it can be booked, in days.
const AHEAD: (u32, u32) = (1, 365);
/// How many there may be on a day.
const PER_DAY: (u32, u32) = (1, 200);
/// How many people may give it.
const GIVERS: u32 = 500;
/// How many things may be asked.
const QUESTIONS: u32 = 2;

/// A consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ConsultationForm {
    /// The desk that offers it.
    pub desk: DeskId,
    /// What people call it, in Italian.
    pub italian: String,
    /// The same in English; one of the two may be empty.
    pub english: String,
    /// What it is for, in Italian; may be empty.
    pub description_italian: String,
    /// The same in English.
    pub description_english: String,
    /// How long it lasts.
    pub minutes: u32,
    /// How one may meet.
    pub meetings: BTreeSet<Meeting>,
    /// For how many minutes before it the librarian is kept free.
    pub before_minutes: u32,
    /// And after it.
    pub after_minutes: u32,
    /// How many minutes before its beginning it can last be booked.
    pub notice_minutes: u32,
    /// How many days ahead it can be booked.
    pub ahead_days: u32,
    /// How many there are on one day at most; none for as many as fit.
    pub most_per_day: Option<u32>,
    /// Who gives it.
    pub givers: Vec<LibrarianId>,
    /// What is asked of whoever books.
    pub questions: Vec<QuestionForm>,
    /// Its colour in the calendar.
    pub colour: Colour,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// A booking by a patron holds only once they have followed the link of a letter.
    pub confirm_by_mail: bool,
    /// How many minutes before its beginning the patron can last move or cancel it.
    pub change_minutes: u32,
}

/// Something that is asked of whoever books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct QuestionForm {
    /// In Italian.
    pub italian: String,
    /// In English; one of the two may be empty.
    pub english: String,
    /// Nothing is booked without an answer.
    pub required: bool,
}

impl ConsultationForm {
    /// What is wrong with a form, and not with settings: people leave, but nobody sets
    /// what nobody gives.
    pub(super) fn fault(&self) -> Option<Fault> {
        let is_empty = self.givers.is_empty();
        is_empty.then(|| Fault::at(Field::Givers, Why::NoneChosen))
    }

    /// What is set.
    pub fn of(one: &Consultation) -> Self {
        let question = |one: &Question| QuestionForm {
            italian: one.text.italian.clone(),
            english: one.text.english.clone(),
            required: one.required,
        };
        Self {
            desk: one.desk,
            italian: one.name.italian.clone(),
            english: one.name.english.clone(),
            description_italian: one.description.italian.clone(),
            description_english: one.description.english.clone(),
            minutes: one.minutes.into(),
            meetings: one.meetings.clone(),
            before_minutes: one.before.into(),
            after_minutes: one.after.into(),
            notice_minutes: one.notice_minutes,
            ahead_days: one.ahead_days.into(),
            most_per_day: one.most_per_day.map(u32::from),
            givers: one.givers.clone(),
            questions: one.questions.iter().map(question).collect(),
            colour: one.colour,
            topic: one.topic,
            confirm_by_mail: one.confirm_by_mail,
            change_minutes: one.change_minutes,
        }
    }

    /// The consultation it describes; what is out of bounds is judged afterwards.
    fn read(&self, id: ConsultationId) -> Consultation {
        let question = |one: &QuestionForm| Question {
            text: names(&one.italian, &one.english),
            required: one.required,
        };
        Consultation {
            id,
            desk: self.desk,
            name: names(&self.italian, &self.english),
            description: Spoken {
                italian: self.description_italian.trim().to_owned(),
                english: self.description_english.trim().to_owned(),
            },
            minutes: small(self.minutes),
            meetings: self.meetings.clone(),
            before: small(self.before_minutes),
            after: small(self.after_minutes),
            notice_minutes: self.notice_minutes,
            ahead_days: small(self.ahead_days),
            most_per_day: self.most_per_day.map(small),
            givers: self.givers.clone(),
            questions: self.questions.iter().map(question).collect(),
            colour: self.colour,
            topic: self.topic,
            confirm_by_mail: self.confirm_by_mail,
            change_minutes: self.change_minutes,
        }
    }
}

impl Settings {
    /// Takes a form.
    pub(super) fn take_consultation(
        &mut self,
        id: Option<ConsultationId>,
        form: &ConsultationForm,
        first: uuid::Uuid,
    ) -> Result<Told, Vec<Fault>> {
        let read = form.read(id.unwrap_or(ConsultationId(first)));
        let name = called(&read);
        let told = match id {
            Some(id) => {
                let known = self.consultations.iter_mut().find(|one| one.id == id);
                *known.ok_or_else(|| vec![Fault::at(Field::Itself, Why::Unknown)])? = read;
                Told::Consultation { name }
            }
            None => {
                self.consultations.push(read);
                Told::ConsultationAdded { name }
            }
        };
        Ok(told)
    }

    /// Takes a consultation away; what is booked of it stays booked.
    pub(super) fn remove_consultation(&mut self, id: ConsultationId) -> Result<Told, Vec<Fault>> {
        let at = self.consultations.iter().position(|one| one.id == id);
        let at = at.ok_or_else(|| vec![Fault::at(Field::Itself, Why::Unknown)])?;
        let name = called(&self.consultations.remove(at));
        Ok(Told::ConsultationRemoved { name })
    }

    /// What is wrong with them, for the form and for a file.
    pub(super) fn check_consultations(&self, faults: &mut Faults) {
        let mut ids = BTreeSet::new();
        for (at, one) in self.consultations.iter().enumerate() {
            let thing = Thing::Consultation(one.id);
            faults.taken(thing, Field::Itself, !ids.insert(one.id));
            let named =
                |other: &Consultation| other.desk == one.desk && called(other) == called(one);
            let others = &self.consultations[..at];
            faults.taken(thing, Field::Italian, others.iter().any(named));
            self.check_consultation(one, faults);
        }
    }

    fn check_consultation(&self, one: &Consultation, faults: &mut Faults) {
        let thing = Thing::Consultation(one.id);
        if self.desks.iter().all(|desk| desk.id != one.desk) {
            faults.at(thing, Field::Desk, Why::Unknown);
        }
        faults.named(thing, (Field::Italian, Field::English), &one.name);
        let description = (Field::DescriptionItalian, Field::DescriptionEnglish);
        faults.spoken(thing, description, &one.description);
        faults.within(thing, Field::Minutes, one.minutes.into(), MINUTES);
        if !one.minutes.is_multiple_of(STEP) {
            let of = STEP.into();
            faults.at(thing, Field::Minutes, Why::NoStep { of });
        }
        if one.meetings.is_empty() {
            faults.at(thing, Field::Meetings, Why::NoneChosen);
        }
        faults.within(thing, Field::Before, one.before.into(), PADDING);
        faults.within(thing, Field::After, one.after.into(), PADDING);
        faults.within(thing, Field::Notice, one.notice_minutes, NOTICE);
        let ahead = u32::from(one.ahead_days);
        faults.within(thing, Field::Ahead, ahead, AHEAD);
        if (AHEAD.0..=AHEAD.1).contains(&ahead) && ahead * DAY <= one.notice_minutes {
            faults.at(thing, Field::Ahead, Why::WithinNotice);
        }
        if let Some(most) = one.most_per_day {
            faults.within(thing, Field::MostPerDay, most.into(), PER_DAY);
        }
        faults.within(thing, Field::ChangeLimit, one.change_minutes, NOTICE);
        let is_gone = |topic| self.topics.iter().all(|known| known.id != topic);
        if one.topic.is_some_and(is_gone) {
            faults.at(thing, Field::Topic, Why::Unknown);
        }
        self.check_givers(one, faults);
        faults.count(thing, Field::Questions, one.questions.len(), QUESTIONS);
        for (row, question) in one.questions.iter().enumerate() {
            if let Some(why) = question_fault(&question.text) {
                faults.row(thing, Field::Questions, row, why);
            }
        }
    }

    fn check_givers(&self, one: &Consultation, faults: &mut Faults) {
        let thing = Thing::Consultation(one.id);
        faults.count(thing, Field::Givers, one.givers.len(), GIVERS);
        for (row, giver) in one.givers.iter().enumerate() {
            if self.librarians.iter().all(|known| known.id != *giver) {
                faults.row(thing, Field::Givers, row, Why::Unknown);
            } else if one.givers[..row].contains(giver) {
                faults.row(thing, Field::Givers, row, Why::Twice);
            }
        }
    }
}

/// What people call it, in one language.
pub(super) fn called(one: &Consultation) -> String {
    one.name.or_the_other().italian
}

fn question_fault(text: &Spoken) -> Option<Why> {
    if text.italian.is_empty() && text.english.is_empty() {
        return Some(Why::Missing);
    }
    let both = [&text.italian, &text.english];
    both.into_iter().find_map(|text| line_fault(text, LINE))
}

fn names(italian: &str, english: &str) -> Spoken {
    Spoken {
        italian: tidy(italian),
        english: tidy(english),
    }
}

/// As much as is told apart; what is beyond is beyond every bound.
fn small(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
