//! The desk at a glance: so much of the window's state as the tray, the keys, the
//! question before quitting and the computer's sleep need to know.

use sportello_wire::window::WindowState;
use sportello_wire::{ChosenPresence, ContactId, Mode};

/// The desk, as the last state showed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Glance {
    /// What the librarian chose; `None` while nobody is signed in.
    pub(crate) chosen: Option<ChosenPresence>,
    /// Who rings here first, and for what.
    pub(crate) rings: Option<(ContactId, Mode)>,
    /// How many wait.
    pub(crate) waiting: u32,
    /// A contact is under way at this seat.
    pub(crate) in_contact: bool,
    /// The desk lives in this program.
    pub(crate) embedded: bool,
}

impl Glance {
    /// Whether somebody would lose by the end of the program.
    pub(crate) fn is_needed(&self) -> bool {
        self.waiting > 0 || self.in_contact
    }

    /// Whether the computer may not fall asleep: it would take a contact along, or the
    /// desk at which somebody waits.
    pub(crate) fn keeps_awake(&self) -> bool {
        self.in_contact || (self.embedded && self.waiting > 0)
    }
}

impl From<&WindowState> for Glance {
    fn from(state: &WindowState) -> Self {
        let Some(desk) = &state.desk else {
            return Self::default();
        };
        let rings = desk.seat.line.iter().find(|entry| entry.rings_here);
        Self {
            chosen: Some(desk.seat.chosen),
            rings: rings.map(|entry| (entry.contact, entry.mode)),
            waiting: desk.seat.waiting,
            in_contact: desk.contacts_here().next().is_some(),
            embedded: state.embedded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_stays_awake_for_its_contact_and_for_who_waits_at_its_own_desk() {
        let nobody = Glance::default();
        let contact = Glance {
            in_contact: true,
            ..nobody
        };
        let elsewhere = Glance {
            waiting: 3,
            ..nobody
        };
        let here = Glance {
            embedded: true,
            ..elsewhere
        };
        let awake = [nobody, contact, elsewhere, here].map(|glance| glance.keeps_awake());
        assert_eq!(awake, [false, true, false, true]);
        let needed = [nobody, contact, elsewhere, here].map(|glance| glance.is_needed());
        assert_eq!(needed, [false, true, true, true]);
    }
}
