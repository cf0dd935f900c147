//! Reading loans from where they are kept, and writing what differs.
//!
//! **The rule.** What a source says is taken row by row, some hundred in a transaction,
//! and can be taken again: a reading that was cut off is made whole by the next. Only at
//! its end is the source *read*, and what it does not name any more returned. Would that
//! close more than a third of what is out, somebody must say so first.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, Days};
use sportello_core::hours::Tz;
use sportello_core::{LoanData, LoanId, Mapping, SourceCause, SourceId, SourceTrouble, UploadId};
use sportello_ils::{
    Folder, LoanSource as _, Outcome, Progress, Stage, Waiting, Wanted, fingerprint,
};
use sportello_store::{Known, LoanSourceRow, NotedTrouble};
use sportello_wire::seat::{ReadingView, SourceKind};

use super::files::{NotTaken, Understood, number, understand};
use super::sources::{folder_of, kind_of};
use super::{Loans, commit, locked};
use crate::clock::new_id;

/// Of how many loans that are out the brake begins to hold: a shelf of ten may be
/// returned at once.
const FEW: usize = 10;
/// How many rows are written in one transaction: the desk goes on between two of them.
const ROWS: usize = 500;
/// How many days back and ahead an ILS is asked for what is due.
const BACK: u64 = 120;
const AHEAD: u64 = 400;
/// How often an ILS is read anew, in milliseconds.
const READ_EVERY: i64 = 4 * 3_600_000;
/// How soon it is tried again when something was in the way.
const TRY_EVERY: i64 = 10 * 60_000;

/// Whether so many may not be closed without somebody saying so.
pub(super) const fn asks_first(closes: usize, of: usize) -> bool {
    of >= FEW && closes * 10 > of * 3
}

/// Whether what a source does not name is returned.
pub(super) fn is_whole(row: &LoanSourceRow) -> bool {
    match kind_of(row) {
        Some(SourceKind::File { is_whole, .. }) => is_whole,
        Some(SourceKind::Koha { .. }) => true,
        Some(SourceKind::Hand {}) | None => false,
    }
}

impl Loans {
    /// Takes files that lie in watched folders, and asks library systems whose time has
    /// come. Says whether it is worth to look again soon: somebody is writing a file.
    pub(super) async fn read_what_is_due(
        &self,
        folders: &mut BTreeMap<SourceId, (String, Folder)>,
    ) -> anyhow::Result<bool> {
        let sources = self.0.store.loan_sources(self.0.library).await?;
        folders.retain(|id, _| sources.iter().any(|row| row.id == *id));
        let mut soon = false;
        for row in &sources {
            match kind_of(row) {
                Some(SourceKind::File { .. }) => {
                    soon |= self.look_into_folder(row, folders).await?;
                }
                Some(SourceKind::Koha { .. }) if self.is_due(row) => {
                    self.read_koha(row).await?;
                }
                Some(SourceKind::Koha { .. } | SourceKind::Hand {}) | None => {}
            }
        }
        Ok(soon)
    }

    fn is_due(&self, row: &LoanSourceRow) -> bool {
        let now = self.now();
        let is_read = row
            .read_at
            .is_some_and(|at| at <= now && now - at < READ_EVERY);
        let peace = |noted: &NotedTrouble| noted.at <= now && now - noted.at < TRY_EVERY;
        !is_read && !row.trouble.as_ref().is_some_and(peace)
    }

    /// Asks a Koha for all its loans.
    pub(super) async fn read_koha(&self, row: &LoanSourceRow) -> anyhow::Result<()> {
        let zone = self.settings().await?.zone_of(row.desk);
        let read = self.ask_koha(row, zone).await;
        locked(&self.0.reading).remove(&row.id);
        let data = match read {
            Ok(data) => data,
            Err(trouble) => return self.note(row, trouble).await,
        };
        let _turn = self.0.turn.lock().await;
        let known = self.0.store.known_loans(row.id).await?;
        if data.loans.is_empty() && known.loans.len() >= FEW {
            // A library does not lend nothing from one hour to the next.
            drop(_turn);
            return self.note(row, SourceCause::BadAnswer.into()).await;
        }
        self.put(row, known, &data, true, None).await
    }

    async fn ask_koha(&self, row: &LoanSourceRow, zone: Tz) -> Result<LoanData, SourceTrouble> {
        let koha = self.koha_of(row, zone)?;
        let today = self.today(zone);
        let wanted = Wanted {
            due_from: today.checked_sub_days(Days::new(BACK)).unwrap_or(today),
            due_until: today.checked_add_days(Days::new(AHEAD)).unwrap_or(today),
        };
        let (loans, id) = (self.clone(), row.id);
        let progress = move |step: Progress| {
            if step.stage == Stage::Loans {
                let view = ReadingView {
                    done: step.done,
                    of: step.all,
                };
                locked(&loans.0.reading).insert(id, view);
                loans.show();
            }
        };
        koha.read(wanted, &progress).await
    }

    /// The day on the wall of the library.
    pub(super) fn today(&self, zone: Tz) -> chrono::NaiveDate {
        let now = DateTime::from_timestamp_millis(self.now()).unwrap_or_default();
        now.with_timezone(&zone).date_naive()
    }

    async fn look_into_folder(
        &self,
        row: &LoanSourceRow,
        folders: &mut BTreeMap<SourceId, (String, Folder)>,
    ) -> anyhow::Result<bool> {
        let Some(path) = folder_of(row) else {
            folders.remove(&row.id);
            return Ok(false);
        };
        let known = folders.remove(&row.id).filter(|(known, _)| *known == path);
        let (_, mut folder) = known.unwrap_or_else(|| (path.clone(), Folder::new(&path)));
        let looking = tokio::task::spawn_blocking(move || {
            let looked = folder.look(std::time::Instant::now());
            (folder, looked)
        });
        let (mut folder, looked) = looking.await?;
        let looked = match looked {
            Ok(looked) => looked,
            Err(trouble) => {
                folders.insert(row.id, (path, folder));
                self.note(row, trouble).await?;
                return Ok(false);
            }
        };
        for file in looked.files {
            if !self.0.uploads.holds(row.id, &file) {
                folder = self.take_from_folder(row, folder, &file).await?;
            }
        }
        folders.insert(row.id, (path, folder));
        Ok(looked.others_settle)
    }

    /// Takes one file of a folder; one that asks first, or that nobody has mapped yet,
    /// stays there until somebody has looked.
    async fn take_from_folder(
        &self,
        row: &LoanSourceRow,
        folder: Folder,
        file: &Waiting,
    ) -> anyhow::Result<Folder> {
        let of = file.clone();
        let taking = tokio::task::spawn_blocking(move || {
            let bytes = folder.take(&of);
            (folder, bytes)
        });
        let (folder, bytes) = taking.await?;
        let bytes = match bytes {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(folder),
            Err(trouble) => {
                self.note(row, trouble).await?;
                return Ok(folder);
            }
        };
        let columns = serde_json::from_str::<Mapping>(&row.columns).ok();
        let Some(columns) = columns else {
            self.keep_waiting(row.id, file, bytes);
            self.note(row, SourceCause::FileColumnsMissing.into())
                .await?;
            return Ok(folder);
        };
        let taken = self.take_bytes(row, Arc::new(bytes), &columns, false).await;
        self.after_folder(row, folder, file, taken).await
    }

    async fn after_folder(
        &self,
        row: &LoanSourceRow,
        folder: Folder,
        file: &Waiting,
        taken: Result<Option<Understood>, (NotTaken, Arc<Vec<u8>>)>,
    ) -> anyhow::Result<Folder> {
        match taken {
            Ok(Some(understood)) => finish(folder, file.clone(), Finish::Taken(understood)).await,
            Ok(None) => finish(folder, file.clone(), Finish::Same).await,
            Err((NotTaken::NotATable(trouble), _)) => {
                self.note(row, trouble.clone()).await?;
                finish(folder, file.clone(), Finish::Unreadable(trouble)).await
            }
            Err((NotTaken::AsksFirst { .. }, bytes)) => {
                self.keep_waiting(row.id, file, bytes.to_vec());
                self.note(row, SourceCause::AsksFirst.into()).await?;
                Ok(folder)
            }
            Err((NotTaken::ColumnsMissing, bytes)) => {
                self.keep_waiting(row.id, file, bytes.to_vec());
                self.note(row, SourceCause::FileColumnsMissing.into())
                    .await?;
                Ok(folder)
            }
            Err((NotTaken::Gone | NotTaken::Busy, _)) => Ok(folder),
            Err((NotTaken::Failed(why), _)) => Err(why),
        }
    }

    /// Takes a file that was sent.
    pub(super) async fn take_upload(
        &self,
        upload: UploadId,
        columns: &Mapping,
        anyway: bool,
    ) -> Result<(), NotTaken> {
        let upload = self.0.uploads.find(upload).ok_or(NotTaken::Gone)?;
        let sources = self.0.store.loan_sources(self.0.library).await?;
        let row = sources.into_iter().find(|row| row.id == upload.source);
        let row = row.ok_or(NotTaken::Gone)?;
        if !columns.is_bounded() {
            return Err(NotTaken::ColumnsMissing);
        }
        let bytes = Arc::clone(&upload.bytes);
        let taken = self.take_bytes(&row, bytes, columns, anyway).await;
        let understood = taken.map_err(|(why, _)| why)?;
        self.0.uploads.drop(upload.id);
        let kept = serde_json::to_string(columns)?;
        let mut writing = self.0.store.write().await?;
        sportello_store::save_source_columns(&mut writing, row.id, &kept).await?;
        commit(writing).await?;
        if let (Some(path), Some(file)) = (folder_of(&row), upload.waiting) {
            let how = understood.map_or(Finish::Same, Finish::Taken);
            finish(Folder::new(path), file, how).await?;
        }
        self.news();
        Ok(())
    }

    /// Somebody has looked at a file and does not want it.
    pub(super) async fn decline(&self, upload: UploadId) -> anyhow::Result<()> {
        let Some(upload) = self.0.uploads.find(upload) else {
            return Ok(());
        };
        self.0.uploads.drop(upload.id);
        let sources = self.0.store.loan_sources(self.0.library).await?;
        let row = sources.into_iter().find(|row| row.id == upload.source);
        let folder = row.as_ref().and_then(folder_of);
        if let (Some(path), Some(file)) = (folder, upload.waiting) {
            finish(Folder::new(path), file, Finish::Declined).await?;
        }
        self.show();
        Ok(())
    }

    /// Understands a file and writes what differs; nothing if it is the same file as the
    /// last one.
    async fn take_bytes(
        &self,
        row: &LoanSourceRow,
        bytes: Arc<Vec<u8>>,
        columns: &Mapping,
        anyway: bool,
    ) -> Result<Option<Understood>, (NotTaken, Arc<Vec<u8>>)> {
        let taken = self.take_file(row, &bytes, columns, anyway).await;
        taken.map_err(|why| (why, bytes))
    }

    async fn take_file(
        &self,
        row: &LoanSourceRow,
        bytes: &Arc<Vec<u8>>,
        columns: &Mapping,
        anyway: bool,
    ) -> Result<Option<Understood>, NotTaken> {
        let zone = self.settings().await?.zone_of(row.desk);
        let (reading, with) = (Arc::clone(bytes), columns.clone());
        let understanding = tokio::task::spawn_blocking(move || {
            let mark = fingerprint(&reading);
            understand(&reading, &with, zone).map(|understood| (mark, understood))
        });
        let (mark, understood) = understanding.await??;
        let turn = self.0.turn.try_lock();
        let _turn = match turn {
            Ok(turn) => turn,
            Err(_) => tokio::time::timeout(std::time::Duration::from_secs(30), self.0.turn.lock())
                .await
                .map_err(|_| NotTaken::Busy)?,
        };
        if mark == row.fingerprint {
            // Nothing has changed until today: what is known is as new as the file.
            let mut writing = self.0.store.write().await?;
            sportello_store::note_source_read(&mut writing, row.id, Some(&mark), self.now())
                .await?;
            commit(writing).await?;
            return Ok(None);
        }
        let known = self.0.store.known_loans(row.id).await?;
        let known = understood.known(known);
        let whole = is_whole(row);
        let (closes, of) = (
            known.compare(&understood.data).missing.len(),
            known.loans.len(),
        );
        if whole && asks_first(closes, of) && !anyway {
            return Err(NotTaken::AsksFirst {
                closes: number(closes),
                of: number(of),
            });
        }
        self.put(row, known, &understood.data, whole, Some(&mark))
            .await?;
        Ok(Some(understood))
    }

    /// Writes what differs. Whoever calls it has the turn.
    pub(super) async fn put(
        &self,
        row: &LoanSourceRow,
        known: Known,
        data: &LoanData,
        whole: bool,
        mark: Option<&str>,
    ) -> anyhow::Result<()> {
        let compared = known.compare(data);
        drop(known);
        let now = self.now();
        let bare = compared
            .bare
            .iter()
            .map(|key| bare(key))
            .collect::<Vec<_>>();
        let borrowers = compared
            .borrowers
            .iter()
            .map(|place| &data.borrowers[*place]);
        let borrowers: Vec<_> = borrowers.chain(&bare).collect();
        for some in borrowers.chunks(ROWS) {
            let mut writing = self.0.store.write().await?;
            let borrowers = some.iter().copied();
            sportello_store::put_loans(&mut writing, row.id, borrowers, [], new_id, now).await?;
            commit(writing).await?;
        }
        let all = number(compared.loans.len());
        for (step, some) in compared.loans.chunks(ROWS).enumerate() {
            let mut writing = self.0.store.write().await?;
            let loans = some.iter().map(|place| &data.loans[*place]);
            sportello_store::put_loans(&mut writing, row.id, [], loans, new_id, now).await?;
            commit(writing).await?;
            let done = number(step * ROWS + some.len());
            let view = ReadingView {
                done,
                of: Some(all),
            };
            locked(&self.0.reading).insert(row.id, view);
            self.show();
        }
        let missing: &[LoanId] = if whole { &compared.missing } else { &[] };
        for some in missing.chunks(ROWS) {
            let mut writing = self.0.store.write().await?;
            sportello_store::close_loans(&mut writing, some, now).await?;
            commit(writing).await?;
        }
        let mut writing = self.0.store.write().await?;
        sportello_store::note_source_read(&mut writing, row.id, mark, now).await?;
        sportello_store::wake_loans(&mut writing, row.id).await?;
        commit(writing)
            .await
            .context("loans were read and could not be written")?;
        locked(&self.0.reading).remove(&row.id);
        tracing::info!(
            source = %row.id,
            new = compared.new,
            changed = compared.changed,
            closed = missing.len(),
            "loans were read"
        );
        self.news();
        Ok(())
    }

    /// Something was in the way of a source; the same for the same while is noted once.
    pub(super) async fn note(
        &self,
        row: &LoanSourceRow,
        trouble: SourceTrouble,
    ) -> anyhow::Result<()> {
        let (source, now) = (row.id, self.now());
        let is_known = |noted: &NotedTrouble| {
            noted.cause == trouble.cause && noted.at <= now && now - noted.at < TRY_EVERY
        };
        if row.trouble.as_ref().is_some_and(is_known) {
            return Ok(());
        }
        tracing::warn!(%source, cause = ?trouble.cause, "loans can't be read");
        let noted = NotedTrouble {
            cause: trouble.cause,
            said: trouble.said,
            at: now,
        };
        let mut writing = self.0.store.write().await?;
        sportello_store::note_source_trouble(&mut writing, source, &noted).await?;
        commit(writing).await?;
        self.show();
        Ok(())
    }
}

/// A borrower of whom nothing is known but the key.
fn bare(key: &str) -> sportello_core::Borrower {
    sportello_core::Borrower {
        key: key.to_owned(),
        card: String::new(),
        name: String::new(),
        mail: None,
        phone: String::new(),
        language: None,
    }
}

/// How a file of a folder came to its end.
enum Finish {
    Taken(Understood),
    Same,
    Declined,
    Unreadable(SourceTrouble),
}

async fn finish(mut folder: Folder, file: Waiting, how: Finish) -> anyhow::Result<Folder> {
    let finishing = tokio::task::spawn_blocking(move || {
        let outcome = match &how {
            Finish::Taken(understood) => Outcome::Taken(&understood.summary),
            Finish::Same => Outcome::SameAsBefore,
            Finish::Declined => Outcome::Declined,
            Finish::Unreadable(trouble) => Outcome::Unreadable(trouble),
        };
        let finished = folder.finish(&file, &outcome);
        (folder, finished)
    });
    let (folder, finished) = finishing.await?;
    if let Err(trouble) = finished {
        tracing::warn!(cause = ?trouble.cause, "a file of loans can't be put away");
    }
    Ok(folder)
}
