//! The seat's task: it waits for an order, the server or the engine, and after each
//! shows the host what is so.

use std::sync::Arc;

use rand::random;
use sportello_link::{AddressError, Credentials, Link, LinkEvent, ServerAddress};
use sportello_media::{CallCommand, CallEvent, Engine, Frame, HandOver, IceServer};
use sportello_wire::seat::{FromSeat, LibrarianView, OfferEnd, PublicAddress, SeatDesk, ToSeat};
use sportello_wire::window::{
    Connection, News, NewsItem, SignInTrouble, WindowDesk, WindowOrder, WindowState, picture,
};
use sportello_wire::{ContactId, MessageId, Mode, RefusalCode, SeatId};
use tokio::sync::mpsc;
use uuid::Builder;

use crate::call::{Call, CallPlan};
use crate::gate::{Gate, Verdict};
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

    fn hear_link(&mut self, event: Option<LinkEvent>) {
        let why = match event {
            Some(LinkEvent::Heard(message)) => return self.hear(*message),
            Some(LinkEvent::Away) => return self.hear_away(),
            Some(LinkEvent::Unreachable) => Some(SignInTrouble::Unreachable),
            Some(LinkEvent::Refused(code)) => Some(SignInTrouble::Refused { code }),
            None => None,
        };
        self.leave();
        self.connection = Connection::SignedOut { why };
    }

    /// Nothing can be answered while the server is away, so nothing rings.
    fn hear_away(&mut self) {
        self.connection = Connection::Away;
        for entry in self.desk.iter_mut().flat_map(|desk| &mut desk.line) {
            entry.rings_here = false;
        }
        self.ringing.follow(&[], self.host.as_ref());
    }

    fn hear(&mut self, message: ToSeat) {
        match message {
            ToSeat::Welcome {
                token: _,
                librarian,
                library,
                handles,
                public,
                ice_servers,
            } => {
                let links = handles
                    .iter()
                    .map(|handle| format!("{}/{handle}", public.base));
                self.connection = Connection::Online;
                self.welcome = Some(Welcome {
                    librarian,
                    library,
                    links: links.collect(),
                    public,
                    ice_servers: ice_servers.into_iter().map(ice_server).collect(),
                });
            }
            ToSeat::Desk { desk } => self.hear_desk(desk),
            ToSeat::History { contact, messages } => {
                if self.contact() == Some(contact) {
                    self.thread.hear_history(messages);
                    self.say_again(contact);
                }
            }
            ToSeat::Message { message } => self.thread.hear(message),
            ToSeat::Signal {
                contact,
                leg,
                signal,
            } => self.hear_signal(contact, leg, signal),
            ToSeat::OfferEnded { patron, why } => self.tell(match why {
                OfferEnd::AnsweredBy { librarian } => NewsItem::AnsweredBy { patron, librarian },
                OfferEnd::PatronLeft => NewsItem::PatronLeft { patron },
                OfferEnd::Missed => NewsItem::Missed { patron },
                OfferEnd::Ended { by } => NewsItem::ContactEnded { by },
            }),
            ToSeat::Refused { code, about } => self.refused(code, about),
            ToSeat::SignInRefused { .. } | ToSeat::Heartbeat => {}
        }
    }

    /// The call follows the desk: it begins and ends with the contact at this seat.
    fn hear_desk(&mut self, desk: SeatDesk) {
        let before = self.contact();
        let here = desk.contact.clone().filter(|contact| contact.here);
        self.ringing.follow(&desk.line, self.host.as_ref());
        self.desk = Some(desk);
        if before == here.as_ref().map(|contact| contact.id) {
            return;
        }
        self.end_call();
        if let Some(contact) = here.filter(|contact| contact.answered_with != Mode::Chat) {
            self.call = Some(Call::new(contact.id, contact.answered_with));
        }
    }

    fn hear_signal(
        &mut self,
        contact: ContactId,
        leg: sportello_wire::LegId,
        signal: sportello_wire::Signal,
    ) {
        let Some(welcome) = &self.welcome else { return };
        let plan = CallPlan {
            reach: self.settings.reach,
            picture: self.settings.picture.clone(),
            hand_over: self.hand_over,
            ice_servers: welcome.ice_servers.clone(),
            label: welcome.library.clone(),
        };
        let Some(call) = self.call.as_mut().filter(|call| call.contact == contact) else {
            return;
        };
        if let Some(events) = call.hear(leg, signal, self.engine.as_ref(), &plan) {
            self.call_events = Some(events);
            self.gate = Gate::default();
        }
    }

    fn hear_call(&mut self, event: Option<CallEvent>) {
        let Some(call) = &mut self.call else {
            return self.call_events = None;
        };
        let Some(event) = event else {
            self.call_events = None;
            return call.lost();
        };
        if let Some((leg, signal)) = call.follow(&event) {
            let contact = call.contact;
            self.say(FromSeat::Signal {
                contact,
                leg,
                signal,
            });
        }
        match event {
            CallEvent::RemotePicture(encoded) => {
                let kind = if encoded.key {
                    picture::PATRON_VP8_KEY
                } else {
                    picture::PATRON_VP8_DELTA
                };
                if self.passes(encoded.key) {
                    let packed = picture::pack(kind, 0, 0, encoded.timestamp, &[&encoded.data]);
                    self.host.picture(packed);
                }
            }
            CallEvent::RemoteFrame(frame) => {
                if self.passes(true) {
                    self.host.picture(pack_frame(picture::PATRON_I420, &frame));
                }
            }
            CallEvent::OwnPreview(frame) => {
                self.host.picture(pack_frame(picture::OWN_I420, &frame));
            }
            CallEvent::Statistics(statistics) => self.host.statistics(&statistics),
            CallEvent::LocalAnswer { .. }
            | CallEvent::LocalCandidate(_)
            | CallEvent::Link(_)
            | CallEvent::RemoteLevel(_)
            | CallEvent::Data(_)
            | CallEvent::Trouble(_) => {}
        }
    }

    fn passes(&mut self, key: bool) -> bool {
        match self.gate.judge(key) {
            Verdict::Pass => true,
            Verdict::Drop => false,
            Verdict::DropAndAsk => {
                self.with_call(|call| call.tell(CallCommand::NeedKeyFrame));
                false
            }
        }
    }

    fn drawn(&mut self) {
        self.gate.drawn();
        if self.gate.wants_key() {
            self.with_call(|call| call.tell(CallCommand::NeedKeyFrame));
        }
    }

    fn end_call(&mut self) {
        if let Some(mut call) = self.call.take() {
            call.close();
        }
        self.call_events = None;
        self.thread = Thread::default();
    }

    fn say_again(&self, contact: ContactId) {
        for message in self.thread.pending() {
            let (id, text) = (message.id, message.text.clone());
            self.say(FromSeat::Say { contact, id, text });
        }
    }

    fn refused(&mut self, code: RefusalCode, about: Option<MessageId>) {
        if let Some(id) = about {
            self.thread.refused(id);
        }
        self.tell(NewsItem::Refused { code });
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

fn ice_server(server: sportello_wire::IceServer) -> IceServer {
    IceServer {
        urls: server.urls,
        username: server.username,
        credential: server.credential,
    }
}

fn pack_frame(kind: u8, frame: &Frame) -> Vec<u8> {
    let side = |length: u32| u16::try_from(length).unwrap_or(u16::MAX);
    let planes: [&[u8]; 3] = [&frame.y, &frame.u, &frame.v];
    picture::pack(kind, side(frame.width), side(frame.height), 0, &planes)
}
