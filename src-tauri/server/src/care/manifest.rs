//! What a backup holds, with the sums by which a restore knows that it is whole.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The file in a backup that says what else is in it.
const FILE: &str = "manifest.json";
/// The form that is written. Another is refused.
const FORM: u32 = 1;
/// How much of a file is held in memory.
const CHUNK: usize = 64 * 1024;

/// What a backup holds.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Manifest {
    /// The form of this file.
    form: u32,
    /// The version of the program that made it.
    pub version: String,
    /// When the database was copied, in milliseconds since 1970 UTC.
    pub made_at: i64,
    /// The schema of the database.
    pub schema: i64,
    /// Every file of it.
    pub parts: Vec<Part>,
}

/// One file of a backup.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Part {
    /// Where it lies in the backup and in the data directory, with `/` between names.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Its sum, in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of a backup that this program makes.
    pub(super) fn new(made_at: i64, schema: i64, parts: Vec<Part>) -> Self {
        Self {
            form: FORM,
            version: env!("CARGO_PKG_VERSION").into(),
            made_at,
            schema,
            parts,
        }
    }

    /// Reads the manifest of a backup.
    ///
    /// # Errors
    /// When there is none, or it is not one that this program understands.
    pub(super) fn read(backup: &Path) -> anyhow::Result<Self> {
        let path = backup.join(FILE);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} is no backup: no {FILE}", backup.display()))?;
        let manifest: Self = serde_json::from_str(&text)
            .with_context(|| format!("{} can't be understood", path.display()))?;
        anyhow::ensure!(
            manifest.form == FORM,
            "{} has the form {}, which this program does not know: install Sportello {}",
            path.display(),
            manifest.form,
            manifest.version
        );
        for part in &manifest.parts {
            part.inside()?;
        }
        Ok(manifest)
    }

    /// Writes it into a backup.
    ///
    /// # Errors
    /// As the disk says.
    pub(super) fn write(&self, backup: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        let mut file = File::create_new(backup.join(FILE))?;
        file.write_all(text.as_bytes())?;
        Ok(file.sync_all()?)
    }

    /// How much room its parts take.
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }
}

impl Part {
    /// The part that lies at a path of a backup.
    ///
    /// # Errors
    /// When it can't be read.
    pub(super) fn of(backup: &Path, path: &str) -> anyhow::Result<Self> {
        let (bytes, sha256) = copy(&backup.join(path), &mut std::io::sink())
            .with_context(|| format!("can't read {path}"))?;
        Ok(Self {
            path: path.to_owned(),
            bytes,
            sha256,
        })
    }

    /// Where it lies, below a directory and nowhere else.
    ///
    /// # Errors
    /// When a manifest that was tampered with points elsewhere.
    pub(super) fn inside(&self) -> anyhow::Result<PathBuf> {
        let path = Path::new(&self.path);
        let is_below = path
            .components()
            .all(|component| matches!(component, Component::Normal(_)));
        anyhow::ensure!(
            is_below && path.components().next().is_some(),
            "the manifest names “{}”, which is no place in a backup",
            self.path
        );
        Ok(path.to_owned())
    }

    /// Copies it out of a backup, on the disk when this returns.
    ///
    /// # Errors
    /// When it is missing or is not what the manifest says.
    pub(super) fn bring(&self, backup: &Path, to: &Path) -> anyhow::Result<()> {
        let mut file = super::backup::new_private_file(to)?;
        let (bytes, sha256) = copy(&backup.join(self.inside()?), &mut file)
            .with_context(|| format!("the backup lacks {}", self.path))?;
        anyhow::ensure!(
            bytes == self.bytes && sha256 == self.sha256,
            "the backup is damaged: {} is not what was backed up",
            self.path
        );
        Ok(file.sync_all()?)
    }
}

/// Copies a file; gives back its length and its sum.
fn copy(from: &Path, to: &mut dyn Write) -> std::io::Result<(u64, String)> {
    let mut file = File::open(from)?;
    let (mut sum, mut bytes) = (Sha256::new(), 0);
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = file.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        sum.update(&chunk[..length]);
        to.write_all(&chunk[..length])?;
        bytes += length as u64;
    }
    let digits = sum.finalize();
    let digits: String = digits.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((bytes, digits))
}
