//! What was chosen for this computer: a small file that only its user may read.
//!
//! A file that is missing or can't be read is as good as nothing chosen; one that can't
//! be written costs the choice at the next start, and is said in the log.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sportello_wire::window::DevicesChosen;

/// The file of one kind of choice.
pub(crate) struct DevicePreferences {
    file: PathBuf,
    /// One writes at a time.
    writing: Mutex<()>,
}

impl DevicePreferences {
    /// In a folder, which is made when something is kept.
    pub(crate) fn within(folder: &Path) -> Self {
        Self {
            file: folder.join("devices.json"),
            writing: Mutex::default(),
        }
    }

    /// What was kept.
    pub(crate) fn read(&self) -> DevicesChosen {
        let text = match fs::read(&self.file) {
            Ok(text) => text,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return DevicesChosen::default(),
            Err(why) => {
                tracing::warn!(%why, "the chosen devices can't be read");
                return DevicesChosen::default();
            }
        };
        serde_json::from_slice(&text).unwrap_or_else(|why| {
            tracing::warn!(%why, "the chosen devices can't be understood");
            DevicesChosen::default()
        })
    }

    /// Keeps this in the place of what was kept.
    pub(crate) fn keep(&self, chosen: &DevicesChosen) {
        if let Err(why) = self.write(chosen) {
            tracing::warn!(%why, "the chosen devices can't be kept");
        }
    }

    /// Whole or not at all: written beside, then put in place.
    fn write(&self, chosen: &DevicesChosen) -> io::Result<()> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = self.file.with_extension("json.new");
        let _ = fs::remove_file(&beside); // left by a crash, with whatever rights
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(&serde_json::to_vec_pretty(chosen)?)?;
        file.sync_all()?;
        fs::rename(&beside, &self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sportello_wire::window::DeviceEntry;

    #[test]
    fn what_is_kept_is_read_again_and_nobody_else_may() {
        let folder = tempfile::tempdir().expect("a folder");
        let preferences = DevicePreferences::within(&folder.path().join("new"));
        assert_eq!(preferences.read(), DevicesChosen::default());
        let chosen = DevicesChosen {
            ringing: Some(DeviceEntry {
                id: "pulseaudio:hall".into(),
                name: "Altoparlante in sala".into(),
            }),
            camera_off: true,
            ..DevicesChosen::default()
        };
        preferences.keep(&chosen);
        preferences.keep(&chosen);
        assert_eq!(preferences.read(), chosen);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let about = fs::metadata(&preferences.file).expect("it is there");
            assert_eq!(about.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_broken_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("devices.json"), b"{\"camera\":3").expect("written");
        let preferences = DevicePreferences::within(folder.path());
        assert_eq!(preferences.read(), DevicesChosen::default());
    }
}
