//! Where files lie: `files/<id>` in the data directory, for the server's eyes alone.
//!
//! A file is written under a passing name, brought to the disk and renamed: under
//! its own name there is the whole of it or nothing. What a crash leaves behind is
//! swept up by [`Folder::remove_orphans`].

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sportello_core::FileId;

/// The folder in the data directory.
const FOLDER: &str = sportello_store::FILES;
/// The ending of a file that is being written.
const PASSING: &str = "part";
/// What is younger may still wait for its row in the store.
pub(super) const GRACE: Duration = Duration::from_secs(60 * 60);

/// The folder of a server's files. Everything here waits for the disk; whoever has
/// others to serve calls it where waiting is allowed.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder of a data directory; it is made with the first file.
    pub(crate) fn of(data: &Path) -> Self {
        Self {
            path: data.join(FOLDER),
        }
    }

    /// Keeps a file; it is on the disk when this returns.
    pub(crate) fn keep(&self, id: FileId, bytes: &[u8]) -> std::io::Result<()> {
        make_private(&self.path)?;
        let passing = self.path.join(format!("{id}.{PASSING}"));
        let kept = write_private(&passing, bytes)
            .and_then(|()| fs::rename(&passing, self.path_of(id)))
            .and_then(|()| sync_folder(&self.path));
        if kept.is_err() {
            let _ = fs::remove_file(&passing); // the sweep takes it otherwise
        }
        kept
    }

    /// The whole of a file.
    pub(crate) fn read(&self, id: FileId) -> std::io::Result<Vec<u8>> {
        fs::read(self.path_of(id))
    }

    /// Removes a file; one that is not there is removed already.
    pub(crate) fn remove(&self, id: FileId) -> std::io::Result<()> {
        match fs::remove_file(self.path_of(id)) {
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Removes whatever nobody knows and is older than `grace`; says how many.
    pub(crate) fn remove_orphans(
        &self,
        known: &BTreeSet<FileId>,
        grace: Duration,
    ) -> std::io::Result<usize> {
        let entries = match fs::read_dir(&self.path) {
            Err(why) if why.kind() == ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let mut removed = 0;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.parse::<FileId>().ok());
            let is_known = id.is_some_and(|id| known.contains(&id));
            let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
            if !is_known && age >= grace {
                fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn path_of(&self, id: FileId) -> PathBuf {
        self.path.join(id.to_string())
    }
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The new name is on the disk only when its folder is. Windows keeps names itself
/// and opens no folder.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    fn folder() -> (tempfile::TempDir, Folder) {
        let home = tempfile::tempdir().expect("a folder for the test can be made");
        let folder = Folder::of(home.path());
        (home, folder)
    }

    #[test]
    fn what_is_kept_is_read_again_until_it_is_removed() {
        let (_home, folder) = folder();
        let id = FileId(new_id());
        folder.keep(id, b"ciao").expect("there is room");
        assert_eq!(folder.read(id).expect("it is there"), b"ciao");
        folder.remove(id).expect("it can be removed");
        folder.remove(id).expect("twice is once");
        assert!(folder.read(id).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn files_are_for_the_servers_eyes_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (home, folder) = folder();
        let id = FileId(new_id());
        folder.keep(id, b"ciao").expect("there is room");
        let mode = |path: PathBuf| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(home.path().join(FOLDER)), 0o700);
        assert_eq!(mode(home.path().join(FOLDER).join(id.to_string())), 0o600);
    }

    #[test]
    fn orphans_are_swept_up_and_what_is_known_or_new_stays() {
        let (home, folder) = folder();
        let [known, orphan] = [FileId(new_id()), FileId(new_id())];
        assert_eq!(
            folder
                .remove_orphans(&BTreeSet::new(), GRACE)
                .expect("no folder"),
            0
        );
        folder.keep(known, b"a").expect("there is room");
        folder.keep(orphan, b"b").expect("there is room");
        let cut = home.path().join(FOLDER).join(format!("{orphan}.{PASSING}"));
        fs::write(&cut, b"half").expect("there is room");
        let known_ones = BTreeSet::from([known]);
        assert_eq!(
            folder.remove_orphans(&known_ones, GRACE).expect("a folder"),
            0
        );
        let swept = folder.remove_orphans(&known_ones, Duration::ZERO);
        assert_eq!(swept.expect("a folder"), 2);
        assert!(folder.read(known).is_ok() && folder.read(orphan).is_err());
        assert!(!cut.exists());
    }
}
