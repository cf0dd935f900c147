//! A copy of all that a data directory holds, made while the server runs.
//!
//! **The rule.** A backup is whole or is not there: it is made under a name of its
//! own and renamed at the end. Files are copied before the database and after it:
//! one that comes while the database is copied is caught by the second walk, one
//! that is deleted meanwhile was caught by the first. So each file that the copied
//! database names is in it.
//!
//! It does not take the lock of the directory and changes nothing in it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::DateTime;
use sportello_store::{DATABASE, FILES};

use super::manifest::{Manifest, Part};
use crate::clock::Clock;
use crate::push_key::PUSH_KEY;

/// How the name of a backup that is not finished begins.
const UNFINISHED: &str = ".unfinished-";

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct Backup {
    /// Where it lies.
    pub directory: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
    /// Backups beside it that were cut off and may be deleted.
    pub unfinished: Vec<PathBuf>,
}

/// Backs a data directory up into a new folder of `target`.
///
/// # Errors
/// When there is nothing to back up, no room, or the copy is not sound.
pub async fn backup(data: &Path, target: &Path) -> anyhow::Result<Backup> {
    anyhow::ensure!(
        data.join(DATABASE).is_file(),
        "there is no database in {}: nothing to back up",
        data.display()
    );
    make_apart(data, target)?;
    let unfinished = unfinished(target)?;
    let made_at = Clock::new().now().wall_millis();
    let name = format!("sportello-{}", stamp(made_at));
    let directory = free_name(target, &name);
    let passing = target.join(format!("{UNFINISHED}{name}-{}", std::process::id()));
    let made = fill(data, &passing, made_at).await;
    let manifest = made.inspect_err(|_| {
        let _ = std::fs::remove_dir_all(&passing);
    })?;
    std::fs::rename(&passing, &directory)
        .with_context(|| format!("can't name the backup {}", directory.display()))?;
    sync_directory(target)?;
    Ok(Backup {
        directory,
        manifest,
        unfinished,
    })
}

async fn fill(data: &Path, backup: &Path, made_at: i64) -> anyhow::Result<Manifest> {
    sportello_store::make_private(backup)
        .with_context(|| format!("can't make {}", backup.display()))?;
    let mut files = BTreeSet::new();
    copy_new_files(data, backup, &mut files)?;
    let copy = backup.join(DATABASE);
    sportello_store::copy_database(&data.join(DATABASE), &copy)
        .await
        .context("can't copy the database")?;
    copy_new_files(data, backup, &mut files)?;
    let inspection = sportello_store::inspect(&copy).await?;
    if let Some(damage) = inspection.damage.first() {
        anyhow::bail!("the database is damaged ({damage}): see `sportello-server doctor`");
    }
    if copy_push_key(data, backup)? {
        files.insert(PUSH_KEY.to_owned());
    }
    let mut parts = vec![Part::of(backup, DATABASE)?];
    for file in &files {
        parts.push(Part::of(backup, file)?);
    }
    let manifest = Manifest::new(made_at, inspection.schema, parts);
    manifest.write(backup)?;
    sync_directory(backup)?;
    Ok(manifest)
}

/// Copies the files that were not copied yet. They never change once they are there.
fn copy_new_files(data: &Path, backup: &Path, copied: &mut BTreeSet<String>) -> anyhow::Result<()> {
    let entries = match std::fs::read_dir(data.join(FILES)) {
        Ok(entries) => entries,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(why) => return Err(why).context("can't read the folder of files"),
    };
    sportello_store::make_private(&backup.join(FILES))?;
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue; // ours are all named by the server
        };
        let path = format!("{FILES}/{name}");
        if copied.contains(&path) || !entry.file_type()?.is_file() {
            continue;
        }
        if copy_file(&entry.path(), &backup.join(&path))
            .with_context(|| format!("can't copy {path}"))?
        {
            copied.insert(path);
        }
    }
    sync_directory(&backup.join(FILES))
}

/// The only secret that a backup holds: what it writes to browsers is nothing without it.
fn copy_push_key(data: &Path, backup: &Path) -> anyhow::Result<bool> {
    let from = data.join(PUSH_KEY);
    let to = backup.join(PUSH_KEY);
    let folder = to.parent().filter(|_| from.is_file());
    let Some(folder) = folder else {
        return Ok(false); // nobody was ever pushed to
    };
    sportello_store::make_private(folder)?;
    let is_copied = copy_file(&from, &to).with_context(|| format!("can't copy {PUSH_KEY}"))?;
    sync_directory(folder)?;
    Ok(is_copied)
}

/// Whether the file was still there to be copied.
fn copy_file(from: &Path, to: &Path) -> anyhow::Result<bool> {
    let mut source = match File::open(from) {
        Ok(source) => source,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(why) => return Err(why.into()),
    };
    let mut file = new_private_file(to)?;
    io::copy(&mut source, &mut file)?;
    file.sync_all()?;
    Ok(true)
}

/// A file that was not there, for its owner's eyes alone.
pub(super) fn new_private_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What a folder holds is on the disk when this returns.
pub(super) fn sync_directory(directory: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = directory;
    Ok(())
}

/// A backup that lies in what it backs up is lost with it.
fn make_apart(data: &Path, target: &Path) -> anyhow::Result<()> {
    sportello_store::make_private(target)
        .with_context(|| format!("can't make {}", target.display()))?;
    anyhow::ensure!(
        !target.canonicalize()?.starts_with(data.canonicalize()?),
        "{} lies in the data directory: a backup must lie elsewhere, best on another disk",
        target.display()
    );
    Ok(())
}

fn unfinished(target: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(target)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn free_name(target: &Path, name: &str) -> PathBuf {
    let mut names = (2..).map(|number| target.join(format!("{name}-{number}")));
    let mut free = target.join(name);
    while free.exists() {
        free = names.next().expect("numbers do not end");
    }
    free
}

/// A time as names have it, in UTC: `20261122-013000`.
fn stamp(millis: i64) -> String {
    let at = DateTime::from_timestamp_millis(millis).unwrap_or_default();
    at.format("%Y%m%d-%H%M%S").to_string()
}
