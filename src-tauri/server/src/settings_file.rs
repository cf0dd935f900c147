//! The settings of a library as one file: what `admin show` prints and `admin apply`
//! reads. A file can be read, compared, kept under version control, and sent to a
//! colleague; the window will set the same things one at a time.
//!
//! Things are named as people name them: desks by their handle, librarians by their
//! account, everything else by its name. What has the name of something that is there
//! changes it; other names are new. Branches, groups and topics that are not in the
//! file any more go; desks and librarians never go by being left out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sportello_core::{
    Availability, CasePolicy, Hours, Language, LibrarianId, LibraryTexts, PersonName, Role,
    Settings, Spoken, Strategy, USUAL_CHATS,
};

mod consultations;
mod notices;
mod read;
mod write;

use consultations::{AvailabilityEntry, ConsultationEntry};
use notices::NoticesEntry;

pub use read::{Applied, SettingsFileError};

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsFile {
    /// The library itself; as it was, where the file says nothing of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    library: Option<LibraryTexts>,
    /// Its sites.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    branch: Vec<BranchEntry>,
    /// Who works there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    librarian: Vec<LibrarianEntry>,
    /// Who answers together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    group: Vec<GroupEntry>,
    /// What patrons may ask about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    topic: Vec<TopicEntry>,
    /// What patrons reach.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    desk: Vec<DeskEntry>,
    /// What desks offer to book.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    consultation: Vec<ConsultationEntry>,
    /// When librarians give consultations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    availability: Vec<AvailabilityEntry>,
    /// When notices of desks go out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notices: Vec<NoticesEntry>,
    /// What reports show; as it was, where the file says nothing of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reports: Option<ReportsEntry>,
    /// How long cases are kept, and by when they are answered; as it was, where the file
    /// says nothing of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<CasesEntry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportsEntry {
    #[serde(default = "usual_within")]
    within_seconds: u32,
    #[serde(default)]
    per_person: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CasesEntry {
    #[serde(default = "usual_kept")]
    kept_days: u32,
    #[serde(default = "usual_promise")]
    usual_promise_days: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BranchEntry {
    name: String,
    #[serde(default)]
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<Hours>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LibrarianEntry {
    user: String,
    name: String,
    #[serde(default)]
    role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonName>,
    #[serde(default)]
    languages: BTreeSet<Language>,
    #[serde(default = "usual_chats")]
    chats: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupEntry {
    name: String,
    #[serde(default)]
    members: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicEntry {
    italian: String,
    english: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeskEntry {
    handle: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<String>,
    #[serde(default)]
    email: String,
    #[serde(default)]
    strategy: Strategy,
    #[serde(default = "usual_ringing")]
    ringing_seconds: u32,
    #[serde(default = "usual_wrap_up")]
    wrap_up_seconds: u32,
    #[serde(default)]
    admission: bool,
    #[serde(default = "usual_retention")]
    retention_days: u32,
    #[serde(default)]
    embed_ancestors: Vec<String>,
    #[serde(default, skip_serializing_if = "is_silent")]
    greeting: Spoken,
    #[serde(default, skip_serializing_if = "is_silent")]
    when_closed: Spoken,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<Hours>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tier: Vec<TierEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TierEntry {
    group: String,
    #[serde(default)]
    after_seconds: u32,
}

/// The accounts of a library by the names people sign in with.
pub type Users = BTreeMap<String, LibrarianId>;

fn is_silent(said: &Spoken) -> bool {
    *said == Spoken::default()
}

const fn usual_chats() -> u8 {
    USUAL_CHATS
}

const fn usual_ringing() -> u32 {
    20
}

const fn usual_wrap_up() -> u32 {
    30
}

const fn usual_within() -> u32 {
    20
}

fn usual_kept() -> u32 {
    CasePolicy::default().kept_days
}

fn usual_promise() -> u32 {
    CasePolicy::default().usual_promise_days
}

const fn usual_retention() -> u32 {
    90
}

impl SettingsFile {
    /// Reads a file.
    ///
    /// # Errors
    /// With the line and what is wrong there.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The file that says what is set.
    pub fn of(settings: &Settings, availabilities: &[Availability], users: &Users) -> Self {
        write::file(settings, availabilities, users)
    }

    /// As text.
    ///
    /// # Errors
    /// Never, in practice: every setting has a form in TOML.
    pub fn to_text(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }
}

#[cfg(test)]
mod tests;
