//! A desk server that is played by the test, an engine and a host that write down.
//!
//! Long, because the three play together: a test needs them all or none.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::{SinkExt, StreamExt};
use sportello_media::{
    CallCommand, CallCommands, CallEvent, CallSettings, DeviceCommand, DeviceCommands, DeviceEvent,
    Engine, MediaError, OpenCall, OpenGreenRoom, Reach,
};
use sportello_seat::{Host, KeptSession, Seat, SeatSettings, ServerAddress};
use sportello_wire::seat::{
    FromSeat, LibrarianView, LineEntry, OutboxOrder, PublicAddress, SeatContact, SeatDesk,
    StillView, ThreadEntry, ToSeat,
};
use sportello_wire::window::setup::SetupOrder;
use sportello_wire::window::{
    ComputerView, DeviceEntry, DevicesChosen, KeptIn, NewsItem, WindowDesk, WindowOrder,
    WindowState, WindowThread,
};
use sportello_wire::{
    ChosenPresence, ContactId, DeskId, Handle, Language, LegId, LibrarianId, MarksView, MessageId,
    MessageView, Mode, Presence, Role, Signal, Speaker, ThreadId,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);

pub const ADA: ContactId = ContactId(Uuid::from_u128(0xada));
pub const LEG: LegId = LegId(Uuid::from_u128(0x1e6));
/// Ada's thread, and Dino's.
pub const ADAS: ThreadId = ThreadId(Uuid::from_u128(0xada7));
pub const DINOS: ThreadId = ThreadId(Uuid::from_u128(0x0d17));
/// The server's clock is so far behind the computer's: ten minutes.
pub const BEHIND: i64 = 600_000;

/// The stage: a seat between a played server and a written-down host.
pub struct Stage {
    pub seat: Seat,
    pub server: Server,
    pub calls: mpsc::UnboundedReceiver<PlayedCall>,
    pub room: PlayedRoom,
    states: watch::Receiver<WindowState>,
    pub noted: Arc<Mutex<Vec<String>>>,
    pub kept: Kept,
    pub pictures: mpsc::UnboundedReceiver<Vec<u8>>,
}

/// The session that the host keeps, if any.
pub type Kept = Arc<Mutex<Option<KeptSession>>>;

impl Stage {
    /// Bo is signed in and available; nobody waits.
    pub async fn set() -> Self {
        let mut stage = Self::empty().await;
        stage.sign_in();
        stage.server.accept().await;
        assert!(matches!(stage.server.hear().await, FromSeat::SignIn { .. }));
        stage.server.say(welcome("the token")).await;
        stage.server.say(desk(Vec::new(), None)).await;
        stage.shown(|state| state.desk.is_some()).await;
        stage
    }

    /// Nobody is signed in.
    pub async fn empty() -> Self {
        let server = Server::listen().await;
        let (opened, calls) = mpsc::unbounded_channel();
        let (shows, states) = watch::channel(nothing());
        let (draws, pictures) = mpsc::unbounded_channel();
        let noted = Arc::new(Mutex::new(Vec::new()));
        let kept = Kept::default();
        let host = WritingHost {
            kept: kept.clone(),
            shows,
            draws,
            noted: noted.clone(),
        };
        let settings = SeatSettings {
            embedded: Some(server.address.clone()),
            reach: Reach::ThisComputer,
            picture: Default::default(),
            program: "Sportello".into(),
        };
        let (commands, room_commands) = DeviceCommands::channel();
        let (room_events, events) = mpsc::channel(64);
        let engine = PlayedEngine {
            opened,
            room: Mutex::new(Some(OpenGreenRoom { commands, events })),
        };
        let seat = Seat::start(settings, Arc::new(engine), Arc::new(host));
        let room = PlayedRoom {
            commands: room_commands,
            events: room_events,
        };
        Self {
            seat,
            server,
            calls,
            room,
            states,
            noted,
            kept,
            pictures,
        }
    }

    pub fn sign_in(&self) {
        self.seat.order(WindowOrder::SignIn {
            server: String::new(),
            user: "bo".into(),
            password: "acqua e sale".into(),
        });
    }

    /// Waits until the window shows it.
    pub async fn shown(&mut self, wanted: impl Fn(&WindowState) -> bool) -> WindowState {
        let waiting = self.states.wait_for(|state| wanted(state));
        let shown = timeout(PATIENCE, waiting)
            .await
            .expect("the window shows it in time");
        shown.expect("the seat is alive").clone()
    }

    /// Waits until the desk in the window is so.
    pub async fn desk_shown(&mut self, wanted: impl Fn(&WindowDesk) -> bool) -> WindowDesk {
        let shown = self.shown(|state| state.desk.as_ref().is_some_and(&wanted));
        shown.await.desk.expect("just seen")
    }

    /// Waits until the conversation in the window is so.
    pub async fn conversation(&mut self, wanted: impl Fn(&WindowThread) -> bool) -> WindowThread {
        let shown = self.desk_shown(|desk| desk.conversations.first().is_some_and(&wanted));
        shown.await.conversations.swap_remove(0)
    }

    /// Waits until the thread that was opened is so in the window.
    pub async fn reading(&mut self, wanted: impl Fn(&WindowThread) -> bool) -> WindowThread {
        let shown = self.desk_shown(|desk| desk.reading.as_ref().is_some_and(&wanted));
        shown.await.reading.expect("just seen")
    }

    /// Waits for this piece of news.
    pub async fn news(&mut self, wanted: NewsItem) {
        self.shown(|state| state.news.iter().any(|news| news.what == wanted))
            .await;
    }

    /// Ada's contact is talked in, with nothing in her thread so far.
    pub async fn in_a_chat(&mut self) {
        let chat = SeatContact {
            mode: Mode::Chat,
            ..contact(Mode::Chat)
        };
        self.server.say(desk(Vec::new(), Some(chat))).await;
        self.server.say(history(ADAS, Vec::new())).await;
        self.desk_shown(|desk| !desk.conversations.is_empty()).await;
    }

    /// The server comes back after it was away.
    pub async fn reconnect(&mut self) {
        self.server.accept().await;
        let resume = self.server.hear().await;
        assert!(matches!(resume, FromSeat::Resume { .. }), "{resume:?}");
        self.server.say(welcome("")).await;
    }

    /// Ada's video contact is answered, and her page has offered.
    pub async fn in_a_call(&mut self) -> PlayedCall {
        self.server
            .say(desk(Vec::new(), Some(contact(Mode::Video))))
            .await;
        self.server.say(offer(LEG, "v=0 first")).await;
        self.call().await
    }

    /// The call that the seat opens next.
    pub async fn call(&mut self) -> PlayedCall {
        let opened = timeout(PATIENCE, self.calls.recv()).await;
        opened
            .expect("a call is opened in time")
            .expect("the engine is alive")
    }

    pub fn notes(&self) -> Vec<String> {
        self.noted.lock().expect("no test panicked with it").clone()
    }
}

/// A desk server that says what the test says.
pub struct Server {
    listener: TcpListener,
    pub address: ServerAddress,
    socket: Option<WebSocketStream<TcpStream>>,
}

impl Server {
    async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let address = ServerAddress::parse(&format!("http://127.0.0.1:{port}"));
        Self {
            listener,
            address: address.expect("loopback"),
            socket: None,
        }
    }

    pub async fn accept(&mut self) {
        let (stream, _) = timeout(PATIENCE, self.listener.accept())
            .await
            .expect("the seat connects in time")
            .expect("a connection");
        let socket = tokio_tungstenite::accept_async(stream).await;
        self.socket = Some(socket.expect("a WebSocket"));
    }

    pub async fn say(&mut self, message: ToSeat) {
        let text = serde_json::to_string(&message).expect("a message");
        let socket = self.socket.as_mut().expect("the seat is connected");
        socket
            .send(Message::text(text))
            .await
            .expect("the seat listens");
    }

    pub async fn hear(&mut self) -> FromSeat {
        let socket = self.socket.as_mut().expect("the seat is connected");
        loop {
            let heard = timeout(PATIENCE, socket.next())
                .await
                .expect("the seat speaks in time");
            if let Message::Text(text) = heard.expect("it is there").expect("it is sound") {
                let heard = serde_json::from_str(&text).expect("a message of the wire");
                if !is_usual(&heard) {
                    return heard;
                }
            }
        }
    }

    /// Hears a request over HTTP, answers it, and gives back what it was.
    pub async fn answer_request(&mut self, status: &str, body: &[u8]) -> String {
        let (mut stream, _) = timeout(PATIENCE, self.listener.accept())
            .await
            .expect("the seat asks in time")
            .expect("a connection");
        let mut asked = Vec::new();
        while !is_whole(&asked) {
            let read = timeout(PATIENCE, stream.read_buf(&mut asked)).await;
            assert!(read.expect("in time").expect("it is sound") > 0);
        }
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let answer = [head.as_bytes(), body].concat();
        stream.write_all(&answer).await.expect("the seat listens");
        String::from_utf8_lossy(&asked).into_owned()
    }

    pub fn vanish(&mut self) {
        self.socket = None;
    }
}

/// A call that the test plays the engine of.
pub struct PlayedCall {
    pub settings: CallSettings,
    pub commands: mpsc::UnboundedReceiver<CallCommand>,
    events: mpsc::Sender<CallEvent>,
}

impl PlayedCall {
    pub async fn tell(&self, event: CallEvent) {
        self.events
            .send(event)
            .await
            .expect("the seat listens to its call");
    }

    pub async fn command(&mut self) -> CallCommand {
        let command = timeout(PATIENCE, self.commands.recv()).await;
        command
            .expect("the seat commands in time")
            .expect("the seat holds the call")
    }
}

/// The room in which devices are tried, held by the test.
pub struct PlayedRoom {
    commands: mpsc::UnboundedReceiver<DeviceCommand>,
    events: mpsc::Sender<DeviceEvent>,
}

impl PlayedRoom {
    pub async fn tell(&self, event: DeviceEvent) {
        let told = self.events.send(event).await;
        told.expect("the seat listens to its devices");
    }

    pub async fn command(&mut self) -> DeviceCommand {
        let command = timeout(PATIENCE, self.commands.recv()).await;
        command
            .expect("the seat commands in time")
            .expect("the seat holds the room")
    }
}

struct PlayedEngine {
    opened: mpsc::UnboundedSender<PlayedCall>,
    /// Until the seat opens it.
    room: Mutex<Option<OpenGreenRoom>>,
}

impl Engine for PlayedEngine {
    fn open(&self, settings: CallSettings) -> Result<OpenCall, MediaError> {
        let (commands, received) = CallCommands::channel();
        let (sender, events) = mpsc::channel(64);
        let _ = self.opened.send(PlayedCall {
            settings,
            commands: received,
            events: sender,
        });
        Ok(OpenCall { commands, events })
    }

    fn green_room(&self) -> Result<OpenGreenRoom, MediaError> {
        let room = self.room.lock().expect("no test panicked with it").take();
        Ok(room.expect("it is opened once"))
    }
}

struct WritingHost {
    kept: Kept,
    shows: watch::Sender<WindowState>,
    draws: mpsc::UnboundedSender<Vec<u8>>,
    noted: Arc<Mutex<Vec<String>>>,
}

impl WritingHost {
    fn note(&self, what: String) {
        self.noted
            .lock()
            .expect("no test panicked with it")
            .push(what);
    }
}

impl Host for WritingHost {
    fn show(&self, state: &WindowState) {
        self.shows.send_replace(state.clone());
    }

    fn picture(&self, packed: Vec<u8>) {
        let _ = self.draws.send(packed);
    }

    fn rings(&self, contact: &LineEntry) {
        self.note(format!("{} rings", contact.name));
    }

    fn rings_no_more(&self, contact: &LineEntry) {
        self.note(format!("{} rings no more", contact.name));
    }

    fn bell(&self, on: bool) {
        self.note(format!("bell {}", if on { "on" } else { "off" }));
    }

    fn has_written(&self, thread: &ThreadEntry) {
        self.note(format!("{} has written", thread.name));
    }

    fn presence_changed(&self, presence: ChosenPresence) {
        self.note(format!("now {presence:?}"));
    }

    fn set_up(&self, order: SetupOrder) {
        self.note(format!("set up: {order:?}"));
    }

    fn keep_session(&self, session: &KeptSession) -> Option<KeptIn> {
        *self.kept.lock().expect("no test panicked with it") = Some(session.clone());
        Some(KeptIn::Keyring)
    }

    fn kept_session(&self, server: &str) -> Option<(KeptSession, KeptIn)> {
        let kept = self.kept.lock().expect("no test panicked with it").clone();
        let kept = kept.filter(|kept| kept.server == server)?;
        Some((kept, KeptIn::Keyring))
    }

    fn forget_session(&self, _server: &str) {
        *self.kept.lock().expect("no test panicked with it") = None;
    }

    fn devices_chosen(&self) -> DevicesChosen {
        DevicesChosen {
            speaker: Some(DeviceEntry {
                id: "cuffie".into(),
                name: "Cuffie".into(),
            }),
            ..DevicesChosen::default()
        }
    }

    fn keep_devices(&self, chosen: &DevicesChosen) {
        let name = |entry: &Option<DeviceEntry>| entry.as_ref().map(|one| one.name.clone());
        let (microphone, off) = (name(&chosen.microphone), chosen.camera_off);
        self.note(format!("keeps {microphone:?}, camera off: {off}"));
    }

    fn save_file(&self, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
        if name == "unsaved.pdf" {
            return Err(std::io::Error::other("the disk is full"));
        }
        self.note(format!("{name} holds {} bytes", bytes.len()));
        Ok(PathBuf::from("/downloads").join(name))
    }
}

/// A request with all of its body: these tests send bodies that end with `!`.
fn is_whole(asked: &[u8]) -> bool {
    asked.ends_with(b"!") || (asked.starts_with(b"GET") && asked.ends_with(b"\r\n\r\n"))
}

/// What time it is on this computer.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_millis()).expect("before the year 292 million")
}

pub fn welcome(token: &str) -> ToSeat {
    ToSeat::Welcome {
        token: token.into(),
        librarian: LibrarianView {
            id: LibrarianId(Uuid::from_u128(0xb0)),
            name: "Bo".into(),
        },
        role: Role::Librarian,
        at: now() - BEHIND,
        library: "Biblioteca di Prova".into(),
        handles: vec![Handle::parse("biblioteca.prova").expect("a handle")],
        public: PublicAddress {
            base: "http://localhost:1".into(),
            this_computer_only: true,
        },
    }
}

pub fn desk(line: Vec<LineEntry>, contacts: impl IntoIterator<Item = SeatContact>) -> ToSeat {
    let contacts: Vec<_> = contacts.into_iter().collect();
    let presence = if contacts.is_empty() {
        Presence::Available
    } else {
        Presence::OnContact
    };
    ToSeat::Desk {
        desk: SeatDesk {
            chosen: ChosenPresence::Available,
            presence,
            waiting: u32::try_from(line.len()).expect("few"),
            line,
            contacts,
            wrap_up: None,
            colleagues: Vec::new(),
            groups: Vec::new(),
        },
    }
}

pub fn history(thread: ThreadId, messages: Vec<MessageView>) -> ToSeat {
    ToSeat::History {
        thread,
        name: "Ada".into(),
        messages,
        patron: MarksView::default(),
    }
}

/// What a patron said at a time of the server.
pub fn said(number: u128, text: &str, at: i64) -> MessageView {
    MessageView {
        id: MessageId(Uuid::from_u128(number)),
        contact: None,
        speaker: Speaker::Patron,
        text: text.into(),
        attachment: None,
        appointment: None,
        loans: Vec::new(),
        case: None,
        at,
    }
}

/// A thread in the list, in which the patron wrote last.
pub fn entry(thread: ThreadId, name: &str, at: i64) -> ThreadEntry {
    ThreadEntry {
        thread,
        desk: DeskId(Uuid::nil()),
        name: name.into(),
        language: Language::It,
        speaker: Speaker::Patron,
        excerpt: "Buongiorno".into(),
        at,
        unread: true,
        present: true,
    }
}

pub fn ringing() -> LineEntry {
    LineEntry {
        contact: ADA,
        name: "Ada".into(),
        mode: Mode::Video,
        language: Language::It,
        desk: DeskId(Uuid::nil()),
        topic: None,
        wanted: None,
        arrived_at: now() - BEHIND,
        rings_here: true,
        absent: false,
        called: false,
        mine: true,
        booked: None,
        passed_on: None,
        from_colleague: false,
    }
}

pub fn contact(answered_with: Mode) -> SeatContact {
    SeatContact {
        id: ADA,
        thread: ADAS,
        desk: DeskId(Uuid::nil()),
        topic: None,
        calling: false,
        on_hold: false,
        proposed: None,
        admitted: true,
        name: "Ada".into(),
        mode: Mode::Video,
        answered_with,
        language: Language::It,
        since: now() - BEHIND,
        here: true,
        wanted: None,
        absent: false,
        still: StillView::Unasked,
        booked: None,
        transfer: None,
        passed_on: None,
    }
}

pub fn offer(leg: LegId, sdp: &str) -> ToSeat {
    ToSeat::Signal {
        contact: ADA,
        leg,
        signal: Signal::Offer { sdp: sdp.into() },
    }
}

fn nothing() -> WindowState {
    WindowState {
        connection: sportello_wire::window::Connection::SignedOut { why: None },
        server: String::new(),
        embedded: false,
        away: None,
        setup: None,
        desk: None,
        news: Vec::new(),
        computer: ComputerView::default(),
        accounts: Default::default(),
        devices: Default::default(),
    }
}

/// What every seat asks once it has signed in, whatever a test is about.
fn is_usual(heard: &FromSeat) -> bool {
    let order = OutboxOrder::Watch { on: false };
    *heard == FromSeat::Outbox { number: 0, order }
}
