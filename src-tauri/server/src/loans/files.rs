//! Files of loans that were sent and are not taken yet: kept in memory for a while, a few
//! at a time. Nothing of them is on disk before somebody takes them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sportello_core::hours::Tz;
use sportello_core::{LoanData, Mapping, SourceId, SourceTrouble, UploadId};
use sportello_ils::{
    Interpreted, LONGEST_FILE, Summary, Waiting, fingerprint, guess, interpret, missing, read_table,
};
use sportello_store::{Comparison, Known};
use sportello_wire::seat::{FileOutcome, FilePreview, ReadLoan, RejectedRow};

use super::reading::asks_first;
use super::{Loans, locked};
use crate::clock::new_id;

/// How many files wait at a time; the oldest makes room.
const MOST: usize = 3;
/// For how long one waits.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// How many rows of a file are shown as they stand there, and how much of a cell.
const SAMPLE: usize = 5;
const CELL: usize = 80;
/// How many rows with faults are shown.
const REJECTS: usize = 100;

/// Files that wait.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<Vec<Upload>>);

/// A file that waits.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) id: UploadId,
    pub(super) source: SourceId,
    pub(super) name: String,
    pub(super) bytes: Arc<Vec<u8>>,
    /// The file of a watched folder that it is.
    pub(super) waiting: Option<Waiting>,
    since: Instant,
}

impl Uploads {
    fn keep(
        &self,
        source: SourceId,
        name: String,
        bytes: Vec<u8>,
        waiting: Option<Waiting>,
    ) -> Upload {
        let upload = Upload {
            waiting,
            id: UploadId(new_id()),
            source,
            name,
            bytes: Arc::new(bytes),
            since: Instant::now(),
        };
        let mut kept = locked(&self.0);
        kept.retain(|one| one.since.elapsed() < KEPT);
        if kept.len() == MOST {
            kept.remove(0);
        }
        kept.push(upload.clone());
        upload
    }

    pub(super) fn find(&self, id: UploadId) -> Option<Upload> {
        let mut kept = locked(&self.0);
        kept.retain(|one| one.since.elapsed() < KEPT);
        kept.iter().find(|one| one.id == id).cloned()
    }

    pub(super) fn drop(&self, id: UploadId) {
        locked(&self.0).retain(|one| one.id != id);
    }

    /// Whether this file of a folder waits already.
    pub(super) fn holds(&self, source: SourceId, file: &Waiting) -> bool {
        let is_it = |one: &Upload| one.source == source && one.waiting.as_ref() == Some(file);
        let mut kept = locked(&self.0);
        kept.retain(|one| one.since.elapsed() < KEPT);
        kept.iter().any(is_it)
    }

    /// The newest file that waits for a source.
    pub(super) fn of_source(&self, source: SourceId) -> Option<UploadId> {
        let kept = locked(&self.0);
        let mut own = kept.iter().rev();
        own.find(|one| one.source == source).map(|one| one.id)
    }
}

/// Why a file was not taken.
#[derive(Debug)]
pub(crate) enum NotTaken {
    /// There is no such source or file.
    Gone,
    /// It is no table.
    NotATable(SourceTrouble),
    /// Columns are missing.
    ColumnsMissing,
    /// So many loans would be closed at once.
    AsksFirst { closes: u32, of: u32 },
    /// It is being read at this moment.
    Busy,
    /// Something else.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for NotTaken {
    fn from(why: E) -> Self {
        Self::Failed(why.into())
    }
}

/// A file that was understood.
pub(super) struct Understood {
    pub(super) data: LoanData,
    pub(super) summary: Summary,
    /// Loans whose rows were left out: they are out all the same.
    unread: BTreeSet<String>,
}

impl From<Interpreted> for Understood {
    fn from(read: Interpreted) -> Self {
        let Interpreted {
            data,
            summary,
            unread,
        } = read;
        Self {
            data,
            summary,
            unread,
        }
    }
}

impl Understood {
    /// What is known of the loans that the file can say something about: a row that can't be
    /// read is no reason to take its loan for returned.
    pub(super) fn known(&self, mut known: Known) -> Known {
        known.loans.retain(|key, _| !self.unread.contains(key));
        known
    }
}

impl Loans {
    /// Keeps a file that was sent for a source, and says what it would change.
    pub(crate) async fn receive(
        &self,
        source: SourceId,
        name: String,
        bytes: Vec<u8>,
    ) -> Result<FilePreview, NotTaken> {
        if bytes.len() > LONGEST_FILE {
            let cause = sportello_core::SourceCause::FileTooLarge;
            return Err(NotTaken::NotATable(cause.into()));
        }
        let upload = self.0.uploads.keep(source, name, bytes, None);
        let preview = self.preview(upload.id, None).await;
        if preview.is_err() {
            self.0.uploads.drop(upload.id);
        } else {
            self.show();
        }
        preview
    }

    /// Keeps a file of a watched folder that somebody must look at.
    pub(super) fn keep_waiting(&self, source: SourceId, file: &Waiting, bytes: Vec<u8>) {
        let waiting = Some(file.clone());
        self.0.uploads.keep(source, file.name(), bytes, waiting);
        self.show();
    }

    /// What a file would change. Nothing is changed.
    pub(super) async fn preview(
        &self,
        upload: UploadId,
        columns: Option<Mapping>,
    ) -> Result<FilePreview, NotTaken> {
        let upload = self.0.uploads.find(upload).ok_or(NotTaken::Gone)?;
        let sources = self.0.store.loan_sources(self.0.library).await?;
        let mut sources = sources.into_iter();
        let row = sources.find(|row| row.id == upload.source);
        let row = row.ok_or(NotTaken::Gone)?;
        let kept = serde_json::from_str::<Mapping>(&row.columns).ok();
        let is_whole = super::reading::is_whole(&row);
        let zone = self.settings().await?.zone_of(row.desk);
        let looking = {
            let upload = upload.clone();
            move || look(&upload, columns, kept, zone)
        };
        let looked = tokio::task::spawn_blocking(looking).await?;
        let (mut preview, understood) = looked?;
        preview.is_same = fingerprint(&upload.bytes) == row.fingerprint;
        if let Some(understood) = understood {
            let known = self.0.store.known_loans(row.id).await?;
            let known = understood.known(known);
            let Understood { data, summary, .. } = &understood;
            let compared = known.compare(data);
            let of = known.loans.len();
            preview.outcome = Some(outcome(summary, data, &compared, of, is_whole));
        }
        Ok(preview)
    }
}

/// Reads a table with these columns, or those that are kept if they fit, or guessed ones.
fn look(
    upload: &Upload,
    columns: Option<Mapping>,
    kept: Option<Mapping>,
    zone: Tz,
) -> Result<(FilePreview, Option<Understood>), NotTaken> {
    let table = read_table(&upload.bytes).map_err(NotTaken::NotATable)?;
    let kept = kept.filter(|kept| missing(kept, &table).is_empty());
    let columns = columns.filter(Mapping::is_bounded);
    let columns = columns.or(kept).unwrap_or_else(|| guess(&table));
    let is_enough = columns.is_enough() && missing(&columns, &table).is_empty();
    let understood = if is_enough {
        let read = interpret(&table, &columns, zone).map_err(NotTaken::NotATable)?;
        Some(read.into())
    } else {
        None
    };
    let preview = FilePreview {
        upload: upload.id,
        name: upload.name.clone(),
        source: upload.source,
        heads: table.headings().to_vec(),
        sample: table.sample(SAMPLE, CELL),
        columns,
        outcome: None,
        is_same: false,
    };
    Ok((preview, understood))
}

/// Reads a file with columns that are settled.
pub(super) fn understand(
    bytes: &[u8],
    columns: &Mapping,
    zone: Tz,
) -> Result<Understood, NotTaken> {
    let table = read_table(bytes).map_err(NotTaken::NotATable)?;
    if !columns.is_enough() || !missing(columns, &table).is_empty() {
        return Err(NotTaken::ColumnsMissing);
    }
    let read = interpret(&table, columns, zone).map_err(NotTaken::NotATable)?;
    Ok(read.into())
}

fn outcome(
    summary: &Summary,
    data: &LoanData,
    compared: &Comparison,
    of: usize,
    is_whole: bool,
) -> FileOutcome {
    let closes = if is_whole { compared.missing.len() } else { 0 };
    let faults = summary.rejected.first.iter().map(|one| (one, true));
    let remarks = summary.remarks.first.iter().map(|one| (one, false));
    let rejects = faults
        .chain(remarks)
        .take(REJECTS)
        .map(|(one, left_out)| RejectedRow {
            line: one.line,
            why: one.fault,
            left_out,
            cell: one.cell.chars().take(CELL).collect(),
        });
    let borrower = |key: &str| data.borrowers.iter().find(|one| one.key == key);
    let loans = data.loans.iter().take(SAMPLE).map(|loan| {
        let who = borrower(&loan.borrower);
        ReadLoan {
            card: who.map_or_else(|| loan.borrower.clone(), |who| who.card.clone()),
            name: who.map(|who| who.name.clone()).unwrap_or_default(),
            title: loan.title.clone(),
            due: loan.due.to_string(),
        }
    });
    FileOutcome {
        rows: summary.rows,
        new: number(compared.new),
        changed: number(compared.changed),
        same: number(compared.same),
        closes: number(closes),
        asks_first: asks_first(closes, of),
        rejected: summary.rejected.count,
        rejects: rejects.collect(),
        loans: loans.collect(),
    }
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
