//! How soon patrons are answered. What counts as what is defined in
//! `docs/service-levels.md`, with the statement that counts it here.

use std::ops::Range;

use sportello_core::{LibraryId, Span};

use crate::rows::small;
use crate::{Store, StoreError};

/// The statement, as the document has it, too.
pub(crate) const COUNTS: &str = include_str!("service_level.sql");

/// How soon the patrons of a time were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceLevel {
    /// How many were answered.
    pub answered: u32,
    /// How many of these in time.
    pub answered_in_time: u32,
    /// How many were not answered before it was over.
    pub abandoned: u32,
    /// How many of these were over before it was time.
    pub abandoned_in_time: u32,
}

impl ServiceLevel {
    /// Of those who were answered, how many were in time: SL, from 0 to 1. `None`
    /// when nobody was.
    pub fn of_answered(self) -> Option<f64> {
        part(self.answered_in_time, self.answered)
    }

    /// Of all who came, how many were answered in time or did not wait for so long:
    /// SL2, from 0 to 1. `None` when nobody came.
    pub fn of_all(self) -> Option<f64> {
        let in_time = self.answered_in_time + self.abandoned_in_time;
        part(in_time, self.answered + self.abandoned)
    }
}

fn part(of: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(of) / f64::from(whole))
}

impl Store {
    /// How soon those were answered who arrived at a library's desks in a time, in
    /// milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn service_level(
        &self,
        library: LibraryId,
        arrived: Range<i64>,
        within: Span,
    ) -> Result<ServiceLevel, StoreError> {
        let row = sqlx::query(COUNTS)
            .bind(library.to_string())
            .bind(arrived.start)
            .bind(arrived.end)
            .bind(within.as_millis())
            .fetch_one(self.read())
            .await?;
        Ok(ServiceLevel {
            answered: small(&row, "answered")?,
            answered_in_time: small(&row, "answered_in_time")?,
            abandoned: small(&row, "abandoned")?,
            abandoned_in_time: small(&row, "abandoned_in_time")?,
        })
    }
}
