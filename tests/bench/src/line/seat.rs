//! The librarian: a seat that signs in, accepts, hangs up and writes that down, and
//! nothing else.
//!
//! A view of the seat holds the whole line. It is always taken off the socket, and
//! read only when somebody looks: reading is the librarian's computer's work.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use sportello_wire::seat::{FromSeat, SeatDesk, ToSeat};
use sportello_wire::{ContactId, Mode, Outcome, SeatId};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::desk::Desk;
use super::soon;

/// A seat's socket.
pub(crate) type Socket = WebSocketStream<TcpStream>;

/// A librarian at a desk.
pub(crate) struct Seat {
    says: SplitSink<Socket, Message>,
    /// The last view, as it came.
    shown: watch::Receiver<Utf8Bytes>,
    token: String,
}

impl Seat {
    /// Signs in. The check of a password takes memory that has nothing to do with a
    /// line: the server begins anew, and the seat comes back with its token.
    pub(crate) async fn take(desk: &mut Desk) -> anyhow::Result<Self> {
        let seat: SeatId = serde_json::from_value("00000000-0000-4000-8000-00000000ada0".into())?;
        let account = desk.account().clone();
        let sign_in = FromSeat::SignIn {
            seat,
            user: account.user,
            password: account.password,
        };
        let (_, token) = Self::begin(desk.address(), &sign_in).await?;
        desk.begin_anew().await?;
        let known = token.clone();
        let resume = FromSeat::Resume { seat, token };
        let (mut seat, _) = Self::begin(desk.address(), &resume).await?;
        seat.token = known;
        Ok(seat)
    }

    /// By which its librarian is known.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    async fn begin(server: SocketAddr, first: &FromSeat) -> anyhow::Result<(Self, String)> {
        let (says, hears, token) = enter(server, first).await?;
        let (shows, shown) = watch::channel(Utf8Bytes::default());
        tokio::spawn(listen(hears, shows));
        let seat = Self {
            says,
            shown,
            token: String::new(),
        };
        Ok((seat, token))
    }

    /// Accepts who rings; how long it took until the desk showed the talk.
    pub(crate) async fn accept(&mut self) -> anyhow::Result<Duration> {
        let contact = self.see("a ring", rings).await?;
        let asked = Instant::now();
        let with = Mode::Chat;
        self.say(&FromSeat::Accept { contact, with }).await?;
        let is_talk = |desk: &SeatDesk| (talks(desk) == Some(contact)).then_some(());
        self.see("the talk that was accepted", is_talk).await?;
        Ok(asked.elapsed())
    }

    /// Hangs up, and writes down how it came out: from then on the next may ring.
    pub(crate) async fn hang_up(&mut self) -> anyhow::Result<()> {
        let contact = self.see("a talk", talks).await?;
        self.say(&FromSeat::HangUp { contact }).await?;
        let is_over = |desk: &SeatDesk| (talks(desk) != Some(contact)).then_some(());
        self.see("the end of the talk", is_over).await?;
        self.say(&FromSeat::WrapUp {
            contact,
            topic: None,
            outcome: Outcome::ResolvedAtFirstLevel,
            note: String::new(),
        })
        .await?;
        let is_free = |desk: &SeatDesk| desk.wrap_up.is_none().then_some(());
        self.see("the end of the wrap-up", is_free).await
    }

    async fn see<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&SeatDesk) -> Option<R>,
    ) -> anyhow::Result<R> {
        soon(what, async {
            loop {
                let text = self.shown.borrow_and_update().clone();
                let desk = match serde_json::from_str(&text) {
                    Ok(ToSeat::Desk { desk }) => Some(desk),
                    Ok(_) | Err(_) => None, // nothing was shown yet
                };
                if let Some(found) = desk.as_ref().and_then(&pick) {
                    return Ok(found);
                }
                let changed = self.shown.changed().await;
                changed.context("the seat's socket was closed")?;
            }
        })
        .await
    }

    async fn say(&mut self, said: &FromSeat) -> anyhow::Result<()> {
        say(&mut self.says, said).await
    }
}

/// Opens a seat's socket and says who sits there; what is heard next comes after the
/// welcome. With the token by which the librarian is known from then on.
pub(crate) async fn enter(
    server: SocketAddr,
    first: &FromSeat,
) -> anyhow::Result<(SplitSink<Socket, Message>, SplitStream<Socket>, String)> {
    let stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    let (socket, _) = client_async(format!("ws://{server}/api/seat"), stream).await?;
    let (mut says, mut hears) = socket.split();
    say(&mut says, first).await?;
    let welcome = soon("the welcome of the seat", async {
        loop {
            let first = hears.next().await.context("the socket was closed")??;
            // While a password is checked, the heart beats already.
            if let Message::Text(text) = first
                && !matches!(serde_json::from_str(&text), Ok(ToSeat::Heartbeat))
            {
                return Ok(text);
            }
        }
    });
    let answer = welcome.await?;
    let ToSeat::Welcome { token, .. } = serde_json::from_str(&answer)? else {
        bail!("the seat is not welcome: {answer}");
    };
    Ok((says, hears, token))
}

/// Says something as a seat.
pub(crate) async fn say(
    says: &mut SplitSink<Socket, Message>,
    said: &FromSeat,
) -> anyhow::Result<()> {
    let text = serde_json::to_string(said)?;
    Ok(says.send(Message::text(text)).await?)
}

async fn listen(mut hears: SplitStream<Socket>, shows: watch::Sender<Utf8Bytes>) {
    while let Some(Ok(message)) = hears.next().await {
        if let Message::Text(text) = message
            && text.starts_with(r#"{"type":"desk""#)
        {
            shows.send_replace(text);
        }
    }
}

fn rings(desk: &SeatDesk) -> Option<ContactId> {
    let mut line = desk.line.iter();
    let rings = line.find(|entry| entry.rings_here)?;
    Some(rings.contact)
}

fn talks(desk: &SeatDesk) -> Option<ContactId> {
    desk.contacts.first().map(|contact| contact.id)
}
