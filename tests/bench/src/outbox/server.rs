//! The desk server, with an outbox in which much has piled up.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, ensure};
use rustix::process::{Pid, Signal, kill_process};
use sportello_core::{
    Channel, DeskId, DeviceId, Language, LibraryId, MailAccount, MailAddress, MailSecurity,
    OutgoingId, OutgoingKind, PatronId, PushSubscription, ThreadId,
};
use sportello_server::demo;
use sportello_store::{DeviceRow, NewOutgoing, NewPatron, PatronRow, Store, Writing};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::sleep;
use uuid::Uuid;

/// The key and the secret of RFC 8291's example: any browser's would do.
const BROWSER: (&str, &str) = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "BTBZMqHH6r4Tts7J_aSIgg",
);
const DEVICE: &str = "phone";
const PATRON: Uuid = Uuid::from_u128(1);
const THREAD: Uuid = Uuid::from_u128(2);
/// How often a server that starts is asked whether it has made its key.
const TRIES: u32 = 200;
/// Ids of what goes out begin here.
const FIRST: u128 = 1_000;

/// A server that runs over an outbox in which much has piled up; it is killed when
/// dropped.
pub(super) struct Server {
    folder: TempDir,
    running: Child,
}

impl Server {
    /// Starts one in which so many things wait on a channel that leads to a double: it
    /// begins to send.
    pub(super) async fn start(
        program: Option<&Path>,
        channel: Channel,
        many: u32,
        to: SocketAddr,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("sportello-bench-")
            .tempdir()?;
        let program = match program {
            Some(program) => program.to_owned(),
            None => std::env::current_exe()?.with_file_name("sportello-server"),
        };
        ensure!(
            program.exists(),
            "there is no {}: build it, with `cargo build --release -p sportello-server`",
            program.display()
        );
        // Browsers that are there before the key are forgotten: its first start makes it.
        let key = folder.path().join("secrets/push-key");
        let mut first = spawn(&program, folder.path(), to)?;
        for _ in 0..TRIES {
            if key.exists() {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        ensure!(key.exists(), "the server has made no key");
        stop(&mut first).await?;
        pile_up(folder.path(), channel, many, to).await?;
        let running = spawn(&program, folder.path(), to)?;
        Ok(Self { folder, running })
    }

    pub(super) fn pid(&self) -> u32 {
        self.running.id().unwrap_or_default() // it has one for as long as it runs
    }

    /// Ends the server and looks into its outbox.
    pub(super) async fn all_are_sent(mut self, many: u32) -> anyhow::Result<()> {
        stop(&mut self.running).await?;
        let store = Store::open(self.folder.path()).await?;
        let library = store.libraries().await?.swap_remove(0).id;
        let outbox = store.outbox(library, many).await?;
        let left = outbox.next.len() + outbox.trouble.len();
        ensure!(left == 0, "{left} are written down as not sent");
        store.close().await;
        Ok(())
    }
}

fn spawn(program: &Path, data: &Path, to: SocketAddr) -> anyhow::Result<Child> {
    let mut command = Command::new(program);
    command
        .arg("serve")
        .current_dir(data)
        .env_clear()
        .env("SPORTELLO_DATA", data)
        .env("SPORTELLO_LISTEN", "127.0.0.1:0")
        .env("SPORTELLO_LOG_LEVEL", "error")
        .env("SPORTELLO_PUSH_SERVICES", format!("http://{to}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true);
    Ok(command.spawn()?)
}

async fn stop(running: &mut Child) -> anyhow::Result<()> {
    let pid = running.id().and_then(|pid| i32::try_from(pid).ok());
    let pid = pid.and_then(Pid::from_raw).context("it has ended")?;
    kill_process(pid, Signal::TERM)?;
    running.wait().await?;
    Ok(())
}

async fn pile_up(data: &Path, channel: Channel, many: u32, to: SocketAddr) -> anyhow::Result<()> {
    let store = Store::open(data).await?;
    demo::prepare(&store).await?;
    let library = store.libraries().await?.swap_remove(0).id;
    let desk = store.settings(library).await?.desks[0].id;
    let now = now()?;
    let mut writing = store.write().await?;
    add_patron(&mut writing, desk, now).await?;
    match channel {
        Channel::Mail => {
            let account = account(to)?;
            sportello_store::save_mail_account(&mut writing, library, Some(&account), now).await?;
        }
        Channel::Push => add_device(&mut writing, to, now).await?,
        Channel::Calendar => anyhow::bail!("here go mails and pushes"),
    }
    for number in 0..many {
        let new = outgoing(channel, library, desk, number, now);
        sportello_store::queue(&mut writing, &new, now).await?;
    }
    writing.commit().await?;
    store.close().await;
    Ok(())
}

async fn add_patron(writing: &mut Writing<'_>, desk: DeskId, now: i64) -> anyhow::Result<()> {
    let row = PatronRow {
        id: PatronId(PATRON),
        desk,
        thread: ThreadId(THREAD),
    };
    let capability_hash = "nobody's".into();
    let patron = NewPatron {
        row,
        capability_hash,
    };
    Ok(sportello_store::add_patron(writing, &patron, now).await?)
}

async fn add_device(writing: &mut Writing<'_>, to: SocketAddr, now: i64) -> anyhow::Result<()> {
    let endpoint = format!("http://{to}/{DEVICE}");
    let subscription = PushSubscription::parse(&endpoint, BROWSER.0, BROWSER.1);
    let device = DeviceRow {
        device: DeviceId(DEVICE.into()),
        subscription: subscription.ok().context("no subscription")?,
        host: to.to_string(),
        created_at: now,
    };
    let (thread, patron) = (ThreadId(THREAD), PatronId(PATRON));
    Ok(sportello_store::add_device(writing, thread, patron, &device).await?)
}

fn account(to: SocketAddr) -> anyhow::Result<MailAccount> {
    Ok(MailAccount {
        server: to.ip().to_string(),
        port: to.port(),
        security: MailSecurity::Plain,
        user: String::new(),
        sender: address("desk@example.org")?,
        sender_name: String::new(),
        bounces: None,
        replies: None,
        authority: String::new(),
    })
}

fn address(text: &str) -> anyhow::Result<MailAddress> {
    MailAddress::parse(text).ok().context("no address")
}

fn outgoing(
    channel: Channel,
    library: LibraryId,
    desk: DeskId,
    number: u32,
    now: i64,
) -> NewOutgoing {
    let id = OutgoingId(Uuid::from_u128(FIRST + u128::from(number)));
    NewOutgoing {
        id,
        library,
        channel,
        kind: OutgoingKind::PrivateLink,
        once: number.to_string(),
        address: match channel {
            Channel::Mail => format!("ada{number}@example.org"),
            Channel::Push | Channel::Calendar => "127.0.0.1".into(),
        },
        desk: Some(desk),
        thread: Some(ThreadId(THREAD)),
        patron: Some(PatronId(PATRON)),
        contact: None,
        language: Language::It,
        payload: match channel {
            Channel::Mail => "{}".into(),
            Channel::Push | Channel::Calendar => {
                serde_json::json!({ "device": DEVICE }).to_string()
            }
        },
        message_id: format!("{id}@localhost"),
        due: now,
    }
}

/// Milliseconds since 1970 UTC.
fn now() -> anyhow::Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_millis())?)
}
