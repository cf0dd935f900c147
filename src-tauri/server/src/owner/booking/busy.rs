//! When librarians are busy with something else, as their own calendars say.

use sportello_core::{Availability, LibrarianId};
use sportello_wire::RefusalCode;
use tokio::sync::oneshot;

use crate::owner::{Input, Owner, OwnerHandle};

/// Times that are busy, and when that was read.
pub(crate) type BusyTimes = (Vec<(i64, i64)>, i64);

/// Somebody's calendar was read, or is to be forgotten.
#[derive(Debug)]
pub(crate) struct BusyRead {
    librarian: LibrarianId,
    /// None to know no more of it.
    read: Option<BusyTimes>,
    answer: oneshot::Sender<Result<(), RefusalCode>>,
}

/// Who waits until what was read is on disk.
#[derive(Debug)]
pub(super) struct Reader {
    answer: oneshot::Sender<Result<(), RefusalCode>>,
    kept: bool,
}

impl Reader {
    /// It could not be written.
    pub(super) fn not_saved(self) -> Self {
        let kept = false;
        Self { kept, ..self }
    }
}

impl OwnerHandle {
    /// Keeps when a librarian is busy, in the place of what was known; says when that is
    /// on disk.
    pub(crate) async fn keep_busy(
        &self,
        librarian: LibrarianId,
        read: Option<BusyTimes>,
    ) -> Result<(), RefusalCode> {
        let (answer, answered) = oneshot::channel();
        let read = BusyRead {
            librarian,
            read,
            answer,
        };
        self.tell(Input::BusyRead(read)).await;
        answered.await.unwrap_or(Err(RefusalCode::NotSaved))
    }
}

impl Owner {
    /// Hours and days away stay as they are; who has said none still gives none.
    pub(in crate::owner) fn take_busy(&mut self, read: BusyRead) {
        let BusyRead {
            librarian,
            read,
            answer,
        } = read;
        let known = self.booking.book.availability(librarian).cloned();
        let mut availability = known.unwrap_or(Availability {
            librarian,
            rules: Vec::new(),
            away: Vec::new(),
            busy: Vec::new(),
            busy_read_at: None,
        });
        (availability.busy, availability.busy_read_at) = match read {
            Some((busy, at)) => (busy, Some(at)),
            None => (Vec::new(), None),
        };
        let now = self.now();
        self.booking.book.handle_availability(availability, now);
        let kept = true;
        self.booking.readers.push(Reader { answer, kept });
    }

    /// Tells those whose calendar was read in this turn.
    pub(super) fn answer_readers(&mut self) {
        for Reader { answer, kept } in std::mem::take(&mut self.booking.readers) {
            let kept = if kept {
                Ok(())
            } else {
                Err(RefusalCode::NotSaved)
            };
            let _ = answer.send(kept); // whoever went away knows nothing
        }
    }
}
