//! A desk server that is played by the test, an engine and a host that write down.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use sportello_media::{
    CallCommand, CallCommands, CallEvent, CallSettings, Engine, MediaError, OpenCall, Reach,
};
use sportello_seat::{Host, Seat, SeatSettings, ServerAddress};
use sportello_wire::seat::{
    FromSeat, LibrarianView, LineEntry, PublicAddress, SeatContact, SeatDesk, ToSeat,
};
use sportello_wire::window::{WindowOrder, WindowState};
use sportello_wire::{
    ChosenPresence, ContactId, Handle, Language, LegId, LibrarianId, Mode, Presence, Signal,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);

pub const ADA: ContactId = ContactId(Uuid::from_u128(0xada));
pub const LEG: LegId = LegId(Uuid::from_u128(0x1e6));

/// The stage: a seat between a played server and a written-down host.
pub struct Stage {
    pub seat: Seat,
    pub server: Server,
    pub calls: mpsc::UnboundedReceiver<PlayedCall>,
    states: watch::Receiver<WindowState>,
    pub noted: Arc<Mutex<Vec<String>>>,
    pub pictures: mpsc::UnboundedReceiver<Vec<u8>>,
}

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
        let host = WritingHost {
            shows,
            draws,
            noted: noted.clone(),
        };
        let settings = SeatSettings {
            embedded: Some(server.address.clone()),
            reach: Reach::ThisComputer,
            picture: Default::default(),
        };
        let seat = Seat::start(settings, Arc::new(PlayedEngine { opened }), Arc::new(host));
        Self {
            seat,
            server,
            calls,
            states,
            noted,
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
                return serde_json::from_str(&text).expect("a message of the wire");
            }
        }
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

struct PlayedEngine {
    opened: mpsc::UnboundedSender<PlayedCall>,
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
}

struct WritingHost {
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
}

pub fn welcome(token: &str) -> ToSeat {
    ToSeat::Welcome {
        token: token.into(),
        librarian: LibrarianView {
            id: LibrarianId(Uuid::from_u128(0xb0)),
            name: "Bo".into(),
        },
        library: "Biblioteca di Prova".into(),
        handles: vec![Handle::parse("biblioteca.prova").expect("a handle")],
        public: PublicAddress {
            base: "http://localhost:1".into(),
            this_computer_only: true,
        },
        ice_servers: Vec::new(),
    }
}

pub fn desk(line: Vec<LineEntry>, contact: Option<SeatContact>) -> ToSeat {
    let presence = if contact.is_some() {
        Presence::OnContact
    } else {
        Presence::Available
    };
    ToSeat::Desk {
        desk: SeatDesk {
            chosen: ChosenPresence::Available,
            presence,
            line,
            contact,
        },
    }
}

pub fn ringing() -> LineEntry {
    LineEntry {
        contact: ADA,
        name: "Ada".into(),
        mode: Mode::Video,
        language: Language::It,
        arrived_at: 0,
        rings_here: true,
        absent: false,
    }
}

pub fn contact(answered_with: Mode) -> SeatContact {
    SeatContact {
        id: ADA,
        name: "Ada".into(),
        mode: Mode::Video,
        answered_with,
        language: Language::It,
        since: 0,
        here: true,
        absent: false,
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
        desk: None,
        news: Vec::new(),
    }
}
