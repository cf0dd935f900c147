//! A socket whose server may be killed at any time: its end is an end, no failure.

use std::marker::PhantomData;

use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sportello_kit::{Frame, PATIENCE, Socket};
use tokio::time::timeout;

use super::Told;

/// One end of a socket.
pub(super) struct Line<Says, Hears> {
    socket: Socket,
    words: PhantomData<(Says, Hears)>,
}

impl<Says: Serialize, Hears: DeserializeOwned> Line<Says, Hears> {
    pub(super) fn over(socket: Socket) -> Self {
        let words = PhantomData;
        Self { socket, words }
    }

    /// Says something, if there is anybody to hear it.
    pub(super) async fn say(&mut self, said: &Says) {
        let text = serde_json::to_string(said).expect("the words of the wire are JSON");
        let _ = self.socket.send(Frame::text(text)).await;
    }

    /// The next word; none when the server is gone.
    pub(super) async fn hear(&mut self) -> Told<Option<Hears>> {
        loop {
            let heard = timeout(PATIENCE, self.socket.next()).await;
            match heard.map_err(|_| "nothing was heard for too long")? {
                Some(Ok(Frame::Text(text))) => {
                    let heard = serde_json::from_str(&text);
                    return heard.map(Some).map_err(|why| format!("{why}: {text}"));
                }
                Some(Ok(_)) => {} // signs of life
                Some(Err(_)) | None => return Ok(None),
            }
        }
    }

    /// The next word of a server that is not killed.
    pub(super) async fn hear_surely(&mut self) -> Told<Hears> {
        let heard = self.hear().await?;
        heard.ok_or_else(|| "the server is gone by itself".to_owned())
    }
}
