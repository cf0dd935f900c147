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
//! Long, because each thing's form stands beside how it is taken and shown: whoever
//! adds a field sees at once all that it touches.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::consultation::ConsultationForm;
use super::form::{BranchForm, DeskForm, GroupForm, LibraryForm, TextsForm, TopicForm};
use super::notices::NoticesForm;
use super::{Branch, Desk, Fault, Field, Group, LibraryTexts, Settings, Spoken, Tier, Topic, Why};
use crate::cases::CasePolicy;
use crate::handle::Handle;
use crate::hours::{Hours, HoursForm};
use crate::ids::{BranchId, ConsultationId, DeskId, GroupId, TopicId};
use crate::moment::Span;
use crate::report::ReportsForm;

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

/// What was changed, for whoever reads the list of changes later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Told {
    /// The library itself.
    Library,
    /// A branch is new.
    BranchAdded {
        /// What people call it.
        name: String,
    },
    /// A branch.
    Branch {
        /// What people call it.
        name: String,
    },
    /// A branch went.
    BranchRemoved {
        /// What people called it.
        name: String,
    },
    /// The hours of a branch or a desk.
    Hours {
        /// What people call it.
        name: String,
    },
    /// A desk is new.
    DeskAdded {
        /// What people call it.
        name: String,
    },
    /// A desk.
    Desk {
        /// What people call it.
        name: String,
    },
    /// A desk went.
    DeskRemoved {
        /// What people called it.
        name: String,
    },
    /// What a desk's page says.
    Texts {
        /// What people call the desk.
        name: String,
    },
    /// A group is new.
    GroupAdded {
        /// What people call it.
        name: String,
    },
    /// A group.
    Group {
        /// What people call it.
        name: String,
    },
    /// A group went.
    GroupRemoved {
        /// What people called it.
        name: String,
    },
    /// The topics.
    Topics,
    /// A consultation is new.
    ConsultationAdded {
        /// What people call it.
        name: String,
    },
    /// A consultation.
    Consultation {
        /// What people call it.
        name: String,
    },
    /// A consultation is offered no more.
    ConsultationRemoved {
        /// What people called it.
        name: String,
    },
    /// When notices of a desk go out.
    Notices {
        /// What people call the desk.
        name: String,
    },
    /// What reports show.
    Reports,
    /// How long cases are kept, and by when they are answered.
    Cases,
    /// A settings file was applied.
    File,
    /// It was gone back to how it was.
    WentBack {
        /// Before a change of this time: milliseconds since 1970 UTC.
        #[cfg_attr(feature = "types", ts(type = "number"))]
        at: i64,
    },
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

    /// How the thing that a change is about stands now; nothing for what is new, or
    /// is gone.
    pub fn as_it_stands(&self, change: &SettingsChange) -> Option<SettingsChange> {
        match change {
            SettingsChange::Library { .. } => Some(SettingsChange::Library {
                form: LibraryForm::of(&self.library),
            }),
            SettingsChange::Branch { branch, .. } => {
                let known = self.branch((*branch)?)?;
                let (branch, form) = (Some(known.id), BranchForm::of(known));
                Some(SettingsChange::Branch { branch, form })
            }
            SettingsChange::BranchHours { branch, .. } => {
                let (branch, known) = (*branch, self.branch(*branch)?);
                let hours = known.hours.as_ref().map(HoursForm::of);
                Some(SettingsChange::BranchHours { branch, hours })
            }
            SettingsChange::Desk { desk, .. } => {
                let known = self.desk((*desk)?)?;
                let (desk, form) = (Some(known.id), DeskForm::of(known));
                Some(SettingsChange::Desk { desk, form })
            }
            SettingsChange::DeskHours { desk, .. } => {
                let (desk, known) = (*desk, self.desk(*desk)?);
                let hours = known.hours.as_ref().map(HoursForm::of);
                Some(SettingsChange::DeskHours { desk, hours })
            }
            SettingsChange::Texts { desk, .. } => {
                let (desk, form) = (*desk, TextsForm::of(self.desk(*desk)?));
                Some(SettingsChange::Texts { desk, form })
            }
            SettingsChange::Group { group, .. } => {
                let known = self.groups.iter().find(|one| Some(one.id) == *group)?;
                let (group, form) = (Some(known.id), GroupForm::of(known));
                Some(SettingsChange::Group { group, form })
            }
            SettingsChange::Topics { .. } => Some(SettingsChange::Topics {
                topics: self.topics.iter().map(TopicForm::of).collect(),
            }),
            SettingsChange::Consultation { consultation, .. } => {
                let id = (*consultation)?;
                let known = self.consultations.iter().find(|one| one.id == id)?;
                let (consultation, form) = (Some(id), ConsultationForm::of(known));
                Some(SettingsChange::Consultation { consultation, form })
            }
            SettingsChange::Notices { desk, .. } => {
                let desk = self.desk(*desk)?.id;
                let form = NoticesForm::of(&self.notices_of(desk));
                Some(SettingsChange::Notices { desk, form })
            }
            SettingsChange::Reports { .. } => Some(SettingsChange::Reports { form: self.reports }),
            SettingsChange::Cases { .. } => Some(SettingsChange::Cases { form: self.cases }),
            SettingsChange::RemoveBranch { .. }
            | SettingsChange::RemoveDesk { .. }
            | SettingsChange::RemoveGroup { .. }
            | SettingsChange::RemoveConsultation { .. } => None,
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

    fn take(
        &mut self,
        change: &SettingsChange,
        first: Uuid,
        new: &mut impl FnMut() -> Uuid,
    ) -> Result<Told, Vec<Fault>> {
        match change {
            SettingsChange::Library { form } => {
                self.library = library(form);
                Ok(Told::Library)
            }
            SettingsChange::Branch { branch, form } => self.take_branch(*branch, form, first),
            SettingsChange::BranchHours { branch, hours } => {
                let hours = read_hours(hours.as_ref())?;
                let known = found(self.branches.iter_mut().find(|one| one.id == *branch))?;
                known.hours = hours;
                let name = known.name.clone();
                Ok(Told::Hours { name })
            }
            SettingsChange::Desk { desk, form } => self.take_desk(*desk, form, first),
            SettingsChange::DeskHours { desk, hours } => {
                let hours = read_hours(hours.as_ref())?;
                let known = found(self.desks.iter_mut().find(|one| one.id == *desk))?;
                known.hours = hours;
                let name = known.name.clone();
                Ok(Told::Hours { name })
            }
            SettingsChange::Texts { desk, form } => {
                let known = found(self.desks.iter_mut().find(|one| one.id == *desk))?;
                known.greeting = spoken(&form.greeting_italian, &form.greeting_english);
                known.when_closed = spoken(&form.closed_italian, &form.closed_english);
                let name = known.name.clone();
                Ok(Told::Texts { name })
            }
            SettingsChange::Group { group, form } => self.take_group(*group, form, first),
            SettingsChange::Topics { topics } => self.take_topics(topics, new),
            SettingsChange::Consultation { consultation, form } => {
                self.take_consultation(*consultation, form, first)
            }
            SettingsChange::Notices { desk, form } => self.take_notices(*desk, form),
            SettingsChange::Reports { form } => {
                self.reports = *form;
                Ok(Told::Reports)
            }
            SettingsChange::Cases { form } => {
                self.cases = *form;
                Ok(Told::Cases)
            }
            SettingsChange::RemoveBranch { branch } => {
                let at = found(self.branches.iter().position(|one| one.id == *branch))?;
                let name = self.branches.remove(at).name;
                self.let_go();
                Ok(Told::BranchRemoved { name })
            }
            SettingsChange::RemoveDesk { desk } => {
                let at = found(self.desks.iter().position(|one| one.id == *desk))?;
                let name = self.desks.remove(at).name;
                self.let_go();
                Ok(Told::DeskRemoved { name })
            }
            SettingsChange::RemoveGroup { group } => {
                let at = found(self.groups.iter().position(|one| one.id == *group))?;
                let name = self.groups.remove(at).name;
                self.let_go();
                Ok(Told::GroupRemoved { name })
            }
            SettingsChange::RemoveConsultation { consultation } => {
                self.remove_consultation(*consultation)
            }
        }
    }

    fn take_branch(
        &mut self,
        id: Option<BranchId>,
        form: &BranchForm,
        first: Uuid,
    ) -> Result<Told, Vec<Fault>> {
        let (name, address) = (tidy(&form.name), tidy(&form.address));
        let Some(id) = id else {
            self.branches.push(Branch {
                id: BranchId(first),
                name: name.clone(),
                address,
                hours: None,
            });
            return Ok(Told::BranchAdded { name });
        };
        let known = found(self.branches.iter_mut().find(|one| one.id == id))?;
        known.name.clone_from(&name);
        known.address = address;
        Ok(Told::Branch { name })
    }

    fn take_desk(
        &mut self,
        id: Option<DeskId>,
        form: &DeskForm,
        first: Uuid,
    ) -> Result<Told, Vec<Fault>> {
        let handle = Handle::parse(form.handle.trim())
            .map_err(|_| vec![Fault::at(Field::Handle, Why::NoHandle)])?;
        let name = tidy(&form.name);
        let told = match id {
            None => {
                let new = Desk::new(DeskId(first), handle.clone(), name.clone());
                self.desks.push(new);
                Told::DeskAdded { name: name.clone() }
            }
            Some(_) => Told::Desk { name: name.clone() },
        };
        let id = id.unwrap_or(DeskId(first));
        let known = found(self.desks.iter_mut().find(|one| one.id == id))?;
        known.handle = handle;
        known.name = name;
        known.branch = form.branch;
        form.email.trim().clone_into(&mut known.email);
        known.strategy = form.strategy;
        known.ringing = seconds(form.ringing_seconds);
        known.wrap_up = seconds(form.wrap_up_seconds);
        known.tiers = form.tiers.iter().map(tier).collect();
        known.admission = form.admission;
        known.retention_days = form.retention_days;
        let origins = form.embed_ancestors.iter().map(|one| one.trim());
        known.embed_ancestors = origins
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .collect();
        Ok(told)
    }

    fn take_group(
        &mut self,
        id: Option<GroupId>,
        form: &GroupForm,
        first: Uuid,
    ) -> Result<Told, Vec<Fault>> {
        let (name, members) = (tidy(&form.name), form.members.clone());
        let Some(id) = id else {
            let id = GroupId(first);
            let added = name.clone();
            self.groups.push(Group { id, name, members });
            return Ok(Told::GroupAdded { name: added });
        };
        let known = found(self.groups.iter_mut().find(|one| one.id == id))?;
        known.name.clone_from(&name);
        known.members = members;
        Ok(Told::Group { name })
    }

    /// An id that is none of this library's would write over somebody else's topic.
    fn take_topics(
        &mut self,
        forms: &[TopicForm],
        new: &mut impl FnMut() -> Uuid,
    ) -> Result<Told, Vec<Fault>> {
        let known: BTreeSet<TopicId> = self.topics.iter().map(|one| one.id).collect();
        let strange = |form: &TopicForm| form.id.is_some_and(|id| !known.contains(&id));
        if let Some(row) = forms.iter().position(strange) {
            return Err(vec![Fault::in_row(Field::Italian, row, Why::Unknown)]);
        }
        let topic = |form: &TopicForm| Topic {
            id: form.id.unwrap_or_else(|| TopicId(new())),
            italian: tidy(&form.italian),
            english: tidy(&form.english),
            group: form.group,
        };
        self.topics = forms.iter().map(topic).collect();
        self.let_topics_go();
        Ok(Told::Topics)
    }

    fn branch(&self, id: BranchId) -> Option<&Branch> {
        self.branches.iter().find(|one| one.id == id)
    }

    fn desk(&self, id: DeskId) -> Option<&Desk> {
        self.desks.iter().find(|one| one.id == id)
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

fn library(form: &LibraryForm) -> LibraryTexts {
    LibraryTexts {
        name: tidy(&form.name),
        privacy_contact: tidy(&form.privacy_contact),
        privacy_notice: spoken(&form.privacy_italian, &form.privacy_english),
    }
}

fn read_hours(form: Option<&HoursForm>) -> Result<Option<Hours>, Vec<Fault>> {
    form.map(HoursForm::read).transpose()
}

fn found<T>(thing: Option<T>) -> Result<T, Vec<Fault>> {
    thing.ok_or_else(|| vec![Fault::at(Field::Itself, Why::Unknown)])
}

fn tier(form: &super::form::TierForm) -> Tier {
    Tier {
        group: form.group,
        after: seconds(form.after_seconds),
    }
}

fn seconds(count: u32) -> Span {
    Span::seconds(i64::from(count))
}

fn spoken(italian: &str, english: &str) -> Spoken {
    Spoken {
        italian: italian.trim().to_owned(),
        english: english.trim().to_owned(),
    }
}

/// One line, without more spaces than are read.
pub(super) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
