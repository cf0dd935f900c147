//! The live calls of a library, and the ways that their two parties are given.
//!
//! A party is given them before it is shown the call; the page has them beside its
//! contact, the seat in a message of their own. They are renewed while the call lasts,
//! so that a connection that must be mended never waits for them.

use std::collections::BTreeMap;

use sportello_core::{Contact, ContactId, Effect, PatronId, SeatId};
use sportello_wire::IceServer;
use sportello_wire::seat::ToSeat;
use tokio::time::Instant;

use super::{ConnectionId, Owner};
use crate::turn::End;

/// Those that both parties know of.
pub(super) type Calls = BTreeMap<ContactId, Call>;

#[derive(Debug)]
pub(super) struct Call {
    patron: PatronId,
    seat: SeatId,
    /// When its ways were told last.
    told: Instant,
}

impl Owner {
    /// Calls that began, went to another seat or ended by these effects.
    pub(super) fn follow_calls(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::SaveContact(contact) = effect {
                self.follow_call(contact.id);
            }
        }
    }

    /// All of them, when the machine is another.
    pub(super) fn follow_all_calls(&mut self) {
        let live: Vec<_> = self.machine.calls().map(|contact| contact.id).collect();
        let known: Vec<_> = self.calls.keys().copied().collect();
        for call in live.into_iter().chain(known) {
            self.follow_call(call);
        }
    }

    fn follow_call(&mut self, id: ContactId) {
        let contact = self.machine.contact(id);
        let live = contact.and_then(|contact| Some((contact.patron, contact.call()?)));
        match (live, self.calls.get(&id)) {
            (Some((_, seat)), Some(known)) if known.seat == seat => {}
            (Some((patron, seat)), _) => {
                let told = Instant::now();
                self.calls.insert(id, Call { patron, seat, told });
                self.parts.ways.begin(id);
                self.tell_ways(id, seat);
            }
            (None, Some(_)) => {
                self.calls.remove(&id);
                self.parts.ways.end(id);
            }
            (None, None) => {}
        }
    }

    /// Gives new ways to who has had theirs for long.
    pub(super) fn renew_calls(&mut self) {
        let Some(renewed_after) = self.parts.ways.renewed_after() else {
            return;
        };
        let is_due = |call: &Call| call.told.elapsed() >= renewed_after;
        let due = self.calls.iter_mut().filter(|(_, call)| is_due(call));
        let due = due.map(|(id, call)| {
            call.told = Instant::now();
            (*id, call.patron, call.seat)
        });
        for (id, patron, seat) in due.collect::<Vec<_>>() {
            self.tell_ways(id, seat);
            if let Some(page) = self.machine.page_of(patron) {
                let ways = self.ways_of(id, End::Patron);
                self.clients.show_ways(page, ways);
            }
        }
    }

    /// A seat is back: it may have lost what it was told.
    pub(super) fn tell_ways_again(&mut self, connection: ConnectionId, seat: SeatId) {
        let here = self.calls.iter().filter(|(_, call)| call.seat == seat);
        for contact in here.map(|(id, _)| *id).collect::<Vec<_>>() {
            let ice_servers = self.ways_of(contact, End::Seat);
            let told = ToSeat::IceServers {
                contact,
                ice_servers,
            };
            self.clients.tell_connection(connection, told);
        }
    }

    /// What the page is told beside its contact: nothing, unless it is in a call.
    pub(super) fn ways_of_page(&self, contact: Option<&Contact>) -> Vec<IceServer> {
        let call = contact.filter(|contact| self.calls.contains_key(&contact.id));
        call.map_or_else(Vec::new, |call| self.ways_of(call.id, End::Patron))
    }

    fn tell_ways(&mut self, contact: ContactId, seat: SeatId) {
        let ice_servers = self.ways_of(contact, End::Seat);
        let told = ToSeat::IceServers {
            contact,
            ice_servers,
        };
        self.clients.tell_seat(seat, told);
    }

    fn ways_of(&self, contact: ContactId, end: End) -> Vec<IceServer> {
        let now = self.now().wall_millis();
        self.parts.ways.of_call(contact, end, now)
    }
}
