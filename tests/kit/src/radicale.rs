//! A real calendar server, Radicale, with a calendar and an account.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sportello_wire::{CalendarAccount, Language};
use tempfile::TempDir;

/// The password of its account.
pub const PASSWORD: &str = "acqua e sale";
/// How long it may take to begin.
const PATIENCE: Duration = Duration::from_secs(30);

/// A Radicale; it ends with the test.
#[derive(Debug)]
pub struct Radicale {
    program: Option<Child>,
    port: u16,
    folder: TempDir,
}

impl Radicale {
    /// Starts one with an empty calendar.
    pub async fn open() -> Self {
        let folder = TempDir::new().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let there = folder.path();
        let calendar = there.join("storage/collection-root/desk/frontdesk");
        std::fs::create_dir_all(&calendar).expect("a folder");
        let properties = r#"{"tag": "VCALENDAR", "D:displayname": "Consulenze",
            "C:supported-calendar-component-set": "VEVENT"}"#;
        std::fs::write(calendar.join(".Radicale.props"), properties).expect("written");
        std::fs::write(there.join("users"), format!("desk:{PASSWORD}\n")).expect("written");
        let settings = format!(
            "[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\ndelay = 0\n\
             htpasswd_filename = {0}/users\nhtpasswd_encryption = plain\n\
             [storage]\nfilesystem_folder = {0}/storage\n[logging]\nlevel = error\n",
            there.display()
        );
        std::fs::write(there.join("settings"), settings).expect("written");
        let mut radicale = Self {
            program: None,
            port,
            folder,
        };
        radicale.start().await;
        radicale
    }

    /// Starts it, perhaps again.
    pub async fn start(&mut self) {
        let program = Command::new(peer("radicale"))
            .arg("--config")
            .arg(self.folder.path().join("settings"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("radicale runs");
        self.program = Some(program);
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < PATIENCE, "radicale does not listen");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Kills it.
    pub fn kill(&mut self) {
        if let Some(mut program) = self.program.take() {
            program.kill().expect("it can be killed");
            program.wait().expect("it ends");
        }
    }

    /// Its account, as somebody types it.
    pub fn account(&self) -> CalendarAccount {
        CalendarAccount {
            address: format!("http://127.0.0.1:{}/", self.port),
            user: "desk".into(),
            language: Language::It,
            ..CalendarAccount::default()
        }
    }

    /// The events that are kept in its calendar.
    pub fn events(&self) -> Vec<String> {
        let files = self.files().into_iter();
        let read = files.map(|file| std::fs::read_to_string(file).expect("readable"));
        read.collect()
    }

    /// Somebody changes its only event.
    pub fn is_edited(&self, change: impl Fn(&str) -> String) {
        let files = self.files();
        let [file] = files.as_slice() else {
            panic!("there is one event, not {files:?}");
        };
        let text = std::fs::read_to_string(file).expect("readable");
        std::fs::write(file, change(&text)).expect("writable");
    }

    fn files(&self) -> Vec<PathBuf> {
        let folder = self.folder.path();
        let folder = folder.join("storage/collection-root/desk/frontdesk");
        let files = std::fs::read_dir(folder).expect("a folder");
        let files = files.map(|file| file.expect("readable").path());
        let hidden = |file: &PathBuf| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with('.')
        };
        files.filter(|file| !hidden(file)).collect()
    }
}

impl Drop for Radicale {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program of the peers. `scripts/peers` puts them where this looks.
fn peer(program: &str) -> PathBuf {
    let folder = std::env::var_os("SPORTELLO_PEERS").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    let folder = folder.unwrap_or_else(|| home().join(".cache/sportello/peers"));
    let program = folder.join("bin").join(program);
    let shown = program.display();
    assert!(
        program.exists(),
        "{shown} is not here: `make setup-test` installs it"
    );
    program
}
