//! What an administrator sets: branches, desks, groups, topics, people and hours.
//!
//! Settings are whole: a [`Settings`] replaces the one before, also while people
//! wait. What can't be is refused by [`Settings::check`]; what leaves somebody
//! unanswered is told by [`Settings::warnings`], so that no setting leads to a
//! patron who can never be rung for without anybody knowing.

mod change;
mod check;
mod consultation;
mod fault;
mod form;
mod notices;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::booking::Consultation;
use crate::cases::CasePolicy;
use crate::contact::Language;
use crate::handle::{Handle, PersonName};
use crate::hours::{Hours, Tz};
use crate::ids::{BranchId, ConsultationId, DeskId, GroupId, LibrarianId, TopicId};
use crate::moment::Span;
use crate::notices::NoticePolicy;
use crate::presence::ChosenPresence;
use crate::report::ReportsForm;

pub use change::{GoneBack, SettingsChange, Thing, Told};
pub use check::RESERVED_PERSONS;
pub use consultation::{ConsultationForm, QuestionForm};
pub use fault::{Fault, Field, SettingsError, Why};
pub use form::{BranchForm, DeskForm, GroupForm, LibraryForm, TextsForm, TierForm, TopicForm};
pub use notices::NoticesForm;

/// Everything that is set for one library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The library itself.
    pub library: LibraryTexts,
    /// Its sites.
    pub branches: Vec<Branch>,
    /// What patrons reach.
    pub desks: Vec<Desk>,
    /// Who answers together.
    pub groups: Vec<Group>,
    /// What patrons may ask about.
    pub topics: Vec<Topic>,
    /// What desks offer to book, in their order.
    pub consultations: Vec<Consultation>,
    /// When notices of a desk go out, where that is not as usual.
    pub notices: BTreeMap<DeskId, NoticePolicy>,
    /// What reports show.
    pub reports: ReportsForm,
    /// How long cases are kept, and by when they are answered.
    pub cases: CasePolicy,
    /// Who works there. No part of what is kept of former settings: people are not
    /// gone back to.
    #[serde(skip)]
    pub librarians: Vec<Librarian>,
}

impl Settings {
    /// The clock by which the library counts its days: that of its hours, or UTC where
    /// none are set.
    pub fn zone(&self) -> Tz {
        let of_desks = self.desks.iter().filter_map(|desk| desk.hours.as_ref());
        let of_branches = self.branches.iter();
        let of_branches = of_branches.filter_map(|branch| branch.hours.as_ref());
        let mut hours = of_branches.chain(of_desks);
        hours.next().map_or(Tz::UTC, |hours| hours.zone)
    }
}

/// What a library says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LibraryTexts {
    /// What people call it.
    pub name: String,
    /// Whom to ask about one's data: a name, an address, an email; may be empty.
    pub privacy_contact: String,
    /// What the library adds to the notice about privacy; may be empty.
    pub privacy_notice: Spoken,
}

/// Something that is said in both languages; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Spoken {
    /// In Italian.
    pub italian: String,
    /// In English.
    pub english: String,
}

impl Spoken {
    /// In each language, or else in the other one.
    #[must_use]
    pub fn or_the_other(&self) -> Self {
        let or = |first: &String, second: &String| {
            let is_said = !first.is_empty();
            if is_said {
                first.clone()
            } else {
                second.clone()
            }
        };
        Self {
            italian: or(&self.italian, &self.english),
            english: or(&self.english, &self.italian),
        }
    }
}

/// A site of the library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Its id.
    pub id: BranchId,
    /// What people call it.
    pub name: String,
    /// Where it stands; may be empty.
    pub address: String,
    /// When it is open; `None` means whenever somebody is there.
    pub hours: Option<Hours>,
}

/// A desk of the library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Its id.
    pub id: DeskId,
    /// Its public name.
    pub handle: Handle,
    /// What people call it.
    pub name: String,
    /// The site it belongs to.
    pub branch: Option<BranchId>,
    /// Its own hours, where they differ from the branch's.
    pub hours: Option<Hours>,
    /// Where patrons may write by mail; may be empty.
    pub email: String,
    /// Who is rung first among those who may be rung.
    pub strategy: Strategy,
    /// How long an offer rings.
    pub ringing: Span,
    /// How long a librarian has for the wrap-up before the next contact rings.
    pub wrap_up: Span,
    /// Who answers, in this order; empty means every librarian of the library.
    pub tiers: Vec<Tier>,
    /// The patron's picture stays blurred until the librarian admits it.
    pub admission: bool,
    /// How long a thread is kept after its last message, in days.
    pub retention_days: u32,
    /// Origins that may show the desk in a frame of theirs.
    pub embed_ancestors: Vec<String>,
    /// What the page says to whoever comes.
    #[serde(default)]
    pub greeting: Spoken,
    /// What the page says instead while the desk is closed.
    #[serde(default)]
    pub when_closed: Spoken,
}

impl Desk {
    /// A desk as it is before anything else is set: everybody answers, all ring.
    pub fn new(id: DeskId, handle: Handle, name: String) -> Self {
        Self {
            id,
            handle,
            name,
            branch: None,
            hours: None,
            email: String::new(),
            strategy: Strategy::RingAll,
            ringing: Span::seconds(20),
            wrap_up: Span::seconds(30),
            tiers: Vec::new(),
            admission: false,
            retention_days: 90,
            embed_ancestors: Vec::new(),
            greeting: Spoken::default(),
            when_closed: Spoken::default(),
        }
    }
}

/// A group that answers for a desk, and from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// Who.
    pub group: GroupId,
    /// How long a contact has waited before this tier rings, too. It rings at once
    /// when nobody of the tiers before it is available.
    pub after: Span,
}

/// Who is rung first among those who may be rung.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Strategy {
    /// Everybody at once.
    #[default]
    RingAll,
    /// One after another, who has been without a contact for the longest first.
    LongestIdle,
    /// One after another, who had the fewest contacts today first.
    FewestContacts,
    /// One after another, in the order of the group.
    InOrder,
}

/// Librarians who answer together, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// What people call it.
    pub name: String,
    /// Who belongs to it.
    pub members: Vec<LibrarianId>,
}

/// What a patron may ask about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its id.
    pub id: TopicId,
    /// In Italian.
    pub italian: String,
    /// In English.
    pub english: String,
    /// Who is asked first; the desk's tiers follow.
    pub group: Option<GroupId>,
}

/// What a librarian may do besides answering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Role {
    /// Answers.
    #[default]
    Librarian,
    /// Sees the whole desk, ends blocks.
    Supervisor,
    /// Sets everything.
    Administrator,
}

/// How many chats a librarian may be given at once.
pub const CHATS: RangeInclusive<u8> = 1..=8;
/// How many chats a librarian is given at once when nothing else is set.
pub const USUAL_CHATS: u8 = 3;

/// A librarian of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Librarian {
    /// The account.
    pub id: LibrarianId,
    /// As colleagues and patrons read it.
    pub name: String,
    /// Their own name behind a desk's handle, if they have one.
    pub person: Option<PersonName>,
    /// What they may do besides answering.
    pub role: Role,
    /// What they speak; empty means every language of the desk.
    pub languages: BTreeSet<Language>,
    /// How many chats they may have under way at once, within [`CHATS`], beside one
    /// call.
    pub chats: u8,
    /// What they chose last.
    pub chosen: ChosenPresence,
}

/// Something that leaves patrons unanswered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Nobody can ever answer for the desk.
    NobodyAnswers(DeskId),
    /// The desk's hours never open.
    NeverOpens(DeskId),
    /// A group has no members.
    EmptyGroup(GroupId),
    /// Nobody who works here gives a consultation.
    NobodyGives(ConsultationId),
}
