//! What a desk sets about its notices, as a form has it: read, shown and judged.

use serde::{Deserialize, Serialize};

use super::check::{Faults, length};
use super::{Fault, Field, Settings, Thing, Told, Why};
use crate::contact::Language;
use crate::ids::DeskId;
use crate::notices::{NoticeKind, NoticePolicy, NoticeWording, Unlinked, unknown_placeholder};

/// How many days before the due date it may be said.
const BEFORE: (u32, u32) = (1, 14);
/// And after it.
const AFTER: (u32, u32) = (1, 120);
/// The minutes of a day.
const MINUTES: (u32, u32) = (0, 24 * 60 - 1);
/// How many hours somebody has to read it before a mail goes out, and how old data may
/// be: a week at the most.
const HOURS: (u32, u32) = (1, 168);
/// How many days its words are kept.
const KEPT: (u32, u32) = (1, 365);
/// How many wordings there may be: one for each kind and language.
const WORDINGS: u32 = 10;
/// The longest wording.
const WORDING: u32 = 1_000;

/// When notices of a desk go out, and what they say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NoticesForm {
    /// They go out at all.
    pub is_on: bool,
    /// How many days before the due date it is said; none for not at all.
    pub days_before: Option<u32>,
    /// It is said on the day.
    pub on_the_day: bool,
    /// How many days after it, the first to the third time; none for not at all.
    pub days_after: [Option<u32>; 3],
    /// After how many days the first of them comes already when somebody else waits.
    pub days_after_when_awaited: Option<u32>,
    /// One message a day for a borrower, with everything in it; otherwise one a loan.
    pub is_digest: bool,
    /// Nothing goes out from this minute of the day on.
    pub quiet_from: u32,
    /// And until this one; the same for no quiet hours.
    pub quiet_until: u32,
    /// Loans that the ILS renews by itself get none before they are overdue.
    pub skips_renewing: bool,
    /// After how many hours somebody who has not read it is written to by mail.
    pub mail_after_hours: u32,
    /// Data older than so many hours say nothing.
    pub stale_after_hours: u32,
    /// For how many days after the return the words of a notice are kept.
    pub kept_days: u32,
    /// What is done about borrowers who have no thread.
    pub unlinked: Unlinked,
    /// What is spoken to whom the source names no language of.
    pub language: Language,
    /// What is said in the library's own words; where it has none, it is left out.
    pub wordings: Vec<NoticeWording>,
}

impl NoticesForm {
    /// What is set.
    pub fn of(policy: &NoticePolicy) -> Self {
        Self {
            is_on: policy.is_on,
            days_before: policy.days_before.map(u32::from),
            on_the_day: policy.on_the_day,
            days_after: policy.days_after.map(|days| days.map(u32::from)),
            days_after_when_awaited: policy.days_after_when_awaited.map(u32::from),
            is_digest: policy.is_digest,
            quiet_from: policy.quiet_from.into(),
            quiet_until: policy.quiet_until.into(),
            skips_renewing: policy.skips_renewing,
            mail_after_hours: policy.mail_after_hours.into(),
            stale_after_hours: policy.stale_after_hours.into(),
            kept_days: policy.kept_days.into(),
            unlinked: policy.unlinked,
            language: policy.language,
            wordings: policy.wordings.clone(),
        }
    }

    /// The policy it describes; what is out of bounds is judged afterwards.
    fn read(&self) -> NoticePolicy {
        let wording = |one: &NoticeWording| NoticeWording {
            text: one.text.trim().to_owned(),
            kind: one.kind,
            language: one.language,
        };
        NoticePolicy {
            is_on: self.is_on,
            days_before: self.days_before.map(small),
            on_the_day: self.on_the_day,
            days_after: self.days_after.map(|days| days.map(small)),
            days_after_when_awaited: self.days_after_when_awaited.map(small),
            is_digest: self.is_digest,
            quiet_from: small(self.quiet_from),
            quiet_until: small(self.quiet_until),
            skips_renewing: self.skips_renewing,
            mail_after_hours: small(self.mail_after_hours),
            stale_after_hours: small(self.stale_after_hours),
            kept_days: small(self.kept_days),
            unlinked: self.unlinked,
            language: self.language,
            wordings: self.wordings.iter().map(wording).collect(),
        }
    }
}

impl Settings {
    /// When notices of a desk go out; none do where nothing is set.
    pub fn notices_of(&self, desk: DeskId) -> NoticePolicy {
        self.notices.get(&desk).cloned().unwrap_or_default()
    }

    /// Sets when notices of a desk go out; what is usual is not written down.
    pub fn set_notices(&mut self, desk: DeskId, policy: NoticePolicy) {
        if policy == NoticePolicy::default() {
            self.notices.remove(&desk);
        } else {
            self.notices.insert(desk, policy);
        }
    }

    /// Takes a form.
    pub(super) fn take_notices(
        &mut self,
        desk: DeskId,
        form: &NoticesForm,
    ) -> Result<Told, Vec<Fault>> {
        let known = self.desks.iter().find(|one| one.id == desk);
        let known = known.ok_or_else(|| vec![Fault::at(Field::Itself, Why::Unknown)])?;
        let name = known.name.clone();
        self.set_notices(desk, form.read());
        Ok(Told::Notices { name })
    }

    /// What is wrong with them, for the form and for a file.
    pub(super) fn check_notices(&self, faults: &mut Faults) {
        for (desk, policy) in &self.notices {
            let thing = Thing::Notices(*desk);
            if self.desks.iter().all(|one| one.id != *desk) {
                faults.at(thing, Field::Desk, Why::Unknown);
            }
            check_days(thing, policy, faults);
            for (field, minute) in [
                (Field::QuietFrom, policy.quiet_from),
                (Field::QuietUntil, policy.quiet_until),
            ] {
                faults.within(thing, field, minute.into(), MINUTES);
            }
            let mail = policy.mail_after_hours.into();
            faults.within(thing, Field::MailAfter, mail, HOURS);
            let stale = policy.stale_after_hours.into();
            faults.within(thing, Field::StaleAfter, stale, HOURS);
            faults.within(thing, Field::KeptDays, policy.kept_days.into(), KEPT);
            check_wordings(thing, &policy.wordings, faults);
        }
    }
}

fn check_days(thing: Thing, policy: &NoticePolicy, faults: &mut Faults) {
    let says = |kind: &NoticeKind| policy.days_from_due(*kind, true).is_some();
    if policy.is_on && !NoticeKind::ALL.iter().any(says) {
        faults.at(thing, Field::NoticeKinds, Why::NoneChosen);
    }
    if let Some(days) = policy.days_before {
        faults.within(thing, Field::DaysBefore, days.into(), BEFORE);
    }
    let (least, most) = AFTER;
    let mut latest = 0;
    for (row, days) in policy.days_after.iter().enumerate() {
        let Some(days) = days.map(u32::from) else {
            continue;
        };
        if !(least..=most).contains(&days) {
            faults.row(
                thing,
                Field::DaysAfter,
                row,
                Why::OutOfBounds { least, most },
            );
        } else if days <= latest {
            faults.row(thing, Field::DaysAfter, row, Why::NotLater);
        }
        latest = latest.max(days);
    }
    if let Some(days) = policy.days_after_when_awaited {
        faults.within(thing, Field::DaysAfterWhenAwaited, days.into(), AFTER);
    }
}

fn check_wordings(thing: Thing, wordings: &[NoticeWording], faults: &mut Faults) {
    faults.count(thing, Field::Wordings, wordings.len(), WORDINGS);
    for (row, one) in wordings.iter().enumerate() {
        let same = |other: &NoticeWording| (other.kind, other.language) == (one.kind, one.language);
        if wordings[..row].iter().any(same) {
            faults.row(thing, Field::Wordings, row, Why::Twice);
        } else if let Some(why) = wording_fault(&one.text) {
            faults.row(thing, Field::Wordings, row, why);
        }
    }
}

fn wording_fault(text: &str) -> Option<Why> {
    if text.is_empty() {
        return Some(Why::Missing);
    }
    if length(text) > WORDING {
        return Some(Why::TooLong { most: WORDING });
    }
    if text.contains(|letter: char| letter.is_control() && letter != '\n') {
        return Some(Why::Unreadable);
    }
    let text = unknown_placeholder(text)?.to_owned();
    Some(Why::UnknownPlaceholder { text })
}

/// As much as is told apart; what is beyond is beyond every bound.
fn small(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
