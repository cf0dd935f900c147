//! Contacts that are passed on: what is ordered, and what each end sees of it.

use sportello_core::{
    Contact, ContactId, LibrarianId, Mode, PassedOn, Presence, Refusal, SeatId, Text, Transfer,
    TransferTo,
};
use sportello_wire::patron::PassingTo;
use sportello_wire::seat::{ColleagueView, GroupView, PassedOnView, TransferOrder, TransferView};

use super::Owner;

impl Owner {
    pub(super) fn order_transfer(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        order: TransferOrder,
    ) -> Result<(), Refusal> {
        let now = self.now();
        match order {
            TransferOrder::To {
                whom,
                note,
                else_line,
            } => {
                let note = Text::parse(&note).ok();
                self.machine
                    .handle_transfer(seat, contact, whom, (note, else_line), now)
            }
            TransferOrder::TakeBack {} => self.machine.handle_transfer_stopped(seat, contact, now),
            TransferOrder::ToLine { note } => {
                let note = Text::parse(&note).ok();
                self.machine.handle_sent_to_line(seat, contact, note, now)
            }
        }
    }

    pub(super) fn transfer_view(&self, transfer: &Transfer) -> TransferView {
        let to = match transfer.whom {
            TransferTo::Librarian { librarian } => self.name_of(librarian),
            TransferTo::Group { group } => {
                let mut groups = self.machine.settings().groups.iter();
                let group = groups.find(|one| one.id == group);
                group.map(|group| group.name.clone()).unwrap_or_default()
            }
        };
        TransferView {
            to,
            until: transfer.until.wall_millis(),
            else_line: transfer.else_line,
        }
    }

    /// A patron is told whom they will talk with, and no group's name.
    pub(super) fn passing_to(&self, transfer: &Transfer) -> PassingTo {
        match transfer.whom {
            TransferTo::Librarian { librarian } => PassingTo::Librarian {
                name: self.name_of(librarian),
            },
            TransferTo::Group { .. } => PassingTo::Colleagues,
        }
    }

    pub(super) fn passed_on(&self, contact: &Contact) -> Option<PassedOnView> {
        let PassedOn { by, note } = contact.passed_on.as_ref()?;
        let note = note.as_ref().map(|note| note.as_str().to_owned());
        Some(PassedOnView {
            by: self.name_of(*by),
            note: note.unwrap_or_default(),
        })
    }

    pub(super) fn colleagues_of(&self, librarian: LibrarianId) -> Vec<ColleagueView> {
        let all = self.machine.settings().librarians.iter();
        all.filter(|one| one.id != librarian)
            .map(|one| ColleagueView {
                id: one.id,
                name: one.name.clone(),
                presence: self.machine.presence(one.id),
                takes_calls: self.machine.may_take_over(one.id, Mode::Video),
                takes_chats: self.machine.may_take_over(one.id, Mode::Chat),
            })
            .filter(|one| one.presence != Presence::Offline)
            .collect()
    }

    pub(super) fn groups_for(&self, librarian: LibrarianId) -> Vec<GroupView> {
        let groups = self.machine.settings().groups.iter();
        let groups = groups.filter(|group| group.members.iter().any(|one| *one != librarian));
        groups
            .map(|group| {
                let others = group.members.iter().filter(|one| **one != librarian);
                let able = |mode| {
                    let able = others.clone();
                    let able = able.filter(|one| self.machine.may_take_over(**one, mode));
                    u32::try_from(able.count()).unwrap_or(u32::MAX)
                };
                GroupView {
                    id: group.id,
                    name: group.name.clone(),
                    take_calls: able(Mode::Video),
                    take_chats: able(Mode::Chat),
                }
            })
            .collect()
    }
}
