//! Starting with the session: an entry in the folder that the XDG desktops read.
//!
//! The entry itself is the setting, so that a desktop's own list of such programs says
//! the same.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The argument of a start that nobody asked for by hand.
pub(crate) const HIDDEN: &str = "--hidden";

/// The entry of this program; `None` where no desktop would read it.
#[derive(Clone, Debug)]
pub(crate) struct Autostart {
    entry: PathBuf,
    program: PathBuf,
}

impl Autostart {
    /// The entry below a folder of settings, for this program where it is now.
    pub(crate) fn below(settings: &Path, name: &str) -> Option<Self> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        // An AppImage is where it was put, and not where it was opened to.
        let image = std::env::var_os("APPIMAGE").map(PathBuf::from);
        let program = image.or_else(|| std::env::current_exe().ok())?;
        let entry = settings.join("autostart").join(format!("{name}.desktop"));
        Some(Self { entry, program })
    }

    /// Whether the program starts with the session.
    pub(crate) fn is_on(&self) -> bool {
        let text = fs::read_to_string(&self.entry).unwrap_or_default();
        let says = |wanted: &str| text.lines().any(|line| line.trim() == wanted);
        says("[Desktop Entry]") && !says("Hidden=true") && !says("X-GNOME-Autostart-enabled=false")
    }

    /// Writes the entry, or takes it away.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub(crate) fn set(&self, on: bool) -> io::Result<()> {
        if !on {
            return match fs::remove_file(&self.entry) {
                Err(why) if why.kind() != ErrorKind::NotFound => Err(why),
                Ok(()) | Err(_) => Ok(()),
            };
        }
        if let Some(folder) = self.entry.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.entry, entry(&self.program))
    }
}

fn entry(program: &Path) -> String {
    let program = quoted(&program.to_string_lossy());
    format!(
        "[Desktop Entry]\nType=Application\nName=Sportello\nExec={program} {HIDDEN}\n\
         Icon=sportello\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )
}

/// A path as the key `Exec` wants it.
fn quoted(path: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in path.chars() {
        match letter {
            // Said twice: once for the value of the key, once for the quotes.
            '\\' => quoted.push_str("\\\\\\\\"),
            '"' | '`' | '$' => quoted.extend(["\\\\", &letter.to_string()]),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_entry_is_the_setting() {
        let settings = tempfile::tempdir().unwrap();
        let autostart = Autostart::below(settings.path(), "sportello").unwrap();
        assert!(!autostart.is_on());
        autostart.set(false).unwrap();
        autostart.set(true).unwrap();
        assert!(autostart.is_on());
        let text = fs::read_to_string(settings.path().join("autostart/sportello.desktop")).unwrap();
        assert!(text.contains(" --hidden\n"), "{text}");
        autostart.set(false).unwrap();
        assert!(!autostart.is_on());
    }

    #[test]
    fn what_the_desktop_switched_off_is_off() {
        let settings = tempfile::tempdir().unwrap();
        let autostart = Autostart::below(settings.path(), "sportello").unwrap();
        autostart.set(true).unwrap();
        let mut text = fs::read_to_string(&autostart.entry).unwrap();
        text.push_str("Hidden=true\n");
        fs::write(&autostart.entry, text).unwrap();
        assert!(!autostart.is_on());
    }

    #[test]
    fn a_path_stays_one_word_whatever_is_in_it() {
        assert_eq!(quoted("/opt/a b/sportello"), "\"/opt/a b/sportello\"");
        assert_eq!(quoted("/a$b%c\"d"), "\"/a\\\\$b%%c\\\\\"d\"");
    }
}
