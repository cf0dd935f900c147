//! A root folder for OpenSMTPD: the program, what it calls, their libraries, and the
//! users to whom it hands its work.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What it calls: mail goes on by this, and it is called by a shell.
const CALLED: [&str; 2] = ["/usr/libexec/opensmtpd/mail.lmtp", "/bin/sh"];
/// Where users and hosts are looked up.
const LOOKED_UP: [&str; 5] = [
    "/etc/passwd",
    "/etc/group",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/services",
];

/// Puts into a folder what the server needs to run within it.
pub(super) fn furnish(jail: &Path, smtpd: &Path) {
    for folder in ["dev", "run", "tmp", "var/spool", "var/lib/opensmtpd/empty"] {
        std::fs::create_dir_all(jail.join(folder)).expect("there is room");
    }
    std::fs::set_permissions(jail.join("tmp"), Permissions::from_mode(0o1777)).expect("ours");
    symlink("../run", jail.join("var/run")).expect("there is room");
    // Nobody may make a device everywhere; what is written there is never read.
    std::fs::write(jail.join("dev/null"), "").expect("there is room");
    std::fs::set_permissions(jail.join("dev/null"), Permissions::from_mode(0o666)).expect("ours");
    for program in CALLED.iter().map(Path::new).chain([smtpd]) {
        copy(program, jail);
        for library in libraries(program) {
            copy(&library, jail);
        }
    }
    for file in LOOKED_UP.iter().map(Path::new) {
        if file.exists() {
            copy(file, jail);
        }
    }
}

fn copy(file: &Path, jail: &Path) {
    let inside = file.strip_prefix("/").expect("paths of programs are whole");
    let copy = jail.join(inside);
    let folder = copy.parent().expect("it is below the jail");
    std::fs::create_dir_all(folder).expect("there is room");
    if !copy.exists() {
        let copied = std::fs::copy(file, &copy);
        copied.unwrap_or_else(|why| panic!("{} can't be copied: {why}", file.display()));
    }
}

/// The libraries of a program, and what loads them.
fn libraries(program: &Path) -> Vec<PathBuf> {
    let listed = Command::new("ldd").arg(program).output();
    let listed = listed.expect("ldd is part of every Debian").stdout;
    String::from_utf8_lossy(&listed)
        .split_whitespace()
        .filter(|word| word.starts_with('/'))
        .map(PathBuf::from)
        .collect()
}
