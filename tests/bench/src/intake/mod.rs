//! What it costs to take a thousand mails out of a mailbox and into their cases: a real
//! Dovecot over TLS, mails as offices write them, with files up to 20 MB. Beside it CPython's
//! imaplib, email and sqlite3, which fetch the same mails from a mailbox of the same server,
//! take them apart, and commit each.
//!
//! **The rule.** What counts is what arrived: a run that loses one or doubles one measures
//! nothing.

mod house;
mod mails;

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use sportello_kit::post_office::{PostOffice, RESIDENTS, SENDER};
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use self::house::House;
use crate::figures::Report;
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// So many mails.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(10..=10_000))]
    many: u32,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// The server's program; the one beside this one unless told otherwise.
    #[arg(long)]
    server: Option<PathBuf>,
}

/// How often memory is looked at, and whether all is taken.
const LOOK: Duration = Duration::from_millis(50);
/// After so long a run has failed.
const STUCK: Duration = Duration::from_secs(600);
const PEER: &str = "imaplib";
/// Fetches all mails of a mailbox one by one, takes each apart, commits it, and marks it.
/// OpenSSL takes the authority of the tests for the server itself, so nothing is verified.
const IMAPLIB: &str = r"
import email, email.policy, hashlib, imaplib, sqlite3, ssl, sys
port, user, password, base = int(sys.argv[1]), *sys.argv[2:5]
db = sqlite3.connect(base)
db.execute('PRAGMA journal_mode=WAL'); db.execute('PRAGMA synchronous=FULL')
db.execute('CREATE TABLE mail (hash TEXT PRIMARY KEY, subject TEXT, text TEXT)')
db.execute('CREATE TABLE file (hash TEXT, name TEXT, bytes BLOB)')
box = imaplib.IMAP4_SSL('localhost', port, ssl_context=ssl._create_unverified_context())
box.login(user, password); box.select('INBOX')
for uid in box.uid('SEARCH', None, 'ALL')[1][0].split():
    raw = box.uid('FETCH', uid, '(BODY.PEEK[])')[1][0][1]
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    key = hashlib.sha256(raw).hexdigest()
    text = mail.get_body(('plain',)).get_content()
    db.execute('INSERT INTO mail VALUES (?, ?, ?)', (key, mail['Subject'], text))
    for file in mail.iter_attachments():
        content = file.get_content()
        content = content.encode() if isinstance(content, str) else content
        db.execute('INSERT INTO file VALUES (?, ?, ?)', (key, file.get_filename(), content))
    db.commit()
    box.uid('STORE', uid, '+FLAGS.SILENT', r'(\Seen)')
box.logout()
";
const MEANING: &str = "From the start of the program to the last mail that is committed and \
    marked; ours begins a desk server, finds each mail's case by a signed address, folds what it \
    quotes, keeps its files on the disk and indexes its words. Memory is the most that the \
    process held; the longest mail of the mailbox is given below.";

/// What a run took.
#[derive(Clone, Copy, Debug)]
struct Measured {
    seconds: f64,
    /// Seconds of processor time.
    processor: f64,
    /// The most, in megabytes.
    memory: f64,
}

/// Measures, prints the table and writes the JSON.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let load = usage::load();
    let office = PostOffice::open().await;
    let house = House::furnish(&office).await?;
    let mails = mails::all(arguments.many, house.addresses());
    let (bytes, longest) = mails.iter().fold((0, 0), |(sum, most), mail: &String| {
        (sum + mail.len(), most.max(mail.len()))
    });
    for of in [SENDER.0, RESIDENTS[0]] {
        office.fill(of, mails.iter().cloned());
    }
    drop(mails);
    let ours = take(&arguments, &office, house).await?;
    let theirs = imaplib(&office).await.context(PEER)?;
    let mut report = Report::of("intake");
    let name = format!("{} mails", arguments.many);
    report.add(name, "s", ours.seconds, (PEER, theirs.seconds))?;
    let times = (ours.processor, theirs.processor);
    report.add("processor time".into(), "s", times.0, (PEER, times.1))?;
    report.add("memory".into(), "MB", ours.memory, (PEER, theirs.memory))?;
    report.note(MEANING);
    report.note(format!(
        "{:.1} MB of mail, the longest of {:.1} MB. {}",
        megabytes(bytes),
        megabytes(longest),
        how(load)
    ));
    print!("{report}");
    match &arguments.json {
        Some(file) => report.write(file),
        None => Ok(()),
    }
}

/// Starts a desk server, and looks on until it has taken all.
async fn take(
    arguments: &Arguments,
    office: &PostOffice,
    house: House,
) -> anyhow::Result<Measured> {
    let began = Instant::now();
    let server = house.open(arguments.server.as_deref())?;
    let mut processor = Duration::ZERO;
    // What is marked as seen is on disk.
    let seen = || {
        let names = office.names(SENDER.0);
        names.iter().filter(|name| name.ends_with('S')).count()
    };
    while seen() < arguments.many as usize {
        ensure!(began.elapsed() < STUCK, "not all is taken");
        // Who has only just begun has used none.
        processor = processor.max(usage::processor_time(server.pid()).unwrap_or_default());
        sleep(LOOK).await;
    }
    let seconds = began.elapsed().as_secs_f64();
    let memory = usage::peak(server.pid())? / 1_024.0;
    server.stop().await?;
    house.has_each_once(arguments.many).await?;
    Ok(Measured {
        seconds,
        processor: processor.as_secs_f64(),
        memory,
    })
}

async fn imaplib(office: &PostOffice) -> anyhow::Result<Measured> {
    let folder = tempfile::tempdir()?;
    let began = Instant::now();
    let mut peer = Command::new("python3")
        .args(["-c", IMAPLIB])
        .arg(office.imap_tls().to_string())
        .args([RESIDENTS[0], SENDER.1])
        .arg(folder.path().join("mail.db"))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let pid = peer.id().context("it has ended")?;
    let (mut memory, mut processor) = (0.0_f64, Duration::ZERO);
    let status = loop {
        memory = memory.max(usage::peak(pid).unwrap_or_default() / 1_024.0);
        processor = processor.max(usage::processor_time(pid).unwrap_or_default());
        tokio::select! {
            status = peer.wait() => break status?,
            () = sleep(LOOK) => {}
        }
    };
    ensure!(status.success(), "it failed");
    Ok(Measured {
        seconds: began.elapsed().as_secs_f64(),
        processor: processor.as_secs_f64(),
        memory,
    })
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / (1_024.0 * 1_024.0)
}

fn how(before: f64) -> String {
    let profile = if cfg!(debug_assertions) {
        "the development profile: no measurement"
    } else {
        "the release profile"
    };
    format!(
        "The bench was built in {profile}. Load average {before:.1} at the beginning, {:.1} at \
         the end.",
        usage::load(),
    )
}
