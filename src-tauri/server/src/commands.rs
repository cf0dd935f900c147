//! The commands of the program that look after a server: what they print.

mod notices;
mod report;

use std::path::Path;

use chrono::DateTime;
use sportello_core::report::Share;
use sportello_core::{ReportPeriod, Span, ThreadId};
use sportello_server::care::{self, doctor};
use sportello_server::clock::Clock;
use sportello_server::config::Config;
use sportello_server::{SESSIONS_LAST, Store};
use sportello_server::{accounts, admin};
use sportello_store::{Earnest, StoreError};

pub use notices::notices;
pub use report::{Form, report};

/// Backs everything up, also while the server runs.
pub async fn backup(data: &Path, target: &Path) -> anyhow::Result<()> {
    let made = care::backup(data, target).await?;
    println!(
        "Backed up to {}: the database and {} files, {} kB.",
        made.directory.display(),
        made.manifest.parts.len() - 1,
        made.manifest.bytes() >> 10
    );
    for left in made.unfinished {
        eprintln!("{} was cut off and can be deleted.", left.display());
    }
    Ok(())
}

/// Puts a backup back.
pub async fn restore(data: &Path, backup: &Path) -> anyhow::Result<()> {
    let restored = care::restore(data, backup).await?;
    println!("Restored {} from {}.", data.display(), backup.display());
    if restored.is_older {
        println!("The next start brings the database up to date.");
    }
    println!(
        "What was said after the backup is not in it. \
         Next: `sportello-server doctor`, then `sportello-server serve`."
    );
    Ok(())
}

/// Says how the server is; whether nothing failed.
pub async fn examine(config: &Config, json: bool) -> anyhow::Result<bool> {
    let findings = doctor::examine(config).await;
    let worst = doctor::worst(&findings);
    if json {
        let told = serde_json::json!({ "state": worst, "findings": findings });
        println!("{}", serde_json::to_string_pretty(&told)?);
    } else {
        for finding in &findings {
            println!("{finding}");
        }
    }
    Ok(worst != doctor::State::Fail)
}

/// Takes away what is past its retention, or says what that would be.
pub async fn purge(store: &Store, dry_run: bool) -> anyhow::Result<()> {
    let earnest = if dry_run {
        Earnest::Rehearsal
    } else {
        alone(store)?;
        Earnest::Really
    };
    let now = Clock::new().now().wall_millis();
    let purge = store.purge(now, now - SESSIONS_LAST, earnest).await?;
    let report = purge.report;
    println!(
        "{}: {} threads, {} messages, {} files, {} patrons, {} contacts without a name, {} sessions.",
        if dry_run {
            "Past their time"
        } else {
            "Taken away"
        },
        report.threads,
        report.messages,
        report.files,
        report.patrons,
        report.contacts,
        report.sessions
    );
    Ok(())
}

/// Writes all that is kept of a patron into a new folder.
pub async fn export_patron(
    store: &Store,
    data: &Path,
    thread: ThreadId,
    folder: &Path,
) -> anyhow::Result<()> {
    let page = care::export_patron(store, data, thread, folder).await;
    let page = page.map_err(no_such_thread)?;
    println!("Written: {} and what lies beside it.", page.display());
    Ok(())
}

/// Forgets a patron.
pub async fn erase_patron(store: &Store, thread: ThreadId) -> anyhow::Result<()> {
    alone(store)?;
    let now = Clock::new().now().wall_millis();
    let erased = store.erase_patron(thread, now).await;
    erased.map_err(|why| no_such_thread(why.into()))?;
    println!("Forgotten. Backups of before still hold what was said: delete them in their time.");
    Ok(())
}

/// Lists the threads in which something was said, the newest first.
pub async fn threads(store: &Store, library: &str) -> anyhow::Result<()> {
    let mut threads = admin::threads(store, library).await?;
    threads.sort_by_key(|(said, ..)| std::cmp::Reverse(*said));
    if threads.is_empty() {
        println!("There are none yet.");
    }
    for (said, thread, name) in threads {
        println!("{thread}  {}  {}", date(said), known_as(&name));
    }
    Ok(())
}

/// Asks somebody to join.
pub async fn invite(
    store: &Store,
    config: &Config,
    library: &str,
    name: &str,
    role: sportello_core::Role,
) -> anyhow::Result<()> {
    let made = accounts::invite(store, library, name, role).await?;
    let settings = config.settings()?;
    let base = settings.public.as_ref().map_or_else(
        || format!("http://localhost:{}", settings.listen.port()),
        |url| url.as_str().trim_end_matches('/').to_owned(),
    );
    let name = &made.row.name;
    println!("Give this link to {name}; it works once, for seven days:");
    println!("{}", made.link(&base));
    if settings.public.is_none() {
        eprintln!("No public address is set: the link works on this computer only.");
    }
    Ok(())
}

/// Lists who may not come.
pub async fn blocks(store: &Store, library: &str) -> anyhow::Result<()> {
    let blocked = admin::blocked(store, library).await?;
    if blocked.is_empty() {
        println!("Nobody is blocked.");
    }
    for block in blocked {
        println!(
            "{}  until {}  {}: {}",
            block.thread,
            date(block.until),
            known_as(&block.name),
            block.reason
        );
    }
    Ok(())
}

fn date(millis: i64) -> String {
    let at = DateTime::from_timestamp_millis(millis).unwrap_or_default();
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn known_as(name: &str) -> &str {
    if name.is_empty() { "(no name)" } else { name }
}

/// Says how soon patrons were answered.
pub async fn service_level(
    store: &Store,
    library: &str,
    days: ReportPeriod,
    within: u16,
) -> anyhow::Result<()> {
    let within_span = Span::seconds(within.into());
    let (level, zone) = admin::service_level(store, library, days, within_span).await?;
    println!("From {} to {}, days of {zone}.", days.from, days.to);
    println!(
        "Answered:      {:>6}, of these within {within} s: {}",
        level.answered, level.answered_in_time
    );
    println!(
        "Not answered:  {:>6}, of these over within {within} s: {}",
        level.abandoned, level.abandoned_in_time
    );
    println!("Service level: {}", percent(level.sl()));
    println!(
        "… of all:      {} (who left within {within} s is not held against the desk)",
        percent(level.sl2())
    );
    Ok(())
}

fn percent(share: Share) -> String {
    let thousandths = share.thousandths();
    thousandths.map_or("nobody to count".to_owned(), |thousandths| {
        format!("{}.{} %", thousandths / 10, thousandths % 10)
    })
}

/// A server that runs holds threads in memory, and takes them away itself.
fn alone(store: &Store) -> anyhow::Result<()> {
    anyhow::ensure!(
        store.is_alone(),
        "the server runs: stop it first (it purges every night by itself, and a patron is \
         forgotten from their own page)"
    );
    Ok(())
}

fn no_such_thread(why: anyhow::Error) -> anyhow::Error {
    match why.downcast_ref() {
        Some(StoreError::NotFound) => anyhow::anyhow!("there is no such thread"),
        Some(_) | None => why,
    }
}
