//! A library with many loans: its file, and the threads of its borrowers.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate};
use sportello_core::hours::Tz;
use sportello_core::notices::NoticePolicy;
use sportello_core::{LibrarianId, LibraryId, PatronId, SourceId, ThreadId};
use sportello_server::Store;
use sportello_store::{LoanSourceRow, NewPatron, PatronRow};
use sportello_wire::seat::SourceKind;
use uuid::Uuid;

/// From where its loans are read.
pub(super) const SOURCE: SourceId = SourceId(Uuid::from_u128(7));
/// So many loans each borrower has.
const EACH: u32 = 5;
/// How many threads are made in one transaction.
const TOGETHER: usize = 2_000;
/// Ids of patrons and of their threads begin here.
const PATRONS: u128 = 1 << 64;
const THREADS: u128 = 2 << 64;
const TITLES: [&str; 4] = [
    "Se una notte d’inverno un viaggiatore",
    "Il barone rampante",
    "La coscienza di Zeno; edizione commentata",
    "Cent’anni di solitudine",
];

/// How large the library is.
#[derive(Clone, Copy, Debug)]
pub(super) struct House {
    borrowers: u32,
}

impl House {
    /// With so many borrowers.
    pub(super) const fn of(borrowers: u32) -> Self {
        Self { borrowers }
    }

    pub(super) const fn borrowers(&self) -> u32 {
        self.borrowers
    }

    pub(super) const fn loans(&self) -> u32 {
        self.borrowers * EACH
    }

    /// How many notices are due.
    pub(super) const fn notices(&self) -> u32 {
        self.borrowers + self.borrowers / 2
    }

    /// A source that waits for its file, and notices that are on and stopped.
    pub(super) async fn furnish(&self, store: &Store) -> anyhow::Result<()> {
        let library = library(store).await?;
        let mut settings = store.settings(library).await?;
        let desk = settings.desks[0].id;
        let policy = NoticePolicy {
            is_on: true,
            quiet_from: 0,
            quiet_until: 0,
            ..NoticePolicy::default()
        };
        settings.set_notices(desk, policy);
        let kind = SourceKind::File {
            folder: String::new(),
            is_whole: true,
        };
        let row = LoanSourceRow {
            id: SOURCE,
            library,
            desk,
            name: "Catalogo".into(),
            kind: "file".into(),
            what: serde_json::to_string(&kind)?,
            columns: String::new(),
            fingerprint: String::new(),
            read_at: None,
            trouble: None,
            loans: 0,
            borrowers: 0,
            linked: 0,
        };
        let by: LibrarianId = settings.librarians[0].id;
        let now = now()?;
        let mut writing = store.write().await?;
        sportello_store::save_settings(&mut writing, library, &settings, now).await?;
        sportello_store::save_loan_source(&mut writing, &row, now).await?;
        sportello_store::pause_notices(&mut writing, library, Some(by), now).await?;
        Ok(writing.commit().await?)
    }

    /// All loans as a file.
    pub(super) fn file(&self) -> anyhow::Result<String> {
        let today = today()?;
        let ahead = |days| today.checked_add_days(Days::new(days)).context("a day");
        let (due, later) = (today, ahead(25)?);
        let lent = today.checked_sub_days(Days::new(30)).context("a day")?;
        let head = "Numero prestito;Tessera;Cognome nome;Email;Titolo;Autore;Inventario;\
                    Data prestito;Scadenza\r\n";
        let mut text = String::from(head);
        for borrower in 0..self.borrowers {
            let told = 1 + borrower % 2;
            for number in 0..EACH {
                let loan = borrower * EACH + number;
                let title = TITLES[loan as usize % TITLES.len()];
                let due = if number < told { due } else { later };
                write!(
                    text,
                    "P{loan};T{borrower:06};Rossi, Ada {borrower};ada{borrower}@example.org;\
                     \"{title}\";Calvino, Italo;I{loan:07};{lent};{due}\r\n"
                )?;
            }
        }
        Ok(text)
    }

    /// Gives each borrower a thread.
    pub(super) async fn link(&self, store: &Store) -> anyhow::Result<()> {
        let desk = store.settings(library(store).await?).await?.desks[0].id;
        let known = store.known_loans(SOURCE).await?;
        anyhow::ensure!(
            known.loans.len() == self.loans() as usize,
            "{} loans are known",
            known.loans.len()
        );
        let now = now()?;
        let all: Vec<_> = known.borrowers.values().map(|(id, _)| *id).collect();
        for (chunk, some) in all.chunks(TOGETHER).enumerate() {
            let mut writing = store.write().await?;
            for (place, borrower) in some.iter().enumerate() {
                let number = (chunk * TOGETHER + place) as u128;
                let row = PatronRow {
                    id: PatronId(Uuid::from_u128(PATRONS + number)),
                    desk,
                    thread: ThreadId(Uuid::from_u128(THREADS + number)),
                };
                let patron = NewPatron {
                    row,
                    capability_hash: format!("nobody's {number}"),
                };
                sportello_store::add_patron(&mut writing, &patron, now).await?;
                let thread = row.thread;
                sportello_store::link_borrower(&mut writing, *borrower, thread, "code", now)
                    .await?;
            }
            writing.commit().await?;
        }
        Ok(())
    }
}

/// The only library.
pub(super) async fn library(store: &Store) -> anyhow::Result<LibraryId> {
    let libraries = store.libraries().await?;
    Ok(libraries.first().context("there is no library")?.id)
}

/// Notices go on.
pub(super) async fn let_go_on(store: &Store) -> anyhow::Result<()> {
    let library = library(store).await?;
    let mut writing = store.write().await?;
    sportello_store::pause_notices(&mut writing, library, None, now()?).await?;
    Ok(writing.commit().await?)
}

/// The day in Italy, by which a desk without hours goes.
fn today() -> anyhow::Result<NaiveDate> {
    let at = DateTime::from_timestamp_millis(now()?).context("a time")?;
    Ok(at.with_timezone(&Tz::Europe__Rome).date_naive())
}

/// Milliseconds since 1970 UTC.
fn now() -> anyhow::Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_millis())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_a_row_for_each_loan_and_so_many_are_due() {
        let house = House::of(20);
        let file = house.file().unwrap();
        let today = today().unwrap().to_string();
        assert_eq!(file.lines().count(), 1 + house.loans() as usize);
        let due = file.lines().filter(|line| line.ends_with(&today)).count();
        assert_eq!(due, house.notices() as usize);
    }
}
