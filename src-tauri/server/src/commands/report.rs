//! The month's report, for whoever runs the server: the same files as in the window.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use sportello_core::{Language, LibraryId, ReportPeriod, ReportSlice, Role};
use sportello_server::Store;
use sportello_server::clock::Clock;
use sportello_server::reports::{self, Wanted};

/// As what it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table, for a spreadsheet.
    Csv,
    /// A document, to be published.
    Pdf,
}

/// Writes the report of a month into a file, or to whoever reads what the program prints.
pub async fn report(
    store: &Store,
    library: Option<&str>,
    month: ReportPeriod,
    (form, language): (Form, Language),
    out: Option<&Path>,
) -> anyhow::Result<()> {
    let is_shown = out.is_none() && std::io::stdout().is_terminal();
    ensure!(
        form == Form::Csv || !is_shown,
        "a document can't be read here: name its file, with --out"
    );
    let wanted = Wanted {
        library: the_library(store, library).await?,
        period: month,
        slice: ReportSlice::default(),
        role: Role::Administrator,
        at: Clock::new().now().wall_millis(),
    };
    let report = reports::report(store, &wanted).await?;
    let bytes = match form {
        Form::Csv => reports::csv(&report, language).into_bytes(),
        Form::Pdf => reports::pdf(&report, language)?,
    };
    let Some(out) = out else {
        return Ok(std::io::stdout().write_all(&bytes)?);
    };
    std::fs::write(out, bytes).with_context(|| format!("can't write {}", out.display()))?;
    let totals = &report.totals;
    println!(
        "{}, {} to {}: {} visits, {} answered. Written to {}.",
        report.library,
        month.from,
        month.to,
        totals.came,
        totals.answered,
        out.display()
    );
    Ok(())
}

/// The one that is named, or the only one there is.
async fn the_library(store: &Store, name: Option<&str>) -> anyhow::Result<LibraryId> {
    let all = store.libraries().await?;
    let named = all
        .iter()
        .filter(|one| name.is_none_or(|name| one.name == name));
    match (named.collect::<Vec<_>>().as_slice(), name) {
        ([one], _) => Ok(one.id),
        ([], Some(name)) => bail!("there is no library “{name}”"),
        ([], None) => bail!("there is no library yet"),
        (several, _) => {
            let names: Vec<String> = several
                .iter()
                .map(|one| format!("“{}”", one.name))
                .collect();
            bail!("say which library, with --library: {}", names.join(", "))
        }
    }
}
