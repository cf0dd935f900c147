//! Cases: requests that outlive their contact.
//!
//! A case has a number of its desk and year, somebody who owns it, a day by which an
//! answer is promised, and a [state](CaseState). What happens to it stands in its
//! timeline, entry by entry, and is never rewritten. Which step leads from one state to
//! another is decided here; who may take it, and what goes out with it, is the server's.
//!
//! **The rule.** Whoever asked is never left without a word: a promise that will not be
//! kept is told to them *before* its day is over ([`promise`]).

mod excerpt;
mod number;
mod policy;
pub mod promise;
mod remark;
mod state;
mod writer;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, DeskId, LibrarianId, OfficeId, ThreadId, TopicId};
use crate::reach::MailAddress;

pub use excerpt::{Line, excerpt};
pub use number::{CaseNumber, NoCaseNumber};
pub use policy::{CasePolicy, KEPT_DAYS, USUAL_DAYS};
pub use remark::MailRemark;
pub use state::{CaseState, CaseStep};
pub use writer::CaseWriter;

/// The longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 160;
/// The longest text of an entry, in characters: a long mail, and no book.
pub const LONGEST_ENTRY: usize = 100_000;
/// How many cases of one desk may be open at once.
pub const MOST_OPEN: u32 = 20_000;

/// Who is to settle it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum CaseLevel {
    /// The desk itself.
    #[default]
    First,
    /// An office or a colleague to whom it was handed.
    Second,
}

/// Who asked, as far as the library needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asker {
    /// What they are called; may be empty.
    pub name: String,
    /// Where they read mail, if they have no conversation to be answered in.
    pub mail: Option<MailAddress>,
    /// The number to call; may be empty.
    pub phone: String,
}

/// A request that outlives its contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The desk that took it.
    pub desk: DeskId,
    /// What everybody calls it.
    pub number: CaseNumber,
    /// What it is about, in a line.
    pub subject: String,
    /// What it is about, as the desk sorts it.
    pub topic: Option<TopicId>,
    /// Who is to settle it.
    pub level: CaseLevel,
    /// Who looks after it.
    pub owner: Option<LibrarianId>,
    /// Who has it, if it was handed off.
    pub office: Option<OfficeId>,
    /// The day by which an answer is promised.
    pub promised: NaiveDate,
    /// The day that was promised first: what reports judge.
    pub first_promised: NaiveDate,
    /// Where it stands.
    pub state: CaseState,
    /// Its owner wants to see it again then, and not before: milliseconds since 1970 UTC.
    pub snoozed_until: Option<i64>,
    /// The conversation in which the patron hears of it.
    pub thread: Option<ThreadId>,
    /// Who asked.
    pub asker: Asker,
    /// When it was made.
    pub opened: i64,
    /// When the patron had an answer; the last, if there were several.
    pub answered: Option<i64>,
    /// When it was closed.
    pub closed: Option<i64>,
    /// Since when somebody has written what no librarian has read.
    pub news: Option<i64>,
}

impl Case {
    /// Whether an answer is owed, and by whom but the patron.
    pub const fn is_owed(&self) -> bool {
        self.state.is_open() && !matches!(self.state, CaseState::WaitingForPatron)
    }

    /// Whether the promised day is over and nothing was answered.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_owed() && self.promised < today
    }

    /// Takes a step, if it leads somewhere from here.
    pub fn step(&mut self, step: CaseStep, now: i64) -> bool {
        let Some(state) = self.state.after(step) else {
            return false;
        };
        match step {
            CaseStep::Answer => self.answered = Some(now),
            CaseStep::Close => self.closed = Some(now),
            CaseStep::Reopen | CaseStep::PatronWrote if self.state != state => self.closed = None,
            CaseStep::HandOff => self.level = CaseLevel::Second,
            CaseStep::OfficeWrote
            | CaseStep::AskPatron
            | CaseStep::PatronWrote
            | CaseStep::Reopen => {}
        }
        self.state = state;
        true
    }

    /// Somebody who is no librarian wrote into it: it takes the step that this leads to,
    /// sleeps no more, and is news.
    pub fn receives(&mut self, entry: CaseEntryKind, now: i64) {
        match entry {
            CaseEntryKind::PatronWrote => self.step(CaseStep::PatronWrote, now),
            CaseEntryKind::OfficeWrote => self.step(CaseStep::OfficeWrote, now),
            _ => false,
        };
        self.snoozed_until = None;
        self.news = Some(now);
    }
}

/// What an entry of a case's timeline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum CaseEntryKind {
    /// It was made. The words are what the librarian wrote down.
    Opened,
    /// The patron came again about it: a contact.
    Contact,
    /// What was said in the chat, as it was chosen.
    Excerpt,
    /// A note among librarians.
    Note,
    /// It was handed to an office or a colleague; the words are the letter's.
    HandedOff,
    /// The office wrote.
    OfficeWrote,
    /// The patron was asked for something.
    AskedPatron,
    /// The patron wrote.
    PatronWrote,
    /// The patron was answered.
    Answered,
    /// The patron was told how it stands.
    Told,
    /// Somebody else wrote: a mail that a librarian has put here.
    OtherWrote,
    /// A mail program answered by itself.
    AutoReply,
    /// A letter did not arrive, or not yet; the words are what the server said.
    NotDelivered,
    /// It has another owner; the words are their name.
    Assigned,
    /// Another day is promised.
    PromiseMoved,
    /// Its subject, topic or asker was changed.
    Changed,
    /// It sleeps until a day.
    Snoozed,
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
    /// A call-back was agreed; the words are when.
    CallBackAgreed,
    /// A call-back has another time; the words are when.
    CallBackMoved,
    /// A call-back will not take place.
    CallBackCalledOff,
    /// Who asked was called back, and spoken to.
    CalledBack,
    /// Who asked was called back and not reached; the words are when they are tried again.
    NotReached,
    /// Who asked was not reached as often as the desk tries.
    CallBackGivenUp,
}

impl CaseEntryKind {
    /// Whether it is itself a mail that went to an office or came from somebody.
    pub const fn is_a_mail(self) -> bool {
        match self {
            Self::HandedOff
            | Self::OfficeWrote
            | Self::PatronWrote
            | Self::OtherWrote
            | Self::AutoReply
            | Self::NotDelivered => true,
            Self::Opened
            | Self::Contact
            | Self::Excerpt
            | Self::Note
            | Self::AskedPatron
            | Self::Answered
            | Self::Told
            | Self::Assigned
            | Self::PromiseMoved
            | Self::Changed
            | Self::Snoozed
            | Self::Closed
            | Self::Reopened
            | Self::CallBackAgreed
            | Self::CallBackMoved
            | Self::CallBackCalledOff
            | Self::CalledBack
            | Self::NotReached
            | Self::CallBackGivenUp => false,
        }
    }

    /// Whether the patron may read it: what was said to them and by them.
    pub const fn is_for_the_patron(self) -> bool {
        match self {
            Self::AskedPatron
            | Self::PatronWrote
            | Self::Answered
            | Self::Told
            | Self::PromiseMoved
            | Self::Closed
            | Self::Reopened => true,
            Self::Opened
            | Self::Contact
            | Self::Excerpt
            | Self::Note
            | Self::HandedOff
            | Self::OfficeWrote
            | Self::OtherWrote
            | Self::AutoReply
            | Self::NotDelivered
            | Self::Assigned
            | Self::Changed
            | Self::Snoozed
            // Their page shows what is agreed, and the conversation how it came out.
            | Self::CallBackAgreed
            | Self::CallBackMoved
            | Self::CallBackCalledOff
            | Self::CalledBack
            | Self::NotReached
            | Self::CallBackGivenUp => false,
        }
    }

    /// Whether its words are for the patron, too: a note at the closing is for colleagues.
    pub const fn has_words_for_the_patron(self) -> bool {
        self.is_for_the_patron() && !matches!(self, Self::Closed | Self::Reopened)
    }
}

/// A case, as a message speaks of it: what was so as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseMentioned {
    /// Which.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// What it is about.
    pub subject: String,
    /// Who has it; empty for the desk itself.
    pub office: String,
    /// The day by which an answer is promised.
    pub promised: NaiveDate,
}

/// An entry of the address book that all librarians of a library share: an office, or a
/// person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Its id.
    pub id: OfficeId,
    /// What it is called.
    pub name: String,
    /// Where it reads mail.
    pub mail: MailAddress,
    /// The number to call; may be empty.
    pub phone: String,
    /// When it can be reached, in words; may be empty.
    pub hours: String,
    /// What else librarians should know; may be empty.
    pub note: String,
    /// What it sees to.
    pub topics: Vec<TopicId>,
    /// What it answers goes straight to the patron.
    pub straight: bool,
    /// Since when letters to it do not arrive, if they do not.
    pub bad_since: Option<i64>,
}

/// The office to suggest for a topic: one whose letters arrive, the first by name.
pub fn suggested(offices: &[Office], topic: Option<TopicId>) -> Option<OfficeId> {
    let topic = topic?;
    let mut fitting: Vec<&Office> = offices
        .iter()
        .filter(|office| office.topics.contains(&topic))
        .collect();
    fitting.sort_by_key(|office| (office.bad_since.is_some(), &office.name));
    fitting.first().map(|office| office.id)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn office(number: u128, name: &str, topics: &[u128]) -> Office {
        Office {
            id: OfficeId(Uuid::from_u128(number)),
            name: name.into(),
            mail: MailAddress::parse("ufficio@example.org").expect("an address"),
            phone: String::new(),
            hours: String::new(),
            note: String::new(),
            topics: topics.iter().map(|one| topic(*one)).collect(),
            straight: false,
            bad_since: None,
        }
    }

    fn topic(number: u128) -> TopicId {
        TopicId(Uuid::from_u128(number))
    }

    /// A case that waits for an office, and sleeps.
    pub(super) fn case() -> Case {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        Case {
            id: CaseId(Uuid::from_u128(1)),
            desk: DeskId(Uuid::from_u128(2)),
            number: "2026/12".parse().expect("a number"),
            subject: "Un atto".into(),
            topic: None,
            level: CaseLevel::Second,
            owner: None,
            office: Some(OfficeId(Uuid::from_u128(3))),
            promised: day,
            first_promised: day,
            state: CaseState::WaitingForOffice,
            snoozed_until: Some(99),
            thread: None,
            asker: Asker::default(),
            opened: 0,
            answered: None,
            closed: None,
            news: None,
        }
    }

    #[test]
    fn what_comes_in_wakes_a_case_and_moves_it_where_it_leads() {
        for (entry, state) in [
            (CaseEntryKind::OfficeWrote, CaseState::Open),
            (CaseEntryKind::PatronWrote, CaseState::WaitingForOffice),
            (CaseEntryKind::OtherWrote, CaseState::WaitingForOffice),
            (CaseEntryKind::AutoReply, CaseState::WaitingForOffice),
        ] {
            let mut case = case();
            case.receives(entry, 7);
            assert_eq!(case.state, state, "{entry:?}");
            assert_eq!((case.snoozed_until, case.news), (None, Some(7)));
        }
    }

    #[test]
    fn the_office_of_a_topic_is_suggested_and_rather_one_that_is_reached() {
        let mut offices = [
            office(1, "Archivio", &[7]),
            office(2, "Anagrafe", &[7]),
            office(3, "Sport", &[8]),
        ];
        let suggested = |offices: &[Office], of| suggested(offices, of).map(|id| id.0.as_u128());
        assert_eq!(suggested(&offices, Some(topic(7))), Some(2));
        offices[1].bad_since = Some(1);
        assert_eq!(suggested(&offices, Some(topic(7))), Some(1));
        assert_eq!(suggested(&offices, Some(topic(9))), None);
        assert_eq!(suggested(&offices, None), None);
    }
}
