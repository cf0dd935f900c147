//! Patrons who come to the line one after another, and how soon each sees a place.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::line::page::Page;

/// How long there is peace between two.
const PEACE: Duration = Duration::from_millis(20);
/// Their numbers, which decide from which address they come, begin here.
const FIRST: usize = 1;

/// Patrons who come until they are stopped.
pub(super) struct Comers {
    stop: watch::Sender<bool>,
    coming: JoinHandle<anyhow::Result<Vec<f64>>>,
}

impl Comers {
    /// They begin to come.
    pub(super) fn at(server: SocketAddr) -> Self {
        let (stop, stopped) = watch::channel(false);
        let coming = tokio::spawn(come(server, stopped));
        Self { stop, coming }
    }

    /// No more come: in how many milliseconds each of them saw a place.
    pub(super) async fn stop(self) -> anyhow::Result<Vec<f64>> {
        self.stop.send_replace(true);
        let all = self.coming.await.context("they came to grief")?;
        all.context("a patron who came meanwhile")
    }
}

async fn come(server: SocketAddr, stopped: watch::Receiver<bool>) -> anyhow::Result<Vec<f64>> {
    let (tells, mut told) = mpsc::unbounded_channel();
    let mut all = Vec::new();
    let mut patron = FIRST;
    while !*stopped.borrow() {
        let mut page = Page::arrive(server, patron, tells.clone()).await?;
        all.push(page.took.as_secs_f64() * 1_000.0);
        page.leave().await?;
        while told.try_recv().is_ok() {}
        patron += 1;
        sleep(PEACE).await;
    }
    Ok(all)
}
