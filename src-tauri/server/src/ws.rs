//! The sockets of pages and seats.
//!
//! A socket parses, bounds and meters what comes in, hands it to the owner, and
//! writes out what the owner puts into its outbox. A client that is silent for
//! [`SILENCE`] is gone: it is asked for a sign of life every [`PING`]. What is no word
//! of the wire is refused; what is no WebSocket ends the socket, with the code that
//! says why.

pub(crate) mod patron;
pub(crate) mod seat;

use std::pin::pin;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use governor::DefaultDirectRateLimiter;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sportello_wire::LARGEST_MESSAGE;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, timeout};

use crate::limits;

/// How often a client is asked for a sign of life.
const PING: Duration = Duration::from_secs(5);
/// A client that was silent for so long is gone.
const SILENCE: Duration = Duration::from_secs(16);
/// How often a client is told that the server is there.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long one message may take to be written.
const WRITING: Duration = Duration::from_secs(10);

/// How long a client may take to answer a farewell. A socket that is dropped with
/// something unread is reset, and its last words with it.
pub(super) const PARTING: Duration = Duration::from_secs(2);

/// What a socket does with a message of its client.
pub(super) enum Heard<T> {
    /// A message that was understood.
    Said(T),
    /// One that was understood, but is one too many.
    TooMany(T),
    /// One that was not understood.
    Noise,
}

/// What is read from a socket at once, in bytes: thousands of sockets wait at a time.
const READ_AT_ONCE: usize = 4 * 1024;

/// Bounds for every socket.
pub(super) fn bounded(upgrade: axum::extract::WebSocketUpgrade) -> axum::extract::WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ_AT_ONCE)
        .max_message_size(LARGEST_MESSAGE)
        .max_frame_size(LARGEST_MESSAGE)
}

/// Who takes what a client says.
pub(super) trait Listener: Send {
    /// What clients of this kind say.
    type Said: DeserializeOwned + Send;

    /// Takes one message, and answers whether to go on.
    fn hear(&mut self, heard: Heard<Self::Said>) -> impl Future<Output = bool> + Send;

    /// Waits until the client may not stay any longer, if ever. May be dropped and
    /// asked again.
    fn until_over(&mut self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
}

/// Carries messages both ways until one side ends. A client that takes nothing any
/// more is not told why.
pub(super) async fn carry<Out, L>(
    socket: WebSocket,
    mut outbox: mpsc::Receiver<Out>,
    heartbeat: Out,
    mut stopping: watch::Receiver<bool>,
    listener: &mut L,
) where
    Out: Serialize + Send + Sync,
    L: Listener,
{
    let (sink, stream) = socket.split();
    let (meter, flood) = (limits::meter(), limits::flood_gauge());
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut carrier = Carrier {
        sink,
        stream,
        ping,
        beat: interval(HEARTBEAT),
        last_heard: Instant::now(),
    };
    let why = loop {
        // Asked once for as long as the client says nothing: what is written to it meanwhile
        // may be the half of what the listener is about to show.
        let over = async {
            tokio::select! {
                () = listener.until_over() => close_code::NORMAL,
                () = stopped(&mut stopping) => close_code::RESTART,
            }
        };
        let text = match carrier
            .next_words(&mut outbox, &heartbeat, &flood, over)
            .await
        {
            Ok(text) => text,
            Err(End::With(why)) => break why,
            Err(End::Deaf) => return,
        };
        let heard = match sportello_wire::read(&text) {
            Ok(said) if meter.check().is_ok() => Heard::Said(said),
            Ok(said) => Heard::TooMany(said),
            Err(_) => Heard::Noise,
        };
        if !listener.hear(heard).await {
            break close_code::NORMAL;
        }
    };
    carrier.end(why, outbox).await;
}

/// The way to a client and back.
struct Carrier {
    sink: SplitSink<WebSocket, Message>,
    stream: SplitStream<WebSocket>,
    ping: Interval,
    beat: Interval,
    last_heard: Instant,
}

/// Why a socket ends.
enum End {
    /// The client is told so.
    With(u16),
    /// It takes nothing any more.
    Deaf,
}

impl Carrier {
    /// Writes what is to be written, until the client says something or may not stay.
    async fn next_words<Out: Serialize>(
        &mut self,
        outbox: &mut mpsc::Receiver<Out>,
        heartbeat: &Out,
        flood: &DefaultDirectRateLimiter,
        over: impl Future<Output = u16>,
    ) -> Result<Utf8Bytes, End> {
        let mut over = pin!(over);
        loop {
            let is_written = tokio::select! {
                message = outbox.recv() => match message {
                    Some(message) => write(&mut self.sink, &message).await,
                    None => return Err(End::With(close_code::AGAIN)),
                },
                received = self.stream.next() => match received {
                    Some(Ok(_)) if flood.check().is_err() => {
                        return Err(End::With(close_code::POLICY));
                    }
                    Some(Ok(Message::Text(text))) => {
                        self.last_heard = Instant::now();
                        return Ok(text);
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                        self.last_heard = Instant::now();
                        true
                    }
                    Some(Ok(Message::Binary(_))) => {
                        return Err(End::With(close_code::UNSUPPORTED));
                    }
                    Some(Ok(Message::Close(_))) | None => {
                        return Err(End::With(close_code::NORMAL));
                    }
                    Some(Err(broken)) => return Err(End::With(what_broke(broken))),
                },
                _ = self.ping.tick() => {
                    if self.last_heard.elapsed() > SILENCE {
                        return Err(End::With(close_code::AWAY));
                    }
                    send(&mut self.sink, Message::Ping(Vec::new().into())).await
                }
                _ = self.beat.tick() => write(&mut self.sink, heartbeat).await,
                why = &mut over => return Err(End::With(why)),
            };
            if !is_written {
                return Err(End::Deaf);
            }
        }
    }

    /// Says farewell. What is already in the outbox is still worth saying: a refusal, say.
    /// Who said goodbye first takes none of it, and is answered when the socket is read on.
    async fn end<Out: Serialize>(mut self, why: u16, mut outbox: mpsc::Receiver<Out>) {
        while let Ok(message) = outbox.try_recv() {
            if !write(&mut self.sink, &message).await {
                break;
            }
        }
        send(&mut self.sink, farewell(why)).await;
        let _ = timeout(PARTING, async {
            while let Some(Ok(_)) = self.stream.next().await {}
        })
        .await;
    }
}

/// The last message of a socket.
pub(super) fn farewell(code: u16) -> Message {
    Message::Close(Some(CloseFrame {
        code,
        reason: "".into(),
    }))
}

/// Waits until all is ending.
pub(super) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// The code for a client that does not speak WebSocket as it should.
pub(super) fn what_broke(error: axum::Error) -> u16 {
    match error.into_inner().downcast_ref() {
        Some(tungstenite::Error::Capacity(_)) => close_code::SIZE,
        Some(tungstenite::Error::Utf8(_)) => close_code::INVALID,
        Some(tungstenite::Error::Protocol(_)) => close_code::PROTOCOL,
        _ => close_code::NORMAL, // the way is gone: nobody hears it
    }
}

async fn write<T: Serialize>(sink: &mut SplitSink<WebSocket, Message>, message: &T) -> bool {
    match serde_json::to_string(message) {
        Ok(text) => send(sink, Message::Text(text.into())).await,
        Err(why) => {
            tracing::error!(%why, "a message can't be written");
            false
        }
    }
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, message: Message) -> bool {
    matches!(timeout(WRITING, sink.send(message)).await, Ok(Ok(())))
}
