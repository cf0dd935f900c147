//! The machine that owns one library: its desks, its librarians, its line.
//!
//! **The rule.** What happened goes in by `handle_*`, with the time; what must be
//! done comes out by [`Library::poll_effect`], in order; when it wants to be woken
//! by [`Library::poll_timeout`]. After each input the machine *settles*: it rings
//! whoever should be ringing and stops whatever should not. Effects that save come
//! before effects that show, so that nothing is announced that is not on disk.
//!
//! **Ringing.** One line for all desks of the library, first come, first served: a
//! waiting contact rings at every librarian who is available and has not just
//! passed on it. A librarian hears one contact at a time. Who declines or misses is
//! left in peace for a while, never for good: a patron can always be rung for.
//!
//! **Absence.** Nobody rings for a patron whose page is away, but a reload takes a
//! moment: an offer outlives a short absence, a place a longer one.
//!
//! It keeps no chat history: words are judged, saved and passed on.

mod line;
mod views;
mod words;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::chat::{Author, ChatMessage, Text};
use crate::contact::{Contact, ContactState, EndedBy, Mode, Outcome, PatronName};
use crate::ids::{ContactId, DeskId, LibrarianId, MessageId, PageId, PatronId, SeatId};
use crate::moment::{Moment, Span};
use crate::presence::ChosenPresence;

pub use views::DeskState;
pub use words::{Arrival, Desk, Effect, Facts, Librarian, OfferEnd, Party, Refusal, Wake};

/// How long a contact rings before it is missed.
pub const RINGING: Span = Span::seconds(20);
/// How long a librarian who missed a ring is left in peace.
pub const PEACE_AFTER_MISS: Span = Span::seconds(5);
/// How long a librarian who declined is left in peace.
pub const PEACE_AFTER_DECLINE: Span = Span::seconds(60);
/// How long an offer outlives the patron's absence: a reload.
pub const RELOAD: Span = Span::seconds(4);
/// How long an absent patron keeps the place in the line.
pub const PLACE_KEPT: Span = Span::minutes(10);
/// How long a call waits for a patron or a seat that lost the network.
pub const CALL_KEPT: Span = Span::minutes(2);

/// A signed-in program of a librarian.
#[derive(Clone, Debug)]
struct Seat {
    librarian: LibrarianId,
    /// Since when the network has been away; a seat is kept for its call.
    away_since: Option<Moment>,
}

/// The machine that owns one library.
#[derive(Debug, Default)]
pub struct Library {
    desks: BTreeMap<DeskId, Desk>,
    librarians: BTreeMap<LibrarianId, Librarian>,
    seats: BTreeMap<SeatId, Seat>,
    pages: BTreeMap<PatronId, PageId>,
    contacts: BTreeMap<ContactId, Contact>,
    saves: VecDeque<Effect>,
    shows: VecDeque<Effect>,
}

impl Library {
    /// A library as the store knows it. Every page and seat is away until it says
    /// otherwise; places and calls are kept for them.
    pub fn restore(facts: Facts, now: Moment) -> Self {
        let mut library = Self {
            desks: facts
                .desks
                .into_iter()
                .map(|desk| (desk.id, desk))
                .collect(),
            librarians: facts
                .librarians
                .into_iter()
                .map(|one| (one.id, one))
                .collect(),
            ..Self::default()
        };
        for mut contact in facts.contacts {
            contact.absent_since = Some(now);
            if let Some((librarian, seat)) = contact.talking() {
                library.seats.insert(
                    seat,
                    Seat {
                        librarian,
                        away_since: Some(now),
                    },
                );
            }
            library.contacts.insert(contact.id, contact);
        }
        library
    }

    /// The next thing to do: everything to be saved comes before anything to be shown.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.saves.pop_front().or_else(|| self.shows.pop_front())
    }

    /// A librarian's program signed in or came back.
    pub fn handle_seat_connected(&mut self, seat: SeatId, librarian: LibrarianId, now: Moment) {
        self.seats.insert(
            seat,
            Seat {
                librarian,
                away_since: None,
            },
        );
        if let Some(contact) = self.contact_at(seat) {
            self.shows
                .push_back(Effect::ShowHistory(Party::Seat(seat), contact));
        }
        self.settle(now);
    }

    /// A librarian's program signed out or lost the network.
    pub fn handle_seat_disconnected(&mut self, seat: SeatId, now: Moment) {
        if self.contact_at(seat).is_none() {
            self.seats.remove(&seat);
        } else if let Some(known) = self.seats.get_mut(&seat) {
            known.away_since.get_or_insert(now);
        }
        self.settle(now);
    }

    /// A librarian chose to be available or away.
    pub fn handle_presence(&mut self, seat: SeatId, chosen: ChosenPresence, now: Moment) {
        let Some(librarian) = self.librarian_at(seat) else {
            return;
        };
        let Some(account) = self.librarians.get_mut(&librarian) else {
            return;
        };
        if account.chosen != chosen {
            account.chosen = chosen;
            self.saves
                .push_back(Effect::SaveChosenPresence(librarian, chosen));
        }
        if chosen == ChosenPresence::Available {
            // Whoever says "available" means it now, whatever they declined before.
            for contact in self.contacts.values_mut() {
                contact.passed.remove(&librarian);
            }
        }
        self.settle(now);
    }

    /// A patron's page opened, or came back. One page at a time speaks for a patron.
    pub fn handle_page_connected(&mut self, page: PageId, patron: PatronId, now: Moment) {
        if let Some(older) = self.pages.insert(patron, page)
            && older != page
        {
            self.shows.push_back(Effect::SupersedePage(older));
        }
        if let Some(contact) = self.contact_of(patron).map(|contact| contact.id) {
            self.contact_mut(contact).absent_since = None;
            self.shows
                .push_back(Effect::ShowHistory(Party::Patron(patron), contact));
        }
        self.settle(now);
    }

    /// A patron's page closed, or lost the network.
    pub fn handle_page_disconnected(&mut self, page: PageId, patron: PatronId, now: Moment) {
        if self.pages.get(&patron) != Some(&page) {
            return; // a page that was put aside
        }
        self.pages.remove(&patron);
        if let Some(contact) = self.contact_of(patron).map(|contact| contact.id) {
            if self.contacts[&contact].is_ended() {
                self.contacts.remove(&contact);
            } else {
                self.contact_mut(contact).absent_since.get_or_insert(now);
            }
        }
        self.settle(now);
    }

    /// A patron takes a place in the line. While an earlier contact is under way
    /// this changes nothing.
    ///
    /// # Errors
    /// [`Refusal::DeskClosed`] when nobody is there.
    pub fn handle_arrival(&mut self, arrival: Arrival, now: Moment) -> Result<(), Refusal> {
        match self.contact_of(arrival.patron) {
            Some(contact) if !contact.is_ended() => return Ok(()),
            Some(ended) => {
                let ended = ended.id;
                self.contacts.remove(&ended);
            }
            None => {}
        }
        if self.desk_state() == DeskState::Closed {
            return Err(Refusal::DeskClosed);
        }
        let contact = Contact {
            id: arrival.contact,
            desk: arrival.desk,
            patron: arrival.patron,
            thread: arrival.thread,
            mode: arrival.mode,
            name: arrival.name,
            language: arrival.language,
            arrived: now,
            state: ContactState::Waiting,
            passed: BTreeMap::new(),
            absent_since: (!self.pages.contains_key(&arrival.patron)).then_some(now),
        };
        self.contacts.insert(contact.id, contact);
        self.save(arrival.contact);
        let patron = Party::Patron(arrival.patron);
        self.shows
            .push_back(Effect::ShowHistory(patron, arrival.contact));
        self.settle(now);
        Ok(())
    }

    /// A librarian answers. The first answer wins.
    ///
    /// # Errors
    /// Says who was faster, or why there is nothing to answer.
    pub fn handle_acceptance(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        with: Mode,
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.librarian_at(seat).ok_or(Refusal::NotRinging)?;
        let offered = self.contacts.get(&contact).ok_or(Refusal::NoSuchContact)?;
        let rung = match &offered.state {
            ContactState::Offered { to, .. } if to.contains(&librarian) => to.clone(),
            ContactState::Offered { .. } | ContactState::Waiting => {
                return Err(Refusal::NotRinging);
            }
            ContactState::Talking { seat: winner, .. } if *winner == seat => return Ok(()),
            ContactState::Talking { .. } => return Err(Refusal::AnsweredByColleague),
            ContactState::Ended { .. } => return Err(Refusal::ContactEnded),
        };
        if self.contact_with(librarian).is_some() {
            return Err(Refusal::AlreadyOnContact);
        }
        let name = offered.name.clone();
        let answered_with = if offered.mode == Mode::Video {
            with
        } else {
            offered.mode
        };
        for slower in rung.into_iter().filter(|one| *one != librarian) {
            self.tell_offer_end(slower, &name, OfferEnd::AnsweredBy(librarian));
        }
        self.contact_mut(contact).state = ContactState::Talking {
            with: librarian,
            seat,
            answered_with,
            since: now,
        };
        self.save(contact);
        self.shows
            .push_back(Effect::ShowHistory(Party::Seat(seat), contact));
        self.settle(now);
        Ok(())
    }

    /// A librarian leaves a ringing contact to the colleagues.
    ///
    /// # Errors
    /// When it does not ring there.
    pub fn handle_decline(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.librarian_at(seat).ok_or(Refusal::NotRinging)?;
        let ringing = self
            .contacts
            .get_mut(&contact)
            .ok_or(Refusal::NoSuchContact)?;
        if !ringing.is_ringing_at(librarian) {
            return Err(Refusal::NotRinging);
        }
        ringing
            .passed
            .insert(librarian, now.plus(PEACE_AFTER_DECLINE));
        self.settle(now);
        Ok(())
    }

    /// A librarian hangs up.
    ///
    /// # Errors
    /// When the contact is not theirs.
    pub fn handle_librarian_hung_up(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.librarian_at(seat).ok_or(Refusal::NoSuchContact)?;
        match self.contact_with(librarian) {
            Some(talking) if talking.id == contact => {}
            Some(_) | None => return Err(Refusal::NoSuchContact),
        }
        self.end(contact, EndedBy::Librarian, now);
        self.settle(now);
        Ok(())
    }

    /// A patron leaves the line or hangs up.
    pub fn handle_patron_left(&mut self, patron: PatronId, now: Moment) {
        let Some(contact) = self.contact_of(patron).map(|contact| contact.id) else {
            return;
        };
        self.end(contact, EndedBy::Patron, now);
        self.settle(now);
    }

    /// Somebody says something.
    ///
    /// # Errors
    /// When there is no contact of theirs under way.
    pub fn handle_message(
        &mut self,
        from: Party,
        id: MessageId,
        text: Text,
        now: Moment,
    ) -> Result<(), Refusal> {
        let (contact, author) = match from {
            Party::Patron(patron) => (self.contact_of(patron), Author::Patron(patron)),
            Party::Seat(seat) => {
                let librarian = self.librarian_at(seat).ok_or(Refusal::NoSuchContact)?;
                (self.contact_with(librarian), Author::Librarian(librarian))
            }
        };
        let contact = contact.ok_or(Refusal::NoSuchContact)?;
        if contact.is_ended() {
            return Err(Refusal::ContactEnded);
        }
        let message = ChatMessage {
            id,
            thread: contact.thread,
            contact: contact.id,
            author,
            text,
            at: now,
        };
        self.saves.push_back(Effect::SaveMessage(message.clone()));
        self.shows.push_back(Effect::ShowMessage(message));
        Ok(())
    }

    /// The time that was asked for has come.
    pub fn handle_timeout(&mut self, now: Moment) {
        self.settle(now);
    }

    /// Orders the contact to be written as it now is.
    fn save(&mut self, contact: ContactId) {
        if let Some(contact) = self.contacts.get(&contact) {
            self.saves
                .push_back(Effect::SaveContact(Box::new(contact.clone())));
        }
    }

    fn tell_offer_end(&mut self, librarian: LibrarianId, name: &PatronName, why: OfferEnd) {
        self.shows
            .push_back(Effect::TellOfferEnd(librarian, name.clone(), why));
    }

    /// Ends a contact, wherever it stands; an ended one stays as it ended.
    fn end(&mut self, id: ContactId, by: EndedBy, now: Moment) {
        let Some(contact) = self.contacts.get_mut(&id) else {
            return;
        };
        let name = contact.name.clone();
        let (outcome, librarian) = match &contact.state {
            ContactState::Ended { .. } => return,
            ContactState::Waiting => (Outcome::Abandoned, None),
            ContactState::Offered { to, .. } => {
                for librarian in to.clone() {
                    self.tell_offer_end(librarian, &name, OfferEnd::PatronLeft);
                }
                (Outcome::Abandoned, None)
            }
            ContactState::Talking { with, .. } => {
                let with = *with;
                self.tell_offer_end(with, &name, OfferEnd::Ended(by));
                (Outcome::ResolvedAtFirstLevel, Some(with))
            }
        };
        self.contact_mut(id).state = ContactState::Ended {
            at: now,
            by,
            outcome,
            librarian,
        };
        self.save(id);
    }

    fn contact_mut(&mut self, contact: ContactId) -> &mut Contact {
        self.contacts
            .get_mut(&contact)
            .expect("a contact that was just looked up is there")
    }

    fn online(&self) -> BTreeSet<LibrarianId> {
        let here = self.seats.values().filter(|seat| seat.away_since.is_none());
        here.map(|seat| seat.librarian).collect()
    }
}
