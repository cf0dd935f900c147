//! What reaches the owner, and how it is put to the machine.

use sportello_core::{
    Arrival, ChosenPresence, ContactId, DeskId, Language, LibrarianId, MessageId, Mode, PageId,
    Party, PatronName, Refusal, SeatId, Text,
};
use sportello_store::PatronRow;
use sportello_wire::patron::{FromPatron, ToPatron};
use sportello_wire::seat::{FromSeat, LibrarianView, ToSeat};
use sportello_wire::{LegId, RefusalCode, Signal};
use tokio::sync::oneshot;

use super::{ConnectionId, Outbox, Owner};
use crate::clock::new_id;

/// Something that reached the owner.
#[derive(Debug)]
pub(crate) enum Input {
    /// A page opened its socket; with a patron, if it holds a capability.
    PageOpened {
        page: PageId,
        desk: DeskId,
        patron: Option<PatronRow>,
        outbox: Outbox<ToPatron>,
    },
    /// A page said something.
    PageSaid { page: PageId, said: FromPatron },
    /// A page's socket closed.
    PageClosed { page: PageId },
    /// A librarian's seat signed in; the token is a new one, or empty.
    SeatOpened {
        connection: ConnectionId,
        seat: SeatId,
        librarian: LibrarianId,
        token: String,
        outbox: Outbox<ToSeat>,
    },
    /// A seat said something.
    SeatSaid {
        connection: ConnectionId,
        said: FromSeat,
    },
    /// A seat's socket closed.
    SeatClosed { connection: ConnectionId },
    /// Somebody wants to know whether the owner is well.
    AreYouThere(oneshot::Sender<()>),
    /// All is ending.
    Stop,
}

impl Owner {
    /// Puts an input to the machine.
    pub(super) fn take(&mut self, input: Input) {
        let now = self.clock.now();
        match input {
            Input::PageOpened {
                page,
                desk,
                patron,
                outbox,
            } => {
                self.clients.add_page(page, desk, patron, outbox);
                if let Some(patron) = patron {
                    self.machine.handle_page_connected(page, patron.id, now);
                }
            }
            Input::PageSaid { page, said } => self.take_from_page(page, said),
            Input::PageClosed { page } => {
                if let Some(patron) = self.clients.remove_page(page) {
                    self.machine.handle_page_disconnected(page, patron.id, now);
                }
            }
            Input::SeatOpened {
                connection,
                seat,
                librarian,
                token,
                outbox,
            } => {
                self.clients
                    .add_connection(connection, seat, librarian, outbox);
                self.welcome(connection, librarian, token);
                self.machine.handle_seat_connected(seat, librarian, now);
            }
            Input::SeatSaid { connection, said } => self.take_from_seat(connection, said),
            Input::SeatClosed { connection } => {
                if let Some(seat) = self.clients.remove_connection(connection) {
                    self.machine.handle_seat_disconnected(seat, now);
                }
            }
            Input::AreYouThere(answer) => {
                let _ = answer.send(());
            }
            Input::Stop => {}
        }
    }

    fn take_from_page(&mut self, page: PageId, said: FromPatron) {
        let Some(party) = self.page_speaks_for(page) else {
            return;
        };
        match said {
            FromPatron::Arrive {
                mode,
                name,
                language,
            } => self.arrive(page, mode, &name, language),
            FromPatron::Leave => {
                self.unsaid.push((party, None));
                if let Party::Patron(patron) = party {
                    self.machine.handle_patron_left(patron, self.clock.now());
                }
            }
            FromPatron::Say { id, text } => self.say(party, None, id, &text),
            FromPatron::Signal { leg, signal } => self.pass_on(party, None, leg, signal),
        }
    }

    fn arrive(&mut self, page: PageId, mode: Mode, name: &str, language: Language) {
        let Some(patron) = self.clients.patron_of(page) else {
            return;
        };
        let arrival = Arrival {
            contact: ContactId(new_id()),
            desk: patron.desk,
            patron: patron.id,
            thread: patron.thread,
            mode,
            name: PatronName::tidy(name),
            language,
        };
        let party = Party::Patron(patron.id);
        self.unsaid.push((party, None));
        if let Err(refusal) = self.machine.handle_arrival(arrival, self.clock.now()) {
            self.refuse(party, refusal, None);
        }
    }

    fn take_from_seat(&mut self, connection: ConnectionId, said: FromSeat) {
        let Some((seat, _)) = self.clients.at(connection) else {
            return;
        };
        let (party, now) = (Party::Seat(seat), self.clock.now());
        let done = match said {
            FromSeat::SetPresence { presence } => {
                self.unsaid.push((party, None));
                self.set_presence(seat, presence);
                Ok(())
            }
            FromSeat::Accept { contact, with } => {
                self.unsaid.push((party, None));
                self.machine.handle_acceptance(seat, contact, with, now)
            }
            FromSeat::Decline { contact } => self.machine.handle_decline(seat, contact, now),
            FromSeat::HangUp { contact } => {
                self.unsaid.push((party, None));
                self.machine.handle_librarian_hung_up(seat, contact, now)
            }
            FromSeat::Say { contact, id, text } => {
                self.say(party, Some(contact), id, &text);
                Ok(())
            }
            FromSeat::Signal {
                contact,
                leg,
                signal,
            } => {
                self.pass_on(party, Some(contact), leg, signal);
                Ok(())
            }
            // The socket has dealt with these before it speaks to the owner.
            FromSeat::SignIn { .. } | FromSeat::Resume { .. } | FromSeat::SignOut => Ok(()),
        };
        if let Err(refusal) = done {
            self.refuse(party, refusal, None);
        }
    }

    fn contact_under_way(&self, party: Party) -> Option<ContactId> {
        let contact = match party {
            Party::Patron(patron) => self.machine.contact_of(patron),
            Party::Seat(seat) => self
                .machine
                .librarian_at(seat)
                .and_then(|librarian| self.machine.contact_with(librarian)),
        };
        contact.map(|contact| contact.id)
    }

    fn set_presence(&mut self, seat: SeatId, presence: ChosenPresence) {
        self.machine
            .handle_presence(seat, presence, self.clock.now());
    }

    /// A message of a librarian names the contact it is for: it may have ended, and
    /// the next patron must not read it.
    fn say(&mut self, party: Party, about: Option<ContactId>, id: MessageId, text: &str) {
        let Ok(text) = Text::parse(text) else {
            return self.refuse_with(party, RefusalCode::BadText, Some(id));
        };
        if about.is_some() && about != self.contact_under_way(party) {
            return self.refuse(party, Refusal::NoSuchContact, Some(id));
        }
        self.unsaid.push((party, Some(id)));
        if let Err(refusal) = self
            .machine
            .handle_message(party, id, text, self.clock.now())
        {
            self.refuse(party, refusal, Some(id));
        }
    }

    /// Hands a step of setting up a call to the other end; it is never kept. One
    /// that comes after the end of the call is dropped in silence.
    fn pass_on(&mut self, from: Party, about: Option<ContactId>, leg: LegId, signal: Signal) {
        let Ok((contact, to)) = self.machine.other_end(from) else {
            return;
        };
        if about.is_some_and(|about| about != contact) {
            return;
        }
        match to {
            Party::Seat(seat) => {
                self.clients.tell_seat(
                    seat,
                    ToSeat::Signal {
                        contact,
                        leg,
                        signal,
                    },
                );
            }
            Party::Patron(patron) => {
                if let Some(page) = self.machine.page_of(patron) {
                    self.clients
                        .tell_page(page, ToPatron::Signal { leg, signal });
                }
            }
        }
    }

    fn welcome(&mut self, connection: ConnectionId, librarian: LibrarianId, token: String) {
        let name = self
            .machine
            .librarian(librarian)
            .map(|known| known.name.clone());
        let welcome = ToSeat::Welcome {
            token,
            librarian: LibrarianView {
                id: librarian,
                name: name.unwrap_or_default(),
            },
            library: self.library.name.clone(),
            handles: self
                .machine
                .desks()
                .map(|desk| desk.handle.clone())
                .collect(),
            public: self.public.clone(),
            ice_servers: self.ice_servers.clone(),
        };
        self.clients.tell_connection(connection, welcome);
    }
}
