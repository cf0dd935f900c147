//! The machine that owns one library: its desks, its librarians, its line, its
//! threads.
//!
//! **The rule.** What happened goes in by `handle_*`, with the time; what must be
//! done comes out by [`Library::poll_effect`], in order; when it wants to be woken
//! by [`Library::poll_timeout`]. After each input the machine *settles*: it rings
//! whoever should be ringing and stops whatever should not. Effects that save come
//! before effects that show, so that nothing is announced that is not on disk.
//!
//! **Ringing.** First come, first served, over all desks of the library: desks share
//! librarians, and whoever waits longest comes first. Who may answer is told by the
//! desk's tiers, the topic's group and the patron's language (`rota`, `ringing`). A
//! librarian hears one contact at a time, and has one call and several chats at once
//! (`capacity`). Who misses a ring is switched to away, except the last ones: they
//! serve somebody at the counter, and ring again (`offers`); and except who is talking
//! with somebody. So a patron can always be rung for while anybody is there.
//!
//! **Passing on.** A contact under way rings at colleagues for one of them to go on with
//! it, and stays with who passes it on until then (`transfers`).
//!
//! **Absence.** Nobody rings for a patron whose page is away. At their turn they are
//! called and waited for while the next are served; they step back once, then it
//! becomes a message (`absence`).
//!
//! **Call-backs** stand beside the line from their time on, and are called by whoever takes
//! one (`call_backs`).
//!
//! It keeps no chat history: words are judged, saved and passed on (`threads`).

mod absence;
mod blocks;
mod booked;
mod call_backs;
mod calling_out;
mod capacity;
mod deadlines;
mod door;
mod index;
mod offers;
mod people;
mod places;
mod ringing;
mod rota;
mod stills;
mod talk;
mod threads;
mod transfers;
mod views;
mod waits;
mod words;
mod wrapping_up;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::call_back::CallBack;
use crate::chat::Thread;
use crate::contact::{Contact, ContactEvent, ContactState, EventKind, PatronName};
use crate::ids::{CallBackId, ContactId, DeskId, LibrarianId, PageId, PatronId, SeatId, ThreadId};
use crate::moment::{Moment, Span};
use crate::settings::Settings;
use crate::wait::ServiceHistory;

use absence::Deserted;
use deadlines::{Deadlines, HoursWatch};
use index::Line;
use people::Seat;
use rota::Rota;
use waits::Told;
use wrapping_up::{Answered, WrappingUp};

pub use booked::Ahead;
pub use views::DeskState;
pub use waits::Waits;
pub use words::{Arrival, Block, Effect, Facts, OfferEnd, Party, Refusal, Saying, ThreadOf, Wake};

/// How long a contact rings at a desk that does not say so itself.
pub const RINGING: Span = Span::seconds(20);
/// How long a librarian has for the wrap-up at a desk that does not say so itself.
pub const WRAP_UP: Span = Span::seconds(30);
/// How long a librarian who missed a ring, and is the last one, is left in peace.
pub const PEACE_AFTER_MISS: Span = Span::seconds(5);
/// How long a librarian who declined, or was talking and let it ring, is left in peace
/// by that contact.
pub const PEACE_AFTER_DECLINE: Span = Span::seconds(60);
/// How long an offer outlives the patron's absence: a reload.
pub const RELOAD: Span = Span::seconds(4);
/// How long an absent patron is waited for at their turn.
pub const CALLED: Span = Span::minutes(2);
/// How long places are kept when the desk is closed and nobody is there any more.
pub const PLACE_KEPT_AT_CLOSING: Span = Span::minutes(30);
/// How long a call waits for a patron or a seat that lost the network.
pub const CALL_KEPT: Span = Span::minutes(2);
/// How long a librarian's call rings at the patron's page.
pub const CALLING: Span = Span::seconds(30);

/// The machine that owns one library.
#[derive(Debug, Default)]
pub struct Library {
    rota: Rota,
    seats: BTreeMap<SeatId, Seat>,
    /// The seats whose network is there.
    online: BTreeSet<(LibrarianId, SeatId)>,
    pages: BTreeMap<PatronId, PageId>,
    contacts: BTreeMap<ContactId, Contact>,
    line: Line,
    /// The patron's newest contact, while the machine keeps it.
    of_patrons: BTreeMap<PatronId, ContactId>,
    /// The contacts that keep a librarian busy; nobody is in here without one.
    engaged: BTreeMap<LibrarianId, BTreeSet<ContactId>>,
    /// What a librarian has yet to write down, the oldest first; as above.
    wrapping_up: BTreeMap<LibrarianId, Vec<WrappingUp>>,
    answered: BTreeMap<ContactId, Answered>,
    threads: BTreeMap<ThreadId, Thread>,
    histories: BTreeMap<DeskId, ServiceHistory>,
    /// By desk, for calls or for chats.
    told: BTreeMap<(DeskId, bool), Told>,
    blocks: BTreeMap<PatronId, Block>,
    /// What is booked of the next hours, the earliest first.
    bookings: Vec<Ahead>,
    /// Kept free for patrons who have booked and are not there yet.
    reserved: BTreeSet<LibrarianId>,
    /// How many contacts each has answered on `today`, a day of UTC since 1970.
    answered_today: BTreeMap<LibrarianId, u32>,
    today: i64,
    /// When their last contact let them go.
    idle_since: BTreeMap<LibrarianId, Moment>,
    /// Those who serve somebody in person because the machine said so.
    put_in_person: BTreeSet<LibrarianId>,
    /// Those that are not over.
    call_backs: BTreeMap<CallBackId, CallBack>,
    /// When one of them enters the line.
    call_back_due: Option<(Moment, Wake)>,
    deserted: BTreeMap<DeskId, Deserted>,
    deadlines: Deadlines,
    hours: HoursWatch,
    /// Contacts that changed since the machine settled.
    touched: BTreeSet<ContactId>,
    saves: VecDeque<Effect>,
    shows: VecDeque<Effect>,
}

impl Library {
    /// A library as the store knows it. Every page and seat is away until it says
    /// otherwise; places and calls are kept for them.
    pub fn restore(facts: Facts, now: Moment) -> Self {
        let mut library = Self {
            rota: Rota::of(facts.settings),
            answered_today: facts.answered_today.into_iter().collect(),
            today: day_of(now),
            ..Self::default()
        };
        let threads = facts.threads.into_iter();
        library.threads = threads.map(|thread| (thread.id, thread)).collect();
        let blocks = facts.blocks.into_iter();
        library.blocks = blocks.map(|block| (block.patron, block)).collect();
        let call_backs = facts.call_backs.into_iter();
        library.call_backs = call_backs.map(|one| (one.id, one)).collect();
        for (desk, service) in facts.services {
            library.histories.entry(desk).or_default().learn(service);
        }
        let (over, under_way): (Vec<_>, Vec<_>) =
            facts.contacts.into_iter().partition(Contact::is_ended);
        for contact in under_way {
            library.restore_contact(contact, now);
        }
        library.restore_wrap_ups(over, now);
        library.look_after_call_backs(now);
        library.look_for_deserted_desks(now);
        library.reckon_deadlines(now);
        library
    }

    fn restore_contact(&mut self, mut contact: Contact, now: Moment) {
        contact.absent_since = Some(now);
        contact.passed.clear();
        match &mut contact.state {
            ContactState::Ended { .. } => return,
            ContactState::Called { .. } | ContactState::Offered { .. } => {
                contact.state = ContactState::Waiting;
            }
            ContactState::Calling { with, seat, until } => {
                *until = now.plus(CALLING);
                let (with, seat) = (*with, *seat);
                self.expect_seat(seat, with, now);
            }
            ContactState::Talking(talk) => {
                talk.transfer = None;
                let (with, seat) = (talk.with, talk.seat);
                self.expect_seat(seat, with, now);
            }
            ContactState::Waiting => {}
        }
        self.know_thread_of(&contact);
        self.take_in(contact);
    }

    /// What is set now.
    pub fn settings(&self) -> &Settings {
        &self.rota.settings
    }

    /// Other settings hold from now on. Who waits stays in the line; what librarians
    /// chose is theirs and stays.
    pub fn handle_settings(&mut self, mut settings: Settings, now: Moment) {
        for librarian in &mut settings.librarians {
            if let Some(known) = self.rota.librarian(librarian.id) {
                librarian.chosen = known.chosen;
            }
        }
        self.rota = Rota::of(settings);
        self.hours = HoursWatch::default();
        self.told.clear();
        let waiting = self.line.order.iter().map(|(_, id)| *id);
        self.touched.extend(waiting);
        self.settle(now);
    }

    /// The time that was asked for has come.
    pub fn handle_timeout(&mut self, now: Moment) {
        self.settle(now);
    }

    /// The next thing to do: everything to be saved comes before anything to be shown.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.saves.pop_front().or_else(|| self.shows.pop_front())
    }

    /// Rings whoever should be ringing and stops whatever should not.
    fn settle(&mut self, now: Moment) {
        if day_of(now) > self.today {
            self.today = day_of(now);
            self.answered_today.clear();
        }
        let mut due = std::mem::take(&mut self.touched);
        due.extend(self.deadlines.due(now));
        for id in &due {
            self.advance(*id, now);
        }
        self.look_after_call_backs(now);
        self.end_wrap_ups_that_are_over(now);
        self.let_go_of_idle_seats();
        self.follow_transfers(now);
        self.overflow(now);
        self.look_for_deserted_desks(now);
        self.ring(now);
        self.touched.extend(due);
        self.reckon_deadlines(now);
        self.shows.push_back(Effect::ShowDesk);
    }

    /// What time has done to one contact.
    fn advance(&mut self, id: ContactId, now: Moment) {
        let Some(contact) = self.contacts.get(&id) else {
            return;
        };
        let is_over = |until: &Moment| now.has_reached(*until);
        if contact.passed.values().any(is_over) {
            self.alter(id, |contact| {
                contact.passed.retain(|_, until| !is_over(until));
            });
        }
        match &self.contacts[&id].state {
            ContactState::Waiting => {}
            ContactState::Called { .. } => self.advance_called(id, now),
            ContactState::Offered { .. } => self.advance_offered(id, now),
            ContactState::Calling { .. } => self.advance_calling(id, now),
            ContactState::Talking(_) => {
                self.advance_still(id, now);
                self.advance_talking(id, now);
            }
            ContactState::Ended { .. } => self.let_go_if_unneeded(id),
        }
        self.give_up_place_at_closing(id, now);
    }

    /// Changes a contact and keeps every way into it true.
    fn alter(&mut self, id: ContactId, change: impl FnOnce(&mut Contact)) {
        let contact = self
            .contacts
            .get_mut(&id)
            .expect("a contact that was just looked up is there");
        self.line.remove(contact);
        let before = contact.engages();
        change(contact);
        self.line.add(contact);
        let after = contact.engages();
        if before != after {
            self.release(before, id);
            self.engage(after, id);
        }
        self.touched.insert(id);
    }

    /// Takes a new contact in; an older one of the patron's is put aside.
    fn take_in(&mut self, contact: Contact) {
        let id = contact.id;
        self.line.add(&contact);
        self.engage(contact.engages(), id);
        let older = self.of_patrons.insert(contact.patron, id);
        self.contacts.insert(id, contact);
        self.touched.insert(id);
        if let Some(older) = older.filter(|older| *older != id) {
            self.let_go_if_unneeded(older);
        }
    }

    fn engage(&mut self, librarian: Option<LibrarianId>, id: ContactId) {
        if let Some(librarian) = librarian {
            self.engaged.entry(librarian).or_default().insert(id);
        }
    }

    fn release(&mut self, librarian: Option<LibrarianId>, id: ContactId) {
        let Some(librarian) = librarian else { return };
        if let Some(theirs) = self.engaged.get_mut(&librarian) {
            theirs.remove(&id);
            if theirs.is_empty() {
                self.engaged.remove(&librarian);
            }
        }
    }

    /// What is over is kept for a page that still shows it, and for its wrap-up.
    fn let_go_if_unneeded(&mut self, id: ContactId) {
        let Some(contact) = self.contacts.get(&id).filter(|one| one.is_ended()) else {
            return;
        };
        let is_newest = self.of_patrons.get(&contact.patron) == Some(&id);
        let is_shown = is_newest && self.pages.contains_key(&contact.patron);
        if !is_shown && !self.is_being_wrapped_up(contact) {
            self.let_go(id);
        }
    }

    fn let_go(&mut self, id: ContactId) {
        let Some(contact) = self.contacts.remove(&id) else {
            return;
        };
        self.line.remove(&contact);
        self.answered.remove(&id);
        self.touched.insert(id);
        if self.of_patrons.get(&contact.patron) == Some(&id) {
            self.of_patrons.remove(&contact.patron);
        }
    }

    /// Orders the contact to be written as it now is.
    fn save(&mut self, contact: ContactId) {
        if let Some(contact) = self.contacts.get(&contact) {
            self.saves
                .push_back(Effect::SaveContact(Box::new(contact.clone())));
        }
    }

    /// Orders what happened to a contact to be written.
    fn note(
        &mut self,
        contact: ContactId,
        what: EventKind,
        librarian: Option<LibrarianId>,
        at: Moment,
    ) {
        self.saves.push_back(Effect::SaveEvent(ContactEvent {
            contact,
            at,
            what,
            librarian,
        }));
    }

    fn tell_offer_end(&mut self, librarian: LibrarianId, name: &PatronName, why: OfferEnd) {
        self.shows
            .push_back(Effect::TellOfferEnd(librarian, name.clone(), why));
    }
}

/// The day of UTC, counted since 1970.
const fn day_of(now: Moment) -> i64 {
    now.wall_millis().div_euclid(24 * 60 * 60 * 1000)
}
