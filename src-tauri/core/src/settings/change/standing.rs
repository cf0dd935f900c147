//! How a thing stands now, in the shape of the change that would make it so.

use super::SettingsChange;
use crate::hours::HoursForm;
use crate::ids::{BranchId, DeskId};
use crate::settings::consultation::ConsultationForm;
use crate::settings::form::{BranchForm, DeskForm, GroupForm, LibraryForm, TextsForm, TopicForm};
use crate::settings::notices::NoticesForm;
use crate::settings::{Branch, Desk, Settings};

impl Settings {
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

    fn branch(&self, id: BranchId) -> Option<&Branch> {
        self.branches.iter().find(|one| one.id == id)
    }

    fn desk(&self, id: DeskId) -> Option<&Desk> {
        self.desks.iter().find(|one| one.id == id)
    }
}
