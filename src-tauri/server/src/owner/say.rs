//! What is said in threads: words, files, how far somebody has come, who is typing.

use sportello_core::{
    Attachment, FileId, LibrarianId, Marks, MessageId, Party, Refusal, Saying, SeatId, Text,
    ThreadId, ThreadOf,
};
use sportello_wire::patron::ToPatron;
use sportello_wire::seat::ToSeat;
use sportello_wire::{MarksView, RefusalCode};

use super::Owner;

impl Owner {
    pub(super) async fn patron_says(
        &mut self,
        thread: ThreadOf,
        id: MessageId,
        text: &str,
        file: Option<FileId>,
    ) {
        let party = Party::Patron(thread.patron);
        let saying = match self.saying(thread.thread, None, id, text, file).await {
            Ok(saying) => saying,
            Err(code) => return self.refuse_with(party, code, Some(id)),
        };
        self.unsaid.push((party, Some(id)));
        let said = self
            .machine
            .handle_patron_message(thread, saying, self.now());
        if let Err(refusal) = said {
            self.refuse(party, refusal, Some(id));
        }
    }

    pub(super) async fn librarian_says(
        &mut self,
        (seat, librarian): (SeatId, LibrarianId),
        thread: ThreadId,
        id: MessageId,
        text: &str,
        file: Option<FileId>,
    ) {
        let party = Party::Seat(seat);
        let saying = match self.saying(thread, Some(librarian), id, text, file).await {
            Ok(saying) => saying,
            Err(code) => return self.refuse_with(party, code, Some(id)),
        };
        self.unsaid.push((party, Some(id)));
        let said = self
            .machine
            .handle_librarian_message(seat, thread, saying, self.now());
        if let Err(refusal) = said {
            self.refuse(party, refusal, Some(id));
        }
    }

    /// What somebody wants to say, judged; a file is looked up.
    async fn saying(
        &self,
        thread: ThreadId,
        librarian: Option<LibrarianId>,
        id: MessageId,
        text: &str,
        file: Option<FileId>,
    ) -> Result<Saying, RefusalCode> {
        let attachment = match file {
            Some(file) => Some(self.attachment(thread, librarian, id, file).await?),
            None => None,
        };
        let is_bare = text.trim().is_empty() && attachment.is_some();
        let text = (!is_bare).then(|| Text::parse(text)).transpose();
        Ok(Saying {
            id,
            text: text.map_err(|_| RefusalCode::BadText)?,
            attachment,
            appointment: None,
            loans: Vec::new(),
            case: None,
        })
    }

    /// A file may be sent once, by who uploaded it, in the thread it was uploaded for;
    /// the same message said again names it again.
    async fn attachment(
        &self,
        thread: ThreadId,
        librarian: Option<LibrarianId>,
        id: MessageId,
        file: FileId,
    ) -> Result<Attachment, RefusalCode> {
        let row = match self.parts.store.file(file).await {
            Ok(row) => row,
            Err(sportello_store::StoreError::NotFound) => return Err(RefusalCode::NoSuchFile),
            Err(why) => {
                tracing::error!(%why, %file, "a file can't be looked up");
                return Err(RefusalCode::NotSaved);
            }
        };
        let theirs = row.thread == thread && row.librarian == librarian;
        let is_free = row.sent_with.is_none_or(|message| message == id);
        if !theirs || !is_free {
            return Err(RefusalCode::NoSuchFile);
        }
        Ok(Attachment {
            file,
            name: row.name,
            kind: row.kind,
            size: row.size,
            consented_at: row.consented_at,
        })
    }

    pub(super) fn mark(
        &mut self,
        party: Party,
        thread: ThreadId,
        marks: MarksView,
    ) -> Result<(), Refusal> {
        let marks = Marks {
            received: marks.received,
            read: marks.read,
        };
        self.machine.handle_marks(party, thread, marks, self.now())
    }

    pub(super) fn patron_types(&mut self, thread: ThreadId) {
        for seat in self.seats_in(thread) {
            self.clients.tell_seat(seat, ToSeat::Typing { thread });
        }
    }

    pub(super) fn librarian_types(&mut self, librarian: LibrarianId, thread: ThreadId) {
        let page = self
            .machine
            .thread(thread)
            .and_then(|known| self.machine.page_of(known.patron));
        if let Some(page) = page {
            let librarian = self.name_of(librarian);
            self.clients.tell_page(page, ToPatron::Typing { librarian });
        }
    }

    /// The seats that hear what is said in a thread: that of the contact under way,
    /// and those that opened it.
    pub(super) fn seats_in(&self, thread: ThreadId) -> std::collections::BTreeSet<SeatId> {
        let mut seats: std::collections::BTreeSet<_> =
            self.clients.seats_reading(thread).into_iter().collect();
        let patron = self.machine.thread(thread).map(|known| known.patron);
        let contact = patron.and_then(|patron| self.machine.contact_of(patron));
        seats.extend(
            contact
                .and_then(|contact| contact.talking())
                .map(|(_, seat)| seat),
        );
        seats
    }
}
