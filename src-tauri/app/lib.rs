//! The desktop shell: a window around a seat, and a desk server inside.
//!
//! It lends the seat what only a desktop has (a window, a bell, notifications) and
//! hands the window's orders on. It decides nothing; the window's own decisions are
//! in `ui/src/desk`, the desk's in the server.
//!
//! Which desk server the seat signs in at, the assistant of the first run decides
//! ([`setup`]); most run inside this program. `sportello --sample` opens the sample
//! library instead and remembers nothing.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod autostart;
mod awake;
mod bell;
mod commands;
mod computer;
mod daemon;
mod devices;
mod embedded;
mod frame;
mod glance;
mod host;
mod kept;
mod links;
mod memory;
mod notifications;
mod once;
mod place;
mod preferences;
mod setup;
mod shortcuts;
mod tray;
mod words;

use std::process::ExitCode;
use std::sync::Arc;

use sportello_media::{NativeEngine, PictureSettings, Reach};
use sportello_seat::{Seat, SeatSettings};
use tauri::{Manager, RunEvent, Window, WindowEvent};
use tracing_subscriber::EnvFilter;

use crate::autostart::HIDDEN;
use crate::embedded::Folders;
use crate::host::WindowHost;
use crate::kept::KeptSessions;
use crate::preferences::DevicePreferences;
use crate::setup::SettingUp;

/// The argument that opens the sample library, whatever is set up.
const SAMPLE: &str = "--sample";
/// The desk's window.
const WINDOW: &str = "desk";

/// Runs the program until its window is closed.
pub fn run() -> ExitCode {
    let filter = EnvFilter::try_from_env("SPORTELLO_LOG_LEVEL");
    let filter = filter.unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let builder = tauri::Builder::default()
        // First of all: a second start ends here, before it opens anything.
        .plugin(once::plugin())
        .on_window_event(follow_window)
        .invoke_handler(tauri::generate_handler![
            commands::attach,
            commands::order,
            commands::drawn,
            commands::send_file
        ])
        .setup(|app| Ok(set_up(app)?));
    match builder.build(tauri::generate_context!()) {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    close(app);
                }
            });
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("sportello: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the seat, what is set up around it, and the window.
fn set_up(app: &tauri::App) -> anyhow::Result<()> {
    let file = setup::file_in(&app.path().app_config_dir()?);
    let data = app.path().app_local_data_dir()?;
    let folders = Folders {
        sample: data.join("try-here"),
        library: data.join("library"),
    };
    let sample = std::env::args().any(|argument| argument == SAMPLE);
    let (setting_up, begun) = SettingUp::begin();
    let engine = Arc::new(NativeEngine::new(devices::choose()));
    let host = Arc::new(WindowHost::new(
        app.handle().clone(),
        engine.outfit(),
        DevicePreferences::within(&app.path().app_config_dir()?),
        setting_up.clone(),
        KeptSessions::of(data),
    )?);
    let settings = SeatSettings {
        embedded: None,
        reach: Reach::Everywhere,
        picture: PictureSettings::default(),
        program: program(),
    };
    let seat = {
        let _inside = tauri::async_runtime::handle().inner().enter();
        Seat::start(settings, engine, host.clone())
    };
    host.serve(seat.clone());
    begun.start(seat.clone(), file, folders, sample);
    app.manage(seat);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let asked = links::among(arguments.iter().copied());
    let at_rest = asked.is_none() && arguments.contains(&HIDDEN);
    host.computer.open_window(at_rest)?;
    host.computer.change(|view| view.asked = asked);
    app.manage(host);
    app.manage(setting_up);
    Ok(())
}

/// A window that is closed rests; the program goes on.
fn follow_window(window: &Window, event: &WindowEvent) {
    let Some(host) = window.try_state::<Arc<WindowHost>>() else {
        return;
    };
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            host.close_window();
        }
        WindowEvent::Focused(true) => host.computer.frame.is_seen(),
        WindowEvent::Focused(false) => host.computer.remember_place(),
        _ => {}
    }
}

/// Says goodbye to whoever is connected and closes the store.
fn close(app: &tauri::AppHandle) {
    let seat = app.state::<Seat>();
    seat.quit();
    let setting_up = app.state::<SettingUp>();
    tauri::async_runtime::block_on(setting_up.stop());
}

/// What this program and the computer are called, in the librarian's own list of
/// sessions.
fn program() -> String {
    let version = env!("CARGO_PKG_VERSION");
    #[cfg(unix)]
    let computer = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    #[cfg(not(unix))]
    let computer = std::env::var("COMPUTERNAME").unwrap_or_default();
    format!("Sportello {version}, {computer}")
}
