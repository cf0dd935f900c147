//! The cast: Ada waits (and Dora and Ezio behind her), Bo staffs, Cleo supervises.
//! Their clock is stepped; whatever the machine orders is carried out at once, the
//! saves onto a [`Disk`] from which the desk can restart.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::chat::{ChatMessage, Text};
use crate::contact::{Contact, ContactState, Language, Mode, PatronName};
use crate::handle::Handle;
use crate::ids::{ContactId, DeskId, LibrarianId, MessageId, PageId, PatronId, SeatId, ThreadId};
use crate::library::{Arrival, Desk, Effect, Facts, Librarian, Library, OfferEnd, Party, Refusal};
use crate::moment::{Moment, Span};
use crate::presence::ChosenPresence;

pub const ADA: PatronId = PatronId(Uuid::from_u128(0xada));
pub const DORA: PatronId = PatronId(Uuid::from_u128(0xd0a));
pub const EZIO: PatronId = PatronId(Uuid::from_u128(0xe210));

pub const BO: LibrarianId = LibrarianId(Uuid::from_u128(0xb0));
pub const CLEO: LibrarianId = LibrarianId(Uuid::from_u128(0xc1e0));

const DESK: DeskId = DeskId(Uuid::from_u128(1));
const NOON: i64 = 1_780_000_000_000;

/// The program that a librarian usually signs in with.
pub const fn seat_of(librarian: LibrarianId) -> SeatId {
    SeatId(librarian.0)
}

/// The page that a patron usually has open.
pub const fn page_of(patron: PatronId) -> PageId {
    PageId(patron.0)
}

/// What has been saved: all that is left after a restart.
#[derive(Default)]
pub struct Disk {
    pub contacts: BTreeMap<ContactId, Contact>,
    pub chosen: BTreeMap<LibrarianId, ChosenPresence>,
    pub messages: BTreeMap<MessageId, ChatMessage>,
}

impl Disk {
    fn write(&mut self, effect: &Effect) -> bool {
        match effect {
            Effect::SaveContact(contact) => {
                let before = self.contacts.insert(contact.id, contact.as_ref().clone());
                let was_over = before.is_some_and(|contact| contact.is_ended());
                assert!(!was_over, "ended stays ended: {contact:?}");
            }
            Effect::SaveMessage(message) => {
                self.messages.insert(message.id, message.clone());
            }
            Effect::SaveChosenPresence(librarian, chosen) => {
                self.chosen.insert(*librarian, *chosen);
            }
            Effect::ShowMessage(_)
            | Effect::ShowHistory(..)
            | Effect::ShowDesk
            | Effect::TellOfferEnd(..)
            | Effect::SupersedePage(_) => return false,
        }
        true
    }

    /// What the store would read: instants have their wall time only, offers and
    /// passes are not kept.
    pub fn facts(&self, now: Moment) -> Facts {
        let live = self.contacts.values().filter(|one| !one.is_ended());
        let read = |at: Moment| Moment::restored(at.wall_millis(), now);
        let contacts = live.map(|contact| placed(lasting(contact), read));
        Facts {
            desks: vec![Desk {
                id: DESK,
                handle: Handle::parse("biblioteca.empoli").expect("a good handle"),
                name: "Biblioteca di Empoli".into(),
            }],
            librarians: [(BO, "Bo"), (CLEO, "Cleo")]
                .map(|(id, name)| Librarian {
                    id,
                    name: name.into(),
                    chosen: self
                        .chosen
                        .get(&id)
                        .copied()
                        .unwrap_or(ChosenPresence::Available),
                })
                .into(),
            contacts: contacts.collect(),
        }
    }
}

/// What of a contact outlives a restart: no offer, no pass, and wall time alone.
pub fn lasting(contact: &Contact) -> Contact {
    let mut lasting = placed(contact.clone(), |at| Moment::new(at.wall_millis(), 0));
    if let ContactState::Offered { .. } = lasting.state {
        lasting.state = ContactState::Waiting;
    }
    lasting.passed.clear();
    lasting.absent_since = None;
    lasting
}

/// The contact with its instants placed on other clocks.
fn placed(mut contact: Contact, place: impl Fn(Moment) -> Moment) -> Contact {
    contact.arrived = place(contact.arrived);
    if let ContactState::Talking { since, .. } = &mut contact.state {
        *since = place(*since);
    }
    contact
}

/// A library with its people, a clock that is stepped, and a disk.
pub struct Cast {
    pub library: Library,
    pub now: Moment,
    pub disk: Disk,
    /// What was shown since it was last looked at.
    pub shown: Vec<Effect>,
    made: u64,
}

impl Cast {
    /// The desk before anybody came in.
    pub fn before_opening() -> Self {
        let (disk, now) = (Disk::default(), Moment::new(NOON, 0));
        Self {
            library: Library::restore(disk.facts(now), now),
            now,
            disk,
            shown: Vec::new(),
            made: 0,
        }
    }

    /// The desk with these librarians signed in.
    pub fn staffed_by(librarians: &[LibrarianId]) -> Self {
        let mut cast = Self::before_opening();
        for librarian in librarians {
            cast.signs_in(*librarian);
        }
        cast
    }

    /// Time passes; the machine is woken whenever it asked for it.
    pub fn wait(&mut self, span: Span) {
        let until = self.now.plus(span);
        while let Some((at, _)) = self.library.poll_timeout()
            && until.has_reached(at)
        {
            self.now = self.now.plus(self.now.until(at));
            self.wake();
        }
        self.now = self.now.plus(self.now.until(until));
    }

    /// The wake-up that was asked for, in time or late. It must not ask for another
    /// at once: that would be a busy loop.
    pub fn wake(&mut self) {
        self.library.handle_timeout(self.now);
        self.carry_out();
        if let Some((at, why)) = self.library.poll_timeout() {
            assert!(
                !self.now.has_reached(at),
                "{why:?} is still due after the wake-up"
            );
        }
    }

    /// The clock on the wall is corrected.
    pub fn correct_the_wall_clock(&mut self, by: Span) {
        let wall = self.now.wall_millis() + by.as_millis();
        let running = Moment::new(0, 0).until(self.now);
        self.now = Moment::new(wall, running.as_millis());
    }

    /// The server stops and starts again; its monotonic clock begins anew.
    pub fn restart(&mut self) {
        self.now = Moment::new(self.now.wall_millis(), 0);
        self.library = Library::restore(self.disk.facts(self.now), self.now);
        self.shown.clear();
    }

    pub fn signs_in(&mut self, librarian: LibrarianId) {
        self.connects(seat_of(librarian), librarian);
    }

    pub fn connects(&mut self, seat: SeatId, librarian: LibrarianId) {
        self.library
            .handle_seat_connected(seat, librarian, self.now);
        self.carry_out();
    }

    pub fn loses_the_network(&mut self, librarian: LibrarianId) {
        self.disconnects(seat_of(librarian));
    }

    pub fn disconnects(&mut self, seat: SeatId) {
        self.library.handle_seat_disconnected(seat, self.now);
        self.carry_out();
    }

    pub fn chooses(&mut self, librarian: LibrarianId, chosen: ChosenPresence) {
        self.chooses_at(seat_of(librarian), chosen);
    }

    pub fn chooses_at(&mut self, seat: SeatId, chosen: ChosenPresence) {
        self.library.handle_presence(seat, chosen, self.now);
        self.carry_out();
    }

    pub fn opens(&mut self, patron: PatronId, page: PageId) {
        self.library.handle_page_connected(page, patron, self.now);
        self.carry_out();
    }

    pub fn closes(&mut self, patron: PatronId, page: PageId) {
        self.library
            .handle_page_disconnected(page, patron, self.now);
        self.carry_out();
    }

    /// Opens the page and takes a place in the line, for a video call.
    pub fn arrives(&mut self, patron: PatronId) {
        self.opens(patron, page_of(patron));
        self.asks_for(patron, Mode::Video)
            .expect("the desk is open");
    }

    pub fn asks_for(&mut self, patron: PatronId, mode: Mode) -> Result<ContactId, Refusal> {
        let contact = ContactId(self.make());
        let arrival = Arrival {
            contact,
            desk: DESK,
            patron,
            thread: ThreadId(patron.0),
            mode,
            name: PatronName::tidy("Ada"),
            language: Language::It,
        };
        let result = self.library.handle_arrival(arrival, self.now);
        self.carry_out();
        result.map(|()| contact)
    }

    pub fn leaves(&mut self, patron: PatronId) {
        self.library.handle_patron_left(patron, self.now);
        self.carry_out();
    }

    pub fn answers(&mut self, librarian: LibrarianId, patron: PatronId) -> Result<(), Refusal> {
        let contact = self.contact(patron).id;
        self.accepts(seat_of(librarian), contact, Mode::Video)
    }

    pub fn accepts(&mut self, seat: SeatId, contact: ContactId, with: Mode) -> Result<(), Refusal> {
        let result = self
            .library
            .handle_acceptance(seat, contact, with, self.now);
        self.carry_out();
        result
    }

    pub fn declines(&mut self, librarian: LibrarianId, patron: PatronId) -> Result<(), Refusal> {
        let contact = self.contact(patron).id;
        self.declines_at(seat_of(librarian), contact)
    }

    pub fn declines_at(&mut self, seat: SeatId, contact: ContactId) -> Result<(), Refusal> {
        let result = self.library.handle_decline(seat, contact, self.now);
        self.carry_out();
        result
    }

    pub fn hangs_up(&mut self, librarian: LibrarianId, patron: PatronId) -> Result<(), Refusal> {
        let contact = self.contact(patron).id;
        self.hangs_up_at(seat_of(librarian), contact)
    }

    pub fn hangs_up_at(&mut self, seat: SeatId, contact: ContactId) -> Result<(), Refusal> {
        let result = self
            .library
            .handle_librarian_hung_up(seat, contact, self.now);
        self.carry_out();
        result
    }

    pub fn says(&mut self, from: Party, words: &str) -> Result<MessageId, Refusal> {
        let id = MessageId(self.make());
        let text = Text::parse(words).expect("words");
        let result = self.library.handle_message(from, id, text, self.now);
        self.carry_out();
        result.map(|()| id)
    }

    /// The patron's contact, under way or just over.
    pub fn contact(&self, patron: PatronId) -> &Contact {
        self.library
            .contact_of(patron)
            .expect("the patron has a contact")
    }

    /// Where a patron's contact rings.
    pub fn rung_for(&self, patron: PatronId) -> Vec<LibrarianId> {
        match &self.contact(patron).state {
            ContactState::Offered { to, .. } => to.clone(),
            ContactState::Waiting | ContactState::Talking { .. } | ContactState::Ended { .. } => {
                Vec::new()
            }
        }
    }

    /// Who talks with a patron.
    pub fn talks_with(&self, patron: PatronId) -> Option<LibrarianId> {
        self.contact(patron).talking().map(|(with, _)| with)
    }

    pub fn line(&self) -> Vec<PatronId> {
        self.library.line().map(|contact| contact.patron).collect()
    }

    /// Why contacts stopped ringing at a librarian, since this was last asked.
    pub fn told(&mut self, librarian: LibrarianId) -> Vec<OfferEnd> {
        let shown = std::mem::take(&mut self.shown);
        let told = shown.into_iter().filter_map(|effect| {
            let Effect::TellOfferEnd(to, _, why) = effect else {
                return None;
            };
            (to == librarian).then_some(why)
        });
        told.collect()
    }

    /// An id that was not there before. Its order says nothing about its age.
    fn make(&mut self) -> Uuid {
        self.made += 1;
        Uuid::from_u128(self.made.wrapping_mul(0x9e37_79b9_7f4a_7c15).into())
    }

    /// Does what the machine orders, in its order.
    fn carry_out(&mut self) {
        let mut showing = false;
        while let Some(effect) = self.library.poll_effect() {
            let saved = self.disk.write(&effect);
            assert!(!(saved && showing), "saved after it was shown: {effect:?}");
            showing |= !saved;
            if !saved {
                self.shown.push(effect);
            }
        }
    }
}

impl Drop for Cast {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.library.poll_effect(), None, "work is left over");
        }
    }
}
