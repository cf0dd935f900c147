//! How a change is taken: what its form says becomes what the settings say.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{SettingsChange, Told};
use crate::handle::Handle;
use crate::hours::{Hours, HoursForm};
use crate::ids::{BranchId, DeskId, GroupId, TopicId};
use crate::moment::Span;
use crate::settings::form::{BranchForm, DeskForm, GroupForm, LibraryForm, TierForm, TopicForm};
use crate::settings::{
    Branch, Desk, Fault, Field, Group, LibraryTexts, Settings, Spoken, Tier, Topic, Why,
};

impl Settings {
    pub(super) fn take(
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

fn tier(form: &TierForm) -> Tier {
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
pub(in crate::settings) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
