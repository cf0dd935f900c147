//! The peer: the same seat in the same flow, with Chromium as its engine.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use sportello_media::{PictureSettings, Reach};
use sportello_seat::{Host, Seat, SeatSettings};
use sportello_wire::seat::{LineEntry, ThreadEntry};
use sportello_wire::window::{Connection, NewsItem, WindowOrder, WindowState};
use sportello_wire::{ChosenPresence, ContactId, Mode};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::desk::Desk;
use super::engine::ChromiumEngine;
use super::{Counted, Librarian, Size, clip};
use crate::browser::{Browser, PATIENCE};
use crate::librarian::settled;

/// A librarian whose calls are held by a browser.
pub(super) struct Peer {
    browser: Browser,
    engine: Arc<ChromiumEngine>,
    seat: Seat,
    facts: mpsc::UnboundedReceiver<Fact>,
    /// What was answered last.
    contact: Option<ContactId>,
    first_pictures: mpsc::UnboundedReceiver<f64>,
}

impl Peer {
    /// Starts a browser with the test picture as its camera, and a seat that signs in
    /// and stays away.
    pub(super) async fn start(desk: &Desk, size: Size) -> anyhow::Result<Self> {
        let film = desk.folder().join(format!("{}.y4m", size.width));
        let written = film.clone();
        tokio::task::spawn_blocking(move || clip::write(size, &written)).await??;
        let browser = Browser::start(&[
            "--use-fake-device-for-media-stream".to_owned(),
            format!("--use-file-for-fake-video-capture={}", film.display()),
        ])
        .await?;
        let (engine, first_pictures) = ChromiumEngine::start(&browser, desk.folder()).await?;
        let engine = Arc::new(engine);
        let settings = SeatSettings {
            program: String::new(),
            embedded: None,
            reach: Reach::Everywhere,
            picture: PictureSettings {
                width: size.width,
                height: size.height,
                ..PictureSettings::default()
            },
        };
        let (sender, facts) = mpsc::unbounded_channel();
        let seat = Seat::start(settings, engine.clone(), Arc::new(Watcher::new(sender)));
        let account = desk.account(1);
        seat.order(WindowOrder::SignIn {
            server: desk.address(),
            user: account.user.clone(),
            password: account.password.clone(),
        });
        let mut peer = Self {
            browser,
            engine,
            seat,
            facts,
            contact: None,
            first_pictures,
        };
        peer.fact("is online", |fact| {
            matches!(fact, Fact::Online).then_some(())
        })
        .await?;
        peer.leave().await?;
        Ok(peer)
    }

    /// Waits for a fact; those before it are passed over.
    async fn fact<T>(&mut self, what: &str, pick: impl Fn(Fact) -> Option<T>) -> anyhow::Result<T> {
        let found = timeout(PATIENCE, async {
            while let Some(fact) = self.facts.recv().await {
                if let Some(found) = pick(fact) {
                    return Ok(found);
                }
            }
            anyhow::bail!("the peer's seat has ended")
        });
        found
            .await
            .with_context(|| format!("the peer never {what}"))?
    }
}

impl Librarian for Peer {
    fn pid(&self) -> Option<u32> {
        Some(self.browser.pid())
    }

    async fn come(&mut self) -> anyhow::Result<()> {
        while self.facts.try_recv().is_ok() {}
        let presence = ChosenPresence::Available;
        self.seat.order(WindowOrder::SetPresence { presence });
        Ok(())
    }

    async fn leave(&mut self) -> anyhow::Result<()> {
        let presence = ChosenPresence::Away;
        self.seat.order(WindowOrder::SetPresence { presence });
        Ok(())
    }

    async fn accept(&mut self) -> anyhow::Result<f64> {
        let rings = |fact| match fact {
            Fact::Rings(contact, mode) => Some((contact, mode)),
            Fact::Online | Fact::Ended | Fact::WrapsUp(_) => None,
        };
        let (contact, with) = self.fact("is rung", rings).await?;
        let accepted = SystemTime::now().duration_since(UNIX_EPOCH)?;
        self.contact = Some(contact);
        self.seat.order(WindowOrder::Answer { contact, with });
        Ok(accepted.as_secs_f64() * 1_000.0)
    }

    async fn first_picture(&mut self) -> anyhow::Result<f64> {
        let first = timeout(PATIENCE, self.first_pictures.recv()).await;
        let first = first.context("the peer never sees the patron")?;
        first.context("the peer's engine has ended")
    }

    async fn pictures(&mut self) -> anyhow::Result<Counted> {
        let numbers = self.engine.numbers().await?;
        Ok(Counted {
            at: numbers.at,
            frames: numbers.received.frames,
        })
    }

    async fn hang_up(&mut self) -> anyhow::Result<()> {
        let contact = self.contact.context("the peer has answered nobody")?;
        self.seat.order(WindowOrder::HangUp { contact });
        self.fact("hears the end", |fact| {
            matches!(fact, Fact::Ended).then_some(())
        })
        .await?;
        let wraps_up = |fact| match fact {
            Fact::WrapsUp(contact) => Some(contact),
            Fact::Online | Fact::Rings(..) | Fact::Ended => None,
        };
        let contact = self.fact("has something to write down", wraps_up).await?;
        self.seat.order(settled(contact));
        Ok(())
    }

    async fn end(self) -> anyhow::Result<()> {
        self.seat.order(WindowOrder::SignOut);
        Ok(())
    }
}

/// What the seat shows of importance.
#[derive(Clone, Copy, Debug)]
enum Fact {
    Online,
    Rings(ContactId, Mode),
    Ended,
    WrapsUp(ContactId),
}

/// A host that passes on what it is shown.
struct Watcher {
    sender: mpsc::UnboundedSender<Fact>,
    /// The number of the newest piece of news that was looked at.
    news: AtomicU32,
}

impl Watcher {
    fn new(sender: mpsc::UnboundedSender<Fact>) -> Self {
        let news = AtomicU32::new(0);
        Self { sender, news }
    }

    fn tell(&self, fact: Fact) {
        let _ = self.sender.send(fact); // the bench is over
    }
}

impl Host for Watcher {
    fn show(&self, state: &WindowState) {
        if state.connection == Connection::Online {
            self.tell(Fact::Online);
        }
        let last = state.news.last().map_or(0, |news| news.number);
        let known = self.news.swap(last, Ordering::Relaxed);
        for news in state.news.iter().filter(|news| news.number > known) {
            if matches!(news.what, NewsItem::ContactEnded { .. }) {
                self.tell(Fact::Ended);
            }
        }
        let wrap_up = state
            .desk
            .as_ref()
            .and_then(|desk| desk.seat.wrap_up.as_ref());
        if let Some(wrap_up) = wrap_up {
            self.tell(Fact::WrapsUp(wrap_up.contact));
        }
    }

    fn picture(&self, _packed: Vec<u8>) {}

    fn rings(&self, contact: &LineEntry) {
        self.tell(Fact::Rings(contact.contact, contact.mode));
    }

    fn rings_no_more(&self, _contact: &LineEntry) {}

    fn bell(&self, _on: bool) {} // it would ring in nobody's ears

    fn has_written(&self, _thread: &ThreadEntry) {}

    fn presence_changed(&self, _presence: ChosenPresence) {}

    fn save_file(&self, _name: &str, _bytes: &[u8]) -> std::io::Result<PathBuf> {
        Err(std::io::Error::other("nobody sends files here"))
    }
}
