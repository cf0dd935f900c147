//! Telling what is now on disk.

use std::collections::BTreeSet;

use sportello_core::{
    Author, ChatMessage, ChosenPresence, Effect, LibrarianId, Marks, MessageId, Party, Side,
    ThreadId,
};
use sportello_wire::patron::ToPatron;
use sportello_wire::seat::ToSeat;
use sportello_wire::{MarksView, MessageView};

use super::{Owner, Refused};

/// How much of a thread is shown.
const HISTORY: u32 = 200;

impl Owner {
    /// Tells what is now on disk.
    pub(super) async fn show(
        &mut self,
        effects: Vec<Effect>,
        mut new: BTreeSet<(ThreadId, MessageId)>,
    ) {
        for effect in effects {
            match effect {
                Effect::ShowMessage(message) => {
                    // Said twice in one breath, it is new once.
                    if new.remove(&(message.thread, message.id)) {
                        self.show_message(&message, &message, true);
                    } else {
                        self.confirm_message(&message).await;
                    }
                }
                Effect::ShowMarks(thread, side, marks) => self.show_marks(thread, side, marks),
                Effect::ShowHistory(party, thread) => self.show_history(party, thread).await,
                Effect::TellOfferEnd(librarian, name, why) => {
                    let told = self.offer_end_view(&name, &why);
                    self.clients.tell_librarian(librarian, &told);
                }
                Effect::TellPresenceChanged(librarian, presence) => {
                    self.tell_presence(librarian, presence);
                }
                Effect::SupersedePage(page) => self.clients.supersede(page),
                Effect::ShowDesk
                | Effect::ShowThreads
                | Effect::SaveContact(_)
                | Effect::SaveEvent(_)
                | Effect::SaveMessage(_)
                | Effect::SaveThread(..)
                | Effect::SaveMarks(..)
                | Effect::SaveChosenPresence(..)
                | Effect::SaveBlock(_)
                | Effect::SaveFree(..)
                | Effect::SaveCallBack(_)
                | Effect::NoteCallBack(_)
                | Effect::RingBack { .. }
                | Effect::CallToTurn { .. } => {}
            }
        }
    }

    fn tell_presence(&mut self, librarian: LibrarianId, presence: ChosenPresence) {
        self.clients
            .tell_librarian(librarian, &ToSeat::PresenceChanged { presence });
    }

    /// Tells the author of a message that stood there already what stands there.
    async fn confirm_message(&mut self, said: &ChatMessage) {
        let (thread, now) = (said.thread, self.now());
        let Some(patron) = self.machine.thread(thread).map(|known| known.patron) else {
            return;
        };
        match self.parts.store.message(thread, patron, said.id, now).await {
            Ok(stands) => self.show_message(said, &stands, false),
            Err(why) => tracing::error!(%why, %thread, "a message can't be read"),
        }
    }

    /// Shows the message that stands on disk to whoever said it and, if it is new, to
    /// everybody who has its thread open.
    fn show_message(&mut self, said: &ChatMessage, stands: &ChatMessage, is_new: bool) {
        let Some(patron) = self.machine.thread(said.thread).map(|known| known.patron) else {
            return;
        };
        let (thread, message) = (said.thread, self.message_view(stands));
        let from_patron = matches!(said.author, Author::Patron(_));
        let mut seats = if is_new {
            self.seats_in(thread)
        } else {
            BTreeSet::new()
        };
        // A librarian may speak from another seat than the one that has it open.
        seats.extend(self.unsaid.iter().filter_map(|unsaid| match unsaid {
            (Party::Seat(seat), Some(id)) if !from_patron && *id == said.id => Some(*seat),
            (Party::Seat(_) | Party::Patron(_), _) => None,
        }));
        let page = self.machine.page_of(patron);
        if let Some(page) = page.filter(|_| from_patron || is_new) {
            let message = message.clone();
            self.clients.tell_page(page, ToPatron::Message { message });
        }
        for seat in seats {
            let message = message.clone();
            self.clients
                .tell_seat(seat, ToSeat::Message { thread, message });
        }
    }

    /// Shows each side how far the other has come.
    fn show_marks(&mut self, thread: ThreadId, side: Side, marks: Marks) {
        let marks = marks_view(marks);
        match side {
            Side::Patron => {
                for seat in self.seats_in(thread) {
                    let patron = marks;
                    self.clients
                        .tell_seat(seat, ToSeat::Marks { thread, patron });
                }
            }
            Side::Desk => {
                let patron = self.machine.thread(thread).map(|known| known.patron);
                if let Some(page) = patron.and_then(|patron| self.machine.page_of(patron)) {
                    self.clients
                        .tell_page(page, ToPatron::Marks { desk: marks });
                }
            }
        }
    }

    /// Shows an end of a thread all that was said in it.
    pub(super) async fn show_history(&mut self, party: Party, thread: ThreadId) {
        let known = self.machine.thread(thread).cloned();
        let patron = match (party, &known) {
            (Party::Patron(patron), _) => patron,
            (Party::Seat(_), Some(known)) => known.patron,
            (Party::Seat(_), None) => return,
        };
        let read = self
            .parts
            .store
            .history(thread, patron, HISTORY, self.now());
        let messages = match read.await {
            Ok(messages) => messages,
            Err(why) => return tracing::error!(%why, %thread, "a thread can't be read"),
        };
        let messages: Vec<MessageView> = messages
            .iter()
            .map(|message| self.message_view(message))
            .collect();
        let marks = known
            .as_ref()
            .map(|known| (known.patron_marks, known.desk_marks));
        let (patrons, desks) = marks.unwrap_or_default();
        match party {
            Party::Patron(patron) => {
                let history = ToPatron::History {
                    messages,
                    desk: marks_view(desks),
                    own: marks_view(patrons),
                };
                if let Some(page) = self.machine.page_of(patron) {
                    self.clients.tell_page(page, history);
                }
            }
            Party::Seat(seat) => {
                let name = known.map(|known| known.name.as_str().to_owned());
                let history = ToSeat::History {
                    thread,
                    name: name.unwrap_or_default(),
                    messages,
                    patron: marks_view(patrons),
                };
                self.clients.tell_seat(seat, history);
                self.show_visits(seat, thread).await;
            }
        }
    }

    pub(super) fn tell_refused(&mut self, (party, code, about): Refused) {
        match party {
            Party::Patron(patron) => {
                if let Some(page) = self.machine.page_of(patron) {
                    self.clients
                        .tell_page(page, ToPatron::Refused { code, about });
                }
            }
            Party::Seat(seat) => self
                .clients
                .tell_seat(seat, ToSeat::Refused { code, about }),
        }
    }
}

fn marks_view(marks: Marks) -> MarksView {
    MarksView {
        received: marks.received,
        read: marks.read,
    }
}
