//! One program at a time: a second start shows the first one's window, hands its link
//! on, and ends.
//!
//! Programs whose data lie in different folders are different programs: each has a
//! desk of its own.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use tauri::plugin::TauriPlugin;
use tauri::{Manager, Wry};

use crate::host::WindowHost;
use crate::links;

const NAME: &str = "eu.sportello.desk";
/// Moves the data of all programs of a session.
const FOLDER: &str = "XDG_DATA_HOME";

pub(crate) fn plugin() -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(name(std::env::var_os(FOLDER)))
        .callback(|app, arguments, _folder| {
            let arguments = arguments.iter().skip(1).map(String::as_str);
            let asked = links::among(arguments);
            if let Some(host) = app.try_state::<Arc<WindowHost>>() {
                host.computer.is_started_again(asked);
            }
        })
        .build()
}

fn name(folder: Option<impl Hash>) -> String {
    folder.map_or(NAME.to_owned(), |folder| {
        let mut hasher = DefaultHasher::new();
        folder.hash(&mut hasher);
        format!("{NAME}.in_{:016x}", hasher.finish())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_in_another_folder_is_another_program() {
        assert_eq!(name(None::<&str>), NAME);
        assert_ne!(name(Some("/a")), name(Some("/b")));
        assert_eq!(name(Some("/a")), name(Some("/a")));
    }
}
