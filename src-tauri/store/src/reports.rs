//! What reports are counted from: visits one by one, and how many appointments and
//! notices there were. What counts as what is decided in `core`.

use std::ops::Range;

use futures_util::TryStreamExt;
use serde::Deserialize;
use sportello_core::report::{Appointments, CaseFacts, Notices, OfNotice};
use sportello_core::{
    Counted, DeskId, Language, LibrarianId, Mode, NoticeKind, Outcome, TopicId, VisitFacts,
    WaitRange,
};
use sqlx::{Row, Sqlite};

use crate::rows::{Word, small};
use crate::{Store, StoreError, Writing};

/// What it counts is what the statement of `docs/service-levels.md` counts.
const VISITS: &str = include_str!("reports.sql");

/// Numbers are kept by this many milliseconds: no clock on Earth differs by less.
const QUARTER_HOUR: i64 = 900_000;

impl Store {
    /// Hands over what is counted of each visit, and each call to a patron, that began in
    /// a time: milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn visits_of(
        &self,
        of: &Counted,
        began: Range<i64>,
        mut take: impl FnMut(&VisitFacts),
    ) -> Result<(), StoreError> {
        let mut rows = sqlx::query(VISITS)
            .bind(of.library.to_string())
            .bind(began.start)
            .bind(began.end)
            .bind(desks(of))
            .bind(of.topic.map(|topic| topic.to_string()))
            .fetch(self.read());
        while let Some(row) = rows.try_next().await? {
            let together: String = row.try_get("visits")?;
            let together: Vec<VisitRow<'_>> =
                serde_json::from_str(&together).map_err(|_| StoreError::Unreadable("visits"))?;
            for one in &together {
                take(&one.visit()?);
            }
        }
        Ok(())
    }

    /// How many appointments there were in a time. One is counted on the day for which it
    /// was; that it was booked, on the day on which that was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_appointments(
        &self,
        of: &Counted,
        within: Range<i64>,
    ) -> Result<Appointments, StoreError> {
        let row = sqlx::query(
            "WITH one AS (SELECT desk_id, consultation_id, starts_at, made_at, state, \
              coalesce(cancelled_by, '') AS cancelled_by FROM appointment WHERE state <> 'held' \
             UNION ALL SELECT desk_id, consultation_id, starts_at, made_at, state, cancelled_by \
             FROM past_appointment), \
             its AS (SELECT starts_at >= ?2 AND starts_at < ?3 AS is_then, \
              made_at >= ?2 AND made_at < ?3 AS made_then, state, cancelled_by FROM one \
              JOIN desk ON desk.id = one.desk_id \
              JOIN consultation ON consultation.id = one.consultation_id \
              WHERE desk.library_id = ?1 \
              AND (?4 IS NULL OR one.desk_id IN (SELECT value FROM json_each(?4))) \
              AND (?5 IS NULL OR consultation.what ->> 'topic' = ?5)) \
             SELECT count(*) FILTER (WHERE made_then) AS booked, \
              count(*) FILTER (WHERE is_then AND state IN ('arrived', 'done')) AS kept, \
              count(*) FILTER (WHERE is_then AND state = 'noShow') AS no_shows, \
              count(*) FILTER (WHERE is_then AND cancelled_by = 'patron') AS by_patron, \
              count(*) FILTER (WHERE is_then AND cancelled_by = 'desk') AS by_desk, \
              count(*) FILTER (WHERE is_then AND cancelled_by = 'noConfirmation') AS by_nobody, \
              count(*) FILTER (WHERE is_then AND state IN ('booked', 'unconfirmed')) AS to_come \
             FROM its",
        )
        .bind(of.library.to_string())
        .bind(within.start)
        .bind(within.end)
        .bind(desks(of))
        .bind(of.topic.map(|topic| topic.to_string()))
        .fetch_one(self.read())
        .await?;
        Ok(Appointments {
            booked: small(&row, "booked")?,
            kept: small(&row, "kept")?,
            no_shows: small(&row, "no_shows")?,
            cancelled_by_patron: small(&row, "by_patron")?,
            cancelled_by_desk: small(&row, "by_desk")?,
            not_confirmed: small(&row, "by_nobody")?,
            to_come: small(&row, "to_come")?,
        })
    }

    /// How many notices were sent in a time, and what came of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_notices(
        &self,
        of: &Counted,
        within: Range<i64>,
    ) -> Result<Notices, StoreError> {
        let rows = sqlx::query(
            "SELECT what, sum(number) AS number FROM notice_count \
             JOIN desk ON desk.id = notice_count.desk_id WHERE desk.library_id = ?1 \
             AND at >= ?2 AND at < ?3 \
             AND (?4 IS NULL OR desk_id IN (SELECT value FROM json_each(?4))) GROUP BY what",
        )
        .bind(of.library.to_string())
        .bind(within.start)
        .bind(within.end)
        .bind(desks(of))
        .fetch_all(self.read())
        .await?;
        let mut notices = Notices::default();
        for kind in NoticeKind::ALL {
            notices.sent.push(OfNotice { kind, count: 0 });
        }
        for row in &rows {
            let (what, number) = (row.try_get::<String, _>("what")?, small(row, "number")?);
            match what.as_str() {
                "loanRenewed" => notices.renewed = number,
                "loanNotRenewed" => notices.not_renewed = number,
                "loanReturnSaid" => notices.returned = number,
                "loanToTalkAbout" => notices.to_talk = number,
                kind => {
                    let known = |one: &&mut OfNotice| one.kind.word() == kind;
                    if let Some(one) = notices.sent.iter_mut().find(known) {
                        one.count = number;
                    }
                }
            }
        }
        Ok(notices)
    }

    /// The cases that were opened or closed in a time.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn cases_of(
        &self,
        of: &Counted,
        within: Range<i64>,
    ) -> Result<Vec<CaseFacts>, StoreError> {
        let rows = sqlx::query(
            "SELECT opened_at, first_promised, first_answered_at, closed_at FROM desk_case \
             WHERE library_id = ?1 AND (opened_at >= ?2 AND opened_at < ?3 \
              OR closed_at >= ?2 AND closed_at < ?3) \
             AND (?4 IS NULL OR desk_id IN (SELECT value FROM json_each(?4))) \
             AND (?5 IS NULL OR topic_id = ?5)",
        )
        .bind(of.library.to_string())
        .bind(within.start)
        .bind(within.end)
        .bind(desks(of))
        .bind(of.topic.map(|topic| topic.to_string()))
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let promised: String = row.try_get("first_promised")?;
                Ok(CaseFacts {
                    opened: row.try_get("opened_at")?,
                    promised: promised
                        .parse()
                        .map_err(|_| StoreError::Unreadable("promised day"))?,
                    answered: row.try_get("first_answered_at")?,
                    closed: row.try_get("closed_at")?,
                })
            })
            .collect()
    }

    /// What a topic is called, in Italian and English, also after it was taken away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such topic.
    pub async fn topic_name(&self, topic: TopicId) -> Result<(String, String), StoreError> {
        let row = sqlx::query("SELECT italian, english FROM topic WHERE id = ?");
        let row = row.bind(topic.to_string()).fetch_one(self.read()).await?;
        Ok((row.try_get("italian")?, row.try_get("english")?))
    }
}

/// One more notice, or answer to one, of a desk.
pub(crate) async fn count_notice(
    writing: &mut Writing<'_>,
    desk: &str,
    what: &'static str,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO notice_count (desk_id, what, at, number) VALUES (?, ?, ?, 1) \
         ON CONFLICT (desk_id, at, what) DO UPDATE SET number = number + 1",
    )
    .bind(desk)
    .bind(what)
    .bind(at - at.rem_euclid(QUARTER_HOUR))
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Of appointments that are forgotten it stays that there were any. `which` says of which,
/// after `WHERE`, with one thing bound.
pub(crate) async fn keep_what_was_booked<'b, B>(
    writing: &mut Writing<'_>,
    which: &'static str,
    bound: B,
) -> Result<(), StoreError>
where
    B: sqlx::Encode<'b, Sqlite> + sqlx::Type<Sqlite> + 'b,
{
    let keep = format!(
        "INSERT INTO past_appointment (desk_id, consultation_id, starts_at, made_at, state, \
         cancelled_by) SELECT desk_id, consultation_id, starts_at, made_at, state, \
         coalesce(cancelled_by, '') FROM appointment WHERE state <> 'held' AND {which}"
    );
    let keep = sqlx::query(sqlx::AssertSqlSafe(keep)).bind(bound);
    keep.execute(&mut **writing).await?;
    Ok(())
}

/// As the statements want them: a list in JSON, or nothing for all desks.
fn desks(of: &Counted) -> Option<String> {
    let desks = of.desks.as_ref()?;
    let quoted: Vec<String> = desks.iter().map(|desk| format!("\"{desk}\"")).collect();
    Some(format!("[{}]", quoted.join(",")))
}

/// A visit: a list, in the order of the statement.
#[derive(Deserialize)]
struct VisitRow<'a> {
    desk: DeskId,
    topic: Option<TopicId>,
    librarian: Option<LibrarianId>,
    mode: &'a str,
    language: &'a str,
    is_called_out: u8,
    arrived: i64,
    answered: Option<i64>,
    back_in_line: i64,
    ended: Option<i64>,
    outcome: Option<&'a str>,
    is_written: u8,
    told_shortest: Option<u32>,
    told_longest: Option<u32>,
    stars: Option<u8>,
}

impl VisitRow<'_> {
    fn visit(&self) -> Result<VisitFacts, StoreError> {
        let told = self.told_shortest.zip(self.told_longest);
        Ok(VisitFacts {
            desk: self.desk,
            topic: self.topic,
            librarian: self.librarian,
            mode: Mode::read(self.mode)?,
            language: Language::read(self.language)?,
            is_called_out: self.is_called_out == 1,
            arrived: self.arrived,
            answered: self.answered,
            back_in_line: self.back_in_line,
            ended: self.ended,
            outcome: self.outcome.map(Outcome::read).transpose()?,
            is_written: self.is_written == 1,
            told: told.map(|(shortest_minutes, longest_minutes)| WaitRange {
                shortest_minutes,
                longest_minutes,
            }),
            stars: self.stars,
        })
    }
}
