//! A folder into which a library system writes its files of loans.
//!
//! **The rule.** A file is taken when it has not changed for a while, in size or time:
//! whoever writes it may not be done. What was read is moved beside, into `processed` or
//! `rejected`, with a report; nothing is written over, nothing removed, and links are not
//! followed. A file that vanishes meanwhile is somebody's own business.
//!
//! It looks when it is asked to. All of it waits for the disk: not for the task of a
//! socket.

mod report;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use sportello_core::{SourceCause, SourceTrouble};

pub use report::Outcome;

use crate::file::LONGEST_FILE;
use crate::source::Tried;

/// For how long a file must not have changed.
const SETTLED: Duration = Duration::from_secs(3);
/// How many files are looked at.
const MOST_FILES: usize = 1_000;
/// How many names are tried for a file that is moved.
const MOST_NAMES: u32 = 10_000;
const PROCESSED: &str = "processed";
const REJECTED: &str = "rejected";

/// A watched folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// How each file was found when it was last seen to change.
    seen: BTreeMap<OsString, Seen>,
}

/// A file as it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Looks {
    size: u64,
    changed: Option<SystemTime>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    looks: Looks,
    since: Instant,
}

/// A file that waits to be read and is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    name: OsString,
    looks: Looks,
}

impl Waiting {
    /// What it is called.
    pub fn name(&self) -> String {
        self.name.to_string_lossy().into_owned()
    }
}

/// What there is to take in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The files that are whole, the oldest first.
    pub files: Vec<Waiting>,
    /// Others may be soon: it is worth to look again in a few seconds.
    pub others_settle: bool,
}

impl Folder {
    /// The folder at a path; nothing is touched yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            seen: BTreeMap::new(),
        }
    }

    /// Looks whether the folder is there, can be read, and files can be moved in it; makes
    /// the folders for what was read.
    ///
    /// # Errors
    /// The causes of [`SourceCause`] that begin with `Folder`, and
    /// [`SourceCause::NotSet`].
    pub fn try_it(&self) -> Result<Tried, SourceTrouble> {
        let files = self.files()?;
        for kind in [PROCESSED, REJECTED] {
            let folder = self.beside(kind)?;
            let (path, probe) = fresh(&folder, OsStr::new(".sportello"), OsStr::new(""))?;
            drop(probe);
            fs::remove_file(path).map_err(|why| not_writable(&why))?;
        }
        Ok(Tried {
            found: u32::try_from(files.len()).unwrap_or(u32::MAX),
            ..Tried::default()
        })
    }

    /// Looks which files are whole by now.
    ///
    /// # Errors
    /// [`SourceCause::FolderMissing`], [`SourceCause::FolderUnreadable`] and
    /// [`SourceCause::NotSet`].
    pub fn look(&mut self, now: Instant) -> Result<Settled, SourceTrouble> {
        let files = self.files()?;
        self.seen.retain(|name, _| files.contains_key(name));
        let mut settled = Settled::default();
        for (name, looks) in files {
            let fresh = Seen { looks, since: now };
            let seen = self.seen.entry(name.clone()).or_insert(fresh);
            if seen.looks != looks {
                *seen = fresh;
            }
            match now.saturating_duration_since(seen.since) >= SETTLED {
                true => settled.files.push(Waiting { name, looks }),
                false => settled.others_settle = true,
            }
        }
        settled.files.sort_by(|one, other| {
            let age = |file: &Waiting| (file.looks.changed, file.name.clone());
            age(one).cmp(&age(other))
        });
        Ok(settled)
    }

    /// Reads a file; nothing if it is gone, or is not what it was when it was looked at.
    ///
    /// # Errors
    /// [`SourceCause::FolderUnreadable`] and [`SourceCause::FileTooLarge`].
    pub fn take(&self, file: &Waiting) -> Result<Option<Vec<u8>>, SourceTrouble> {
        let unreadable = |why: io::Error| unreadable(&why);
        let path = self.path.join(&file.name);
        let opened = match open(&path) {
            Ok(opened) => opened,
            Err(why) if why.kind() == ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(unreadable(why)),
        };
        let metadata = opened.metadata().map_err(unreadable)?;
        if !metadata.is_file() || looks(&metadata) != file.looks {
            return Ok(None);
        }
        if file.looks.size > LONGEST_FILE as u64 {
            return Err(SourceCause::FileTooLarge.into());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(file.looks.size).unwrap_or(0));
        let mut bounded = opened.take(LONGEST_FILE as u64 + 1);
        bounded.read_to_end(&mut bytes).map_err(unreadable)?;
        Ok((bytes.len() as u64 == file.looks.size).then_some(bytes))
    }

    /// Moves a file to where it belongs after it was read, with a report beside it, and
    /// says where, seen from the folder. Nothing if it is gone, or is another one by now:
    /// that one is read in its turn.
    ///
    /// # Errors
    /// [`SourceCause::FolderNotWritable`].
    pub fn finish(
        &mut self,
        file: &Waiting,
        outcome: &Outcome<'_>,
    ) -> Result<Option<String>, SourceTrouble> {
        let kind = match outcome.is_processed() {
            true => PROCESSED,
            false => REJECTED,
        };
        let from = self.path.join(&file.name);
        match fs::symlink_metadata(&from) {
            Ok(metadata) if metadata.is_file() && looks(&metadata) == file.looks => {}
            _ => return Ok(None),
        }
        let folder = self.beside(kind)?;
        let (stem, ending) = split(&file.name);
        let (to, reserved) = fresh(&folder, stem, &ending)?;
        drop(reserved);
        // The name is ours: an empty file stands there, and what moves takes its place.
        if let Err(why) = fs::rename(&from, &to) {
            let _ = fs::remove_file(&to);
            return match why.kind() {
                ErrorKind::NotFound => Ok(None),
                _ => Err(not_writable(&why)),
            };
        }
        self.seen.remove(&file.name);
        let moved = to.file_name().unwrap_or_default();
        let mut name = moved.to_owned();
        name.push(".report");
        let (_, mut report) = fresh(&folder, &name, OsStr::new(".txt"))?;
        let text = outcome.report(&file.name());
        let written = report.write_all(text.as_bytes());
        written.map_err(|why| not_writable(&why))?;
        Ok(Some(format!("{kind}/{}", moved.to_string_lossy())))
    }

    /// The files that may be meant.
    fn files(&self) -> Result<BTreeMap<OsString, Looks>, SourceTrouble> {
        if !self.path.is_absolute() {
            return Err(SourceCause::NotSet.into());
        }
        let missing = |why: &io::Error| match why.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => SourceCause::FolderMissing.into(),
            _ => unreadable(why),
        };
        let listed = fs::read_dir(&self.path).map_err(|why| missing(&why))?;
        let mut files = BTreeMap::new();
        for entry in listed {
            let entry = entry.map_err(|why| unreadable(&why))?;
            let name = entry.file_name();
            // Without following a link; one that vanished meanwhile is not there.
            let Ok(metadata) = fs::symlink_metadata(entry.path()) else {
                continue;
            };
            if metadata.is_file() && is_meant(&name) && files.len() < MOST_FILES {
                files.insert(name, looks(&metadata));
            }
        }
        Ok(files)
    }

    /// A folder in this one, which is made if it is missing.
    fn beside(&self, kind: &str) -> Result<PathBuf, SourceTrouble> {
        let path = self.path.join(kind);
        match fs::create_dir(&path) {
            Ok(()) => {}
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
            Err(why) => return Err(not_writable(&why)),
        }
        let metadata = fs::symlink_metadata(&path).map_err(|why| not_writable(&why))?;
        match metadata.is_dir() {
            true => Ok(path),
            false => Err(SourceTrouble::new(SourceCause::FolderNotWritable, kind)),
        }
    }
}

/// Opens a file to read, and no link.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_CLOEXEC);
    }
    #[cfg(not(unix))]
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(ErrorKind::NotFound.into());
    }
    options.open(path)
}

/// A file that was not there before.
fn fresh(folder: &Path, stem: &OsStr, ending: &OsStr) -> Result<(PathBuf, File), SourceTrouble> {
    for number in 1..=MOST_NAMES {
        let mut name = stem.to_owned();
        if number > 1 {
            name.push(format!("-{number}"));
        }
        name.push(ending);
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
            Err(why) => return Err(not_writable(&why)),
        }
    }
    Err(SourceTrouble::new(
        SourceCause::FolderNotWritable,
        "too many files",
    ))
}

/// A name and its ending.
fn split(name: &OsStr) -> (&OsStr, OsString) {
    let path = Path::new(name);
    let ending = path.extension().map(|ending| {
        let mut dotted = OsString::from(".");
        dotted.push(ending);
        dotted
    });
    (path.file_stem().unwrap_or(name), ending.unwrap_or_default())
}

fn is_meant(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    let hidden = name.starts_with(['.', '~']);
    !hidden
        && [".csv", ".txt", ".tsv"]
            .iter()
            .any(|ending| name.ends_with(ending))
}

fn looks(metadata: &fs::Metadata) -> Looks {
    Looks {
        size: metadata.len(),
        changed: metadata.modified().ok(),
    }
}

fn unreadable(why: &io::Error) -> SourceTrouble {
    SourceTrouble::new(SourceCause::FolderUnreadable, &why.to_string())
}

fn not_writable(why: &io::Error) -> SourceTrouble {
    SourceTrouble::new(SourceCause::FolderNotWritable, &why.to_string())
}

#[cfg(test)]
mod tests;
