//! The peer's engine: calls held by a page in a Chromium instead of in this process.
//!
//! The same commands come in and the same events go out as of the native engine,
//! but for pictures, which stay in the page.

use std::sync::Arc;

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};
use sportello_media::{
    CallCommand, CallCommands, CallEvent, CallSettings, Candidate, DeviceCommands, Engine,
    IceServer, LinkState, MediaError, OpenCall, OpenGreenRoom, Trouble,
};
use sportello_wire::CandidateInit;
use tokio::sync::{Mutex, mpsc};

use super::patron::{Numbers, numbers_script};
use crate::browser::{Browser, Page};

const LIBRARIAN: &str = include_str!("librarian.js");
/// The page: a picture and a sound, as a librarian would have them before her.
const PAGE: &str = "<!doctype html><title>Librarian</title>\
    <video autoplay muted playsinline width=960></video><audio autoplay></audio>";
/// As many as the native engine's events may wait.
const EVENTS: usize = 64;

/// Holds calls in a page; one at a time.
pub(super) struct ChromiumEngine {
    page: Page,
    told: Arc<Mutex<mpsc::UnboundedReceiver<Value>>>,
    pictures: mpsc::UnboundedSender<f64>,
}

impl ChromiumEngine {
    /// An engine over a new page. The time of each call's first picture is told
    /// beside, in milliseconds since 1970.
    pub(super) async fn start(
        browser: &Browser,
        folder: &std::path::Path,
    ) -> anyhow::Result<(Self, mpsc::UnboundedReceiver<f64>)> {
        // A page from a file may use camera and microphone, as one by https may.
        let file = folder.join("librarian.html");
        std::fs::write(&file, PAGE).context("can't write the peer's page")?;
        let script = format!("({LIBRARIAN})({})", numbers_script());
        let page = browser.page(&script).await?;
        let told = page.listen("tellBench").await?;
        page.go(&format!("file://{}", file.display())).await?;
        let (pictures, first_pictures) = mpsc::unbounded_channel();
        let engine = Self {
            page,
            told: Arc::new(Mutex::new(told)),
            pictures,
        };
        Ok((engine, first_pictures))
    }

    /// What the call under way has carried.
    pub(super) async fn numbers(&self) -> anyhow::Result<Numbers> {
        Ok(serde_json::from_value(
            self.page.evaluate("numbers()").await?,
        )?)
    }
}

impl Engine for ChromiumEngine {
    fn open(&self, settings: CallSettings) -> Result<OpenCall, MediaError> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| MediaError::NoRuntime)?;
        let (commands, orders) = CallCommands::channel();
        let (facts, events) = mpsc::channel(EVENTS);
        let call = PageCall {
            page: self.page.clone(),
            pictures: self.pictures.clone(),
            facts,
        };
        let told = Arc::clone(&self.told);
        runtime.spawn(async move {
            let mut told = told.lock().await;
            if let Err(why) = call.run(&settings, orders, &mut told).await {
                tracing::warn!("the peer's call fell: {why:#}");
            }
        });
        Ok(OpenCall { commands, events })
    }

    /// The page has its devices from Chromium; nothing is chosen or tried.
    fn green_room(&self) -> Result<OpenGreenRoom, MediaError> {
        let (commands, _) = DeviceCommands::channel();
        let (_, events) = mpsc::channel(1);
        Ok(OpenGreenRoom { commands, events })
    }
}

/// A call in the page.
struct PageCall {
    page: Page,
    pictures: mpsc::UnboundedSender<f64>,
    facts: mpsc::Sender<CallEvent>,
}

impl PageCall {
    async fn run(
        &self,
        settings: &CallSettings,
        mut orders: mpsc::UnboundedReceiver<CallCommand>,
        told: &mut mpsc::UnboundedReceiver<Value>,
    ) -> anyhow::Result<()> {
        while told.try_recv().is_ok() {} // of the call before
        self.order(opening(settings)).await?;
        loop {
            tokio::select! {
                order = orders.recv() => match order.and_then(page_order) {
                    Some(order) => self.order(order).await?,
                    None => break,
                },
                fact = told.recv() => {
                    let fact = fact.context("the peer's page has gone")?;
                    let event = self.hear(serde_json::from_value(fact)?);
                    if let Some(event) = event && self.facts.send(event).await.is_err() {
                        break;
                    }
                }
            }
        }
        self.order(json!({ "type": "close" })).await
    }

    async fn order(&self, order: Value) -> anyhow::Result<()> {
        self.page.evaluate(&format!("order({order})")).await?;
        Ok(())
    }

    fn hear(&self, told: Told) -> Option<CallEvent> {
        Some(match told {
            Told::Answer { sdp } => CallEvent::LocalAnswer { sdp },
            Told::Candidate { candidate } => CallEvent::LocalCandidate(Candidate {
                candidate: candidate.candidate,
                sdp_mid: candidate.sdp_mid,
                sdp_m_line_index: candidate.sdp_m_line_index,
            }),
            Told::Link { state } => CallEvent::Link(link(&state)?),
            Told::Data { text } => CallEvent::Data(text),
            Told::Failed { why } => {
                let error = MediaError::Connection(why);
                CallEvent::Trouble(Trouble::Refused { error })
            }
            Told::FirstPicture { at } => {
                let _ = self.pictures.send(at); // the bench is over
                return None;
            }
        })
    }
}

/// What the page tells.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Told {
    Answer { sdp: String },
    Candidate { candidate: CandidateInit },
    Link { state: String },
    Data { text: String },
    Failed { why: String },
    FirstPicture { at: f64 },
}

fn opening(settings: &CallSettings) -> Value {
    let ice_servers: Vec<Value> = settings.ice_servers.iter().map(ice_server).collect();
    json!({
        "type": "open",
        "width": settings.picture.width,
        "height": settings.picture.height,
        "mostKbps": settings.picture.most_kbps,
        "video": settings.camera_on,
        "audio": settings.microphone_on,
        "iceServers": ice_servers,
    })
}

fn ice_server(server: &IceServer) -> Value {
    if server.username.is_empty() {
        return json!({ "urls": server.urls });
    }
    json!({ "urls": server.urls, "username": server.username, "credential": server.credential })
}

/// The page's words for a command; none at the end of the call.
fn page_order(command: CallCommand) -> Option<Value> {
    Some(match command {
        CallCommand::RemoteOffer { sdp } => json!({ "type": "offer", "sdp": sdp }),
        CallCommand::RemoteCandidate(candidate) => json!({
            "type": "candidate",
            "candidate": {
                "candidate": candidate.candidate,
                "sdpMid": candidate.sdp_mid,
                "sdpMLineIndex": candidate.sdp_m_line_index,
            },
        }),
        CallCommand::SetCamera(on) => json!({ "type": "switch", "kind": "video", "on": on }),
        CallCommand::SetMicrophone(on) => json!({ "type": "switch", "kind": "audio", "on": on }),
        CallCommand::SendData(text) => json!({ "type": "say", "text": text }),
        // Chromium decodes for itself and asks for key pictures by itself; no call of
        // the bench is put on hold.
        CallCommand::SetHandOver(_) | CallCommand::NeedKeyFrame | CallCommand::SetSpeaker(_) => {
            json!({ "type": "nothing" })
        }
        CallCommand::Close => return None,
    })
}

fn link(state: &str) -> Option<LinkState> {
    Some(match state {
        "connecting" => LinkState::Connecting,
        "connected" => LinkState::Connected,
        "disconnected" => LinkState::Interrupted,
        "failed" => LinkState::Failed,
        "closed" => LinkState::Closed,
        _ => return None,
    })
}
