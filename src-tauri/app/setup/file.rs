//! The file in which this computer's way to a desk server stands. It holds no secret;
//! still only its owner may read it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sportello_wire::window::setup::Way;

/// The form of the file that this program writes.
const VERSION: u32 = 1;
const NAME: &str = "setup.json";
/// Where a file that can't be read is kept.
const ASIDE: &str = "setup.unreadable.json";

/// What stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Written {
    version: u32,
    /// The way; none before the first choice.
    pub(crate) way: Option<Way>,
    /// The name of the library that is kept on this computer.
    #[serde(default)]
    pub(crate) library: String,
}

/// How the file was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// There is none: the computer is new.
    Nothing,
    /// This stands in it.
    Written(Written),
    /// It could not be understood, and was put aside.
    Unreadable,
    /// A newer program wrote it; it stays as it is.
    FromTheFuture,
}

/// The file.
#[derive(Clone, Debug)]
pub(crate) struct SetupFile {
    folder: PathBuf,
}

impl SetupFile {
    /// The file of a folder; neither need be there.
    pub(crate) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Reads it.
    pub(crate) fn read(&self) -> Found {
        let path = self.folder.join(NAME);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Found::Nothing,
            Err(why) => {
                tracing::warn!(%why, "the set-up can't be read");
                return Found::Unreadable;
            }
        };
        let version = serde_json::from_slice::<serde_json::Value>(&text)
            .ok()
            .and_then(|value| value["version"].as_u64());
        if version.is_some_and(|version| version > u64::from(VERSION)) {
            return Found::FromTheFuture;
        }
        match serde_json::from_slice(&text) {
            Ok(written) => Found::Written(written),
            Err(why) => {
                tracing::warn!(%why, "the set-up can't be understood");
                let _ = fs::rename(&path, self.folder.join(ASIDE)); // it is written over else
                Found::Unreadable
            }
        }
    }

    /// Writes it, whole or not at all.
    pub(crate) fn write(&self, way: Option<&Way>, library: &str) -> io::Result<()> {
        let written = Written {
            version: VERSION,
            way: way.cloned(),
            library: library.to_owned(),
        };
        fs::create_dir_all(&self.folder)?;
        let new = self.folder.join(format!("{NAME}.new"));
        let mut file = private(&new)?;
        file.write_all(&serde_json::to_vec_pretty(&written)?)?;
        file.sync_all()?;
        fs::rename(new, self.folder.join(NAME))
    }
}

/// A new file for its owner's eyes alone.
fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_is_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = SetupFile::of(&folder.path().join("new"));
        assert_eq!(file.read(), Found::Nothing);
        let way = Way::Here { port: 8470 };
        file.write(Some(&way), "Biblioteca di Empoli")
            .expect("writable");
        let Found::Written(written) = file.read() else {
            panic!("it was written")
        };
        assert_eq!(written.way, Some(way));
        assert_eq!(written.library, "Biblioteca di Empoli");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("new").join(NAME)).expect("it is there");
            assert_eq!(mode.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_file_is_put_aside_and_one_from_the_future_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = SetupFile::of(folder.path());
        let path = folder.path().join(NAME);
        fs::write(&path, "{ \"version\": 1, \"way\": 7").expect("writable");
        assert_eq!(file.read(), Found::Unreadable);
        assert!(folder.path().join(ASIDE).exists());
        assert_eq!(file.read(), Found::Nothing);
        fs::write(&path, r#"{ "version": 2, "ways": [] }"#).expect("writable");
        assert_eq!(file.read(), Found::FromTheFuture);
        assert!(path.exists());
    }
}
