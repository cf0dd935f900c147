//! What each client may see, rendered from the machine.

use sportello_core::{
    Author, ChatMessage, Contact, ContactId, ContactState, DeskState as Staffing, OfferEnd, PageId,
    PatronName, Refusal,
};
use sportello_wire::patron::{DeskState, DeskView, PatronContact, PatronContactState};
use sportello_wire::seat::{self, LineEntry, SeatContact, SeatDesk, ToSeat};
use sportello_wire::{MessageView, RefusalCode, Speaker};

use super::{ConnectionId, Owner};

impl Owner {
    /// Shows a page its desk and, if it is a patron's, the contact.
    pub(super) fn show_page(&mut self, page: PageId, line: &[ContactId]) {
        let Some(desk) = self
            .clients
            .desk_of(page)
            .and_then(|desk| self.desk_view(desk))
        else {
            return;
        };
        let speaks = self.page_speaks_for(page).is_some();
        let patron = self.clients.patron_of(page).filter(|_| speaks);
        let contact = patron.and_then(|patron| self.machine.contact_of(patron.id));
        let contact = contact.map(|contact| self.patron_contact(contact, line));
        self.clients
            .show_page(page, desk, contact, &self.ice_servers);
    }

    /// Shows a seat its desk.
    pub(super) fn show_seat(&mut self, connection: ConnectionId) {
        let Some((seat, librarian)) = self.clients.at(connection) else {
            return;
        };
        let Some(account) = self.machine.librarian(librarian) else {
            return;
        };
        let line = self
            .machine
            .line()
            .map(|contact| line_entry(contact, librarian))
            .collect();
        let contact = self
            .machine
            .contact_with(librarian)
            .and_then(|contact| seat_contact(contact, seat));
        let desk = SeatDesk {
            chosen: account.chosen,
            presence: self.machine.presence(librarian),
            line,
            contact,
        };
        self.clients.show_seat(connection, desk);
    }

    fn desk_view(&self, desk: sportello_core::DeskId) -> Option<DeskView> {
        let desk = self.machine.desk(desk)?;
        let state = match self.machine.desk_state() {
            Staffing::Open {
                available,
                on_contact,
            } => DeskState::Open {
                available: count(available),
                on_contact: count(on_contact),
            },
            Staffing::Closed => DeskState::Closed,
        };
        Some(DeskView {
            library: self.library.name.clone(),
            name: desk.name.clone(),
            handle: desk.handle.clone(),
            state,
            waiting: count(self.machine.line().count()),
        })
    }

    fn patron_contact(&self, contact: &Contact, line: &[ContactId]) -> PatronContact {
        let position = || {
            line.iter()
                .position(|id| *id == contact.id)
                .unwrap_or(line.len())
        };
        let state = match &contact.state {
            ContactState::Waiting => PatronContactState::Waiting {
                position: count(position() + 1),
                ringing: false,
            },
            ContactState::Offered { .. } => PatronContactState::Waiting {
                position: count(position() + 1),
                ringing: true,
            },
            ContactState::Talking {
                with,
                answered_with,
                ..
            } => PatronContactState::Talking {
                librarian: self.name_of(*with),
                answered_with: *answered_with,
            },
            ContactState::Ended { by, .. } => PatronContactState::Ended { by: *by },
        };
        PatronContact {
            id: contact.id,
            mode: contact.mode,
            state,
        }
    }

    /// A message as both ends read it.
    pub(super) fn message_view(&self, message: &ChatMessage) -> MessageView {
        MessageView {
            id: message.id,
            contact: message.contact,
            speaker: match message.author {
                Author::Patron(_) => Speaker::Patron,
                Author::Librarian(librarian) => Speaker::Librarian {
                    name: self.name_of(librarian),
                },
            },
            text: message.text.as_str().to_owned(),
            at: message.at.wall_millis(),
        }
    }

    /// Why a contact stopped ringing, as a librarian reads it.
    pub(super) fn offer_end_view(&self, patron: &PatronName, why: &OfferEnd) -> ToSeat {
        let why = match why {
            OfferEnd::AnsweredBy(librarian) => seat::OfferEnd::AnsweredBy {
                librarian: self.name_of(*librarian),
            },
            OfferEnd::PatronLeft => seat::OfferEnd::PatronLeft,
            OfferEnd::Missed => seat::OfferEnd::Missed,
            OfferEnd::Ended(by) => seat::OfferEnd::Ended { by: *by },
        };
        ToSeat::OfferEnded {
            patron: patron.as_str().to_owned(),
            why,
        }
    }

    fn name_of(&self, librarian: sportello_core::LibrarianId) -> String {
        self.machine
            .librarian(librarian)
            .map(|known| known.name.clone())
            .unwrap_or_default()
    }
}

fn line_entry(contact: &Contact, librarian: sportello_core::LibrarianId) -> LineEntry {
    LineEntry {
        contact: contact.id,
        name: contact.name.as_str().to_owned(),
        mode: contact.mode,
        language: contact.language,
        arrived_at: contact.arrived.wall_millis(),
        rings_here: contact.is_ringing_at(librarian),
        absent: contact.absent_since.is_some(),
    }
}

fn seat_contact(contact: &Contact, here: sportello_core::SeatId) -> Option<SeatContact> {
    let ContactState::Talking {
        seat,
        answered_with,
        since,
        ..
    } = &contact.state
    else {
        return None;
    };
    Some(SeatContact {
        id: contact.id,
        name: contact.name.as_str().to_owned(),
        mode: contact.mode,
        answered_with: *answered_with,
        language: contact.language,
        since: since.wall_millis(),
        here: *seat == here,
        absent: contact.absent_since.is_some(),
    })
}

/// The code by which a client chooses its words.
pub(super) fn refusal_code(refusal: Refusal) -> RefusalCode {
    match refusal {
        Refusal::DeskClosed => RefusalCode::DeskClosed,
        Refusal::NoSuchContact => RefusalCode::NoSuchContact,
        Refusal::ContactEnded => RefusalCode::ContactEnded,
        Refusal::AnsweredByColleague => RefusalCode::AnsweredByColleague,
        Refusal::NotRinging => RefusalCode::NotRinging,
        Refusal::AlreadyOnContact => RefusalCode::AlreadyOnContact,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
