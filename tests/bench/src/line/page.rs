//! A patron's page without a browser: a cookie, a socket, a place in the line.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use sportello_wire::patron::{FromPatron, PatronContactState, ToPatron};
use sportello_wire::{Language, Mode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::soon;

/// The handle of the sample library's desk.
const HANDLE: &str = "@biblioteca.prova";
/// Thousands of clients share this computer: they keep little.
const BUFFER: usize = 2 * 1024;

/// Where a patron stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stands {
    /// In the line; 1 is the next.
    At(u32),
    /// With a librarian, or gone.
    Elsewhere,
}

/// A patron was shown where they stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) patron: usize,
    pub(crate) stands: Stands,
    pub(crate) at: Instant,
}

/// A page from which its patron speaks.
pub(crate) struct Page {
    says: SplitSink<WebSocketStream<TcpStream>, Message>,
    /// From the wish for a place to the sight of it.
    pub(crate) took: Duration,
}

impl Page {
    /// Opens the page, asks for a place and sees it; what is seen there is told.
    pub(crate) async fn arrive(
        server: SocketAddr,
        patron: usize,
        told: UnboundedSender<Seen>,
    ) -> anyhow::Result<Self> {
        let cookie = cookie(server, patron).await?;
        let mut request = format!("ws://{server}/api/{HANDLE}/socket").into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("cookie", HeaderValue::from_str(&cookie)?);
        let stream = connect(server, patron).await?;
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER)
            .write_buffer_size(0);
        let (socket, _) = client_async_with_config(request, stream, Some(config)).await?;
        let (says, hears) = socket.split();
        let took = Duration::ZERO;
        let mut page = Self { says, took };
        let (here, seen) = oneshot::channel();
        tokio::spawn(listen(hears, patron, told, here));
        let asked = Instant::now();
        page.say(&FromPatron::Arrive {
            mode: Mode::Chat,
            name: format!("Lettrice {patron}"),
            language: Language::It,
            topic: None,
            person: None,
        })
        .await?;
        let at = soon("a place", async { Ok(seen.await?) }).await?;
        page.took = at.saturating_duration_since(asked);
        Ok(page)
    }

    /// Leaves the line; when that was said.
    pub(crate) async fn leave(&mut self) -> anyhow::Result<Instant> {
        let now = Instant::now();
        self.say(&FromPatron::Leave {}).await?;
        Ok(now)
    }

    async fn say(&mut self, said: &FromPatron) -> anyhow::Result<()> {
        let text = serde_json::to_string(said)?;
        Ok(self.says.send(Message::text(text)).await?)
    }
}

async fn listen(
    mut hears: SplitStream<WebSocketStream<TcpStream>>,
    patron: usize,
    told: UnboundedSender<Seen>,
    here: oneshot::Sender<Instant>,
) {
    let mut here = Some(here);
    while let Some(Ok(message)) = hears.next().await {
        let Message::Text(text) = message else {
            continue;
        };
        let at = Instant::now();
        if let Some(stands) = stands(&text) {
            let _ = told.send(Seen { patron, stands, at });
            if let Some(here) = here.take() {
                let _ = here.send(at);
            }
        }
    }
}

/// Where a message says that the patron stands, if it does.
fn stands(text: &Utf8Bytes) -> Option<Stands> {
    if !text.starts_with(r#"{"type":"contact""#) {
        return None; // the desk, a heartbeat: most of what is said
    }
    match serde_json::from_str(text) {
        Ok(ToPatron::Contact {
            contact: Some(contact),
            ..
        }) => Some(match contact.state {
            PatronContactState::Waiting { position, .. } => Stands::At(position),
            _ => Stands::Elsewhere,
        }),
        _ => None,
    }
}

/// Asks for the cookie that makes somebody a patron.
async fn cookie(server: SocketAddr, patron: usize) -> anyhow::Result<String> {
    let mut stream = connect(server, patron).await?;
    let request = format!(
        "POST /api/{HANDLE}/patron HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    ensure!(
        answer.starts_with("HTTP/1.1 204"),
        "no cookie for patron {patron}: {}",
        answer.lines().next().unwrap_or_default()
    );
    let cookie = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_cookie = name.eq_ignore_ascii_case("set-cookie");
        is_cookie.then(|| {
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned()
        })
    });
    cookie.context("the answer sets no cookie")
}

/// Each patron comes from an address of their own, as patrons do: the server meters
/// arrivals by address.
async fn connect(server: SocketAddr, patron: usize) -> anyhow::Result<TcpStream> {
    let [_, high, middle, low] = u32::try_from(patron + 256)?.to_be_bytes();
    let socket = TcpSocket::new_v4()?;
    let home = Ipv4Addr::new(127, 1 + high, middle, low);
    socket.bind(SocketAddr::from((home, 0)))?;
    let stream = socket.connect(server).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_and_what_is_no_place_is_not() {
        let read = |text: &str| stands(&Utf8Bytes::from(text));
        let contact = |state: &str| {
            let id = "00000000-0000-7000-8000-000000000001";
            format!(
                r#"{{"type":"contact","contact":{{"id":"{id}","mode":"chat","state":{state}}},"iceServers":[]}}"#
            )
        };
        let waiting = contact(
            r#"{"type":"waiting","position":7,"wait":{"type":"unknown"},"ringing":false,"bookedBefore":0,"steppedBack":false,"atCounter":false,"insteadOf":null}"#,
        );
        assert_eq!(read(&waiting), Some(Stands::At(7)));
        let ended = contact(
            r#"{"type":"ended","by":"patron","outcome":"abandoned","librarian":null,"rating":null}"#,
        );
        assert_eq!(read(&ended), Some(Stands::Elsewhere));
        assert_eq!(read(r#"{"type":"heartbeat"}"#), None);
        assert_eq!(
            read(r#"{"type":"contact","contact":null,"iceServers":[]}"#),
            None
        );
    }
}
