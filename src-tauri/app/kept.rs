//! The session that this computer keeps, so that nobody types a password at each start.
//!
//! **Where.** In the desktop's keyring, through the Secret Service, where there is one
//! that answers; else in a file of this program that its owner alone can read. The file
//! is there in both cases: it says who was signed in where, so that a keyring is asked
//! only for what it holds, and a locked one still leaves the name to sign in with.
//!
//! **The rule.** A keyring may ask the user for its password, or hang. It is asked on a
//! thread of its own and waited for no longer than [`PATIENCE`]; one that let us wait is
//! not asked again before the next start.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sportello_seat::KeptSession;
use sportello_wire::window::KeptIn;

/// How long a keyring is waited for.
const PATIENCE: Duration = Duration::from_secs(3);
/// What our entries in a keyring are called.
const SERVICE: &str = "sportello";
/// The file.
const FILE: &str = "sessions.json";

/// What the file holds of one server.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    user: String,
    /// Where there is no keyring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

type Entries = BTreeMap<String, Entry>;

/// The sessions that are kept, by server.
#[derive(Debug)]
pub(crate) struct KeptSessions {
    folder: PathBuf,
    /// The keyring did not answer in time.
    keyring_sulks: AtomicBool,
    /// One reads and writes the file at a time.
    busy: Mutex<()>,
}

impl KeptSessions {
    /// Those of a folder of this program.
    pub(crate) fn of(folder: PathBuf) -> Self {
        Self {
            folder,
            keyring_sulks: AtomicBool::new(false),
            busy: Mutex::new(()),
        }
    }

    /// Keeps a session in the place of one before of the same server; nothing when
    /// there is no place for it.
    pub(crate) fn keep(&self, session: &KeptSession) -> Option<KeptIn> {
        let _alone = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = self.read();
        let (name, token) = (self.name_of(&session.server), session.token.clone());
        let set = move || keyring::Entry::new(SERVICE, &name)?.set_password(&token);
        let in_keyring = self.with_keyring(set).is_some();
        let entry = Entry {
            user: session.user.clone(),
            token: (!in_keyring).then(|| session.token.clone()),
        };
        entries.insert(session.server.clone(), entry);
        match self.write(&entries) {
            Ok(()) if in_keyring => Some(KeptIn::Keyring),
            Ok(()) => Some(KeptIn::File),
            Err(why) => {
                tracing::warn!(%why, "the session can't be kept");
                None
            }
        }
    }

    /// The session of a server.
    pub(crate) fn find(&self, server: &str) -> Option<(KeptSession, KeptIn)> {
        let _alone = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = self.read().remove(server)?;
        let name = self.name_of(server);
        let (token, kept_in) = match entry.token {
            Some(token) => (token, KeptIn::File),
            None => {
                let get = move || keyring::Entry::new(SERVICE, &name)?.get_password();
                (self.with_keyring(get)?, KeptIn::Keyring)
            }
        };
        let session = KeptSession {
            server: server.to_owned(),
            user: entry.user,
            token,
        };
        Some((session, kept_in))
    }

    /// Keeps no session of a server any more.
    pub(crate) fn forget(&self, server: &str) {
        let _alone = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = self.read();
        let Some(entry) = entries.remove(server) else {
            return;
        };
        if let Err(why) = self.write(&entries) {
            tracing::warn!(%why, "a session that was kept can't be forgotten");
        }
        if entry.token.is_none() {
            let name = self.name_of(server);
            let delete = move || keyring::Entry::new(SERVICE, &name)?.delete_credential();
            let _ = self.with_keyring(delete); // its token is worth nothing any more
        }
    }

    /// What an entry in the keyring is called. A server inside this program is known by
    /// its folder: another user of the keyring may have one, too.
    fn name_of(&self, server: &str) -> String {
        match server {
            "" => self.folder.display().to_string(),
            elsewhere => elsewhere.to_owned(),
        }
    }

    fn with_keyring<T: Send + 'static>(
        &self,
        ask: impl FnOnce() -> keyring::Result<T> + Send + 'static,
    ) -> Option<T> {
        if self.keyring_sulks.load(Ordering::Relaxed) {
            return None;
        }
        let (answer, answered) = channel();
        let asking = std::thread::Builder::new().name("keyring".into());
        let asked = asking.spawn(move || {
            let _ = answer.send(ask()); // who waited may have given up
        });
        asked.ok()?;
        match answered.recv_timeout(PATIENCE) {
            Ok(Ok(value)) => Some(value),
            Ok(Err(why)) => {
                tracing::info!(%why, "there is no keyring to keep the session in");
                None
            }
            Err(_) => {
                self.keyring_sulks.store(true, Ordering::Relaxed);
                tracing::warn!("the keyring does not answer; the session is kept in a file");
                None
            }
        }
    }

    /// What can't be read is nothing.
    fn read(&self) -> Entries {
        let text = fs::read_to_string(self.folder.join(FILE)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Whole or not at all, and for its owner alone from its first byte.
    fn write(&self, entries: &Entries) -> io::Result<()> {
        let text = serde_json::to_string_pretty(entries)?;
        fs::create_dir_all(&self.folder)?;
        let new = self.folder.join(format!("{FILE}.new"));
        let _ = fs::remove_file(&new); // one that was cut off
        let mut file = private_file(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(new, self.folder.join(FILE))
    }
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(path)
}

/// The folder of a user's own programs is that user's alone here.
#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<fs::File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    const SERVER: &str = "https://desk.example";

    #[test]
    fn a_session_is_kept_in_the_keyring_where_there_is_one() {
        // Its own bus, its own keyring, unlocked with a password that nobody needs.
        on_a_bus(
            "tests::with_a_keyring",
            "printf x | gnome-keyring-daemon --unlock --components=secrets >/dev/null",
        );
    }

    #[test]
    #[ignore = "run by a_session_is_kept_in_the_keyring_where_there_is_one, on its bus"]
    fn with_a_keyring() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = KeptSessions::of(folder.path().join("data"));
        assert_eq!(kept.keep(&session("first")), Some(KeptIn::Keyring));
        assert_eq!(kept.keep(&session("second")), Some(KeptIn::Keyring));
        let text = fs::read_to_string(folder.path().join("data/sessions.json"));
        let text = text.expect("it was written");
        assert!(text.contains("maria") && !text.contains("second"), "{text}");
        // The next start of the program.
        let kept = KeptSessions::of(folder.path().join("data"));
        let found = kept.find(SERVER).expect("it is kept");
        assert_eq!(found, (session("second"), KeptIn::Keyring));
        assert_eq!(kept.find("https://other.example"), None);
        kept.forget(SERVER);
        assert_eq!(kept.find(SERVER), None);
        let name = kept.name_of(SERVER);
        let entry = keyring::Entry::new(SERVICE, &name).expect("a keyring");
        assert!(entry.get_password().is_err(), "the token is gone, too");
    }

    #[test]
    fn without_a_keyring_it_is_kept_in_a_file_for_its_owner_alone() {
        on_a_bus("tests::without_a_keyring", "true");
    }

    #[test]
    #[ignore = "run by without_a_keyring_it_is_kept_in_a_file_for_its_owner_alone, on its bus"]
    fn without_a_keyring() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = KeptSessions::of(folder.path().to_owned());
        assert_eq!(kept.keep(&session("first")), Some(KeptIn::File));
        assert_eq!(kept.find(SERVER), Some((session("first"), KeptIn::File)));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = folder.path().join(FILE);
            let mode = fs::metadata(file)
                .expect("it is there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        kept.forget(SERVER);
        assert_eq!(kept.find(SERVER), None);
    }

    #[test]
    fn a_damaged_file_keeps_nothing_and_can_be_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(FILE), "{").expect("room");
        let kept = KeptSessions::of(folder.path().to_owned());
        assert_eq!(kept.find(SERVER), None);
        kept.keyring_sulks.store(true, Ordering::Relaxed);
        assert_eq!(kept.keep(&session("first")), Some(KeptIn::File));
        assert_eq!(kept.find(SERVER), Some((session("first"), KeptIn::File)));
    }

    #[test]
    fn a_keyring_that_does_not_answer_is_waited_for_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = KeptSessions::of(folder.path().to_owned());
        let (never, waits) = channel::<()>();
        let hangs = move || {
            let _ = waits.recv();
            Ok(())
        };
        assert_eq!(kept.with_keyring(hangs), None);
        assert_eq!(kept.with_keyring(|| Ok(())), None, "it is not asked again");
        drop(never);
    }

    fn session(token: &str) -> KeptSession {
        KeptSession {
            server: SERVER.into(),
            user: "maria".into(),
            token: token.into(),
        }
    }

    /// Runs another test of this module on a session bus of its own, where no service
    /// starts by itself.
    fn on_a_bus(test: &str, first: &str) {
        let home = tempfile::tempdir().expect("a folder");
        let program = std::env::current_exe().expect("this program");
        let ran = Command::new("dbus-run-session")
            .arg("--config-file")
            .arg(bus_without_services(home.path()))
            .args(["--", "sh", "-c"])
            .arg(format!(
                "{first}; exec \"$0\" --exact kept::{test} --ignored"
            ))
            .arg(program)
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .output();
        let ran = ran.expect("dbus-run-session is installed (see scripts/setup-test)");
        let said = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success() && said.contains("1 passed"), "{ran:?}");
    }

    fn bus_without_services(home: &Path) -> PathBuf {
        const BUS: &str = "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus \
            Configuration 1.0//EN\" \
            \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\"><busconfig>\
            <type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>\
            <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
            <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>";
        let path = home.join("bus.conf");
        fs::write(&path, BUS).expect("room");
        path
    }
}
