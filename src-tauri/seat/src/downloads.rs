//! Saving a file among others, for hosts that have a folder for that.
//!
//! A file comes from a stranger: its name decides no place but a line in that folder,
//! nothing that is there is overwritten, and nobody else on the computer may read it.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

/// The longest name, in bytes of UTF-8: what file systems take, less a number.
const LONGEST_NAME: usize = 200;
/// How many names are tried.
const TRIES: u32 = 1_000;

/// Writes a file into a folder, under its name or, if that is taken, one like it with
/// a number. Tells where it is.
///
/// # Errors
/// When it can't be written; nothing is left then.
pub fn save_among(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let name = plain(name);
    for number in 1..=TRIES {
        let path = folder.join(numbered(&name, number));
        match create(&path) {
            Ok(file) => {
                return match write(file, bytes) {
                    Ok(()) => Ok(path),
                    Err(why) => {
                        let _ = std::fs::remove_file(&path); // the first error is told
                        Err(why)
                    }
                };
            }
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
            Err(why) => return Err(why),
        }
    }
    Err(Error::from(ErrorKind::AlreadyExists))
}

fn create(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write(mut file: File, bytes: &[u8]) -> Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name without a path, control characters, or what a system reads otherwise.
fn plain(name: &str) -> String {
    let is_bad = |letter: char| letter.is_control() || r#"/\:*?"<>|"#.contains(letter);
    let tidy: String = name
        .chars()
        .map(|letter| if is_bad(letter) { '_' } else { letter })
        .collect();
    let tidy = tidy
        .trim_start_matches(['.', ' ', '-'])
        .trim_end_matches(['.', ' ']);
    let (stem, ending) = parted(tidy);
    let room = LONGEST_NAME.saturating_sub(ending.len());
    let stem = &stem[..stem.floor_char_boundary(room)];
    match (stem, ending) {
        ("", "") => "file".to_owned(),
        (stem, ending) => format!("{stem}{ending}"),
    }
}

/// `libro.pdf`, then `libro (2).pdf`.
fn numbered(name: &str, number: u32) -> String {
    if number == 1 {
        return name.to_owned();
    }
    let (stem, ending) = parted(name);
    format!("{stem} ({number}){ending}")
}

/// The name and its ending, with the dot; an ending that is long is none.
fn parted(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(place) if place > 0 && name.len() - place <= 10 => name.split_at(place),
        Some(_) | None => (name, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = save_among(folder.path(), "libro.pdf", b"one").expect("saved");
        let second = save_among(folder.path(), "libro.pdf", b"two").expect("saved");
        assert_eq!(first, folder.path().join("libro.pdf"));
        assert_eq!(second, folder.path().join("libro (2).pdf"));
        assert_eq!(std::fs::read(first).expect("there"), b"one");
        assert_eq!(std::fs::read(second).expect("there"), b"two");
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("downloads");
        for (name, called) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("/etc/passwd", "_etc_passwd"),
            (r"C:\autoexec.bat", "C__autoexec.bat"),
            (".bashrc", "bashrc"),
            ("-rf", "rf"),
            ("a\0b\n.txt", "a_b_.txt"),
            ("...", "file"),
            ("", "file"),
        ] {
            let path = save_among(&inner, name, b"x").expect("saved");
            assert_eq!(path.parent(), Some(inner.as_path()), "{name:?}");
            let saved = path.file_name().and_then(|name| name.to_str());
            let numbered_like = saved.is_some_and(|saved| saved.starts_with(called));
            assert!(numbered_like, "{name:?} is saved as {saved:?}");
        }
    }

    #[test]
    fn an_endless_name_is_cut_and_keeps_its_ending() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = format!("{}.pdf", "è".repeat(500));
        let path = save_among(folder.path(), &name, b"x").expect("saved");
        let saved = path.file_name().and_then(|name| name.to_str());
        assert!(saved.is_some_and(|saved| saved.ends_with("è.pdf") && saved.len() <= 200));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = save_among(folder.path(), "libro.pdf", b"x").expect("saved");
        let mode = std::fs::metadata(path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
