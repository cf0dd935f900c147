//! The cast: Ada waits (and Dora, Ezio, Gino and Ilia behind her), Bo staffs, Cleo supervises.
//! Their clock is stepped; whatever the machine orders is carried out at once, the
//! saves onto a [`Disk`] from which the desk can restart.

use uuid::Uuid;

use crate::chat::Text;
use crate::contact::{
    Contact, ContactState, EventKind, Language, Mode, Outcome, PatronName, WrapUp,
};
use crate::ids::{ContactId, DeskId, LibrarianId, MessageId, PageId, PatronId, SeatId, ThreadId};
use crate::library::{
    Arrival, DeskState, Effect, Library, OfferEnd, Party, Refusal, Saying, ThreadOf,
};
use crate::moment::{Moment, Span};
use crate::presence::ChosenPresence;
use crate::settings::Settings;

pub use super::disk::{Disk, lasting};
pub use super::house::{BO, CHILDREN, CLEO, DESK, FAUSTO, House, LOANS};

pub const ADA: PatronId = PatronId(Uuid::from_u128(0xada));
pub const DORA: PatronId = PatronId(Uuid::from_u128(0xd0a));
pub const EZIO: PatronId = PatronId(Uuid::from_u128(0xe210));
pub const GINO: PatronId = PatronId(Uuid::from_u128(0x6190));
pub const ILIA: PatronId = PatronId(Uuid::from_u128(0x111a));

/// A Thursday.
pub const NOON: i64 = 1_780_000_000_000 / DAY * DAY + DAY / 2;
pub const DAY: i64 = 86_400_000;

/// The program that a librarian usually signs in with.
pub const fn seat_of(librarian: LibrarianId) -> SeatId {
    SeatId(librarian.0)
}

/// The page that a patron usually has open.
pub const fn page_of(patron: PatronId) -> PageId {
    PageId(patron.0)
}

/// The chat of a patron with the desk.
pub const fn thread_of(patron: PatronId) -> ThreadOf {
    ThreadOf {
        thread: ThreadId(patron.0),
        desk: DESK,
        patron,
    }
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
    /// The usual house before anybody came in.
    pub fn before_opening() -> Self {
        Self::of(House::new())
    }

    /// This house before anybody came in.
    pub fn of(house: House) -> Self {
        let disk = Disk {
            settings: house.0,
            ..Disk::default()
        };
        let now = Moment::new(NOON, 0);
        Self {
            library: Library::restore(disk.facts(now), now),
            now,
            disk,
            shown: Vec::new(),
            made: 0,
        }
    }

    /// The usual house with these librarians signed in.
    pub fn staffed_by(librarians: &[LibrarianId]) -> Self {
        Self::before_opening().with(librarians)
    }

    /// These librarians sign in.
    pub fn with(mut self, librarians: &[LibrarianId]) -> Self {
        for librarian in librarians {
            self.signs_in(*librarian);
        }
        self
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
        self.assert_settled();
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

    /// An administrator sets something else.
    pub fn sets(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.disk.settings);
        let settings = self.disk.settings.clone();
        self.library.handle_settings(settings, self.now);
        self.carry_out();
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
        self.library
            .handle_page_connected(page, thread_of(patron), self.now);
        self.carry_out();
    }

    pub fn closes(&mut self, patron: PatronId, page: PageId) {
        self.library
            .handle_page_disconnected(page, thread_of(patron), self.now);
        self.carry_out();
    }

    /// Opens the page and takes a place in the line, for a video call.
    pub fn arrives(&mut self, patron: PatronId) {
        self.opens(patron, page_of(patron));
        self.asks_for(patron, Mode::Video)
            .expect("the desk is open");
    }

    /// The same, for a chat.
    pub fn arrives_for_a_chat(&mut self, patron: PatronId) {
        self.opens(patron, page_of(patron));
        self.asks_for(patron, Mode::Chat).expect("the desk is open");
    }

    /// The same, with more to say.
    pub fn arrives_with(&mut self, patron: PatronId, change: impl FnOnce(&mut Arrival)) {
        self.opens(patron, page_of(patron));
        let mut arrival = self.arrival(patron, Mode::Video);
        change(&mut arrival);
        self.comes(arrival).expect("the desk is open");
    }

    pub fn asks_for(&mut self, patron: PatronId, mode: Mode) -> Result<ContactId, Refusal> {
        let arrival = self.arrival(patron, mode);
        self.comes(arrival)
    }

    pub fn comes(&mut self, arrival: Arrival) -> Result<ContactId, Refusal> {
        let contact = arrival.contact;
        let result = self.library.handle_arrival(arrival, self.now);
        self.carry_out();
        result.map(|()| contact)
    }

    pub fn arrival(&mut self, patron: PatronId, mode: Mode) -> Arrival {
        Arrival {
            contact: ContactId(self.make()),
            desk: DESK,
            patron,
            thread: ThreadId(patron.0),
            mode,
            name: PatronName::tidy("Ada"),
            language: Language::It,
            topic: None,
            wanted: None,
            booked: None,
        }
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
        self.does(|library, now| library.handle_acceptance(seat, contact, with, now))
    }

    pub fn declines(&mut self, librarian: LibrarianId, patron: PatronId) -> Result<(), Refusal> {
        let contact = self.contact(patron).id;
        self.declines_at(seat_of(librarian), contact)
    }

    pub fn declines_at(&mut self, seat: SeatId, contact: ContactId) -> Result<(), Refusal> {
        self.does(|library, now| library.handle_decline(seat, contact, now))
    }

    pub fn hangs_up(&mut self, librarian: LibrarianId, patron: PatronId) -> Result<(), Refusal> {
        let contact = self.contact(patron).id;
        self.hangs_up_at(seat_of(librarian), contact)
    }

    pub fn hangs_up_at(&mut self, seat: SeatId, contact: ContactId) -> Result<(), Refusal> {
        self.does(|library, now| library.handle_librarian_hung_up(seat, contact, now))
    }

    pub fn wraps_up(
        &mut self,
        librarian: LibrarianId,
        contact: ContactId,
        outcome: Outcome,
    ) -> Result<(), Refusal> {
        let wrap_up = WrapUp {
            topic: None,
            outcome,
            note: None,
        };
        let seat = seat_of(librarian);
        self.does(|library, now| library.handle_wrapped_up(seat, contact, wrap_up, now))
    }

    pub fn says(&mut self, from: Party, words: &str) -> Result<MessageId, Refusal> {
        self.says_in(from, thread_of(ADA), words)
    }

    pub fn says_in(
        &mut self,
        from: Party,
        thread: ThreadOf,
        words: &str,
    ) -> Result<MessageId, Refusal> {
        let id = MessageId(self.make());
        let saying = Saying {
            id,
            text: Some(Text::parse(words).expect("words")),
            attachment: None,
            appointment: None,
            loans: Vec::new(),
            case: None,
        };
        let result = self.does(|library, now| match from {
            Party::Patron(patron) => {
                let thread = ThreadOf { patron, ..thread };
                library.handle_patron_message(thread, saying, now)
            }
            Party::Seat(seat) => library.handle_librarian_message(seat, thread.thread, saying, now),
        });
        result.map(|()| id)
    }

    /// Anything else that happens now.
    pub fn does<T>(&mut self, happens: impl FnOnce(&mut Library, Moment) -> T) -> T {
        let result = happens(&mut self.library, self.now);
        self.carry_out();
        result
    }

    pub fn state(&self) -> DeskState {
        self.library.desk_state(DESK, self.now)
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
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Calling { .. }
            | ContactState::Talking(_)
            | ContactState::Ended { .. } => Vec::new(),
        }
    }

    /// Whether a patron is waited for at their turn.
    pub fn is_called(&self, patron: PatronId) -> bool {
        matches!(self.contact(patron).state, ContactState::Called { .. })
    }

    /// Who talks with a patron.
    pub fn talks_with(&self, patron: PatronId) -> Option<LibrarianId> {
        self.contact(patron).talking().map(|(with, _)| with)
    }

    pub fn line(&self) -> Vec<PatronId> {
        self.line_at(DESK)
    }

    pub fn line_at(&self, desk: DeskId) -> Vec<PatronId> {
        let line = self.library.line(desk);
        line.map(|contact| contact.patron).collect()
    }

    /// What was written down about a contact, in its order.
    pub fn events(&self, contact: ContactId) -> Vec<EventKind> {
        let events = self.disk.events.iter();
        events
            .filter(|event| event.contact == contact)
            .map(|event| event.what)
            .collect()
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
    pub fn make(&mut self) -> Uuid {
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

    /// A machine that has settled asks for no wake-up that is past.
    pub fn assert_settled(&self) {
        if let Some((at, why)) = self.library.poll_timeout() {
            assert!(!self.now.has_reached(at), "{why:?} is still due");
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
