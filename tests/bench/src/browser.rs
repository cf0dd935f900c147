//! A headless Chromium, spoken to over its DevTools protocol.
//!
//! A [`Browser`] has a profile of its own and is ended with all its processes when
//! it is dropped. A [`Page`] is a tab in a context of its own, without cookies of
//! before. It knows as much of the protocol as the benches need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use futures_util::{SinkExt, StreamExt};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::usage;

/// How long anything may take. Nothing that works takes it, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

const ARGUMENTS: [&str; 15] = [
    "--headless=new",
    "--no-sandbox",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--use-fake-ui-for-media-stream",
    // Both ends of a call are on this computer.
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    // A page in a window that nobody sees works as if somebody saw it.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--window-size=1300,900",
];

/// A browser that runs.
pub(crate) struct Browser {
    child: Child,
    profile: TempDir,
    wire: Arc<Wire>,
}

impl Browser {
    /// Starts one: `/usr/bin/chromium`, or what `SPORTELLO_CHROMIUM` names.
    pub(crate) async fn start(more: &[String]) -> anyhow::Result<Self> {
        let program = std::env::var_os("SPORTELLO_CHROMIUM")
            .map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
        let profile = tempfile::Builder::new()
            .prefix("sportello-chromium-")
            .tempdir()?;
        let child = Command::new(&program)
            .args(ARGUMENTS)
            .args(more)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("Chromium ({}) does not start", program.display()))?;
        // From here on it is ended whatever fails.
        let mut browser = Self {
            child,
            profile,
            wire: Arc::default(),
        };
        let address = browser.address().await?;
        let (socket, _) = tokio_tungstenite::connect_async(address)
            .await
            .context("Chromium's DevTools do not answer")?;
        browser.wire = Wire::over(socket);
        Ok(browser)
    }

    /// Its first process; all others descend from it.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A tab of its own, in which `script` runs before anything of any page.
    pub(crate) async fn page(&self, script: &str) -> anyhow::Result<Page> {
        let nowhere = "";
        let context = self
            .wire
            .ask(nowhere, "Target.createBrowserContext", json!({}));
        let context = context.await?["browserContextId"].clone();
        let wanted =
            json!({ "url": "about:blank", "browserContextId": context, "newWindow": true });
        let target = self
            .wire
            .ask(nowhere, "Target.createTarget", wanted)
            .await?;
        let wanted = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self
            .wire
            .ask(nowhere, "Target.attachToTarget", wanted)
            .await?;
        let session = attached["sessionId"].as_str().context("no session")?;
        let page = Page {
            wire: Arc::clone(&self.wire),
            context,
            session: session.to_owned(),
        };
        page.ask("Page.enable", json!({})).await?;
        page.ask("Runtime.enable", json!({})).await?;
        let script = json!({ "source": script });
        page.ask("Page.addScriptToEvaluateOnNewDocument", script)
            .await?;
        Ok(page)
    }

    /// Where its DevTools listen: it writes a port and a path into its profile.
    async fn address(&mut self) -> anyhow::Result<String> {
        let file = self.profile.path().join("DevToolsActivePort");
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            if let Ok(text) = std::fs::read_to_string(&file)
                && let Some((port, path)) = text.trim().split_once('\n')
            {
                return Ok(format!("ws://127.0.0.1:{port}{path}"));
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("Chromium ended at once ({status})");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("Chromium opens no DevTools")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        for pid in usage::descent(self.child.id()).unwrap_or_default() {
            let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
            let _ = pid.map(|pid| kill_process(pid, Signal::KILL)); // it may have ended by itself
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        remove(self.profile.path());
    }
}

/// Removes a folder in which a dying process may still write.
fn remove(folder: &Path) {
    for _ in 0..50 {
        if std::fs::remove_dir_all(folder).is_ok() || !folder.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A tab.
#[derive(Clone)]
pub(crate) struct Page {
    wire: Arc<Wire>,
    context: Value,
    session: String,
}

impl Page {
    /// Goes to an address.
    pub(crate) async fn go(&self, address: &str) -> anyhow::Result<()> {
        let gone = self.ask("Page.navigate", json!({ "url": address })).await?;
        match gone["errorText"].as_str() {
            Some(why) => bail!("the page {address} does not open: {why}"),
            None => Ok(()),
        }
    }

    /// Evaluates an expression, waits for what it promises, and gives back its value.
    pub(crate) async fn evaluate(&self, expression: &str) -> anyhow::Result<Value> {
        let wanted = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
            "userGesture": true,
        });
        let answer = self.ask("Runtime.evaluate", wanted).await?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            let why = thrown["exception"]["description"].as_str();
            bail!("{}", why.unwrap_or("a script failed in the page"));
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Gives the page's scripts a function of that name; what they say with it comes
    /// here.
    pub(crate) async fn listen(
        &self,
        name: &str,
    ) -> anyhow::Result<mpsc::UnboundedReceiver<Value>> {
        let (sender, said) = mpsc::unbounded_channel();
        lock(&self.wire.ears).insert(self.session.clone(), sender);
        self.ask("Runtime.addBinding", json!({ "name": name }))
            .await?;
        Ok(said)
    }

    /// Closes the tab and forgets its cookies.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        let wanted = json!({ "browserContextId": self.context });
        let closed = self.wire.ask("", "Target.disposeBrowserContext", wanted);
        closed.await.map(drop)
    }

    async fn ask(&self, method: &str, what: Value) -> anyhow::Result<Value> {
        self.wire.ask(&self.session, method, what).await
    }
}

type Answer = Result<Value, String>;

/// The one socket of a browser, which all its pages share.
#[derive(Default)]
struct Wire {
    outgoing: Option<mpsc::UnboundedSender<Message>>,
    asked: AtomicU64,
    waiting: Mutex<BTreeMap<u64, oneshot::Sender<Answer>>>,
    ears: Mutex<BTreeMap<String, mpsc::UnboundedSender<Value>>>,
}

impl Wire {
    fn over(socket: WebSocketStream<MaybeTlsStream<TcpStream>>) -> Arc<Self> {
        let (sender, mut outgoing) = mpsc::unbounded_channel();
        let wire = Arc::new(Self {
            outgoing: Some(sender),
            ..Self::default()
        });
        let (mut sink, mut stream) = socket.split();
        tokio::spawn(async move {
            while let Some(message) = outgoing.recv().await {
                if sink.send(message).await.is_err() {
                    break;
                }
            }
        });
        let hears = Arc::downgrade(&wire);
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                let Some(wire) = hears.upgrade() else { return };
                if let Message::Text(text) = message {
                    wire.hear(&text);
                }
            }
            if let Some(wire) = hears.upgrade() {
                lock(&wire.waiting).clear();
                lock(&wire.ears).clear();
            }
        });
        wire
    }

    async fn ask(&self, session: &str, method: &str, what: Value) -> anyhow::Result<Value> {
        let id = self.asked.fetch_add(1, Ordering::Relaxed);
        let mut question = json!({ "id": id, "method": method, "params": what });
        if !session.is_empty() {
            question["sessionId"] = json!(session);
        }
        let (sender, answer) = oneshot::channel();
        lock(&self.waiting).insert(id, sender);
        let outgoing = self
            .outgoing
            .as_ref()
            .context("Chromium is not connected")?;
        outgoing.send(Message::text(question.to_string()))?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(Ok(value))) => Ok(value),
            Ok(Ok(Err(why))) => Err(anyhow!("Chromium refuses {method}: {why}")),
            Ok(Err(_)) => Err(anyhow!("Chromium has gone")),
            Err(_) => Err(anyhow!("Chromium does not answer {method}")),
        }
    }

    fn hear(&self, text: &str) {
        let Ok(mut said) = serde_json::from_str::<Value>(text) else {
            return;
        };
        if let Some(id) = said["id"].as_u64() {
            let answer = match said["error"]["message"].as_str() {
                Some(why) => Err(why.to_owned()),
                None => Ok(said["result"].take()),
            };
            if let Some(waiting) = lock(&self.waiting).remove(&id) {
                let _ = waiting.send(answer); // whoever asked has given up
            }
        } else if said["method"] == "Runtime.bindingCalled" {
            let session = said["sessionId"].as_str().unwrap_or_default();
            let fact = said["params"]["payload"].as_str().unwrap_or_default();
            if let (Some(ear), Ok(fact)) =
                (lock(&self.ears).get(session), serde_json::from_str(fact))
            {
                let _ = ear.send(fact); // nobody listens any more
            }
        }
    }
}

fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
