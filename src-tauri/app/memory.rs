//! What the program remembers of this computer, in a small file of its own.
//!
//! It holds comforts and no data of the desk: a file that is damaged or can't be
//! written is said in the log, and what is usual holds.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use crate::place::Place;

/// Everything that is remembered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Remembered {
    /// Where the window was.
    pub(crate) place: Option<Place>,
    /// The librarian knows where a closed window goes.
    pub(crate) told_of_rest: bool,
    /// Keys that work everywhere are wanted.
    pub(crate) shortcuts: bool,
    /// The chords, when they are not the usual ones.
    pub(crate) answer_chord: Option<String>,
    pub(crate) presence_chord: Option<String>,
}

/// The file.
#[derive(Debug)]
pub(crate) struct Memory {
    file: PathBuf,
    remembered: Mutex<Remembered>,
}

impl Memory {
    /// Reads the file, or begins anew.
    pub(crate) fn open(file: PathBuf) -> Self {
        let remembered = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|why| {
                tracing::warn!(%why, "what was remembered of this computer is damaged");
                Remembered::default()
            }),
            Err(_) => Remembered::default(), // the first start
        };
        Self {
            file,
            remembered: Mutex::new(remembered),
        }
    }

    /// What is remembered.
    pub(crate) fn get(&self) -> Remembered {
        self.lock().clone()
    }

    /// Remembers something else.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Remembered)) {
        let mut remembered = self.lock();
        let before = remembered.clone();
        change(&mut remembered);
        if *remembered != before
            && let Err(why) = write(&self.file, &remembered)
        {
            tracing::warn!(%why, "what is to be remembered of this computer can't be written");
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Remembered> {
        self.remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes beside, then over: a crash leaves the old file or the new one.
fn write(file: &Path, remembered: &Remembered) -> io::Result<()> {
    let beside = file.with_extension("new");
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&beside, serde_json::to_vec_pretty(remembered)?)?;
    fs::rename(beside, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_remembered_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/computer.json");
        Memory::open(file.clone()).change(|remembered| remembered.shortcuts = true);
        assert!(Memory::open(file).get().shortcuts);
    }

    #[test]
    fn a_damaged_or_strange_file_is_no_reason_not_to_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("computer.json");
        for text in ["", "{", "[]", r#"{"shortcuts":"yes"}"#] {
            fs::write(&file, text).unwrap();
            assert_eq!(Memory::open(file.clone()).get(), Remembered::default());
        }
        fs::write(&file, r#"{"shortcuts":true,"ofTomorrow":1}"#).unwrap();
        assert!(Memory::open(file).get().shortcuts);
    }
}
