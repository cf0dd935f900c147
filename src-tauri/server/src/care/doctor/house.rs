//! The data directory, its disk, its database and the clock.

use std::path::Path;

use sportello_store::{DATABASE, Inspection};

use super::Finding;
use crate::clock::Clock;
use crate::config::Config;

/// A server can't go on for long with less room than this.
const TOO_LITTLE: u64 = 100 << 20;
/// Below this somebody should look after the disk.
const LITTLE: u64 = 1 << 30;
/// No clock of a computer that runs this program stands before: 2026, in
/// milliseconds since 1970 UTC.
const EARLIEST: i64 = 1_767_225_600_000;
/// Nor after: 2100.
const LATEST: i64 = 4_102_444_800_000;
/// How far two clocks may differ, in milliseconds.
const LEEWAY: i64 = 60_000;

pub(super) async fn examine(config: &Config, findings: &mut Vec<Finding>) {
    let data = &config.data;
    findings.push(directory(data));
    findings.extend(disk(data));
    let database = data.join(DATABASE);
    if !database.exists() {
        let says = "there is none yet";
        findings.push(Finding::warn(
            "database",
            says,
            "it is made by `sportello-server admin create-library`",
        ));
        return findings.push(clock(None));
    }
    match sportello_store::inspect(&database).await {
        Ok(inspection) => {
            findings.push(integrity(&inspection));
            findings.push(schema(&inspection));
            findings.push(clock(inspection.newest));
        }
        Err(why) => {
            let advice = "restore the last backup into an empty data directory";
            findings.push(Finding::fail("database", why.to_string(), advice));
            findings.push(clock(None));
        }
    }
}

fn directory(data: &Path) -> Finding {
    const WHAT: &str = "data directory";
    let shown = data.display();
    let metadata = match std::fs::metadata(data) {
        Ok(metadata) => metadata,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            let says = format!("{shown} is not there yet");
            return Finding::warn(
                WHAT,
                says,
                "it is made by the first start; if it should be there, see `data` in the settings",
            );
        }
        Err(why) => {
            return Finding::fail(
                WHAT,
                format!("{shown}: {why}"),
                "see `data` in the settings",
            );
        }
    };
    if !metadata.is_dir() {
        return Finding::fail(
            WHAT,
            format!("{shown} is no folder"),
            "see `data` in the settings",
        );
    }
    if let Err(why) = try_to_write(data) {
        let advice = "run this as the user of the server, and give the folder to that user";
        return Finding::fail(WHAT, format!("{shown} can't be written: {why}"), advice);
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
        let says = format!("others on this computer can look into {shown}");
        return Finding::warn(WHAT, says, format!("chmod 700 {shown}"));
    }
    Finding::ok(WHAT, format!("{shown} is there, for its owner alone"))
}

fn try_to_write(data: &Path) -> std::io::Result<()> {
    let trial = data.join(format!(".doctor-{}", std::process::id()));
    std::fs::write(&trial, [])?;
    std::fs::remove_file(&trial)
}

/// How much room there is; nothing is said where that can't be seen.
#[cfg(unix)]
fn disk(data: &Path) -> Option<Finding> {
    const WHAT: &str = "disk";
    let there = data.ancestors().find(|folder| folder.exists())?;
    let there = if there.as_os_str().is_empty() {
        Path::new(".")
    } else {
        there
    };
    let seen = rustix::fs::statvfs(there).ok()?;
    let free = seen.f_bavail.saturating_mul(seen.f_frsize);
    let database = std::fs::metadata(data.join(DATABASE)).map_or(0, |file| file.len());
    let says = format!("{} MB are free", free >> 20);
    let advice = "make room: a full disk stops the desk";
    Some(if free < TOO_LITTLE {
        Finding::fail(WHAT, says, advice)
    } else if free < LITTLE.max(database.saturating_mul(2)) {
        Finding::warn(
            WHAT,
            says,
            "make room: an upgrade copies the database, and files come in",
        )
    } else {
        Finding::ok(WHAT, says)
    })
}

#[cfg(not(unix))]
fn disk(_data: &Path) -> Option<Finding> {
    None
}

fn integrity(inspection: &Inspection) -> Finding {
    const WHAT: &str = "database";
    match inspection.damage.first() {
        None => Finding::ok(WHAT, "it is whole"),
        Some(damage) => {
            let advice =
                "stop the server, move the data directory away and restore the last backup";
            Finding::fail(WHAT, format!("it is damaged: {damage}"), advice)
        }
    }
}

fn schema(inspection: &Inspection) -> Finding {
    const WHAT: &str = "schema";
    let (stands, known) = (inspection.schema, sportello_store::newest_schema());
    if stands == known {
        return Finding::ok(WHAT, format!("{stands}, the one of this program"));
    }
    let says = format!("{stands}; this program knows {known}");
    if stands > known {
        return Finding::fail(
            WHAT,
            says,
            "a newer Sportello made this database: install that version or a newer one",
        );
    }
    Finding::warn(
        WHAT,
        says,
        "the next start brings it up to date and keeps a copy of before",
    )
}

fn clock(newest: Option<i64>) -> Finding {
    const WHAT: &str = "clock";
    let now = Clock::new().now().wall_millis();
    let advice = "set the clock, and let it be set from the network (timedatectl set-ntp true)";
    if !(EARLIEST..LATEST).contains(&now) {
        return Finding::fail(WHAT, "it shows a year that can't be", advice);
    }
    match newest {
        Some(newest) if newest > now + LEEWAY => {
            let minutes = (newest - now) / 60_000;
            let says =
                format!("it was set back: the database has seen a time {minutes} minutes ahead");
            Finding::warn(WHAT, says, advice)
        }
        Some(_) | None => Finding::ok(WHAT, "it shows a time that can be"),
    }
}
