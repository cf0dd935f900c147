//! The librarian that is measured: the seat as its own program, which is this one
//! with the command `librarian`.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, bail};
use serde_json::Value;
use sportello_media::HandOver;
use sportello_wire::window::WindowOrder;
use sportello_wire::{ChosenPresence, ContactId};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::desk::Desk;
use super::{Counted, Librarian, Size};
use crate::browser::PATIENCE;

/// A librarian's program without a window. It is killed when dropped.
pub(super) struct SeatProgram {
    child: Child,
    orders: ChildStdin,
    events: Lines<BufReader<ChildStdout>>,
    /// What was answered last.
    contact: Option<ContactId>,
}

impl SeatProgram {
    /// Starts the program of that file, which signs in and stays away.
    pub(super) async fn start(
        program: &Path,
        desk: &Desk,
        size: Size,
        hand_over: HandOver,
    ) -> anyhow::Result<Self> {
        let account = desk.account(0);
        let encoded = match hand_over {
            HandOver::Encoded => Some("--encoded"),
            HandOver::Decoded => None,
        };
        let mut child = Command::new(program)
            .args(["librarian", "--answer", "auto"])
            .args(encoded)
            .args(["--server", &desk.address()])
            .args(["--user", &account.user, "--password", &account.password])
            .args(["--picture", &format!("{}x{}", size.width, size.height)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the headless librarian does not start")?;
        let orders = child.stdin.take().context("no way to give orders")?;
        let events = child.stdout.take().context("no way to hear events")?;
        let mut seat = Self {
            child,
            orders,
            events: BufReader::new(events).lines(),
            contact: None,
        };
        seat.event("online").await?;
        seat.leave().await?;
        Ok(seat)
    }

    /// The next event of that name; those before it are passed over.
    async fn event(&mut self, name: &str) -> anyhow::Result<Value> {
        let found = timeout(PATIENCE, async {
            while let Some(line) = self.events.next_line().await? {
                let event: Value = serde_json::from_str(&line)?;
                if event["event"] == name {
                    return Ok(event);
                }
            }
            bail!("the headless librarian has ended")
        });
        let late = || format!("the headless librarian never tells “{name}”");
        found.await.with_context(late)?
    }

    async fn order(&mut self, order: &WindowOrder) -> anyhow::Result<()> {
        self.write(&serde_json::to_string(order)?).await
    }

    async fn write(&mut self, line: &str) -> anyhow::Result<()> {
        let line = format!("{line}\n");
        let written = self.orders.write_all(line.as_bytes()).await;
        written.context("the headless librarian takes no orders")
    }

    async fn be(&mut self, presence: ChosenPresence) -> anyhow::Result<()> {
        self.order(&WindowOrder::SetPresence { presence }).await
    }
}

impl Librarian for SeatProgram {
    fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    async fn come(&mut self) -> anyhow::Result<()> {
        self.be(ChosenPresence::Available).await
    }

    async fn leave(&mut self) -> anyhow::Result<()> {
        self.be(ChosenPresence::Away).await
    }

    async fn accept(&mut self) -> anyhow::Result<f64> {
        // It accepts in the instant in which it tells that it rings.
        let rings = self.event("ringing").await?;
        self.contact = serde_json::from_value(rings["contact"]["contact"].clone())?;
        at(&rings)
    }

    async fn first_picture(&mut self) -> anyhow::Result<f64> {
        at(&self.event("picture").await?)
    }

    async fn pictures(&mut self) -> anyhow::Result<Counted> {
        self.write("report").await?;
        let report = self.event("report").await?;
        let frames = report["pictures"].as_u64();
        Ok(Counted {
            at: at(&report)?,
            frames: frames.context("the headless librarian counts no pictures")?,
        })
    }

    async fn hang_up(&mut self) -> anyhow::Result<()> {
        let contact = self.contact.context("the librarian has answered nobody")?;
        self.order(&WindowOrder::HangUp { contact }).await?;
        self.event("ended").await.map(drop)
    }

    async fn end(mut self) -> anyhow::Result<()> {
        self.write("quit").await?;
        let ended = timeout(PATIENCE, self.child.wait()).await;
        let status = ended.context("the headless librarian does not end")??;
        anyhow::ensure!(status.success(), "the headless librarian failed: {status}");
        Ok(())
    }
}

fn at(event: &Value) -> anyhow::Result<f64> {
    let at = event["at"].as_f64();
    at.with_context(|| format!("an event without a time: {event}"))
}
