//! Stills of a patron's picture: what was asked and said goes to the machine; a still
//! that was taken is let through once its consent is used up on the disk.

use sportello_core::{Consent, ContactId, LibrarianId, Party, Purpose, Refusal, SeatId, ThreadId};
use sportello_wire::RefusalCode;
use sportello_wire::seat::StillsOrder;
use tokio::sync::oneshot;

use super::Owner;
use super::views::refusal_code;

/// A still that waits for its consent to be used up.
#[derive(Debug)]
pub(crate) struct StillTaken {
    /// Who took it.
    pub(crate) librarian: LibrarianId,
    /// In which contact.
    pub(crate) contact: ContactId,
    /// The thread it was sent into.
    pub(crate) thread: ThreadId,
    /// Whoever holds it.
    pub(crate) answer: oneshot::Sender<Result<Consent, RefusalCode>>,
}

/// Who is told of a consent once it is on disk that it is used up.
pub(super) type Used = (oneshot::Sender<Result<Consent, RefusalCode>>, Consent);

impl Owner {
    pub(super) fn order_still(&mut self, seat: SeatId, order: StillsOrder) -> Result<(), Refusal> {
        let now = self.now();
        match order {
            StillsOrder::Ask { contact, purpose } => {
                let Some(purpose) = Purpose::parse(&purpose) else {
                    self.refuse_with(Party::Seat(seat), RefusalCode::BadText, None);
                    return Ok(());
                };
                self.machine.handle_still_asked(seat, contact, purpose, now)
            }
            StillsOrder::Withdraw { contact } => {
                self.machine.handle_still_withdrawn(seat, contact, now)
            }
        }
    }

    /// Uses a consent up; whoever holds the still hears of it after the commit.
    pub(super) fn take_still(&mut self, taken: StillTaken) {
        let StillTaken {
            librarian,
            contact,
            thread,
            answer,
        } = taken;
        let is_there = self
            .machine
            .contact(contact)
            .is_some_and(|known| known.thread == thread);
        let used = if is_there {
            let now = self.now();
            self.machine.handle_still_taken(librarian, contact, now)
        } else {
            Err(Refusal::NoConsent)
        };
        match used {
            Ok(consent) => self.used.push((answer, consent)),
            Err(refusal) => {
                let _ = answer.send(Err(refusal_code(refusal))); // or it went away meanwhile
            }
        }
    }

    /// What was to be used up is on disk, or could not be written.
    pub(super) fn tell_used(&mut self, is_on_disk: bool) {
        for (answer, consent) in self.used.drain(..) {
            let told = is_on_disk.then_some(consent);
            let _ = answer.send(told.ok_or(RefusalCode::NotSaved)); // or it went away meanwhile
        }
    }
}
