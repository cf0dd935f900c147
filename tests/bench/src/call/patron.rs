//! The patron: a real browser on the real page, the same for every librarian.

use anyhow::Context;
use serde::Deserialize;
use serde_json::json;

use super::Size;
use crate::browser::{Browser, Page};

const PATRON: &str = include_str!("patron.js");
const NUMBERS: &str = include_str!("numbers.js");

/// What a peer connection has carried so far.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Numbers {
    /// When it was counted, in milliseconds since 1970.
    pub(super) at: f64,
    pub(super) received: Carried,
    pub(super) sent: Carried,
}

/// Pictures of one direction.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Carried {
    pub(super) frames: u64,
    pub(super) bytes: u64,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) codec: String,
    /// What keeps the sender from more, in the browser's words; empty when not told.
    pub(super) limited: String,
}

/// Chromium with its own moving test picture as a camera.
pub(super) async fn browser() -> anyhow::Result<Browser> {
    Browser::start(&["--use-fake-device-for-media-stream=fps=30".to_owned()]).await
}

/// A script that counts, to be used in a page's own script.
pub(super) fn numbers_script() -> &'static str {
    NUMBERS.trim_end()
}

/// A visitor of the desk with a tab of her own.
pub(super) struct Patron {
    page: Page,
}

impl Patron {
    /// Opens the desk's page, with a camera of a size.
    pub(super) async fn arrive(browser: &Browser, link: &str, size: Size) -> anyhow::Result<Self> {
        let camera = json!({ "width": size.width, "height": size.height });
        let script = format!("({PATRON})({camera}, {})", numbers_script());
        let page = browser.page(&script).await?;
        page.go(link).await?;
        Ok(Self { page })
    }

    /// Chooses video and presses call.
    pub(super) async fn call(&self) -> anyhow::Result<()> {
        self.page.evaluate("patron.call()").await?;
        Ok(())
    }

    /// When the librarian's first picture was shown, in milliseconds since 1970.
    pub(super) async fn first_picture(&self) -> anyhow::Result<f64> {
        let at = self.page.evaluate("patron.firstPicture()").await;
        let at = at.context("the patron's page shows no picture of the librarian")?;
        at.as_f64().context("the patron's page tells no time")
    }

    /// What was carried so far.
    pub(super) async fn numbers(&self) -> anyhow::Result<Numbers> {
        let numbers = self.page.evaluate("patron.numbers()").await?;
        Ok(serde_json::from_value(numbers)?)
    }

    /// Sees the end of the conversation and goes.
    pub(super) async fn go(self) -> anyhow::Result<()> {
        self.page.evaluate("patron.ended()").await?;
        self.page.close().await
    }
}
