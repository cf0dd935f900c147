//! What an administrator sets in the window: the settings as they stand, a change to
//! be judged or saved, and the way back.
//!
//! An administrator *watches* the settings while they are looked at. Each change
//! carries the whole form of one thing, and how that thing stood when the form was
//! opened, so that nobody writes over a colleague's change without knowing.

use serde::{Deserialize, Serialize};
use sportello_core::hours::{HoursForm, HoursPreview};
use sportello_core::settings::{
    BranchForm, ConsultationForm, DeskForm, Fault, GroupForm, LibraryForm, NoticesForm,
    SettingsChange, TextsForm, Told, TopicForm,
};
use sportello_core::{BranchId, CasePolicy, ConsultationId, DeskId, GroupId, ReportsForm};
use ts_rs::TS;

use super::{LibrarianView, WarningView};

/// What an administrator asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum AdministrationOrder {
    /// Be shown the settings, now and at each change.
    Watch {},
    /// Be shown them no more.
    Unwatch {},
    /// Have a change judged; nothing is saved.
    Check {
        /// Comes back with the verdict.
        asked: u32,
        /// The change.
        change: Box<SettingsChange>,
    },
    /// Save a change.
    Save {
        /// Comes back with the verdict.
        asked: u32,
        /// The change.
        change: Box<SettingsChange>,
        /// How the thing stood when its form was opened; none for a new thing, and
        /// for one that goes.
        seen: Option<Box<SettingsChange>>,
    },
    /// Go back to how everything was before a change.
    GoBack {
        /// Comes back with the verdict.
        asked: u32,
        /// Which change.
        #[ts(type = "number")]
        before: i64,
        /// The newest change that was seen: newer ones are not taken back unseen.
        #[ts(type = "number")]
        newest: i64,
    },
}

/// What an administrator is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AdministrationNews {
    /// The settings as they stand.
    Settings {
        /// All but people.
        settings: Box<SettingsView>,
    },
    /// What came of something asked for.
    Verdict {
        /// Of what.
        verdict: Verdict,
    },
}

/// What came of something asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// The number it was asked with.
    pub asked: u32,
    /// Its number, if it was saved: what would take it back.
    #[ts(type = "number | null")]
    pub saved: Option<i64>,
    /// All that is wrong, if it can't be.
    pub faults: Vec<Fault>,
    /// What leaves patrons unanswered, if it were so.
    pub warnings: Vec<WarningView>,
    /// What the hours mean, if there were hours among it.
    pub preview: Option<HoursPreview>,
}

/// The settings as an administrator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// The library itself.
    pub library: LibraryForm,
    /// Its branches.
    pub branches: Vec<BranchSettings>,
    /// Its desks.
    pub desks: Vec<DeskSettings>,
    /// Its groups.
    pub groups: Vec<GroupSettings>,
    /// Its topics.
    pub topics: Vec<TopicForm>,
    /// What its desks offer to book.
    pub consultations: Vec<ConsultationSettings>,
    /// What reports show.
    pub reports: ReportsForm,
    /// How long cases are kept, and by when they are answered.
    pub cases: CasePolicy,
    /// Who can belong to a group.
    pub people: Vec<LibrarianView>,
    /// What leaves patrons unanswered.
    pub warnings: Vec<WarningView>,
    /// The newest changes, the newest first.
    pub changes: Vec<ChangeView>,
}

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BranchSettings {
    /// Which.
    pub id: BranchId,
    /// What is set.
    pub form: BranchForm,
    /// Its hours; none means whenever somebody is there.
    pub hours: Option<HoursForm>,
}

/// A desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeskSettings {
    /// Which.
    pub id: DeskId,
    /// What is set.
    pub form: DeskForm,
    /// Its own hours; none means those of its branch.
    pub hours: Option<HoursForm>,
    /// What its page says.
    pub texts: TextsForm,
    /// When its notices go out, and what they say.
    pub notices: NoticesForm,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupSettings {
    /// Which.
    pub id: GroupId,
    /// What is set.
    pub form: GroupForm,
}

/// A consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConsultationSettings {
    /// Which.
    pub id: ConsultationId,
    /// What is set.
    pub form: ConsultationForm,
}

/// A change that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// Grows with each change.
    #[ts(type = "number")]
    pub number: i64,
    /// When: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub at: i64,
    /// Who; empty for the command line, and for who is gone.
    pub who: String,
    /// What was changed.
    pub what: Told,
}
