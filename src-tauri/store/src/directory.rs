//! The data directory: its parts by name, its privacy and its one owner.
//!
//! **The rule.** Whoever writes owns the directory, by the lock of a file in it, for
//! as long as they write. A look from outside takes no lock that could keep a server
//! from starting.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::StoreError;

/// The name of the database in the data directory.
pub const DATABASE: &str = "sportello.db";
/// The folder in the data directory where the files of patrons and librarians lie.
pub const FILES: &str = "files";
/// The file whose lock says that a server owns the directory.
const LOCK: &str = "sportello.lock";
/// How often a lock is tried, and how long it is left alone between: somebody who
/// only looks whether the directory is in use holds it for less than that.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(50);

/// A data directory that nobody else may open while this lives.
#[derive(Clone, Debug)]
pub struct Owned {
    _lock: std::sync::Arc<File>,
}

/// Makes the directory if it is new, and owns it from here on.
///
/// # Errors
/// [`StoreError::Owned`] when another program does, [`StoreError::Directory`] when
/// the disk says no.
pub async fn own(directory: &Path) -> Result<Owned, StoreError> {
    make_private(directory).map_err(|why| cannot_use(directory, why))?;
    let file = File::create(lock_file(directory)).map_err(|why| cannot_use(directory, why))?;
    for _ in 0..TRIES {
        if is_taken(directory, file.try_lock())? {
            tokio::time::sleep(PAUSE).await;
        } else {
            let _lock = std::sync::Arc::new(file);
            return Ok(Owned { _lock });
        }
    }
    Err(StoreError::Owned(directory.to_owned()))
}

/// Whether a program owns the directory just now. Makes nothing.
///
/// # Errors
/// When the lock can't be read.
pub fn is_owned(directory: &Path) -> Result<bool, StoreError> {
    match File::open(lock_file(directory)) {
        Ok(file) => is_taken(directory, file.try_lock_shared()),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(why) => Err(cannot_use(directory, why)),
    }
}

/// Whether a directory holds nothing but perhaps a lock.
///
/// # Errors
/// When it is there and can't be read.
pub fn is_empty(directory: &Path) -> Result<bool, StoreError> {
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(why) => return Err(cannot_use(directory, why)),
    };
    for entry in entries {
        let entry = entry.map_err(|why| cannot_use(directory, why))?;
        if entry.file_name() != LOCK {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes the directory, if it is new, for its owner's eyes alone: it holds what
/// patrons wrote.
///
/// # Errors
/// As the disk says.
pub fn make_private(directory: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

fn is_taken(
    directory: &Path,
    tried: Result<(), std::fs::TryLockError>,
) -> Result<bool, StoreError> {
    match tried {
        Ok(()) => Ok(false),
        Err(std::fs::TryLockError::WouldBlock) => Ok(true),
        Err(std::fs::TryLockError::Error(why)) => Err(cannot_use(directory, why)),
    }
}

fn lock_file(directory: &Path) -> PathBuf {
    directory.join(LOCK)
}

fn cannot_use(directory: &Path, why: std::io::Error) -> StoreError {
    StoreError::Directory(directory.to_owned(), why)
}
