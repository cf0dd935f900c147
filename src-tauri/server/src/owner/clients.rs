//! Who is connected, and what each was shown last.
//!
//! An outbox is bounded. A client that does not read is cut off: it comes back and
//! gets the whole view, which costs less than a memory without end.

use std::collections::BTreeMap;

use sportello_core::{
    DeskId, LibrarianId, Library, Moment, PageId, PatronId, SeatId, ThreadId, ThreadOf,
};
use sportello_store::PatronRow;
use sportello_wire::IceServer;
use sportello_wire::patron::{DeskView, OwnCallBack, PatronContact, ToPatron};
use sportello_wire::seat::{CallBackView, CallBacksTold, SeatDesk, ToSeat};
use tokio::sync::mpsc;

/// How many messages may wait for a client before it is cut off.
const OUTBOX: usize = 512;

/// One socket of a seat: the same seat may come back on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ConnectionId(pub(crate) uuid::Uuid);

/// The way to a client.
#[derive(Clone, Debug)]
pub(crate) struct Outbox<T>(mpsc::Sender<T>);

impl<T> Outbox<T> {
    /// An outbox and the end from which the socket takes.
    pub(crate) fn new() -> (Self, mpsc::Receiver<T>) {
        let (sender, receiver) = mpsc::channel(OUTBOX);
        (Self(sender), receiver)
    }

    /// A way for the socket itself to speak, which does not keep the outbox open.
    pub(crate) fn own_voice(&self) -> OwnVoice<T> {
        OwnVoice(self.0.downgrade())
    }

    /// Whether the client may stay.
    fn send(&self, message: T) -> bool {
        self.0.try_send(message).is_ok()
    }
}

/// What a socket says to its client by itself.
#[derive(Clone, Debug)]
pub(crate) struct OwnVoice<T>(mpsc::WeakSender<T>);

impl<T> OwnVoice<T> {
    /// Says it, if there is room and the client was not cut off.
    pub(crate) fn say(&self, message: T) {
        if let Some(outbox) = self.0.upgrade() {
            let _ = outbox.try_send(message);
        }
    }
}

/// A connected page.
struct Page {
    desk: DeskId,
    /// The person behind the handle whom it was opened for.
    person: Option<LibrarianId>,
    /// `None` while it only watches the desk.
    patron: Option<PatronRow>,
    outbox: Outbox<ToPatron>,
    desk_shown: Option<DeskView>,
    contact_shown: Option<Option<PatronContact>>,
    call_backs_shown: Vec<OwnCallBack>,
}

/// A connected seat.
struct Connection {
    seat: SeatId,
    librarian: LibrarianId,
    outbox: Outbox<ToSeat>,
    shown: Option<SeatDesk>,
    call_backs_shown: Vec<CallBackView>,
    /// The thread that was opened from the list.
    reading: Option<ThreadId>,
    /// It is shown the settings at each change.
    watching: bool,
}

/// What a page was opened for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Door {
    /// The desk.
    pub(crate) desk: DeskId,
    /// The person behind its handle, if one was named.
    pub(crate) person: Option<LibrarianId>,
}

/// Everybody who is connected to a library.
#[derive(Default)]
pub(crate) struct Clients {
    pages: BTreeMap<PageId, Page>,
    connections: BTreeMap<ConnectionId, Connection>,
}

impl Clients {
    pub(crate) fn add_page(
        &mut self,
        page: PageId,
        door: Door,
        patron: Option<PatronRow>,
        outbox: Outbox<ToPatron>,
    ) {
        let page_of = Page {
            desk: door.desk,
            person: door.person,
            patron,
            outbox,
            desk_shown: None,
            contact_shown: None,
            call_backs_shown: Vec::new(),
        };
        self.pages.insert(page, page_of);
    }

    pub(crate) fn remove_page(&mut self, page: PageId) -> Option<PatronRow> {
        self.pages.remove(&page).and_then(|page| page.patron)
    }

    pub(crate) fn patron_of(&self, page: PageId) -> Option<PatronRow> {
        self.pages.get(&page).and_then(|page| page.patron)
    }

    pub(crate) fn pages(&self) -> Vec<PageId> {
        self.pages.keys().copied().collect()
    }

    pub(crate) fn door_of(&self, page: PageId) -> Option<Door> {
        self.pages.get(&page).map(|page| Door {
            desk: page.desk,
            person: page.person,
        })
    }

    /// Sends a page something; a page that does not read is cut off.
    pub(crate) fn tell_page(&mut self, page: PageId, message: ToPatron) {
        let stays = self
            .pages
            .get(&page)
            .is_none_or(|page| page.outbox.send(message));
        if !stays {
            // Its socket ends with the outbox and reports the page as closed.
            self.cut_off_page(page);
        }
    }

    /// Shows a page its desk and its contact, as far as they changed. Who has a place
    /// or talks need not know how long others would wait: their own contact says what
    /// matters to them.
    pub(crate) fn show_page(
        &mut self,
        page: PageId,
        desk: &DeskView,
        contact: Option<PatronContact>,
        ice_servers: Vec<IceServer>,
    ) {
        let Some(known) = self.pages.get_mut(&page) else {
            return;
        };
        let mut told = Vec::new();
        let is_news = match &known.desk_shown {
            Some(shown) if contact.as_ref().is_some_and(is_under_way) => {
                beside_the_wait(shown) != beside_the_wait(desk)
            }
            Some(shown) => shown != desk,
            None => true,
        };
        if is_news {
            known.desk_shown = Some(desk.clone());
            told.push(ToPatron::Desk { desk: desk.clone() });
        }
        if known.patron.is_some() && known.contact_shown.as_ref() != Some(&contact) {
            known.contact_shown = Some(contact.clone());
            told.push(ToPatron::Contact {
                contact,
                ice_servers,
            });
        }
        for message in told {
            self.tell_page(page, message);
        }
    }

    /// Shows a page its patron's call-backs, if they changed; nothing where there never
    /// were any.
    pub(crate) fn show_own_call_backs(&mut self, page: PageId, own: Vec<OwnCallBack>) {
        let Some(known) = self.pages.get_mut(&page) else {
            return;
        };
        if known.call_backs_shown != own {
            known.call_backs_shown.clone_from(&own);
            self.tell_page(page, ToPatron::CallBacks { call_backs: own });
        }
    }

    /// Gives a page new ways beside the contact that it knows.
    pub(crate) fn show_ways(&mut self, page: PageId, ice_servers: Vec<IceServer>) {
        let shown = self.pages.get(&page);
        if let Some(contact) = shown.and_then(|known| known.contact_shown.clone()) {
            let told = ToPatron::Contact {
                contact,
                ice_servers,
            };
            self.tell_page(page, told);
        }
    }

    /// Puts a page aside: the patron opened another, and this one speaks for nobody.
    pub(crate) fn supersede(&mut self, page: PageId) {
        self.tell_page(page, ToPatron::Superseded);
        self.cut_off_page(page);
        if let Some(page) = self.pages.get_mut(&page) {
            page.patron = None;
        }
    }

    /// Forgets the way to a page but not the page: its socket has yet to report.
    fn cut_off_page(&mut self, page: PageId) {
        if let Some(page) = self.pages.get_mut(&page) {
            page.outbox = Outbox::new().0;
        }
    }

    pub(crate) fn add_connection(
        &mut self,
        connection: ConnectionId,
        seat: SeatId,
        librarian: LibrarianId,
        outbox: Outbox<ToSeat>,
    ) {
        let new = Connection {
            seat,
            librarian,
            outbox,
            shown: None,
            call_backs_shown: Vec::new(),
            reading: None,
            watching: false,
        };
        self.connections.insert(connection, new);
    }

    /// Takes a connection away; gives back its seat if no newer connection has it.
    pub(crate) fn remove_connection(&mut self, connection: ConnectionId) -> Option<SeatId> {
        let seat = self.connections.remove(&connection)?.seat;
        self.connections
            .values()
            .all(|other| other.seat != seat)
            .then_some(seat)
    }

    pub(crate) fn connections(&self) -> Vec<ConnectionId> {
        self.connections.keys().copied().collect()
    }

    pub(crate) fn at(&self, connection: ConnectionId) -> Option<(SeatId, LibrarianId)> {
        self.connections
            .get(&connection)
            .map(|known| (known.seat, known.librarian))
    }

    /// Shows a seat its desk, if it changed.
    pub(crate) fn show_seat(&mut self, connection: ConnectionId, desk: SeatDesk) {
        let Some(known) = self.connections.get_mut(&connection) else {
            return;
        };
        if known.shown.as_ref() == Some(&desk) {
            return;
        }
        known.shown = Some(desk.clone());
        self.tell_connection(connection, ToSeat::Desk { desk });
    }

    /// Shows a seat the call-backs, if they changed; nothing where there never were any.
    pub(crate) fn show_call_backs(
        &mut self,
        connection: ConnectionId,
        call_backs: Vec<CallBackView>,
    ) {
        let Some(known) = self.connections.get_mut(&connection) else {
            return;
        };
        if known.call_backs_shown != call_backs {
            known.call_backs_shown.clone_from(&call_backs);
            let told = CallBacksTold::Open { call_backs };
            self.tell_connection(connection, ToSeat::CallBacks { told });
        }
    }

    /// Sends every seat something.
    pub(crate) fn tell_all_seats(&mut self, message: &ToSeat) {
        for connection in self.connections() {
            self.tell_connection(connection, message.clone());
        }
    }

    /// Notes which thread a seat has opened from the list.
    pub(crate) fn set_reading(&mut self, seat: SeatId, thread: Option<ThreadId>) {
        for known in self.connections.values_mut().filter(|one| one.seat == seat) {
            known.reading = thread;
        }
    }

    /// Notes whether a socket is to be shown the settings.
    pub(crate) fn set_watching(&mut self, connection: ConnectionId, watching: bool) {
        if let Some(known) = self.connections.get_mut(&connection) {
            known.watching = watching;
        }
    }

    /// The sockets that are shown the settings.
    pub(crate) fn watching(&self) -> Vec<ConnectionId> {
        let watching = self.connections.iter().filter(|(_, known)| known.watching);
        watching.map(|(id, _)| *id).collect()
    }

    /// The seats that have opened a thread from the list.
    pub(crate) fn seats_reading(&self, thread: ThreadId) -> Vec<SeatId> {
        let reads = |known: &&Connection| known.reading == Some(thread);
        let seats = self.connections.values().filter(reads);
        seats.map(|known| known.seat).collect()
    }

    /// Whether a patron's page is among the connected.
    pub(crate) fn pages_of(&self, patron: PatronId) -> Vec<PageId> {
        let theirs = |(id, page): (&PageId, &Page)| {
            page.patron
                .is_some_and(|row| row.id == patron)
                .then_some(*id)
        };
        self.pages.iter().filter_map(theirs).collect()
    }

    /// Sends a seat something.
    pub(crate) fn tell_seat(&mut self, seat: SeatId, message: ToSeat) {
        let of_seat =
            |(id, known): (&ConnectionId, &Connection)| (known.seat == seat).then_some(*id);
        let connections: Vec<_> = self.connections.iter().filter_map(of_seat).collect();
        for connection in connections {
            self.tell_connection(connection, message.clone());
        }
    }

    /// Sends all seats of a librarian something.
    pub(crate) fn tell_librarian(&mut self, librarian: LibrarianId, message: &ToSeat) {
        let theirs = |(id, known): (&ConnectionId, &Connection)| {
            (known.librarian == librarian).then_some(*id)
        };
        let connections: Vec<_> = self.connections.iter().filter_map(theirs).collect();
        for connection in connections {
            self.tell_connection(connection, message.clone());
        }
    }

    /// Sends one socket of a seat something.
    pub(crate) fn tell_connection(&mut self, connection: ConnectionId, message: ToSeat) {
        if let Some(known) = self.connections.get_mut(&connection)
            && !known.outbox.send(message)
        {
            known.outbox = Outbox::new().0; // its socket ends and reports
        }
    }

    /// Tells a machine that was read anew who is connected.
    pub(crate) fn sign_everybody_in(&mut self, machine: &mut Library, now: Moment) {
        for connection in self.connections.values_mut() {
            connection.shown = None;
            machine.handle_seat_connected(connection.seat, connection.librarian, now);
        }
        for (id, page) in &mut self.pages {
            page.desk_shown = None;
            page.contact_shown = None;
            if let Some(patron) = page.patron {
                machine.handle_page_connected(*id, thread_of(&patron), now);
            }
        }
    }
}

fn is_under_way(contact: &PatronContact) -> bool {
    !matches!(
        contact.state,
        sportello_wire::patron::PatronContactState::Ended { .. }
    )
}

/// All that a desk shows but how long somebody who comes now would wait.
fn beside_the_wait(desk: &DeskView) -> impl PartialEq + '_ {
    let DeskView {
        waiting: _,
        wait: _,
        chat_wait: _,
        library,
        name,
        handle,
        state,
        email,
        topics,
        consultations,
        loans,
        branch,
        hours,
        person,
        retention_days,
        admission,
        greeting,
        privacy_contact,
        privacy_notice,
        zone,
    } = desk;
    let desk = (library, name, handle, state, greeting, person, admission);
    let offers = (topics, consultations, loans, branch, hours, zone, email);
    let privacy = (retention_days, privacy_contact, privacy_notice);
    (desk, offers, privacy)
}

/// The thread of a patron, as the machine names it.
pub(crate) fn thread_of(patron: &PatronRow) -> ThreadOf {
    ThreadOf {
        thread: patron.thread,
        desk: patron.desk,
        patron: patron.id,
    }
}
