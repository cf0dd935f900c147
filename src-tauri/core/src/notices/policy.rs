//! What a desk sets about its notices.

use serde::{Deserialize, Serialize};

use super::NoticeKind;
use crate::contact::Language;

const HOUR: u64 = 3_600_000;

/// When notices of a desk go out, and what they say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NoticePolicy {
    /// Notices go out at all.
    pub is_on: bool,
    /// How many days before the due date it is said; none for not at all.
    pub days_before: Option<u16>,
    /// It is said on the day.
    pub on_the_day: bool,
    /// How many days after it, the first to the third time; each later than the one
    /// before.
    pub days_after: [Option<u16>; 3],
    /// The first of them comes after so many days already when somebody else waits for
    /// the item.
    pub days_after_when_awaited: Option<u16>,
    /// One message a day for a borrower, with everything in it; otherwise one a loan.
    pub is_digest: bool,
    /// Nothing goes out from this minute of the day on.
    pub quiet_from: u16,
    /// And until this one.
    pub quiet_until: u16,
    /// Loans that the ILS renews by itself get none before they are overdue.
    pub skips_renewing: bool,
    /// After how many hours somebody who has not read it is written to by mail.
    pub mail_after_hours: u16,
    /// Data older than this say nothing.
    pub stale_after_hours: u16,
    /// For how many days after the return the words of a notice are kept.
    pub kept_days: u16,
    /// What is done about borrowers who have no thread.
    pub unlinked: Unlinked,
    /// What is spoken to whom the source names no language of.
    pub language: Language,
    /// What notices say in the library's own words, in place of the embedded ones.
    pub wordings: Vec<NoticeWording>,
}

impl Default for NoticePolicy {
    fn default() -> Self {
        Self {
            is_on: false,
            days_before: Some(3),
            on_the_day: true,
            days_after: [Some(7), Some(21), Some(45)],
            days_after_when_awaited: Some(2),
            is_digest: true,
            quiet_from: 20 * 60,
            quiet_until: 8 * 60,
            skips_renewing: true,
            mail_after_hours: 24,
            stale_after_hours: 36,
            kept_days: 30,
            unlinked: Unlinked::Nothing,
            language: Language::It,
            wordings: Vec::new(),
        }
    }
}

impl NoticePolicy {
    /// How many days after the due date, before it if negative, a kind is said on
    /// days without holidays; none if it is switched off.
    pub(crate) fn days_from_due(&self, kind: NoticeKind, is_awaited: bool) -> Option<i64> {
        let [first, second, third] = self.days_after;
        let after = match kind {
            NoticeKind::Predue => return self.days_before.map(|days| -i64::from(days)),
            NoticeKind::Due => self.on_the_day.then_some(0),
            NoticeKind::Overdue1 => {
                let early = self.days_after_when_awaited.filter(|_| is_awaited);
                first.into_iter().chain(early).min()
            }
            NoticeKind::Overdue2 => second,
            NoticeKind::Overdue3 => third,
        };
        after.map(i64::from)
    }

    /// Whether data read at one time say nothing any more at another; both in
    /// milliseconds since 1970 UTC. Data from a time that is still far ahead tell of a
    /// clock that is wrong, and say nothing either.
    pub fn is_stale(&self, read_at: i64, now: i64) -> bool {
        read_at.abs_diff(now) > u64::from(self.stale_after_hours) * HOUR
    }
}

/// What is done about borrowers who have no thread with the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Unlinked {
    /// Nothing: the ILS, or nobody, writes to them.
    #[default]
    Nothing,
    /// They are written to by mail where the source has an address, and otherwise
    /// stand on the list to print.
    Mail,
}

/// What a notice says in the library's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NoticeWording {
    /// Of which kind.
    pub kind: NoticeKind,
    /// In which language.
    pub language: Language,
    /// What it says above the list of loans; `{name}` and `{library}` are filled in.
    pub text: String,
}
