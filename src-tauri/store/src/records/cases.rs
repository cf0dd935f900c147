//! The cases of one patron, for whoever asks to take them away: what was said to them and
//! by them, and no note among librarians.

use sportello_core::{Asker, CaseNumber, CaseState, LibraryId, ThreadId};
use sqlx::Row;

use crate::cases::CaseEntryRow;
use crate::rows::id;
use crate::{Store, StoreError};

/// A case as it is handed out. Times are milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedCase {
    /// Its number.
    pub number: CaseNumber,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub state: CaseState,
    /// Who has it; empty for the desk itself.
    pub office: String,
    /// The day by which an answer is promised.
    pub promised: chrono::NaiveDate,
    /// When it was made.
    pub opened: i64,
    /// What the library knows of whoever asked.
    pub asker: Asker,
    /// What the patron may read, the oldest first.
    pub entries: Vec<CaseEntryRow>,
}

impl Store {
    /// The cases of a thread that have their words, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub(super) async fn recorded_cases(
        &self,
        thread: ThreadId,
    ) -> Result<Vec<RecordedCase>, StoreError> {
        let rows = sqlx::query(
            "SELECT desk_case.id, desk_case.library_id, coalesce(office.name, '') AS office \
             FROM desk_case LEFT JOIN office ON office.id = office_id \
             WHERE thread_id = ? AND is_emptied = 0 ORDER BY opened_at, sequence",
        );
        let rows = rows.bind(thread.to_string()).fetch_all(self.read());
        let mut cases = Vec::new();
        for row in rows.await? {
            let library: LibraryId = id(&row, "library_id")?;
            let case = self.case(library, id(&row, "id")?).await?.case;
            let entries = self.case_entries(case.id).await?.into_iter();
            let entries = entries.filter(|row| row.entry.kind.is_for_the_patron());
            let mut entries: Vec<CaseEntryRow> = entries.collect();
            for one in &mut entries {
                if !one.entry.kind.has_words_for_the_patron() {
                    one.entry.text.clear();
                }
            }
            cases.push(RecordedCase {
                number: case.number,
                subject: case.subject,
                state: case.state,
                office: row.try_get("office")?,
                promised: case.promised,
                opened: case.opened,
                asker: case.asker,
                entries,
            });
        }
        Ok(cases)
    }
}
