//! The key by which push services know this server, in a file of the data directory
//! that only the user who runs the server can read. Browsers tie their subscriptions to
//! it, so a backup holds it, unlike passwords: without it nobody can be pushed to any
//! more, and each patron would have to ask again.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sportello_push::ServerKey;

/// Where it stands in the data directory, with `/` between names.
pub(crate) const PUSH_KEY: &str = "secrets/push-key";

/// The key that is kept, or a new one; and whether it is new.
///
/// # Errors
/// When there is one and it can't be read, or none and the disk says no.
pub(crate) fn kept(data: &Path) -> anyhow::Result<(ServerKey, bool)> {
    let file: PathBuf = data.join(PUSH_KEY);
    match std::fs::read_to_string(&file) {
        Ok(text) => {
            let key = ServerKey::from_text(&text).with_context(|| {
                format!(
                    "{} is damaged: put it back from a backup, or delete it; then patrons \
                     who are told on their devices must ask for it again",
                    file.display()
                )
            })?;
            Ok((key, false))
        }
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            let key = ServerKey::random();
            keep(&file, &key).with_context(|| format!("can't write {}", file.display()))?;
            Ok((key, true))
        }
        Err(why) => Err(why).with_context(|| format!("can't read {}", file.display())),
    }
}

fn keep(file: &Path, key: &ServerKey) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        sportello_store::make_private(folder)?;
    }
    let new = file.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&new)?;
    written.write_all(key.to_text().as_bytes())?;
    written.sync_all()?;
    std::fs::rename(&new, file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_by_nobody_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let (made, is_new) = kept(folder.path()).expect("made");
        assert!(is_new);
        let (read, is_new) = kept(folder.path()).expect("read");
        assert_eq!((read.public(), is_new), (made.public(), false));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let file = std::fs::metadata(folder.path().join(PUSH_KEY)).expect("there");
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_is_told_and_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        kept(folder.path()).expect("made");
        let file = folder.path().join(PUSH_KEY);
        std::fs::write(&file, "half a k").expect("writable");
        let why = kept(folder.path()).expect_err("no key").to_string();
        assert!(why.contains("push-key is damaged"), "{why}");
        assert_eq!(std::fs::read(&file).expect("there"), b"half a k");
    }
}
