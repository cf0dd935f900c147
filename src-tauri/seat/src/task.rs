//! The seat's task: it waits for an order, the server, the engine, a file or the time
//! when somebody has stopped typing, and after each shows the host what is so.

mod accounts;
mod administering;
mod calendar;
mod call_backs;
mod calling;
mod cases;
mod devices;
mod files;
mod hearing;
mod loans;
mod orders;
mod outbox;
mod outside;
mod reports;
mod showing;

use std::collections::BTreeMap;
use std::sync::Arc;

use rand::random;
use sportello_link::{Link, LinkEvent, ServerAddress};
use sportello_media::{CallEvent, DeviceEvent, Engine, HandOver, IceServer};
use sportello_wire::seat::{FromSeat, House, LibrarianView, PublicAddress, SeatContact, SeatDesk};
use sportello_wire::window::away::Away;
use sportello_wire::window::setup::Setup;
use sportello_wire::window::{Connection, News, NewsItem, WindowAnswers, WindowState};
use sportello_wire::{ContactId, Role, SeatId};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Builder;

use crate::call::Call;
use crate::clock::Clock;
use crate::devices::Devices;
use crate::gate::Gate;
use crate::ringing::Ringing;
use crate::threads::Threads;
use crate::{Host, Input, SeatSettings};
use accounts::Accounts;
use administering::Administering;
use calendar::Calendar;
use call_backs::CallBacks;
use cases::Cases;
use files::Carried;
use loans::Loans;
use outbox::Outbox;
use reports::Reports;

/// How many pieces of news are remembered for a window that opens late.
const NEWS: usize = 8;

/// Who is signed in, and what the server told of itself.
#[derive(Clone)]
struct Welcome {
    librarian: LibrarianView,
    role: Role,
    library: String,
    links: Vec<String>,
    public: PublicAddress,
}

pub(crate) struct Task {
    settings: SeatSettings,
    engine: Arc<dyn Engine>,
    host: Arc<dyn Host>,
    seat: SeatId,
    server: Option<ServerAddress>,
    link: Option<Link>,
    link_events: Option<mpsc::Receiver<LinkEvent>>,
    connection: Connection,
    away: Option<Away>,
    setup: Option<Setup>,
    /// The session's, for files; empty while nobody is signed in.
    token: String,
    welcome: Option<Welcome>,
    clock: Clock,
    house: House,
    administration: Administering,
    desk: Option<SeatDesk>,
    threads: Threads,
    answers: WindowAnswers,
    /// Files on their way; dropped with the session.
    carried: JoinSet<Carried>,
    uploads: u64,
    /// Where to look for a way to the patron, by the calls that are here.
    ways: BTreeMap<ContactId, Vec<IceServer>>,
    call: Option<Call>,
    call_events: Option<mpsc::Receiver<CallEvent>>,
    devices: Devices,
    device_events: Option<mpsc::Receiver<DeviceEvent>>,
    /// How loud it was when that was told last: the own microphone, the patron.
    levels: [u8; 2],
    hand_over: HandOver,
    gate: Gate,
    ringing: Ringing,
    news: Vec<News>,
    news_told: u32,
    accounts: Accounts,
    calendar: Calendar,
    outbox: Outbox,
    loans: Loans,
    reports: Reports,
    cases: Cases,
    call_backs: CallBacks,
    shown: Option<WindowState>,
}

impl Task {
    pub(crate) fn new(
        settings: SeatSettings,
        engine: Arc<dyn Engine>,
        host: Arc<dyn Host>,
    ) -> Self {
        let room = devices::open_room(engine.as_ref());
        let (commands, events) = room.map(|room| (room.commands, room.events)).unzip();
        Self {
            devices: Devices::new(host.devices_chosen(), commands),
            device_events: events,
            levels: [0; 2],
            server: settings.embedded.clone(),
            settings,
            engine,
            host,
            seat: SeatId(Builder::from_random_bytes(random()).into_uuid()),
            link: None,
            link_events: None,
            connection: Connection::SignedOut { why: None },
            away: None,
            setup: None,
            token: String::new(),
            welcome: None,
            clock: Clock::default(),
            house: House::default(),
            administration: Administering::default(),
            desk: None,
            ways: BTreeMap::new(),
            threads: Threads::default(),
            answers: WindowAnswers::default(),
            carried: JoinSet::new(),
            uploads: 0,
            call: None,
            call_events: None,
            hand_over: HandOver::Encoded,
            gate: Gate::default(),
            ringing: Ringing::default(),
            news: Vec::new(),
            news_told: 0,
            accounts: Accounts::default(),
            calendar: Calendar::default(),
            outbox: Outbox::default(),
            loans: Loans::default(),
            reports: Reports::default(),
            cases: Cases::default(),
            call_backs: CallBacks::default(),
            shown: None,
        }
    }

    pub(crate) async fn run(mut self, mut inputs: mpsc::UnboundedReceiver<Input>) {
        loop {
            let deadline = self.threads.deadline();
            let again = self.accounts.deadline();
            tokio::select! {
                input = inputs.recv() => match input {
                    Some(input) => self.take(input),
                    None => break,
                },
                event = next(&mut self.link_events) => self.hear_link(event),
                event = next(&mut self.call_events) => self.hear_call(event),
                event = next(&mut self.device_events) => self.hear_devices(event),
                Some(carried) = self.carried.join_next() => self.finish_file(carried),
                Some(worked) = self.accounts.work.join_next() => self.take_worked(worked),
                () = until(again) => self.try_again(),
                () = until(deadline) => self.threads.pass_time(Instant::now()),
            }
            self.follow_devices();
            self.tell_marks();
            self.show();
        }
        self.quit();
        self.ringing.follow(&[], self.host.as_ref());
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Order(order) => self.obey(order),
            Input::File {
                thread,
                name,
                bytes,
            } => self.send_file(thread, name, bytes),
            Input::Calendar { bytes } => self.send_calendar(bytes),
            Input::Loans {
                source,
                name,
                bytes,
            } => self.send_loans(source, name, bytes),
            Input::Still {
                contact,
                name,
                bytes,
            } => self.send_still(contact, name, bytes),
            Input::SignInForOnce { user, password } => self.sign_in("", user, password, false),
            Input::Quit => self.quit(),
            Input::Drawn => self.drawn(),
            Input::Show => {
                self.devices.leave();
                self.shown = None;
            }
            Input::ComputerChanged => {} // it is shown after each input
            Input::NoBell => self.tell(NewsItem::NoRingingSound),
            Input::Setup(setup) => self.setup = Some(*setup),
            Input::UseServer { server, embedded } => self.use_server(server, embedded),
        }
    }

    fn say(&self, message: FromSeat) {
        if let Some(link) = &self.link {
            link.say(message);
        }
    }

    /// What came in and what was read is told as soon as it is known; while the
    /// server is away it waits.
    fn tell_marks(&mut self) {
        if self.connection != Connection::Online {
            return;
        }
        for (thread, marks) in self.threads.marks_to_tell() {
            self.say(FromSeat::Mark { thread, marks });
        }
    }

    fn tell(&mut self, what: NewsItem) {
        self.news_told += 1;
        self.news.push(News {
            number: self.news_told,
            what,
        });
        if self.news.len() > NEWS {
            self.news.remove(0);
        }
    }

    /// The contacts whose call or chat is at this seat, the call first.
    fn contacts(&self) -> impl Iterator<Item = &SeatContact> {
        let contacts = self.desk.iter().flat_map(|desk| &desk.contacts);
        contacts.filter(|contact| contact.here)
    }
}

/// The next event, or none ever while there is no source.
async fn next<T>(events: &mut Option<mpsc::Receiver<T>>) -> Option<T> {
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}

/// The deadline, or never.
async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
