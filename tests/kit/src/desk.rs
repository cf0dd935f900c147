//! A desk: the real program over a data directory of its own.
//!
//! The library is made once a test program, by the administrator's commands, and
//! copied for each desk. A desk that was killed or stopped is started again on the
//! same data; its port may be another one then.

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::ids::new_seat;
use crate::librarian::Librarian;
use crate::patron::Patron;
use crate::program::Program;
use crate::web::{Answer, ask, send};

/// The library of the cast.
pub const LIBRARY: &str = "Biblioteca di Prova";
/// The handle of its desk.
pub const HANDLE: &str = "@biblioteca.prova";
/// Its librarians: the name to sign in with, and the name that people read.
const LIBRARIANS: [(&str, &str); 2] = [("bo", "Bo Conti"), ("cleo", "Cleo Neri")];
/// The database in the data directory.
const DATABASE: &str = "sportello.db";

/// Settings beyond the address and the data: `SPORTELLO_*`, with its value.
pub type Settings<'a> = &'a [(&'a str, &'a str)];

/// A librarian's account.
#[derive(Clone, Debug)]
pub struct Account {
    /// The name to sign in with.
    pub user: String,
    /// As people read it.
    pub name: String,
    /// The password.
    pub password: String,
}

/// A library at rest.
struct Library {
    database: Vec<u8>,
    accounts: Vec<Account>,
}

/// A desk that runs, or ran.
#[derive(Debug)]
pub struct Desk {
    program: PathBuf,
    home: TempDir,
    running: Option<Program>,
    settings: Vec<(String, String)>,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its librarians.
    pub accounts: Vec<Account>,
}

impl Desk {
    /// Opens a desk; `program` is `env!("CARGO_BIN_EXE_sportello-server")`.
    pub async fn open(program: &str) -> Self {
        Self::open_with(program, &[]).await
    }

    /// Opens a desk with settings.
    pub async fn open_with(program: &str, settings: Settings<'_>) -> Self {
        static LIBRARY: OnceLock<Library> = OnceLock::new();
        let library = LIBRARY.get_or_init(|| make_library(program.as_ref()));
        let home = new_home();
        let data = home.path().join("data");
        new_private_folder(&data);
        std::fs::write(data.join(DATABASE), &library.database).expect("there is room");
        let owned = |(name, value): &(&str, &str)| (name.to_string(), value.to_string());
        let mut desk = Self {
            program: program.into(),
            home,
            running: None,
            settings: settings.iter().map(owned).collect(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            accounts: library.accounts.clone(),
        };
        desk.start().await;
        desk
    }

    /// Starts the program again, on the same data.
    pub async fn start(&mut self) {
        let mut command = self.command(&["serve"]);
        for (name, value) in &self.settings {
            command.env(name, value);
        }
        let mut program = Program::start(command);
        self.address = program.line("its address", listening).await;
        self.running = Some(program);
    }

    /// Ends the program as a power cut would.
    pub fn kill(&mut self) {
        self.program().kill();
        self.running = None;
    }

    /// Asks the program to end; says how it ended and how long that took.
    pub async fn stop(&mut self) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        self.program().terminate();
        let status = self.program().ended().await;
        self.running = None;
        (status, asked.elapsed())
    }

    /// The program that runs.
    pub fn program(&mut self) -> &mut Program {
        self.running.as_mut().expect("the desk was started")
    }

    /// The program over this desk's data, with other arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        command(&self.program, self.home.path(), arguments)
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Asks something over HTTP.
    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        ask(self.address, method, path, headers).await
    }

    /// Sends something over HTTP.
    pub async fn send(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        send(self.address, "POST", path, headers, body).await
    }

    /// Opens a page for a patron who was never here.
    pub async fn patron(&self, who: &str) -> Patron {
        Patron::open(self.address, HANDLE, who).await
    }

    /// Opens a page for a patron who was here before.
    pub async fn patron_again(&self, who: &str, cookie: Option<String>) -> Patron {
        Patron::open_with(self.address, HANDLE, who, cookie).await
    }

    /// Ada waits.
    pub async fn ada(&self) -> Patron {
        self.patron("Ada").await
    }

    /// Dino waits behind her.
    pub async fn dino(&self) -> Patron {
        self.patron("Dino").await
    }

    /// Bo staffs.
    pub async fn bo(&self) -> Librarian {
        self.seat("bo").await
    }

    /// Cleo supervises.
    pub async fn cleo(&self) -> Librarian {
        self.seat("cleo").await
    }

    /// Signs a librarian in, at a new seat.
    pub async fn seat(&self, user: &str) -> Librarian {
        let account = self.account(user);
        Librarian::sign_in(self.address, new_seat(), user, &account.password)
            .await
            .unwrap_or_else(|why| panic!("{user} is refused: {why:?}"))
    }

    /// A librarian's account.
    pub fn account(&self, user: &str) -> &Account {
        let mut accounts = self.accounts.iter();
        accounts
            .find(|one| one.user == user)
            .unwrap_or_else(|| panic!("{user} has no account"))
    }
}

/// Picks the address out of the line in which the server says that it listens.
fn listening(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("the desk server listens")?;
    let (_, address) = rest.split_once("address=")?;
    address.split_whitespace().next()?.parse().ok()
}

fn new_home() -> TempDir {
    let named = tempfile::Builder::new().prefix("sportello-test-").tempdir();
    named.expect("a folder for the test can be made")
}

/// A data directory as the program itself makes it: for its owner alone.
fn new_private_folder(path: &Path) {
    let mut folder = std::fs::DirBuilder::new();
    let made = folder.mode(0o700).create(path);
    made.expect("a new folder can be made");
}

/// The program in a folder of its own, with none of our own settings. A write over
/// the limit of file sizes is an error to it, not its death.
fn command(program: &Path, home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", r#"trap "" XFSZ; exec "$0" "$@""#])
        .arg(program)
        .args(arguments)
        .current_dir(home);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SPORTELLO_") {
            command.env_remove(name);
        }
    }
    command
        .env("SPORTELLO_DATA", home.join("data"))
        .env("SPORTELLO_LISTEN", "127.0.0.1:0");
    command
}

fn make_library(program: &Path) -> Library {
    let home = new_home();
    let administer = |arguments: &[&str]| {
        let mut command = command(program, home.path(), &["admin"]);
        let done = command.args(arguments).output().expect("the program runs");
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{arguments:?} fails: {done:?}");
        said
    };
    administer(&["create-library", LIBRARY]);
    administer(&["create-desk", "--library", LIBRARY, HANDLE, "Sportello"]);
    let accounts = LIBRARIANS.map(|(user, name)| {
        let said = administer(&["create-librarian", "--library", LIBRARY, user, name]);
        let password = said.split_whitespace().last();
        Account {
            user: user.to_owned(),
            name: name.to_owned(),
            password: password.expect("it prints the password").to_owned(),
        }
    });
    let database = std::fs::read(home.path().join("data").join(DATABASE));
    Library {
        database: database.expect("the commands wrote a database"),
        accounts: accounts.to_vec(),
    }
}
