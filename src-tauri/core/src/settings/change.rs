//! One change of the settings, as a form in the window asks for it.
//!
//! **The rule.** A change carries the whole form of one thing. It is taken whole or
//! not at all: what is wrong with it is told field by field. The same shape tells
//! how the thing stands now ([`Settings::as_it_stands`]), so that who saves over
//! somebody else's change can be told.
//!
//! What goes away is taken out of whatever names it, so that settings are whole
//! after each change. Ids of new things come in as arguments.
//!
//! Here is what can be changed, and what a change does to all that names the thing;
//! `taking` makes settings of its form, `standing` a form of the settings, and `told` is
//! what is remembered of it. Whoever adds a field touches the first two.

mod standing;
mod taking;
mod told;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::consultation::ConsultationForm;
use super::form::{BranchForm, DeskForm, GroupForm, LibraryForm, TextsForm, TopicForm};
use super::notices::NoticesForm;
use super::{Desk, Fault, Settings};
use crate::cases::CasePolicy;
use crate::hours::HoursForm;
use crate::ids::{BranchId, ConsultationId, DeskId, GroupId, TopicId};
use crate::report::ReportsForm;

pub(super) use taking::tidy;
pub use told::Told;

/// What is to be different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum SettingsChange {
    /// The library itself.
    Library {
        /// As it is to be.
        form: LibraryForm,
    },
    /// A branch.
    Branch {
        /// Which; none for a new one.
        branch: Option<BranchId>,
        /// As it is to be.
        form: BranchForm,
    },
    /// The hours of a branch.
    BranchHours {
        /// Which.
        branch: BranchId,
        /// As they are to be; none means whenever somebody is there.
        hours: Option<HoursForm>,
    },
    /// A desk.
    Desk {
        /// Which; none for a new one.
        desk: Option<DeskId>,
        /// As it is to be.
        form: DeskForm,
    },
    /// The hours of a desk.
    DeskHours {
        /// Which.
        desk: DeskId,
        /// As they are to be; none means those of its branch.
        hours: Option<HoursForm>,
    },
    /// What the page of a desk says.
    Texts {
        /// Which.
        desk: DeskId,
        /// As it is to be.
        form: TextsForm,
    },
    /// A group.
    Group {
        /// Which; none for a new one.
        group: Option<GroupId>,
        /// As it is to be.
        form: GroupForm,
    },
    /// All topics, in their order.
    Topics {
        /// As they are to be.
        topics: Vec<TopicForm>,
    },
    /// What a desk offers to book.
    Consultation {
        /// Which; none for a new one.
        consultation: Option<ConsultationId>,
        /// As it is to be.
        form: ConsultationForm,
    },
    /// When notices of a desk go out, and what they say.
    Notices {
        /// Which.
        desk: DeskId,
        /// As it is to be.
        form: NoticesForm,
    },
    /// What reports show.
    Reports {
        /// As it is to be.
        form: ReportsForm,
    },
    /// How long cases are kept, and by when they are answered.
    Cases {
        /// As it is to be.
        form: CasePolicy,
    },
    /// A branch goes.
    RemoveBranch {
        /// Which.
        branch: BranchId,
    },
    /// A desk goes.
    RemoveDesk {
        /// Which.
        desk: DeskId,
    },
    /// A group goes.
    RemoveGroup {
        /// Which.
        group: GroupId,
    },
    /// A consultation is offered no more.
    RemoveConsultation {
        /// Which.
        consultation: ConsultationId,
    },
}

/// Whose setting it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// The library's.
    Library,
    /// Those of all together: how many there are.
    All,
    /// A branch's.
    Branch(BranchId),
    /// A branch's hours.
    BranchHours(BranchId),
    /// A desk's.
    Desk(DeskId),
    /// A desk's hours.
    DeskHours(DeskId),
    /// A desk's texts.
    Texts(DeskId),
    /// A group's.
    Group(GroupId),
    /// A topic's.
    Topics,
    /// A consultation's.
    Consultation(ConsultationId),
    /// A desk's notices.
    Notices(DeskId),
    /// Reports.
    Reports,
    /// Cases.
    Cases,
    /// A librarian's.
    Librarian(crate::ids::LibrarianId),
}

/// Settings as they were, made to fit what has happened since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneBack {
    /// The settings.
    pub settings: Settings,
    /// Desks that are newer and stay, because patrons came to them.
    pub kept: Vec<DeskId>,
}

impl SettingsChange {
    /// Whose settings it changes; those of a new thing get this id.
    pub fn thing(&self, new: Uuid) -> Thing {
        match self {
            Self::Library { .. } => Thing::Library,
            Self::Branch { branch, .. } => Thing::Branch(branch.unwrap_or(BranchId(new))),
            Self::BranchHours { branch, .. } => Thing::BranchHours(*branch),
            Self::Desk { desk, .. } => Thing::Desk(desk.unwrap_or(DeskId(new))),
            Self::DeskHours { desk, .. } => Thing::DeskHours(*desk),
            Self::Texts { desk, .. } => Thing::Texts(*desk),
            Self::Group { group, .. } => Thing::Group(group.unwrap_or(GroupId(new))),
            Self::Topics { .. } => Thing::Topics,
            Self::Consultation { consultation, .. } => {
                Thing::Consultation(consultation.unwrap_or(ConsultationId(new)))
            }
            Self::Notices { desk, .. } => Thing::Notices(*desk),
            Self::Reports { .. } => Thing::Reports,
            Self::Cases { .. } => Thing::Cases,
            Self::RemoveBranch { .. }
            | Self::RemoveDesk { .. }
            | Self::RemoveGroup { .. }
            | Self::RemoveConsultation { .. } => Thing::All,
        }
    }
}

impl Settings {
    /// The settings with a change, and what is told of it. `new` makes ids for what
    /// is new.
    ///
    /// # Errors
    /// All that is wrong with the change.
    pub fn changed(
        &self,
        change: &SettingsChange,
        mut new: impl FnMut() -> Uuid,
    ) -> Result<(Self, Told), Vec<Fault>> {
        let first = new();
        let mut settings = self.clone();
        let told = settings.take(change, first, &mut new)?;
        let thing = change.thing(first);
        let faults = settings.faults().into_iter();
        let faults: Vec<Fault> = faults
            .filter(|(whose, _)| *whose == thing || (*whose == Thing::All && is_new(change)))
            .map(|(_, fault)| fault)
            .chain(fault_of_form(change))
            .collect();
        if faults.is_empty() {
            Ok((settings, told))
        } else {
            Err(faults)
        }
    }

    /// These settings as they were before; people, and what patrons came to, stay.
    ///
    /// # Errors
    /// What is wrong with them today, such as a handle that another desk has now.
    pub fn back_to(
        &self,
        past: &Self,
        used: &BTreeSet<DeskId>,
    ) -> Result<GoneBack, super::SettingsError> {
        let mut settings = past.clone();
        settings.librarians.clone_from(&self.librarians);
        let newer = self.desks.iter().filter(|desk| {
            used.contains(&desk.id) && past.desks.iter().all(|one| one.id != desk.id)
        });
        let newer: Vec<Desk> = newer.cloned().collect();
        let kept: Vec<DeskId> = newer.iter().map(|desk| desk.id).collect();
        let noted = kept.iter().map(|desk| (*desk, self.notices_of(*desk)));
        noted.for_each(|(desk, policy)| settings.set_notices(desk, policy));
        settings.desks.extend(newer);
        settings.let_go();
        settings.check()?;
        Ok(GoneBack { settings, kept })
    }

    /// Nothing names what is not there any more.
    pub fn let_go(&mut self) {
        let groups: BTreeSet<GroupId> = self.groups.iter().map(|one| one.id).collect();
        let branches: BTreeSet<BranchId> = self.branches.iter().map(|one| one.id).collect();
        let people: BTreeSet<_> = self.librarians.iter().map(|one| one.id).collect();
        for group in &mut self.groups {
            group.members.retain(|member| people.contains(member));
        }
        for topic in &mut self.topics {
            topic.group = topic.group.filter(|group| groups.contains(group));
        }
        for desk in &mut self.desks {
            desk.tiers.retain(|tier| groups.contains(&tier.group));
            desk.branch = desk.branch.filter(|branch| branches.contains(branch));
        }
        let desks: BTreeSet<DeskId> = self.desks.iter().map(|one| one.id).collect();
        self.consultations.retain(|one| desks.contains(&one.desk));
        self.notices.retain(|desk, _| desks.contains(desk));
        for one in &mut self.consultations {
            one.givers.retain(|giver| people.contains(giver));
        }
        self.let_topics_go();
    }

    /// No consultation names a topic that is not there any more.
    fn let_topics_go(&mut self) {
        let topics: BTreeSet<TopicId> = self.topics.iter().map(|one| one.id).collect();
        for one in &mut self.consultations {
            one.topic = one.topic.filter(|topic| topics.contains(topic));
        }
    }
}

/// What is wrong with the form alone.
fn fault_of_form(change: &SettingsChange) -> Option<Fault> {
    let SettingsChange::Consultation { form, .. } = change else {
        return None;
    };
    form.fault()
}

/// Whether there is one more afterwards.
fn is_new(change: &SettingsChange) -> bool {
    matches!(
        change,
        SettingsChange::Branch { branch: None, .. }
            | SettingsChange::Desk { desk: None, .. }
            | SettingsChange::Group { group: None, .. }
            | SettingsChange::Topics { .. }
            | SettingsChange::Consultation {
                consultation: None,
                ..
            }
    )
}

#[cfg(test)]
mod tests;
