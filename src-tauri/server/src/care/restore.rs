//! A backup put back, into a data directory that holds nothing.
//!
//! **The rule.** Nothing is written over. The database comes last and under a
//! passing name: a restore that is cut off leaves a directory that no server takes
//! for a library.

use std::path::{Path, PathBuf};

use anyhow::Context;
use sportello_store::{DATABASE, StoreError};

use super::backup::sync_directory;
use super::manifest::{Manifest, Part};

/// The name of the database until all is checked.
const PASSING: &str = "sportello.db.restoring";

/// What was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup held.
    pub manifest: Manifest,
    /// The next start brings the database up to date.
    pub is_older: bool,
}

/// Puts a backup back into an empty data directory.
///
/// # Errors
/// When the directory is in use or not empty, or the backup is not whole.
pub async fn restore(data: &Path, backup: &Path) -> anyhow::Result<Restored> {
    let manifest = Manifest::read(backup)?;
    let known = sportello_store::newest_schema();
    anyhow::ensure!(
        (1..=known).contains(&manifest.schema),
        "the backup was made by Sportello {} (schema {}; this program knows {known}): \
         install that version or a newer one",
        manifest.version,
        manifest.schema
    );
    let database = manifest.parts.iter().find(|part| part.path == DATABASE);
    let database = database.with_context(|| format!("the manifest names no {DATABASE}"))?;
    let _owned = own_empty(data).await?;
    let mut written = Vec::new();
    let done = put_back(data, backup, &manifest, database, &mut written).await;
    if done.is_err() {
        for file in written {
            let _ = std::fs::remove_file(&file);
            if let Some(folder) = file.parent().filter(|folder| *folder != data) {
                let _ = std::fs::remove_dir(folder); // the last file of it takes it away
            }
        }
    }
    done?;
    Ok(Restored {
        is_older: manifest.schema < known,
        manifest,
    })
}

async fn own_empty(data: &Path) -> anyhow::Result<sportello_store::Owned> {
    // A directory in use is not empty either, and that is the lesser news.
    if sportello_store::is_owned(data)? {
        return Err(StoreError::Owned(data.to_owned()).into());
    }
    anyhow::ensure!(
        sportello_store::is_empty(data)?,
        "{} is not empty: a backup is put back into an empty data directory only; \
         move what is there away first",
        data.display()
    );
    Ok(sportello_store::own(data).await?)
}

async fn put_back(
    data: &Path,
    backup: &Path,
    manifest: &Manifest,
    database: &Part,
    written: &mut Vec<PathBuf>,
) -> anyhow::Result<()> {
    for part in manifest.parts.iter().filter(|part| *part != database) {
        let to = data.join(part.inside()?);
        if let Some(folder) = to.parent() {
            sportello_store::make_private(folder)?;
        }
        written.push(to.clone());
        part.bring(backup, &to)?;
    }
    let passing = data.join(PASSING);
    written.push(passing.clone());
    database.bring(backup, &passing)?;
    let inspection = sportello_store::inspect(&passing)
        .await
        .context("the database of the backup can't be read")?;
    if let Some(damage) = inspection.damage.first() {
        anyhow::bail!("the database of the backup is damaged: {damage}");
    }
    anyhow::ensure!(
        inspection.schema == manifest.schema,
        "the database of the backup is not the one of its manifest"
    );
    std::fs::rename(&passing, data.join(DATABASE))?;
    sync_directory(data)
}
