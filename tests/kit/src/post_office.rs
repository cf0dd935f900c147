//! A post office: a Dovecot takes letters in, over TLS and from those who sign in;
//! OpenSMTPD, behind it, delivers them to another Dovecot, which keeps the mailboxes and
//! lets their owners read them over IMAP.
//!
//! Both are real programs of Debian's, started on loopback, on free ports, over a folder
//! of the test's own, and ended by their pids. They want to be started by root, as the
//! tests of the window do: they hand their work to users of their own. A computer
//! without them fails the test and says what to install.

mod hand_in;
mod jail;
mod settings;

use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::{PATIENCE, Program};
pub use hand_in::Mail;
use settings::{write_certificates, write_settings};

/// The name and the password of the account that letters are sent with.
pub const SENDER: (&str, &str) = ("sportello", "acqua e sale");
/// The domain whose mailboxes are here.
pub const DOMAIN: &str = "biblioteca.test";
/// Who has a mailbox here, besides the sender.
pub const RESIDENTS: [&str; 3] = ["ada", "dino", "resi"];
/// An address that the server takes letters for and that the next one refuses: they come
/// back.
pub const REFUSED: &str = "nessuno@respinge.test";
/// Whose mailbox is gone, though the server behind still believes in it: it tries until it
/// gives up.
pub const VANISHED: &str = "sparito";
/// Whoever writes to this name there is told to come back later, always.
pub const LATER: &str = "dopo";

/// A post office that is open. It closes when dropped.
pub struct PostOffice {
    folder: TempDir,
    ports: Ports,
    authority: String,
    counter: Program,
    mailboxes: Program,
    smtpd: Program,
}

#[derive(Clone, Copy)]
struct Ports {
    start_tls: u16,
    tls: u16,
    delivery: u16,
    relay: u16,
    imap: u16,
    imap_tls: u16,
    refuses: u16,
}

impl PostOffice {
    /// Opens one, and waits until it takes letters.
    pub async fn open() -> Self {
        Self::open_with("").await
    }

    /// One that gives up on a letter after seconds, not days.
    pub async fn open_impatient() -> Self {
        Self::open_with("queue ttl 5s\n").await
    }

    async fn open_with(rules: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("post-").tempdir();
        let folder = folder.expect("a folder for the test can be made");
        let ports = Ports::free();
        let authority = write_certificates(folder.path());
        write_settings(folder.path(), ports, rules);
        let counter = start_dovecot(folder.path(), "counter");
        let mailboxes = start_dovecot(folder.path(), "mailboxes");
        let smtpd = start_smtpd(folder.path());
        let office = Self {
            folder,
            ports,
            authority,
            counter,
            mailboxes,
            smtpd,
        };
        office.wait_until_open().await;
        office
    }

    /// The port on which the connection begins in the clear.
    pub fn start_tls(&self) -> u16 {
        self.ports.start_tls
    }

    /// The port that is encrypted from the first byte.
    pub fn tls(&self) -> u16 {
        self.ports.tls
    }

    /// The port of the server behind, which takes letters from this computer in the clear.
    pub fn relay(&self) -> u16 {
        self.ports.relay
    }

    /// The port on which mail is read, where the connection begins in the clear.
    pub fn imap(&self) -> u16 {
        self.ports.imap
    }

    /// The port on which mail is read, encrypted from the first byte.
    pub fn imap_tls(&self) -> u16 {
        self.ports.imap_tls
    }

    /// Makes the mailbox of somebody anew, as a server does that lost its notes: no mail
    /// keeps its number.
    pub fn forget_numbers(&self, of: &str) {
        let mailbox = self.folder.path().join("mail").join(of);
        for file in std::fs::read_dir(mailbox).expect("a mailbox") {
            let file = file.expect("a file that is there").path();
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.starts_with("dovecot") {
                std::fs::remove_file(file).expect("the test may do everything");
            }
        }
    }

    /// Who vouches for the server, in PEM. The server's name is `localhost`.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Puts mails into somebody's mailbox, as if they had been delivered long ago.
    pub fn fill(&self, of: &str, mails: impl IntoIterator<Item = String>) {
        let mailbox = self.folder.path().join("mail").join(of);
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(mailbox.join(part)).expect("there is room");
        }
        for (number, mail) in mails.into_iter().enumerate() {
            let name = format!("new/1700000000.M{number}P1.{DOMAIN}");
            std::fs::write(mailbox.join(name), mail).expect("there is room");
        }
        let mut command = Command::new("chown");
        let owned = command.args(["-R", "mail:mail"]).arg(&mailbox).status();
        assert!(owned.is_ok_and(|done| done.success()), "only root may");
    }

    /// The letters in somebody's mailbox, in no order.
    pub fn mailbox(&self, of: &str) -> Vec<String> {
        let mailbox = self.folder.path().join("mail").join(of);
        let mut letters = Vec::new();
        for part in ["new", "cur"] {
            let Ok(files) = std::fs::read_dir(mailbox.join(part)) else {
                continue; // nothing has come yet
            };
            for file in files {
                let file = file.expect("a file that is there").path();
                let letter = std::fs::read(file).expect("the test may read everything");
                letters.push(String::from_utf8_lossy(&letter).into_owned());
            }
        }
        letters
    }

    /// The names of the files of somebody's letters; what is known of a letter stands at
    /// their end.
    pub fn names(&self, of: &str) -> Vec<String> {
        let folder = self.folder.path().join("mail").join(of).join("cur");
        let Ok(files) = std::fs::read_dir(folder) else {
            return Vec::new(); // nobody has looked yet
        };
        let names = files.map(|file| file.expect("a file that is there").file_name());
        names
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    }

    /// Waits until there are so many letters in somebody's mailbox.
    pub async fn letters(&self, of: &str, how_many: usize) -> Vec<String> {
        let mut letters = Vec::new();
        let there = until(|| {
            letters = self.mailbox(of);
            letters.len() >= how_many
        });
        if !there.await {
            panic!(
                "{} letters came to {of}, not {how_many}; the post office wrote\n{}",
                letters.len(),
                self.written()
            );
        }
        letters
    }

    /// How many whole letters with this `Message-ID` somebody has.
    pub fn count(&self, of: &str, id: &str) -> usize {
        let line = format!("message-id: {id}").to_lowercase();
        let has_it = |letter: &String| letter.to_lowercase().lines().any(|one| one == line);
        self.mailbox(of).into_iter().filter(has_it).count()
    }

    /// Waits until the server behind has delivered all that it took.
    pub async fn delivered(&self) {
        let spool = self.folder.path().join("jail/var/spool/smtpd");
        let waiting = || files_below(&spool.join("queue")) + files_below(&spool.join("incoming"));
        let empty = until(|| waiting() == 0);
        if !empty.await {
            panic!("the post office keeps letters back:\n{}", self.written());
        }
    }

    /// Ends the server that takes letters in as a power cut would. What it has handed on
    /// by then is delivered all the same.
    pub async fn kill_the_counter(&mut self) {
        self.counter.kill_with_its_children();
        let gone = nobody_listens(self.ports.start_tls);
        assert!(gone.await, "something of Dovecot outlived it");
        let _ = std::fs::remove_file(self.folder.path().join("counter/run/master.pid"));
    }

    /// Ends the server that keeps the mailboxes as a power cut would.
    pub async fn kill_the_mailboxes(&mut self) {
        self.mailboxes.kill_with_its_children();
        let gone = nobody_listens(self.ports.imap);
        assert!(gone.await, "something of Dovecot outlived it");
        let _ = std::fs::remove_file(self.folder.path().join("mailboxes/run/master.pid"));
    }

    /// Starts it again.
    pub async fn open_the_mailboxes(&mut self) {
        self.mailboxes = start_dovecot(self.folder.path(), "mailboxes");
        self.wait_until_open().await;
    }

    /// Starts it again.
    pub async fn open_the_counter(&mut self) {
        self.counter = start_dovecot(self.folder.path(), "counter");
        self.wait_until_open().await;
    }

    /// All that the programs wrote.
    pub fn written(&self) -> String {
        let log = |of: &str| self.folder.path().join(of).join("log");
        let logs = [log("counter"), log("mailboxes")];
        let read = |log: PathBuf| std::fs::read_to_string(log).unwrap_or_default();
        let logs: String = logs.into_iter().map(read).collect();
        let Self {
            counter,
            mailboxes,
            smtpd,
            ..
        } = self;
        format!("{logs}{counter}{mailboxes}{smtpd}")
    }

    async fn wait_until_open(&self) {
        let Ports {
            start_tls,
            tls,
            delivery,
            relay,
            imap,
            imap_tls,
            refuses,
        } = self.ports;
        for port in [start_tls, tls, delivery, relay, imap, imap_tls, refuses] {
            let end = Instant::now() + PATIENCE;
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                let written = self.written();
                assert!(Instant::now() < end, "nobody listens on {port}:\n{written}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.counter.kill_with_its_children();
        self.mailboxes.kill_with_its_children();
        self.smtpd.kill_with_its_children();
    }
}

async fn nobody_listens(port: u16) -> bool {
    let end = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        if Instant::now() > end {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    true
}

impl Ports {
    /// Ports below those that the system gives to whoever asks for any: else another
    /// test might be given one between this and the start of the program it is for.
    fn free() -> Self {
        static ASKED: AtomicU32 = AtomicU32::new(0);
        let free = || loop {
            let next = std::process::id().wrapping_mul(16) + ASKED.fetch_add(1, Ordering::Relaxed);
            let port = 10_000 + (next % 20_000) as u16;
            if TcpListener::bind(("127.0.0.1", port)).is_ok() {
                return port;
            }
        };
        Self {
            start_tls: free(),
            tls: free(),
            delivery: free(),
            relay: free(),
            imap: free(),
            imap_tls: free(),
            refuses: free(),
        }
    }
}

fn start_dovecot(folder: &Path, name: &str) -> Program {
    let mut command = Command::new(found(
        "dovecot",
        "dovecot-submissiond dovecot-lmtpd dovecot-imapd",
    ));
    command
        .arg("-F")
        .arg("-c")
        .arg(folder.join(name).join("dovecot.conf"));
    Program::start(of_its_own(command))
}

/// OpenSMTPD keeps its queue and its socket where Debian says, for all of a computer: it
/// is given a root folder of its own, with a copy of what it needs. That asks for no more
/// than root in any container.
fn start_smtpd(folder: &Path) -> Program {
    let smtpd = found("smtpd", "opensmtpd");
    let jail = folder.join("jail");
    jail::furnish(&jail, &smtpd);
    let mut command = Command::new(found("chroot", "coreutils"));
    command.arg(jail).arg(smtpd);
    command.args(["-d", "-f", "/etc/smtpd.conf"]);
    Program::start(of_its_own(command))
}

/// A program with children, which are ended together with it.
fn of_its_own(mut command: Command) -> Command {
    command.process_group(0);
    command
}

/// Where a program is. Debian keeps servers where only root looks.
fn found(program: &str, packages: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let mut programs = folders.map(|folder| folder.join(program));
    programs
        .find(|program| program.exists())
        .unwrap_or_else(|| panic!("{program} is not here: `make setup-test` installs {packages}"))
}

/// How long a letter may be on its way: what does not go at once, OpenSMTPD tries again
/// after ten seconds.
const DELIVERY: Duration = Duration::from_secs(60);

async fn until(mut done: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + DELIVERY;
    while !done() {
        if Instant::now() > end {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    true
}

/// How many files are in a folder and in those below it.
fn files_below(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let entries = entries.flatten().map(|entry| entry.path());
    entries
        .map(|path| if path.is_dir() { files_below(&path) } else { 1 })
        .sum()
}
