//! The client of a desk server: one socket, kept alive.
//!
//! A link signs in once, with a password or with the token of a session that was kept.
//! From then on it holds a session token and comes back by itself, with growing pauses,
//! for as long as it is wanted. What the server says comes out as
//! [`LinkEvent::Heard`]; what is said while the server is away is lost, and the seat, which knows what matters, says it again after
//! [`LinkEvent::Heard`] brings the next `Welcome`.
//!
//! Files do not go over the socket: [`Files`] carries them beside it.
//!
//! It decides nothing about the desk.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod address;
mod back_off;
mod busy;
mod files;
mod invitations;
mod loans;
mod look;
mod reports;

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::SplitStream;
use futures_util::{SinkExt, StreamExt};
use sportello_wire::seat::{FromSeat, SignInRefusal, ToSeat};
use sportello_wire::{LARGEST_MESSAGE, SeatId};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::USER_AGENT;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub use address::{AddressError, ServerAddress};
use back_off::BackOff;
pub use busy::{BusyError, BusyRead, LARGEST_CALENDAR};
pub use files::{FileError, Files, LARGEST_FILE};
pub use invitations::{Invitation, InvitationError, Invited};
pub use loans::{LARGEST_LOANS, LoansFileError};
pub use look::{NotFound, look_for};
pub use reports::ending;

/// How long one attempt to connect may take.
const CONNECTING: Duration = Duration::from_secs(10);
/// The server beats every ten seconds: after so long without a word it is away.
const SILENCE: Duration = Duration::from_secs(25);
/// The largest message that is taken from a server: a line of a thousand.
const LARGEST_HEARD: usize = 4 * 1024 * 1024;

/// By what somebody signs in.
#[derive(Clone)]
pub enum Credentials {
    /// An account's name and password.
    Password {
        /// The account's name.
        user: String,
        /// The account's password.
        password: String,
    },
    /// The token of a session that was begun before.
    Token(String),
}

/// What a link tells.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkEvent {
    /// The server said something; the first is its `Welcome`.
    Heard(Box<ToSeat>),
    /// The server can't be reached for the moment; the link tries again after this.
    Away(Duration),
    /// It is being looked for, after it was away.
    Looking,
    /// The first attempt failed; the link has ended.
    Unreachable,
    /// The server refused the sign-in; the link has ended.
    Refused(SignInRefusal),
}

/// A link that is wanted. It ends when it is dropped.
#[derive(Debug)]
pub struct Link {
    orders: mpsc::UnboundedSender<FromSeat>,
    hurry: Arc<Notify>,
}

impl Link {
    /// Opens a link; `program` is what the program calls itself, for the librarian's own
    /// list of sessions. Must be called inside a tokio runtime.
    pub fn open(
        server: ServerAddress,
        seat: SeatId,
        credentials: Credentials,
        program: &str,
    ) -> (Self, mpsc::Receiver<LinkEvent>) {
        let (orders, said) = mpsc::unbounded_channel();
        let (events, heard) = mpsc::channel(256);
        let hurry = Arc::new(Notify::new());
        let token = match &credentials {
            Credentials::Password { .. } => None,
            Credentials::Token(token) => Some(token.clone()),
        };
        let task = Task {
            server,
            seat,
            program: HeaderValue::from_str(program).ok(),
            token,
            met: false,
            said,
            events,
            hurry: hurry.clone(),
        };
        tokio::spawn(task.run(credentials));
        (Self { orders, hurry }, heard)
    }

    /// Looks for a server that is away now, and not after the pause.
    pub fn try_now(&self) {
        self.hurry.notify_waiters(); // who does not pause need not hurry
    }

    /// Says something to the server; in vain while it is away.
    pub fn say(&self, message: FromSeat) {
        let _ = self.orders.send(message); // the task ended: its last event said why
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How one connection came to its end.
enum End {
    /// The link is not wanted any more.
    Unwanted,
    /// The server went away.
    Lost,
    /// The server said no.
    Refused(SignInRefusal),
}

/// How a pause between two attempts ended.
enum Pause {
    /// By itself, or because somebody does not want to wait.
    Over,
    /// The link is not wanted any more.
    Unwanted,
}

struct Task {
    server: ServerAddress,
    seat: SeatId,
    /// What the program calls itself, where that can stand in a header.
    program: Option<HeaderValue>,
    token: Option<String>,
    /// The server has welcomed this link before.
    met: bool,
    said: mpsc::UnboundedReceiver<FromSeat>,
    events: mpsc::Sender<LinkEvent>,
    hurry: Arc<Notify>,
}

impl Task {
    async fn run(mut self, credentials: Credentials) {
        let mut back_off = BackOff::default();
        loop {
            let sign_in = self.sign_in(&credentials);
            let end = match self.connect(sign_in).await {
                Some(socket) => self.carry(socket, &mut back_off).await,
                None => End::Lost,
            };
            match end {
                End::Unwanted => return,
                End::Refused(code) => return self.tell(LinkEvent::Refused(code)).await,
                End::Lost if !self.met => {
                    return self.tell(LinkEvent::Unreachable).await;
                }
                End::Lost => {}
            }
            let pause = back_off.next(rand::random());
            self.tell(LinkEvent::Away(pause)).await;
            match self.pause(pause).await {
                Pause::Over => {}
                Pause::Unwanted => return,
            }
            self.tell(LinkEvent::Looking).await;
        }
    }

    fn sign_in(&self, credentials: &Credentials) -> FromSeat {
        match (&self.token, credentials) {
            (Some(token), _) | (None, Credentials::Token(token)) => FromSeat::Resume {
                seat: self.seat,
                token: token.clone(),
            },
            (None, Credentials::Password { user, password }) => FromSeat::SignIn {
                seat: self.seat,
                user: user.clone(),
                password: password.clone(),
            },
        }
    }

    async fn connect(&self, sign_in: FromSeat) -> Option<Socket> {
        let config = WebSocketConfig::default().max_message_size(Some(LARGEST_HEARD));
        let mut request = self.server.socket_url().into_client_request().ok()?;
        if let Some(program) = &self.program {
            request.headers_mut().insert(USER_AGENT, program.clone());
        }
        let connecting = tokio_tungstenite::connect_async_with_config(request, Some(config), true);
        let mut socket = match timeout(CONNECTING, connecting).await {
            Ok(Ok((socket, _))) => socket,
            Ok(Err(why)) => return unreachable_because(&why),
            Err(_) => return None,
        };
        send(&mut socket, &sign_in).await.then_some(socket)
    }

    /// Carries messages both ways until one side ends.
    async fn carry(&mut self, socket: Socket, back_off: &mut BackOff) -> End {
        let (mut sink, mut stream) = socket.split();
        while self.said.try_recv().is_ok() {} // said while the server was away
        loop {
            tokio::select! {
                order = self.said.recv() => match order {
                    Some(FromSeat::SignOut {}) => {
                        send(&mut sink, &FromSeat::SignOut {}).await;
                        return End::Unwanted;
                    }
                    Some(message) => if !send(&mut sink, &message).await { return End::Lost },
                    None => return End::Unwanted,
                },
                heard = hear(&mut stream) => match heard {
                    Some(ToSeat::SignInRefused { code }) => return End::Refused(code),
                    Some(message) => {
                        if let ToSeat::Welcome { token, .. } = &message {
                            back_off.reset();
                            self.met = true;
                            self.remember(token);
                        }
                        self.tell(LinkEvent::Heard(Box::new(message))).await;
                    }
                    None => return End::Lost,
                },
            }
        }
    }

    fn remember(&mut self, token: &str) {
        if !token.is_empty() {
            self.token = Some(token.to_owned());
        }
    }

    async fn tell(&self, event: LinkEvent) {
        let _ = self.events.send(event).await; // nobody listens: `said` ends next
    }

    /// Waits before the next attempt.
    async fn pause(&mut self, span: Duration) -> Pause {
        let hurry = Arc::clone(&self.hurry);
        let pause = tokio::time::sleep(span);
        tokio::pin!(pause);
        let hurried = hurry.notified();
        tokio::pin!(hurried);
        loop {
            tokio::select! {
                () = &mut pause => return Pause::Over,
                () = &mut hurried => return Pause::Over,
                order = self.said.recv() => match order {
                    Some(FromSeat::SignOut {}) | None => return Pause::Unwanted,
                    Some(_) => {} // said in vain
                },
            }
        }
    }
}

fn unreachable_because(why: &tungstenite::Error) -> Option<Socket> {
    tracing::debug!(%why, "the server can't be reached");
    None
}

async fn send<S>(sink: &mut S, message: &FromSeat) -> bool
where
    S: SinkExt<Message, Error = tungstenite::Error> + Unpin,
{
    let Ok(text) = serde_json::to_string(message) else {
        return false;
    };
    if text.len() > LARGEST_MESSAGE {
        tracing::warn!(
            bytes = text.len(),
            "a message too large for the server was not sent"
        );
        return true;
    }
    sink.send(Message::text(text)).await.is_ok()
}

/// The next thing the server says; `None` when it is away. What is not understood
/// is passed over: a newer server may say more.
async fn hear(stream: &mut SplitStream<Socket>) -> Option<ToSeat> {
    loop {
        let message = timeout(SILENCE, stream.next()).await.ok()??.ok()?;
        if let Message::Text(text) = message {
            match serde_json::from_str(&text) {
                Ok(heard) => return Some(heard),
                Err(why) => tracing::debug!(%why, "the server said something unknown"),
            }
        }
    }
}
