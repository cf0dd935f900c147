//! What can be set, as it is written in a form: plain values, nothing checked yet.

use serde::{Deserialize, Serialize};

use super::{Branch, Desk, Group, LibraryTexts, Strategy, Topic};
use crate::ids::{BranchId, GroupId, LibrarianId, TopicId};
use crate::moment::Span;

/// The library itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LibraryForm {
    /// What people call it.
    pub name: String,
    /// Whom to ask about one's data.
    pub privacy_contact: String,
    /// What is added to the notice about privacy, in Italian.
    pub privacy_italian: String,
    /// The same in English.
    pub privacy_english: String,
}

/// A branch, without its hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct BranchForm {
    /// What people call it.
    pub name: String,
    /// Where it stands; may be empty.
    pub address: String,
}

/// A desk, without its hours and texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DeskForm {
    /// Its public name, with or without `@`.
    pub handle: String,
    /// What people call it.
    pub name: String,
    /// Its site.
    pub branch: Option<BranchId>,
    /// Where patrons may write; may be empty.
    pub email: String,
    /// Who is rung first.
    pub strategy: Strategy,
    /// How long an offer rings.
    pub ringing_seconds: u32,
    /// How long a wrap-up takes at most.
    pub wrap_up_seconds: u32,
    /// Who answers, in this order; empty means everybody.
    pub tiers: Vec<TierForm>,
    /// The patron's picture stays blurred until the librarian admits it.
    pub admission: bool,
    /// How long a thread is kept.
    pub retention_days: u32,
    /// Who may show the desk in a frame.
    pub embed_ancestors: Vec<String>,
}

/// A tier of a desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TierForm {
    /// Who.
    pub group: GroupId,
    /// How long a contact has waited before they ring, too.
    pub after_seconds: u32,
}

/// What a desk's page says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TextsForm {
    /// To whoever comes, in Italian.
    pub greeting_italian: String,
    /// The same in English.
    pub greeting_english: String,
    /// While the desk is closed, in Italian.
    pub closed_italian: String,
    /// The same in English.
    pub closed_english: String,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct GroupForm {
    /// What people call it.
    pub name: String,
    /// Who belongs to it, in order.
    pub members: Vec<LibrarianId>,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TopicForm {
    /// Which; none for a new one.
    pub id: Option<TopicId>,
    /// In Italian.
    pub italian: String,
    /// In English.
    pub english: String,
    /// Who is asked first.
    pub group: Option<GroupId>,
}

impl LibraryForm {
    /// What is set.
    pub fn of(library: &LibraryTexts) -> Self {
        Self {
            name: library.name.clone(),
            privacy_contact: library.privacy_contact.clone(),
            privacy_italian: library.privacy_notice.italian.clone(),
            privacy_english: library.privacy_notice.english.clone(),
        }
    }
}

impl BranchForm {
    /// What is set.
    pub fn of(branch: &Branch) -> Self {
        Self {
            name: branch.name.clone(),
            address: branch.address.clone(),
        }
    }
}

impl DeskForm {
    /// What is set.
    pub fn of(desk: &Desk) -> Self {
        let tier = |tier: &super::Tier| TierForm {
            group: tier.group,
            after_seconds: seconds(tier.after),
        };
        Self {
            handle: desk.handle.as_str().to_owned(),
            name: desk.name.clone(),
            branch: desk.branch,
            email: desk.email.clone(),
            strategy: desk.strategy,
            ringing_seconds: seconds(desk.ringing),
            wrap_up_seconds: seconds(desk.wrap_up),
            tiers: desk.tiers.iter().map(tier).collect(),
            admission: desk.admission,
            retention_days: desk.retention_days,
            embed_ancestors: desk.embed_ancestors.clone(),
        }
    }
}

impl TextsForm {
    /// What is set.
    pub fn of(desk: &Desk) -> Self {
        Self {
            greeting_italian: desk.greeting.italian.clone(),
            greeting_english: desk.greeting.english.clone(),
            closed_italian: desk.when_closed.italian.clone(),
            closed_english: desk.when_closed.english.clone(),
        }
    }
}

impl GroupForm {
    /// What is set.
    pub fn of(group: &Group) -> Self {
        Self {
            name: group.name.clone(),
            members: group.members.clone(),
        }
    }
}

impl TopicForm {
    /// What is set.
    pub fn of(topic: &Topic) -> Self {
        Self {
            id: Some(topic.id),
            italian: topic.italian.clone(),
            english: topic.english.clone(),
            group: topic.group,
        }
    }
}

fn seconds(span: Span) -> u32 {
    u32::try_from(span.as_millis() / 1000).unwrap_or(u32::MAX)
}
