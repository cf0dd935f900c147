//! What a seat is shown of its own: the line as far as it reads it, the contacts it has,
//! and what it is to write down.

use sportello_core::{
    Contact, ContactState, LibrarianId, Moment, OfferEnd, PatronName, Purpose, SeatId, Still, Talk,
};
use sportello_wire::seat::{self, LineEntry, SeatContact, SeatDesk, StillView, ToSeat, WrapUpView};

use super::count;
use crate::owner::{ConnectionId, Owner};

/// How much of the line a seat is shown: nobody reads further.
const LONGEST_LINE: usize = 100;

impl Owner {
    /// Shows a seat its desk.
    pub(super) fn show_seat(&mut self, connection: ConnectionId) {
        let Some((seat, librarian)) = self.clients.at(connection) else {
            return;
        };
        let Some(account) = self.machine.librarian(librarian) else {
            return;
        };
        // What a colleague passes on rings before all that waits.
        let line = self.machine.passed_on_to(librarian);
        let line = line.chain(self.machine.lines().take(LONGEST_LINE));
        let line = line.map(|contact| self.line_entry(contact, librarian));
        let contacts = self.machine.contacts_with(librarian).into_iter();
        let contacts = contacts.filter_map(|contact| self.seat_contact(contact, seat));
        let desk = SeatDesk {
            chosen: account.chosen,
            presence: self.machine.presence(librarian),
            line: line.collect(),
            waiting: count(self.machine.lines().count()),
            contacts: contacts.collect(),
            wrap_up: self.wrap_up(librarian),
            colleagues: self.colleagues_of(librarian),
            groups: self.groups_for(librarian),
        };
        self.clients.show_seat(connection, desk);
        let call_backs = self.call_backs_for(librarian);
        self.clients.show_call_backs(connection, call_backs);
    }

    fn line_entry(&self, contact: &Contact, librarian: LibrarianId) -> LineEntry {
        LineEntry {
            contact: contact.id,
            name: contact.name.as_str().to_owned(),
            mode: contact.mode,
            language: contact.language,
            desk: contact.desk,
            topic: contact.topic,
            wanted: contact.wanted.map(|wanted| self.name_of(wanted.librarian)),
            arrived_at: contact.arrived.wall_millis(),
            rings_here: contact.is_ringing_at(librarian),
            absent: contact.absent_since.is_some(),
            called: matches!(contact.state, ContactState::Called { .. }),
            mine: self.machine.answers_for(librarian, contact),
            booked: self.mark_of(contact),
            passed_on: self.passed_on(contact),
            from_colleague: contact.transfer().is_some(),
        }
    }

    fn seat_contact(&self, contact: &Contact, here: SeatId) -> Option<SeatContact> {
        let seat = contact.seat()?;
        let talk = contact.talk();
        let since = talk.map_or(contact.arrived, |talk| talk.since);
        Some(SeatContact {
            id: contact.id,
            thread: contact.thread,
            desk: contact.desk,
            topic: contact.topic,
            calling: talk.is_none(),
            on_hold: talk.is_some_and(|talk| talk.on_hold),
            proposed: talk.and_then(|talk| talk.proposed),
            admitted: talk.is_none_or(|talk| talk.admitted),
            name: contact.name.as_str().to_owned(),
            mode: contact.mode,
            answered_with: talk.map_or(contact.mode, |talk| talk.answered_with),
            language: contact.language,
            since: since.wall_millis(),
            here: seat == here,
            wanted: contact.wanted.map(|wanted| self.name_of(wanted.librarian)),
            absent: contact.absent_since.is_some(),
            booked: self.mark_of(contact),
            still: talk.map(still_view).unwrap_or_default(),
            transfer: contact.transfer().map(|one| self.transfer_view(one)),
            passed_on: self.passed_on(contact),
        })
    }

    fn wrap_up(&self, librarian: LibrarianId) -> Option<WrapUpView> {
        let (contact, until) = self.machine.wrap_up_of(librarian)?;
        let known = self.machine.contact(contact)?;
        Some(WrapUpView {
            contact,
            name: known.name.as_str().to_owned(),
            topic: known.topic,
            booked: self.was_booked_in(known),
            until: until.wall_millis(),
            behind: count(self.machine.wrap_ups_of(librarian).count() - 1),
        })
    }

    /// Why a contact stopped ringing, as a librarian reads it.
    pub(in crate::owner) fn offer_end_view(&self, patron: &PatronName, why: &OfferEnd) -> ToSeat {
        let why = match why {
            OfferEnd::AnsweredBy(librarian) => seat::OfferEnd::AnsweredBy {
                librarian: self.name_of(*librarian),
            },
            OfferEnd::PatronLeft => seat::OfferEnd::PatronLeft,
            OfferEnd::Missed => seat::OfferEnd::Missed,
            OfferEnd::EarlierPatron => seat::OfferEnd::EarlierPatron,
            OfferEnd::PatronDidNotAnswer => seat::OfferEnd::PatronDidNotAnswer,
            OfferEnd::Ended(by) => seat::OfferEnd::Ended { by: *by },
            OfferEnd::WouldCall => seat::OfferEnd::WouldCall,
            OfferEnd::TakenOver(librarian) => seat::OfferEnd::TakenOver {
                librarian: self.name_of(*librarian),
            },
            OfferEnd::NotTakenOver {
                asked,
                refused,
                in_line,
            } => seat::OfferEnd::NotTakenOver {
                asked: asked.map(|librarian| self.name_of(librarian)),
                refused: *refused,
                in_line: *in_line,
            },
            OfferEnd::TakenBack(librarian) => seat::OfferEnd::TakenBack {
                librarian: self.name_of(*librarian),
            },
        };
        ToSeat::OfferEnded {
            patron: patron.as_str().to_owned(),
            why,
        }
    }
}

fn still_view(talk: &Talk) -> StillView {
    let until = talk.still.over_at().map_or(0, Moment::wall_millis);
    let words = |purpose: &Purpose| purpose.as_str().to_owned();
    match &talk.still {
        Still::Unasked => StillView::Unasked,
        Still::Asked { purpose, .. } => StillView::Asked {
            purpose: words(purpose),
            until,
        },
        Still::Allowed { purpose, .. } => StillView::Allowed {
            purpose: words(purpose),
            until,
        },
        Still::Refused { .. } => StillView::Refused { until },
    }
}
