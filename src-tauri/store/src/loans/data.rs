//! What a source says, compared with what is known, and written where it differs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Value, json};
use sportello_core::{Borrower, BorrowerId, Loan, LoanData, LoanId, SourceId};
use sqlx::Row;
use uuid::Uuid;

use super::{day, folded, optional_day};
use crate::rows::id;
use crate::{Store, StoreError, Writing};

/// A loan that is known and out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLoan {
    /// Which.
    pub id: LoanId,
    /// As the source said it last.
    pub loan: Loan,
}

/// All that is known of a source.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The loans that are out, by their keys.
    pub loans: BTreeMap<String, KnownLoan>,
    /// The borrowers, by their keys.
    pub borrowers: BTreeMap<String, (BorrowerId, Borrower)>,
}

/// What a source's words would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Loans that are new.
    pub new: usize,
    /// Loans that differ: another due date, mostly.
    pub changed: usize,
    /// Loans that are as they were.
    pub same: usize,
    /// Loans that are out and not named any more.
    pub missing: Vec<LoanId>,
    /// What is to be written: rows of the loans, by their place in the data.
    pub loans: Vec<usize>,
    /// The same of borrowers.
    pub borrowers: Vec<usize>,
    /// Borrowers who are named by a loan alone, by their keys.
    pub bare: BTreeSet<String>,
}

impl Known {
    /// Compares what a source says with what is known.
    pub fn compare(&self, data: &LoanData) -> Comparison {
        let mut found = Comparison::default();
        let mut named = BTreeSet::new();
        for (place, loan) in data.loans.iter().enumerate() {
            named.insert(loan.key.as_str());
            match self.loans.get(&loan.key) {
                None => found.new += 1,
                Some(known) if known.loan == *loan => {
                    found.same += 1;
                    continue;
                }
                Some(_) => found.changed += 1,
            }
            found.loans.push(place);
        }
        let mut told = BTreeSet::new();
        for (place, borrower) in data.borrowers.iter().enumerate() {
            told.insert(borrower.key.as_str());
            let known = self.borrowers.get(&borrower.key);
            if known.is_none_or(|(_, known)| known != borrower) {
                found.borrowers.push(place);
            }
        }
        for loan in &data.loans {
            let key = loan.borrower.as_str();
            if !told.contains(key) && !self.borrowers.contains_key(key) {
                found.bare.insert(key.to_owned());
            }
        }
        let gone = self
            .loans
            .iter()
            .filter(|(key, _)| !named.contains(key.as_str()));
        found.missing = gone.map(|(_, known)| known.id).collect();
        found
    }
}

impl Store {
    /// All that is known of a source.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn known_loans(&self, source: SourceId) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let rows = sqlx::query(
            "SELECT id, key, card, name, mail, phone, language FROM borrower WHERE source_id = ?",
        );
        for row in rows.bind(source.to_string()).fetch_all(self.read()).await? {
            let borrower = super::borrowers::borrower(&row)?;
            let which = id(&row, "id")?;
            known
                .borrowers
                .insert(borrower.key.clone(), (which, borrower));
        }
        let rows = sqlx::query(
            "SELECT loan.id, loan.key, borrower.key AS borrower, item, title, author, due, lent, \
             renewals, is_awaited, renews_itself FROM loan \
             JOIN borrower ON borrower.id = borrower_id \
             WHERE loan.source_id = ? AND closed_at IS NULL",
        );
        for row in rows.bind(source.to_string()).fetch_all(self.read()).await? {
            let loan = Loan {
                key: row.try_get("key")?,
                borrower: row.try_get("borrower")?,
                item: row.try_get("item")?,
                title: row.try_get("title")?,
                author: row.try_get("author")?,
                due: day(&row, "due")?,
                lent: optional_day(&row, "lent")?,
                renewals: row.try_get("renewals")?,
                is_awaited: row.try_get("is_awaited")?,
                renews_itself: row.try_get("renews_itself")?,
            };
            let which = id(&row, "id")?;
            known
                .loans
                .insert(loan.key.clone(), KnownLoan { id: which, loan });
        }
        Ok(known)
    }
}

/// Writes borrowers and loans of a source: new ones, and others as they are now. A loan
/// of whom nothing is known has a borrower with a key alone. What was closed and is
/// named again is out again.
///
/// # Errors
/// When the database fails.
pub async fn put_loans(
    writing: &mut Writing<'_>,
    source: SourceId,
    borrowers: impl IntoIterator<Item = &Borrower>,
    loans: impl IntoIterator<Item = &Loan>,
    mut new_id: impl FnMut() -> Uuid,
    now: i64,
) -> Result<(), StoreError> {
    let rows: Vec<Value> = borrowers
        .into_iter()
        .map(|one| {
            json!([
                new_id().to_string(),
                one.key,
                one.card,
                one.name,
                folded(&format!("{} {}", one.name, one.card)),
                one.mail.as_ref().map_or("", |mail| mail.as_str()),
                one.phone,
                one.language.map_or("", crate::rows::Word::word),
            ])
        })
        .collect();
    if !rows.is_empty() {
        sqlx::query(
            "INSERT INTO borrower (id, source_id, key, card, name, folded, mail, phone, language) \
             SELECT value ->> 0, ?1, value ->> 1, value ->> 2, value ->> 3, value ->> 4, \
             value ->> 5, value ->> 6, value ->> 7 FROM json_each(?2) WHERE true \
             ON CONFLICT (source_id, key) DO UPDATE SET card = excluded.card, \
             name = excluded.name, folded = excluded.folded, mail = excluded.mail, \
             phone = excluded.phone, language = excluded.language",
        )
        .bind(source.to_string())
        .bind(Value::from(rows).to_string())
        .execute(&mut **writing)
        .await?;
    }
    let rows: Vec<Value> = loans
        .into_iter()
        .map(|one| {
            json!([
                new_id().to_string(),
                one.key,
                one.borrower,
                one.item,
                one.title,
                one.author,
                one.due.to_string(),
                one.lent.map(|day| day.to_string()).unwrap_or_default(),
                one.renewals,
                u8::from(one.is_awaited),
                u8::from(one.renews_itself),
            ])
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    // CROSS: each row looks its borrower up by key. The other way round each borrower of the
    // source would read all rows.
    sqlx::query(
        "INSERT INTO loan (id, source_id, borrower_id, key, item, title, author, due, lent, \
         renewals, is_awaited, renews_itself, due_since) \
         SELECT value ->> 0, ?1, borrower.id, value ->> 1, value ->> 3, value ->> 4, value ->> 5, \
         value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, ?3 \
         FROM json_each(?2) CROSS JOIN borrower \
         ON borrower.source_id = ?1 AND borrower.key = value ->> 2 \
         WHERE true ON CONFLICT (source_id, key) DO UPDATE SET borrower_id = excluded.borrower_id, \
         item = excluded.item, title = excluded.title, author = excluded.author, \
         due_since = CASE WHEN due = excluded.due THEN due_since ELSE excluded.due_since END, \
         due = excluded.due, lent = excluded.lent, renewals = excluded.renewals, \
         is_awaited = excluded.is_awaited, renews_itself = excluded.renews_itself, \
         closed_at = NULL",
    )
    .bind(source.to_string())
    .bind(Value::from(rows).to_string())
    .bind(now)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Loans were returned: what they were of is forgotten at once.
///
/// # Errors
/// When the database fails.
pub async fn close_loans(
    writing: &mut Writing<'_>,
    loans: &[LoanId],
    now: i64,
) -> Result<(), StoreError> {
    if loans.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = loans.iter().map(ToString::to_string).collect();
    let ids = Value::from(ids).to_string();
    sqlx::query(
        "UPDATE loan SET closed_at = ?2, item = '', title = '', author = '' \
         WHERE closed_at IS NULL AND id IN (SELECT value FROM json_each(?1))",
    )
    .bind(&ids)
    .bind(now)
    .execute(&mut **writing)
    .await?;
    sqlx::query("DELETE FROM loan_request WHERE loan_id IN (SELECT value FROM json_each(?))")
        .bind(&ids)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// One loan was returned.
///
/// # Errors
/// When the database fails.
pub async fn close_loan(
    writing: &mut Writing<'_>,
    loan: LoanId,
    now: i64,
) -> Result<(), StoreError> {
    close_loans(writing, &[loan], now).await
}

/// A loan has another due date.
///
/// # Errors
/// When the database fails.
pub async fn change_due(
    writing: &mut Writing<'_>,
    loan: LoanId,
    due: NaiveDate,
    renewals: Option<u16>,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE loan SET due = ?2, renewals = coalesce(?3, renewals), silent_since = NULL, \
         due_since = CASE WHEN due = ?2 THEN due_since ELSE ?4 END WHERE id = ?1",
    )
    .bind(loan.to_string())
    .bind(due.to_string())
    .bind(renewals)
    .bind(now)
    .execute(&mut **writing)
    .await?;
    Ok(())
}
