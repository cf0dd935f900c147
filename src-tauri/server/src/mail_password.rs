//! The passwords of mail accounts, mailboxes, calendar accounts and sources of loans: each
//! in a file of the data directory that only the user who runs the server can read. The
//! database and its backups hold none.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sportello_core::LibraryId;
use uuid::Uuid;

/// The folder within the data directory.
const FOLDER: &str = "secrets";

/// Where the passwords of mail accounts are.
#[derive(Clone, Debug)]
pub(crate) struct MailPasswords {
    folder: PathBuf,
    /// What their files begin with.
    of: &'static str,
}

impl MailPasswords {
    /// Those of a data directory.
    pub(crate) fn of(data: &Path) -> Self {
        Self {
            folder: data.join(FOLDER),
            of: "mail",
        }
    }

    /// Those of the calendar accounts of a data directory.
    pub(crate) fn of_calendars(data: &Path) -> Self {
        Self {
            of: "calendar",
            ..Self::of(data)
        }
    }

    /// Those of the mailboxes that are read.
    pub(crate) fn of_mailboxes(data: &Path) -> Self {
        Self {
            of: "mailbox",
            ..Self::of(data)
        }
    }

    /// Those of sources of loans.
    pub(crate) fn of_sources(data: &Path) -> Self {
        Self {
            of: "loans",
            ..Self::of(data)
        }
    }

    /// The password of a library's account, if one is kept.
    ///
    /// # Errors
    /// When there is one and it can't be read.
    pub(crate) fn read(&self, library: LibraryId) -> anyhow::Result<Option<String>> {
        self.read_of(library.0)
    }

    /// The same of whatever has one of its own.
    ///
    /// # Errors
    /// When there is one and it can't be read.
    pub(crate) fn read_of(&self, whose: Uuid) -> anyhow::Result<Option<String>> {
        match std::fs::read_to_string(self.file(whose)) {
            Ok(password) => Ok(Some(password)),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(why).context("a password can't be read"),
        }
    }

    /// Keeps a password in place of the one before; an empty one keeps none.
    ///
    /// # Errors
    /// When the disk says no; then the one before is still there.
    pub(crate) fn keep(&self, library: LibraryId, password: &str) -> anyhow::Result<()> {
        self.keep_of(library.0, password)
    }

    /// The same of whatever has one of its own.
    ///
    /// # Errors
    /// When the disk says no; then the one before is still there.
    pub(crate) fn keep_of(&self, whose: Uuid, password: &str) -> anyhow::Result<()> {
        let file = self.file(whose);
        if password.is_empty() {
            return match std::fs::remove_file(file) {
                Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(why.into()),
                _ => Ok(()),
            };
        }
        sportello_store::make_private(&self.folder)?;
        let new = file.with_extension("new");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut written = options.open(&new)?;
        written.write_all(password.as_bytes())?;
        written.sync_all()?;
        std::fs::rename(&new, &file)?;
        Ok(())
    }

    fn file(&self, whose: Uuid) -> PathBuf {
        self.folder.join(format!("{}-{whose}", self.of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_read_again_and_by_nobody_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let passwords = MailPasswords::of(folder.path());
        let library = LibraryId(uuid::Uuid::from_u128(1));
        assert_eq!(passwords.read(library).expect("readable"), None);
        for password in ["acqua e sale", "pane"] {
            passwords.keep(library, password).expect("kept");
            let read = passwords.read(library).expect("readable");
            assert_eq!(read.as_deref(), Some(password));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let file = std::fs::metadata(passwords.file(library.0)).expect("there");
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
        passwords.keep(library, "").expect("removed");
        assert_eq!(passwords.read(library).expect("readable"), None);
    }
}
