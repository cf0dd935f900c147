//! Lists of cases.

use chrono::NaiveDate;
use sportello_core::{CaseId, CaseNumber, CaseState, DeskId, LibrarianId, LibraryId, TopicId};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

use super::{CASE, CaseStored, stored, words};
use crate::rows::{Word, small};
use crate::{Store, StoreError};

/// So many cases a page.
pub const PAGE: u32 = 50;
/// The newest so many places at which words were found are looked at: who looks for a
/// word that stands everywhere looks again with another one.
const MOST_FOUND: u32 = 2_000;

/// Which cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasesOn {
    /// On which shelf.
    pub shelf: Shelf,
    /// With these words; may be empty.
    pub text: String,
    /// Of this owner.
    pub owner: Option<LibrarianId>,
    /// Of nobody.
    pub unowned: bool,
    /// Of this desk.
    pub desk: Option<DeskId>,
    /// About this.
    pub topic: Option<TopicId>,
    /// What day it is.
    pub today: NaiveDate,
    /// What time it is.
    pub now: i64,
}

/// A shelf of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// The desk is to do something.
    ToDo,
    /// The promised day is over.
    Overdue,
    /// They stand so.
    In(CaseState),
    /// They sleep.
    Snoozed,
    /// All of them.
    All,
}

/// Where a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedAfter(pub CaseId);

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseListed {
    /// It.
    pub stored: CaseStored,
    /// What whoever has it is called; empty for the desk.
    pub office: String,
}

/// How many cases there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CasesCounted {
    /// The desk is to do something.
    pub to_do: u32,
    /// The promised day is over.
    pub overdue: u32,
    /// An office is to answer.
    pub waiting_for_office: u32,
    /// The patron is to answer.
    pub waiting_for_patron: u32,
    /// They sleep.
    pub snoozed: u32,
    /// The patron has an answer.
    pub answered: u32,
    /// Somebody has written what nobody has read.
    pub news: u32,
}

impl Store {
    /// A page of cases and one more: those first to which something must be done soonest,
    /// and of what is over the newest.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn cases(
        &self,
        library: LibraryId,
        on: &CasesOn,
        after: Option<ListedAfter>,
    ) -> Result<Vec<CaseListed>, StoreError> {
        let by_promise = matches!(
            on.shelf,
            Shelf::ToDo
                | Shelf::Overdue
                | Shelf::Snoozed
                | Shelf::In(CaseState::WaitingForOffice | CaseState::WaitingForPatron)
        ) && on.text.trim().is_empty();
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        query.push(CASE);
        query.push(", coalesce(office.name, '') AS office_name FROM ");
        if !put_cases(&mut query, library, on) {
            return Ok(Vec::new());
        }
        query.push(
            " LEFT JOIN office ON office.id = desk_case.office_id \
             WHERE desk_case.library_id = ",
        );
        query.push_bind(library.to_string());
        query.push(" AND is_emptied = 0");
        put_shelf(&mut query, on);
        put_filters(&mut query, on);
        if let Some(ListedAfter(after)) = after {
            query.push(if by_promise {
                " AND (promised, desk_case.sequence) > (SELECT promised, sequence \
                 FROM desk_case AS last WHERE last.id = "
            } else {
                " AND (changed_at, desk_case.sequence) < (SELECT changed_at, sequence \
                 FROM desk_case AS last WHERE last.id = "
            });
            query.push_bind(after.to_string());
            query.push(")");
        }
        query.push(if by_promise {
            " ORDER BY promised, desk_case.sequence LIMIT "
        } else {
            " ORDER BY changed_at DESC, desk_case.sequence DESC LIMIT "
        });
        query.push_bind(PAGE + 1);
        let rows = query.build().fetch_all(self.read()).await?;
        rows.iter().map(listed).collect()
    }

    /// How many cases of a library stand where.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases_counted(
        &self,
        library: LibraryId,
        (today, now): (NaiveDate, i64),
    ) -> Result<CasesCounted, StoreError> {
        let row = sqlx::query(
            "SELECT \
             sum(awake AND (state IN ('open', 'reopened') OR news_at IS NOT NULL)) AS to_do, \
             sum(state IN ('open', 'reopened', 'waitingForOffice') AND promised < ?2) AS overdue, \
             sum(state = 'waitingForOffice') AS office, \
             sum(state = 'waitingForPatron') AS patron, sum(NOT awake) AS snoozed, \
             sum(state = 'answered') AS answered, sum(news_at IS NOT NULL) AS news \
             FROM (SELECT state, promised, news_at, \
             snoozed_until IS NULL OR snoozed_until <= ?3 AS awake FROM \
             (SELECT sequence FROM desk_case WHERE library_id = ?1 AND state IN \
              ('open', 'waitingForOffice', 'waitingForPatron', 'answered', 'reopened') \
              UNION SELECT sequence FROM desk_case INDEXED BY case_with_news \
              WHERE library_id = ?1 AND news_at IS NOT NULL) \
             AS found CROSS JOIN desk_case ON desk_case.sequence = found.sequence \
             WHERE is_emptied = 0)",
        )
        .bind(library.to_string())
        .bind(today.to_string())
        .bind(now)
        .fetch_one(self.read())
        .await?;
        let count = |column| -> Result<u32, StoreError> {
            let many: Option<i64> = row.try_get(column)?;
            Ok(u32::try_from(many.unwrap_or(0)).unwrap_or(u32::MAX))
        };
        Ok(CasesCounted {
            to_do: count("to_do")?,
            overdue: count("overdue")?,
            waiting_for_office: count("office")?,
            waiting_for_patron: count("patron")?,
            snoozed: count("snoozed")?,
            answered: count("answered")?,
            news: count("news")?,
        })
    }

    /// How many cases of a desk somebody is still to do something about.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_cases(&self, desk: DeskId) -> Result<u32, StoreError> {
        let row = sqlx::query(
            "SELECT count(*) AS open FROM desk_case WHERE desk_id = ? \
             AND state NOT IN ('answered', 'closed')",
        );
        let row = row.bind(desk.to_string()).fetch_one(self.read()).await?;
        small(&row, "open")
    }
}

fn put_shelf(query: &mut QueryBuilder<Sqlite>, on: &CasesOn) {
    match on.shelf {
        Shelf::ToDo => {
            query.push(
                " AND (desk_case.state IN ('open', 'reopened') OR news_at IS NOT NULL) \
                 AND (snoozed_until IS NULL OR snoozed_until <= ",
            );
            query.push_bind(on.now);
            query.push(")");
        }
        Shelf::Overdue => {
            query.push(
                " AND desk_case.state IN ('open', 'reopened', 'waitingForOffice') AND promised < ",
            );
            query.push_bind(on.today.to_string());
        }
        Shelf::In(state) => {
            query.push(" AND desk_case.state = ");
            query.push_bind(state.word());
        }
        Shelf::Snoozed => {
            query.push(" AND desk_case.state NOT IN ('answered', 'closed') AND snoozed_until > ");
            query.push_bind(on.now);
        }
        Shelf::All => {}
    }
}

fn put_filters(query: &mut QueryBuilder<Sqlite>, on: &CasesOn) {
    let filters = [
        (" AND owner_id = ", on.owner.map(|id| id.to_string())),
        (
            " AND desk_case.desk_id = ",
            on.desk.map(|id| id.to_string()),
        ),
        (
            " AND desk_case.topic_id = ",
            on.topic.map(|id| id.to_string()),
        ),
    ];
    if on.unowned {
        query.push(" AND owner_id IS NULL");
    }
    for (text, value) in filters {
        if let Some(value) = value {
            query.push(text);
            query.push_bind(value);
        }
    }
}

/// Where few of all cases can be meant, those few come first: the statement goes through
/// them (`CROSS JOIN` keeps SQLite to that order), and not through a library's cases of a
/// year. Says whether there are any at all.
fn put_cases(query: &mut QueryBuilder<Sqlite>, library: LibraryId, on: &CasesOn) -> bool {
    if !on.text.trim().is_empty() {
        query.push("(");
        if !put_words(query, library, &on.text) {
            return false;
        }
    } else if on.shelf == Shelf::ToDo {
        query.push(
            "(SELECT sequence FROM desk_case WHERE state IN ('open', 'reopened') AND library_id = ",
        );
        query.push_bind(library.to_string());
        query.push(
            " UNION SELECT sequence FROM desk_case INDEXED BY case_with_news \
             WHERE news_at IS NOT NULL AND library_id = ",
        );
        query.push_bind(library.to_string());
    } else {
        query.push("desk_case");
        return true;
    }
    query.push(") AS found CROSS JOIN desk_case ON desk_case.sequence = found.sequence");
    true
}

/// Says whether anything can be found at all.
fn put_words(query: &mut QueryBuilder<Sqlite>, library: LibraryId, text: &str) -> bool {
    if let Ok(number) = text.parse::<CaseNumber>() {
        query.push(
            "SELECT one.sequence FROM desk CROSS JOIN desk_case AS one ON one.desk_id = desk.id \
             AND one.year = ",
        );
        query.push_bind(number.year);
        query.push(" AND one.number = ");
        query.push_bind(number.number);
        query.push(" WHERE desk.library_id = ");
        query.push_bind(library.to_string());
        return true;
    }
    let Some(asked) = words::asked(library, text) else {
        return false;
    };
    query.push("WITH found AS (SELECT rowid FROM case_words WHERE case_words MATCH ");
    query.push_bind(asked);
    query.push(" ORDER BY rowid DESC LIMIT ");
    query.push_bind(MOST_FOUND);
    query.push(") SELECT rowid - ");
    query.push_bind(words::HEADS);
    query.push(
        " AS sequence FROM found WHERE rowid < 0 UNION SELECT held.sequence FROM found \
         CROSS JOIN case_entry ON case_entry.sequence = found.rowid \
         CROSS JOIN desk_case AS held ON held.id = case_entry.case_id WHERE found.rowid > 0",
    );
    true
}

fn listed(row: &SqliteRow) -> Result<CaseListed, StoreError> {
    Ok(CaseListed {
        stored: stored(row)?,
        office: row.try_get("office_name")?,
    })
}
