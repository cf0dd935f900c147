//! Notices in the file: when those of a desk go out, and what they say.
//!
//! What is not written is as usual, and zero days mean not at all. A desk of which the
//! file says nothing keeps its notices as they are.

use std::collections::BTreeSet;

use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};
use sportello_core::{Language, NoticePolicy, NoticeWording, Settings, Unlinked};

use super::read::desk_named;
use super::{SettingsFile, SettingsFileError};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NoticesEntry {
    desk: String,
    on: bool,
    days_before: u16,
    on_the_day: bool,
    days_after: [u16; 3],
    days_after_when_awaited: u16,
    digest: bool,
    quiet_from: TimeOfDay,
    quiet_until: TimeOfDay,
    skips_renewing: bool,
    mail_after_hours: u16,
    stale_after_hours: u16,
    kept_days: u16,
    unlinked: Unlinked,
    language: Language,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wording: Vec<NoticeWording>,
}

/// What is usual.
impl Default for NoticesEntry {
    fn default() -> Self {
        Self::of(String::new(), &NoticePolicy::default())
    }
}

/// A minute of the day, written as `20:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct TimeOfDay(u16);

impl TryFrom<String> for TimeOfDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let time = NaiveTime::parse_from_str(&text, "%H:%M").ok();
        let minute = time.and_then(|time| u16::try_from(time.hour() * 60 + time.minute()).ok());
        let why = || format!("“{text}” is no time of the day: write one such as “20:00”");
        minute.map(Self).ok_or_else(why)
    }
}

impl From<TimeOfDay> for String {
    fn from(TimeOfDay(minute): TimeOfDay) -> Self {
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }
}

impl SettingsFile {
    /// When notices go out: as the file says it, or else as it was. `now` has the desks
    /// already.
    pub(super) fn notices(
        &self,
        before: &Settings,
        mut now: Settings,
    ) -> Result<Settings, SettingsFileError> {
        now.notices.clone_from(&before.notices);
        let mut said = BTreeSet::new();
        for entry in &self.notices {
            let desk = desk_named(&now, "notices", &entry.desk)?;
            if !said.insert(desk) {
                return Err(SettingsFileError::NoticesTwice(entry.desk.clone()));
            }
            now.set_notices(desk, entry.policy());
        }
        Ok(now)
    }
}

impl NoticesEntry {
    pub(super) fn of(desk: String, policy: &NoticePolicy) -> Self {
        Self {
            desk,
            on: policy.is_on,
            days_before: policy.days_before.unwrap_or(0),
            on_the_day: policy.on_the_day,
            days_after: policy.days_after.map(|days| days.unwrap_or(0)),
            days_after_when_awaited: policy.days_after_when_awaited.unwrap_or(0),
            digest: policy.is_digest,
            quiet_from: TimeOfDay(policy.quiet_from),
            quiet_until: TimeOfDay(policy.quiet_until),
            skips_renewing: policy.skips_renewing,
            mail_after_hours: policy.mail_after_hours,
            stale_after_hours: policy.stale_after_hours,
            kept_days: policy.kept_days,
            unlinked: policy.unlinked,
            language: policy.language,
            wording: policy.wordings.clone(),
        }
    }

    fn policy(&self) -> NoticePolicy {
        let some = |days: u16| (days > 0).then_some(days);
        NoticePolicy {
            is_on: self.on,
            days_before: some(self.days_before),
            on_the_day: self.on_the_day,
            days_after: self.days_after.map(some),
            days_after_when_awaited: some(self.days_after_when_awaited),
            is_digest: self.digest,
            quiet_from: self.quiet_from.0,
            quiet_until: self.quiet_until.0,
            skips_renewing: self.skips_renewing,
            mail_after_hours: self.mail_after_hours,
            stale_after_hours: self.stale_after_hours,
            kept_days: self.kept_days,
            unlinked: self.unlinked,
            language: self.language,
            wordings: self.wording.clone(),
        }
    }
}

/// The notices of desks where they are not as usual.
pub(super) fn notices_entries(settings: &Settings) -> Vec<NoticesEntry> {
    let desks = settings.desks.iter();
    let set = desks.filter_map(|desk| {
        let policy = settings.notices.get(&desk.id)?;
        Some(NoticesEntry::of(desk.handle.to_string(), policy))
    });
    set.collect()
}
