//! What rings here, compared with what rang a moment ago.

use sportello_wire::seat::LineEntry;

use crate::Host;

/// What rings at this seat.
#[derive(Debug, Default)]
pub(crate) struct Ringing {
    contacts: Vec<LineEntry>,
}

impl Ringing {
    /// Tells the host what began to ring and what stopped.
    pub(crate) fn follow(&mut self, line: &[LineEntry], host: &dyn Host) {
        let now: Vec<LineEntry> = line.iter().filter(|one| one.rings_here).cloned().collect();
        let is_in = |list: &[LineEntry], one: &LineEntry| {
            list.iter().any(|other| other.contact == one.contact)
        };
        let before = std::mem::replace(&mut self.contacts, now);
        for stopped in before.iter().filter(|one| !is_in(&self.contacts, one)) {
            host.rings_no_more(stopped);
        }
        for begun in self.contacts.iter().filter(|one| !is_in(&before, one)) {
            host.rings(begun);
        }
        if before.is_empty() != self.contacts.is_empty() {
            host.bell(before.is_empty());
        }
    }
}
