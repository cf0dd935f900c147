//! The seat's task: it waits for an order, the server or the engine, and after each
//! shows the host what is so.

mod hearing;

use std::sync::Arc;

use rand::random;
use sportello_link::{AddressError, Credentials, Link, LinkEvent, ServerAddress};
use sportello_media::{CallCommand, CallEvent, Engine, HandOver, IceServer};
use sportello_wire::seat::{FromSeat, LibrarianView, PublicAddress, SeatDesk};
use sportello_wire::window::{
    Connection, News, NewsItem, SignInTrouble, WindowDesk, WindowOrder, WindowState,
};
use sportello_wire::{ContactId, MessageId, SeatId};
use tokio::sync::mpsc;
use uuid::Builder;

use crate::call::Call;
use crate::gate::Gate;
use crate::ringing::Ringing;
use crate::thread::Thread;
use crate::{Host, Input, SeatSettings};

/// How many pieces of news are remembered for a window that opens late.
const NEWS: usize = 8;

/// Who is signed in, and what the server told of itself.
#[derive(Clone)]
struct Welcome {
    librarian: LibrarianView,
    library: String,
    links: Vec<String>,
    public: PublicAddress,
    ice_servers: Vec<IceServer>,
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
    welcome: Option<Welcome>,
    desk: Option<SeatDesk>,
    thread: Thread,
    call: Option<Call>,
    call_events: Option<mpsc::Receiver<CallEvent>>,
    hand_over: HandOver,
    gate: Gate,
    ringing: Ringing,
    news: Vec<News>,
    news_told: u32,
    shown: Option<WindowState>,
}

impl Task {
    pub(crate) fn new(
        settings: SeatSettings,
        engine: Arc<dyn Engine>,
        host: Arc<dyn Host>,
    ) -> Self {
        Self {
            server: settings.embedded.clone(),
            settings,
            engine,
            host,
            seat: SeatId(Builder::from_random_bytes(random()).into_uuid()),
            link: None,
            link_events: None,
            connection: Connection::SignedOut { why: None },
            welcome: None,
            desk: None,
            thread: Thread::default(),
            call: None,
            call_events: None,
            hand_over: HandOver::Encoded,
            gate: Gate::default(),
            ringing: Ringing::default(),
            news: Vec::new(),
            news_told: 0,
            shown: None,
        }
    }

    pub(crate) async fn run(mut self, mut inputs: mpsc::UnboundedReceiver<Input>) {
        loop {
            tokio::select! {
                input = inputs.recv() => match input {
                    Some(Input::Order(order)) => self.obey(order),
                    Some(Input::Drawn) => self.drawn(),
                    Some(Input::Show) => self.shown = None,
                    Some(Input::NoBell) => self.tell(NewsItem::NoRingingSound),
                    None => break,
                },
                event = next(&mut self.link_events) => self.hear_link(event),
                event = next(&mut self.call_events) => self.hear_call(event),
            }
            self.show();
        }
        self.sign_out();
        self.ringing.follow(&[], self.host.as_ref());
    }

    fn obey(&mut self, order: WindowOrder) {
        match order {
            WindowOrder::SignIn {
                server,
                user,
                password,
            } => {
                self.sign_in(&server, Credentials { user, password });
            }
            WindowOrder::SignOut => {
                self.sign_out();
                self.connection = Connection::SignedOut { why: None };
            }
            WindowOrder::SetPresence { presence } => self.say(FromSeat::SetPresence { presence }),
            WindowOrder::Answer { contact, with } => self.say(FromSeat::Accept { contact, with }),
            WindowOrder::Decline { contact } => self.say(FromSeat::Decline { contact }),
            WindowOrder::HangUp => {
                if let Some(contact) = self.contact() {
                    self.say(FromSeat::HangUp { contact });
                }
            }
            WindowOrder::Say { text } => self.say_in_thread(text),
            WindowOrder::SetCamera { on } => self.with_call(|call| call.set_camera(on)),
            WindowOrder::SetMicrophone { on } => self.with_call(|call| call.set_microphone(on)),
            WindowOrder::SetPictures { decodes_vp8 } => {
                self.hand_over = if decodes_vp8 {
                    HandOver::Encoded
                } else {
                    HandOver::Decoded
                };
                let hand_over = self.hand_over;
                self.with_call(|call| call.tell(CallCommand::SetHandOver(hand_over)));
            }
            WindowOrder::NeedKeyPicture => {
                self.with_call(|call| call.tell(CallCommand::NeedKeyFrame));
            }
        }
    }

    fn sign_in(&mut self, server: &str, credentials: Credentials) {
        self.sign_out();
        let typed = if server.trim().is_empty() {
            None
        } else {
            Some(ServerAddress::parse(server))
        };
        let address = match (typed, &self.settings.embedded) {
            (Some(typed), _) => typed,
            (None, Some(embedded)) => Ok(embedded.clone()),
            (None, None) => Err(AddressError::Unreadable),
        };
        match address {
            Ok(address) => {
                let (link, events) = Link::open(address.clone(), self.seat, credentials);
                self.server = Some(address);
                self.link = Some(link);
                self.link_events = Some(events);
                self.connection = Connection::SigningIn;
            }
            Err(_) => {
                let why = Some(SignInTrouble::BadAddress);
                self.connection = Connection::SignedOut { why };
            }
        }
    }

    fn sign_out(&mut self) {
        self.say(FromSeat::SignOut);
        self.leave();
    }

    /// Forgets everything that belongs to a session.
    fn leave(&mut self) {
        self.link = None;
        self.link_events = None;
        self.welcome = None;
        self.desk = None;
        self.end_call();
    }

    fn say(&self, message: FromSeat) {
        if let Some(link) = &self.link {
            link.say(message);
        }
    }

    fn say_in_thread(&mut self, text: String) {
        let (Some(contact), Some(welcome)) = (self.contact(), &self.welcome) else {
            return;
        };
        if text.trim().is_empty() {
            return;
        }
        let id = MessageId(Builder::from_random_bytes(random()).into_uuid());
        self.thread
            .say(id, contact, &welcome.librarian.name, text.clone());
        self.say(FromSeat::Say { contact, id, text });
    }

    fn end_call(&mut self) {
        if let Some(mut call) = self.call.take() {
            call.close();
        }
        self.call_events = None;
        self.thread = Thread::default();
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

    fn with_call(&mut self, order: impl FnOnce(&mut Call)) {
        if let Some(call) = &mut self.call {
            order(call);
        }
    }

    /// The contact whose call or chat is at this seat.
    fn contact(&self) -> Option<ContactId> {
        let contact = self.desk.as_ref()?.contact.as_ref()?;
        contact.here.then_some(contact.id)
    }

    fn show(&mut self) {
        let state = self.state();
        if self.shown.as_ref() != Some(&state) {
            self.host.show(&state);
            self.shown = Some(state);
        }
    }

    fn state(&self) -> WindowState {
        let desk = self
            .welcome
            .as_ref()
            .zip(self.desk.as_ref())
            .map(|(welcome, seat)| WindowDesk {
                librarian: welcome.librarian.clone(),
                library: welcome.library.clone(),
                links: welcome.links.clone(),
                public: welcome.public.clone(),
                seat: seat.clone(),
                messages: self.thread.messages().to_vec(),
                call: self.call.as_ref().map(|call| call.view().clone()),
            });
        let embedded = self.server.is_some() && self.server == self.settings.embedded;
        WindowState {
            connection: self.connection.clone(),
            server: self
                .server
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            embedded,
            desk,
            news: self.news.clone(),
        }
    }
}

/// The next event, or none ever while there is no source.
async fn next<T>(events: &mut Option<mpsc::Receiver<T>>) -> Option<T> {
    match events {
        Some(events) => events.recv().await,
        None => std::future::pending().await,
    }
}
