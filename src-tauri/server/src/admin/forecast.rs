//! What will be said about loans in the next days, desk by desk, if nothing changes: as
//! the run will decide it.

use chrono::NaiveDate;
use sportello_core::Settings;
use sportello_core::hours::Tz;
use sportello_core::notices::{NoticeKind, NoticePolicy};
use sportello_store::{Store, StoreError};
use sportello_wire::seat::NoticeWay;

use super::now;
use crate::loans::{coming_days, is_stale, is_typed_in, way_of};

/// How many days ahead are looked at, today included.
const DAYS: u64 = 7;

/// What will be said at the desks of a library.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// The library.
    pub library: String,
    /// Since when nothing is said at all, because somebody has stopped it.
    pub paused_at: Option<i64>,
    /// Letters can be written.
    pub has_mail: bool,
    /// Its desks.
    pub desks: Vec<DeskForecast>,
}

/// What will be said at a desk.
#[derive(Clone, Debug)]
pub struct DeskForecast {
    /// Its handle and what people call it.
    pub desk: String,
    /// Where it is, for hours and days.
    pub zone: Tz,
    /// When it says something, and what.
    pub policy: NoticePolicy,
    /// From where its loans are read.
    pub sources: Vec<SourceForecast>,
    /// What comes, day by day.
    pub notices: Vec<Coming>,
}

/// How a source stands.
#[derive(Clone, Debug)]
pub struct SourceForecast {
    /// What librarians call it.
    pub name: String,
    /// How many loans are out.
    pub loans: u32,
    /// How many borrowers have them, and how many have a thread.
    pub borrowers: (u32, u32),
    /// When it was last read.
    pub read_at: Option<i64>,
    /// It is too old: nothing is said of it.
    pub is_stale: bool,
    /// Nobody reads it: it is typed in.
    pub is_typed_in: bool,
}

/// A notice that comes. Of what it is does not stand here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The day on which it is said.
    pub day: NaiveDate,
    /// What it says.
    pub kind: NoticeKind,
    /// The number of the borrower's card; may be empty.
    pub card: String,
    /// The day on which the loan is due.
    pub due: NaiveDate,
    /// Where it goes.
    pub way: NoticeWay,
}

/// What will be said in the next seven days, library by library.
///
/// # Errors
/// When the store fails.
pub async fn forecast(store: &Store) -> anyhow::Result<Vec<Forecast>> {
    let mut all = Vec::new();
    for library in store.libraries().await? {
        let settings = store.settings(library.id).await?;
        let has_mail = match store.mail_account(library.id).await {
            Ok(_) => true,
            Err(StoreError::NotFound) => false,
            Err(why) => return Err(why.into()),
        };
        all.push(Forecast {
            library: library.name,
            paused_at: store.notices_paused(library.id).await?,
            has_mail,
            desks: desks(store, library.id, &settings, has_mail).await?,
        });
    }
    Ok(all)
}

async fn desks(
    store: &Store,
    library: sportello_core::LibraryId,
    settings: &Settings,
    has_mail: bool,
) -> anyhow::Result<Vec<DeskForecast>> {
    let now = now();
    let sources = store.loan_sources(library).await?;
    let mut all = Vec::new();
    for desk in &settings.desks {
        let policy = settings.notices_of(desk.id);
        let mut told = DeskForecast {
            desk: format!("{} {}", desk.handle, desk.name),
            zone: settings.zone_of(desk.id),
            sources: Vec::new(),
            notices: Vec::new(),
            policy,
        };
        for row in sources.iter().filter(|row| row.desk == desk.id) {
            told.sources.push(SourceForecast {
                name: row.name.clone(),
                loans: row.loans,
                borrowers: (row.borrowers, row.linked),
                read_at: row.read_at,
                is_stale: is_stale(row, &told.policy, now),
                is_typed_in: is_typed_in(row),
            });
            let coming = coming_days(store, settings, row, now, DAYS - 1).await?;
            told.notices
                .extend(coming.into_iter().map(|(day, kind, loan)| Coming {
                    day,
                    kind,
                    due: loan.due,
                    way: match way_of(&loan) {
                        // Without an account no letter goes out.
                        NoticeWay::Mail if !has_mail => NoticeWay::Print,
                        way => way,
                    },
                    card: loan.card,
                }));
        }
        told.notices.sort_by_key(|one| (one.day, one.kind));
        all.push(told);
    }
    Ok(all)
}
