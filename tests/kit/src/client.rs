//! A client of the desk: one socket, what it heard, what it is shown.
//!
//! What the server sends is either a *view*, the whole of what is so, which
//! replaces the one before, or *news*, which is told once. [`Client::see`] waits
//! for a view, [`Client::hear`] for news. News that nobody asked for stays with the
//! client and fails the test when the client is dropped.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async};

/// How long a test waits for what must come. Long, since the machine may be busy;
/// nothing that works ever takes it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A raw socket, over TLS or not.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Which side of the desk a client stands on.
pub trait Side {
    /// What it says.
    type Says: Serialize + Debug;
    /// What it hears.
    type Hears: DeserializeOwned + Debug + Send + 'static;
    /// What it is shown.
    type View: Default + Debug;
    /// What it keeps when the socket is gone: a cookie, a token.
    type Keeps;

    /// Takes a view in; gives back what is no view but news.
    fn take(view: &mut Self::View, heard: Self::Hears) -> Option<Self::Hears>;

    /// A message to which the owner of the library answers with a refusal and does
    /// nothing else; whatever was done before has been told when it is heard.
    fn fence() -> (Self::Says, impl Fn(&Self::Hears) -> bool);
}

/// Somebody at the desk.
pub struct Client<S: Side> {
    /// The name by which a failing test tells of them.
    pub who: String,
    /// What they were shown last.
    pub view: S::View,
    /// What they keep.
    pub keeps: S::Keeps,
    sink: SplitSink<Socket, Message>,
    arriving: mpsc::UnboundedReceiver<Arriving<S::Hears>>,
    unheard: VecDeque<S::Hears>,
    transcript: Vec<String>,
    closed: Option<Option<u16>>,
    reader: JoinHandle<()>,
}

enum Arriving<T> {
    Said(T),
    Garbled(String),
    Closed(Option<u16>),
}

impl<S: Side> Client<S> {
    /// A client over an open socket.
    pub fn over(socket: Socket, who: &str, keeps: S::Keeps) -> Self {
        let (sink, mut stream) = socket.split();
        let (sender, arriving) = mpsc::unbounded_channel();
        let reader = tokio::spawn(async move {
            let mut code = None;
            while let Some(Ok(message)) = stream.next().await {
                let arrived = match message {
                    Message::Text(text) => match serde_json::from_str(&text) {
                        Ok(said) => Arriving::Said(said),
                        Err(why) => Arriving::Garbled(format!("{why}: {text}")),
                    },
                    Message::Close(frame) => {
                        code = frame.map(|frame| frame.code.into());
                        continue;
                    }
                    Message::Binary(_) => Arriving::Garbled("binary".into()),
                    Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => continue,
                };
                let _ = sender.send(arrived);
            }
            let _ = sender.send(Arriving::Closed(code));
        });
        Self {
            who: who.to_owned(),
            view: S::View::default(),
            keeps,
            sink,
            arriving,
            unheard: VecDeque::new(),
            transcript: Vec::new(),
            closed: None,
            reader,
        }
    }

    /// Says something.
    pub async fn say(&mut self, said: S::Says) {
        let text = serde_json::to_string(&said).expect("the words of the wire are JSON");
        self.say_raw(&text).await;
    }

    /// Says something that may be no word of the wire.
    pub async fn say_raw(&mut self, text: &str) {
        let start: String = text.chars().take(200).collect();
        self.transcript.push(format!("-> {start}"));
        self.send(Message::text(text)).await;
    }

    /// Sends a frame as it is; a socket that the server has closed takes nothing.
    pub async fn send(&mut self, message: Message) {
        let _ = timeout(PATIENCE, self.sink.send(message)).await;
    }

    /// Waits until what is shown is as expected, and gives back what `pick` makes
    /// of it.
    pub async fn see<R>(&mut self, what: &str, pick: impl Fn(&S::View) -> Option<R>) -> R {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = pick(&self.view) {
                return found;
            }
            self.wait(what, deadline).await;
        }
    }

    /// Waits for news, and gives back what `pick` makes of it. Other news stay
    /// unheard.
    pub async fn hear<R>(&mut self, what: &str, pick: impl Fn(&S::Hears) -> Option<R>) -> R {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.unheard.iter().enumerate();
            let found = found
                .filter_map(|(place, heard)| Some((place, pick(heard)?)))
                .next();
            if let Some((place, found)) = found {
                self.unheard.remove(place);
                return found;
            }
            self.wait(what, deadline).await;
        }
    }

    /// Waits for the next news, whatever they are.
    pub async fn next(&mut self) -> S::Hears {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(heard) = self.unheard.pop_front() {
                return heard;
            }
            self.wait("anything", deadline).await;
        }
    }

    /// Makes sure that everything that was done so far has been told to this
    /// client: all of it is in the view, or unheard.
    pub async fn catch_up(&mut self) {
        let (fence, is_answer) = S::fence();
        self.say(fence).await;
        self.hear("the answer to a fence", |heard| {
            is_answer(heard).then_some(())
        })
        .await;
    }

    /// Makes sure that nothing was told to this client but views.
    pub async fn heard_nothing_more(&mut self) {
        self.catch_up().await;
        assert!(
            self.unheard.is_empty(),
            "{} should have heard nothing more, but heard {:?}\n{}",
            self.who,
            self.unheard,
            self.told()
        );
    }

    /// Waits until the server has closed the socket; gives back its code.
    pub async fn closed(&mut self) -> Option<u16> {
        let deadline = Instant::now() + PATIENCE;
        while self.closed.is_none() {
            self.wait("the end of the socket", deadline).await;
        }
        self.closed.flatten()
    }

    /// Goes away without a word, as a page does whose phone lost the network.
    pub fn vanish(self) -> S::Keeps
    where
        S::Keeps: Clone,
    {
        self.keeps.clone()
    }

    /// Forgets all news: for tests that are not about them.
    pub fn forget_news(&mut self) {
        self.unheard.clear();
    }

    /// Takes in one more message.
    async fn wait(&mut self, what: &str, deadline: Instant) {
        if self.closed.is_some() {
            panic!(
                "{} waits for {what} on a closed socket\n{}",
                self.who,
                self.told()
            );
        }
        match timeout_at(deadline, self.arriving.recv()).await {
            Ok(Some(Arriving::Said(said))) => self.take(said),
            Ok(Some(Arriving::Garbled(text))) => panic!("{} heard garbage: {text}", self.who),
            Ok(Some(Arriving::Closed(code))) => {
                self.transcript.push(format!("<- closed with {code:?}"));
                self.closed = Some(code);
            }
            Ok(None) => self.closed = Some(None),
            Err(_) => panic!("{} never heard {what}\n{}", self.who, self.told()),
        }
    }

    fn take(&mut self, said: S::Hears) {
        self.transcript.push(format!("<- {said:?}"));
        self.unheard.extend(S::take(&mut self.view, said));
    }

    /// What was said and heard, for a failing test.
    fn told(&self) -> String {
        let last = self.transcript.len().saturating_sub(40);
        format!(
            "  {} said and heard:\n    {}\n  and is shown {:?}",
            self.who,
            self.transcript[last..].join("\n    "),
            self.view
        )
    }
}

impl<S: Side> Drop for Client<S> {
    fn drop(&mut self) {
        self.reader.abort(); // it holds the socket open
        if std::thread::panicking() {
            return;
        }
        while let Ok(Arriving::Said(said)) = self.arriving.try_recv() {
            self.take(said);
        }
        assert!(
            self.unheard.is_empty(),
            "{} left with news that nobody asked for: {:?}",
            self.who,
            self.unheard
        );
    }
}

/// Opens a socket.
///
/// # Errors
/// The status with which the server refused.
pub async fn connect(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
) -> Result<Socket, u16> {
    let stream = TcpStream::connect(address).await.expect("it listens");
    let url = format!("ws://{address}{path}");
    connect_over(MaybeTlsStream::Plain(stream), &url, headers).await
}

/// Opens a socket over a connection.
pub(crate) async fn connect_over(
    stream: MaybeTlsStream<TcpStream>,
    url: &str,
    headers: &[(&str, &str)],
) -> Result<Socket, u16> {
    let mut request = url.into_client_request().expect("a URL");
    for (name, value) in headers {
        request.headers_mut().insert(
            HeaderName::from_bytes(name.as_bytes()).expect("a header name"),
            HeaderValue::from_str(value).expect("a header value"),
        );
    }
    match timeout(PATIENCE, client_async(request, stream)).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(Error::Http(refused))) => Err(refused.status().as_u16()),
        Ok(Err(why)) => panic!("no socket at {url}: {why}"),
        Err(_) => panic!("no socket at {url}: never answered"),
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::patron::Patron;

    #[tokio::test]
    #[should_panic(expected = "left with news that nobody asked for")]
    async fn who_leaves_with_something_unheard_fails_the_test() {
        let mut ada = told(&[
            r#"{"type":"superseded"}"#,
            r#"{"type":"refused","code":"tooMany","about":null}"#,
        ])
        .await;
        ada.is_refused(sportello_wire::RefusalCode::TooMany).await;
    }

    #[tokio::test]
    async fn views_and_heartbeats_are_no_news() {
        let mut ada = told(&[
            r#"{"type":"heartbeat"}"#,
            r#"{"type":"contact","contact":null,"iceServers":[]}"#,
        ])
        .await;
        assert_eq!(ada.closed().await, None);
        assert_eq!(ada.view.contact, Some(None));
    }

    #[tokio::test]
    #[should_panic(expected = "Ada waits for a refusal that never comes on a closed socket")]
    async fn who_waits_in_vain_says_for_what() {
        let mut ada = told(&[]).await;
        ada.hear("a refusal that never comes", |_| None::<()>).await;
    }

    #[tokio::test]
    #[should_panic(expected = "heard garbage")]
    async fn words_the_wire_does_not_know_fail_the_test() {
        told(&[r#"{"type":"fly"}"#]).await.next().await;
    }

    /// A patron at a server that says this and goes away.
    async fn told(words: &[&str]) -> Patron {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let words: Vec<_> = words.iter().copied().map(Message::text).collect();
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a client");
            let socket = tokio_tungstenite::accept_async(stream).await;
            let mut socket = socket.expect("a handshake");
            for word in words {
                socket.send(word).await.expect("an open socket");
            }
        });
        let socket = connect(address, "/", &[]).await.expect("accepted");
        server.await.expect("the server says its words");
        Patron::over(socket, "Ada", None)
    }
}
