//! `sportello`: the librarian's desktop program.

#![forbid(unsafe_code)]
// No console window beside the desk's window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    sportello_app::run()
}
