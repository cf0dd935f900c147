//! A library with cases whose offices have written, and the desk server that reads it.

use std::path::Path;
use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, ensure};
use chrono::NaiveDate;
use rustix::process::{Pid, Signal, kill_process};
use sportello_core::{
    Asker, Case, CaseEntryKind, CaseId, CaseLevel, CaseNumber, CaseState, DeskId, MailSecurity,
};
use sportello_kit::post_office::{DOMAIN, PostOffice, SENDER};
use sportello_mail::reply::{Belonging, Key, address_for};
use sportello_server::demo;
use sportello_store::{MailboxRow, Store};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use uuid::Uuid;

/// So many cases wait for their offices.
const CASES: u32 = 100;
/// The day that is promised.
const PROMISED: (i32, u32, u32) = (2026, 12, 1);

/// A data directory in which cases wait for answers.
pub(super) struct House {
    folder: TempDir,
    addresses: Vec<String>,
}

/// A server that runs; it is killed when dropped.
pub(super) struct Server(Child);

impl House {
    /// Makes one that reads the mailbox of the sender.
    pub(super) async fn furnish(office: &PostOffice) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("sportello-bench-")
            .tempdir()?;
        let store = Store::open(folder.path()).await?;
        demo::prepare(&store).await?;
        let library = store.libraries().await?.swap_remove(0).id;
        let desk = store.settings(library).await?.desks[0].id;
        let now = now()?;
        let mut writing = store.write().await?;
        let key = sportello_store::reply_key(&mut writing, library, [7; 32], now).await?;
        let own = format!("{}@{DOMAIN}", SENDER.0).parse()?;
        let mut addresses = Vec::new();
        for number in 1..=CASES {
            let case = case(desk, number, now)?;
            sportello_store::save_case(&mut writing, library, &case, now).await?;
            let signed = address_for(&Key::new(key), &own, Belonging::Case(case.id))?;
            addresses.push(signed.as_str().to_owned());
        }
        let mailbox = Some(mailbox(office));
        sportello_store::save_mailbox(&mut writing, library, mailbox.as_ref()).await?;
        writing.commit().await?;
        store.close().await;
        // Its password stands where the server keeps it.
        let secrets = folder.path().join("secrets");
        std::fs::create_dir_all(&secrets)?;
        std::fs::write(secrets.join(format!("mailbox-{library}")), SENDER.1)?;
        Ok(Self { folder, addresses })
    }

    /// The signed addresses of its cases.
    pub(super) fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// Starts the server.
    pub(super) fn open(&self, program: Option<&Path>) -> anyhow::Result<Server> {
        let program = match program {
            Some(program) => program.to_owned(),
            None => std::env::current_exe()?.with_file_name("sportello-server"),
        };
        ensure!(
            program.exists(),
            "there is no {}: build it, with `cargo build --release -p sportello-server`",
            program.display()
        );
        let mut command = Command::new(program);
        command
            .arg("serve")
            .current_dir(self.folder.path())
            .env_clear()
            .env("SPORTELLO_DATA", self.folder.path())
            .env("SPORTELLO_LISTEN", "127.0.0.1:0")
            .env("SPORTELLO_LOG_LEVEL", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        Ok(Server(command.spawn()?))
    }

    /// Whether each mail stands in its case, once.
    pub(super) async fn has_each_once(&self, many: u32) -> anyhow::Result<()> {
        let store = Store::open(self.folder.path()).await?;
        let mut wrote = 0;
        for number in 1..=CASES {
            let entries = store.case_entries(case_id(number)).await?;
            let of_office = |kind| matches!(kind, CaseEntryKind::OtherWrote);
            let entries = entries.iter().filter(|row| of_office(row.entry.kind));
            wrote += u32::try_from(entries.count())?;
        }
        store.close().await;
        ensure!(wrote == many, "{wrote} stand in cases, of {many}");
        Ok(())
    }
}

impl Server {
    pub(super) fn pid(&self) -> u32 {
        self.0.id().unwrap_or_default() // it has one for as long as it runs
    }

    pub(super) async fn stop(mut self) -> anyhow::Result<()> {
        let pid = self.0.id().and_then(|pid| i32::try_from(pid).ok());
        let pid = pid.and_then(Pid::from_raw).context("it has ended")?;
        kill_process(pid, Signal::TERM)?;
        self.0.wait().await?;
        Ok(())
    }
}

fn case_id(number: u32) -> CaseId {
    CaseId(Uuid::from_u128(u128::from(number)))
}

/// A case of which nobody knows yet who writes into it.
fn case(desk: DeskId, number: u32, now: i64) -> anyhow::Result<Case> {
    let (year, month, day) = PROMISED;
    let promised = NaiveDate::from_ymd_opt(year, month, day).context("a day")?;
    Ok(Case {
        id: case_id(number),
        desk,
        number: CaseNumber { year: 2026, number },
        subject: format!("Un atto del {number}"),
        topic: None,
        level: CaseLevel::Second,
        owner: None,
        office: None,
        promised,
        first_promised: promised,
        state: CaseState::WaitingForOffice,
        snoozed_until: None,
        thread: None,
        asker: Asker::default(),
        opened: now,
        answered: None,
        closed: None,
        news: None,
    })
}

fn mailbox(office: &PostOffice) -> MailboxRow {
    MailboxRow {
        server: "localhost".into(),
        port: office.imap_tls(),
        security: MailSecurity::Tls,
        user: SENDER.0.into(),
        folder: "INBOX".into(),
        authority: office.authority().into(),
        unknown: None,
        uid_validity: 0,
        last_uid: 0,
        read_at: None,
        trouble: None,
    }
}

/// Milliseconds since 1970 UTC.
fn now() -> anyhow::Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_millis())?)
}
