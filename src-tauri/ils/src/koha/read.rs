//! Reading every loan that is due in a span of days, who has it, and what it is.
//!
//! Loans are asked for page by page, in the order of their numbers, which no renewal
//! changes; how many pages there are says `X-Total-Count`, and no link is followed. When
//! loans come and go meanwhile a page may have slipped, so all are read once more.
//!
//! Borrowers and titles are asked for many at a time, and those that did not come so one
//! by one, each once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::de::DeserializeOwned;
use sportello_core::loans::{LONGEST_LINE, LONGEST_TITLE, MOST_LOANS};
use sportello_core::{Borrower, Language, Loan, LoanData, MailAddress, SourceCause, SourceTrouble};

use super::Koha;
use super::answers::{Biblio, Checkout, Item, Patron};
use super::ask::AT_ONCE;
use crate::file::tidy;
use crate::source::{Progress, Stage, Tried, Wanted};

/// How many loans stand on a page.
const PAGE: usize = 100;
/// How many of a kind are asked for at once.
const MANY: usize = 50;
/// How often all pages are read until nothing changes meanwhile.
const MOST_ROUNDS: u32 = 3;

/// Tells how far a reading is.
type Tell<'a> = &'a (dyn Fn(Progress) + Send + Sync);

impl Koha {
    /// Asks for one loan, and for all that belongs to it.
    pub(super) async fn tried(&self) -> Result<Tried, SourceTrouble> {
        let page = [("_page", "1"), ("_per_page", "1")];
        let answer = self.ask(&self.get("checkouts", &page)).await?;
        if !answer.status.is_success() {
            return Err(answer.judged());
        }
        let loans: Vec<Checkout> = answer.read()?;
        let found = answer.total().ok_or_else(no_total)?;
        let mut tried = Tried {
            found: u32::try_from(found).unwrap_or(u32::MAX),
            ..Tried::default()
        };
        let Some(loan) = loans.first() else {
            return Ok(tried);
        };
        if let Some(patron) = loan.patron_id {
            let patron: Option<Patron> = self.one("patrons", patron, false).await?;
            tried.hides_borrowers = patron.is_none_or(|patron| {
                let says = [patron.cardnumber, patron.surname, patron.email];
                says.iter().all(Option::is_none)
            });
        }
        if let Some(item) = loan.item_id {
            let item: Option<Item> = self.one("items", item, true).await?;
            let biblio = match item.and_then(|item| item.biblio_id) {
                Some(biblio) => self.one::<Biblio>("biblios", biblio, true).await?,
                None => None,
            };
            tried.hides_titles = biblio.and_then(|biblio| biblio.title).is_none();
        }
        Ok(tried)
    }

    pub(super) async fn read_all(
        &self,
        wanted: Wanted,
        tell: Tell<'_>,
    ) -> Result<LoanData, SourceTrouble> {
        let checkouts = self.checkouts(wanted, tell).await?;
        let ids = |id: fn(&Checkout) -> Option<u64>| checkouts.values().filter_map(id).collect();
        let patrons: BTreeMap<u64, Patron> = self
            .each(
                "patrons",
                ids(|loan| loan.patron_id),
                Stage::Borrowers,
                tell,
            )
            .await?;
        let items: BTreeMap<u64, Item> = self
            .each("items", ids(|loan| loan.item_id), Stage::Items, tell)
            .await?;
        let biblios = items.values().filter_map(|item| item.biblio_id).collect();
        let biblios: BTreeMap<u64, Biblio> =
            self.each("biblios", biblios, Stage::Titles, tell).await?;
        let borrowers = patrons.into_iter().map(|(id, patron)| borrower(id, patron));
        let borrowers = borrowers.collect();
        let mut loans = Vec::with_capacity(checkouts.len());
        for checkout in checkouts.into_values() {
            let item = checkout.item_id.and_then(|id| items.get(&id));
            let biblio = item.and_then(|item| biblios.get(&item.biblio_id?));
            let loan = self.loan_of(&checkout, item, biblio)?;
            // An old Koha may not know how to ask for some days alone.
            loans.extend(loan.filter(|loan| wanted.holds(loan.due)));
        }
        Ok(LoanData { borrowers, loans })
    }

    /// Every loan that is due then, by its number.
    async fn checkouts(
        &self,
        wanted: Wanted,
        tell: Tell<'_>,
    ) -> Result<BTreeMap<u64, Checkout>, SourceTrouble> {
        for _ in 0..MOST_ROUNDS {
            if let Some(checkouts) = self.round(wanted, tell).await? {
                return Ok(checkouts);
            }
        }
        let words = "the loans change faster than they are read";
        Err(SourceTrouble::new(SourceCause::Busy, words))
    }

    /// All pages once; nothing if loans came or went meanwhile.
    async fn round(
        &self,
        wanted: Wanted,
        tell: Tell<'_>,
    ) -> Result<Option<BTreeMap<u64, Checkout>>, SourceTrouble> {
        let due = self.span(wanted);
        let per_page = PAGE.to_string();
        let mut read: BTreeMap<u64, Checkout> = BTreeMap::new();
        let mut first_total = None;
        for page in 1.. {
            let page = usize::to_string(&page);
            let query = [
                ("q", due.as_str()),
                ("_order_by", "checkout_id"),
                ("_per_page", &per_page),
                ("_page", &page),
            ];
            let answer = self.ask(&self.get("checkouts", &query)).await?;
            if !answer.status.is_success() {
                return Err(answer.judged());
            }
            let total = answer.total().ok_or_else(no_total)?;
            if total > MOST_LOANS {
                let words = format!("{total} loans");
                return Err(SourceTrouble::new(SourceCause::TooMuch, &words));
            }
            let listed: Vec<Checkout> = answer.read()?;
            let before = read.len();
            read.extend(listed.into_iter().map(|loan| (loan.checkout_id, loan)));
            let progress = Progress {
                stage: Stage::Loans,
                done: u32::try_from(read.len()).unwrap_or(u32::MAX),
                all: u32::try_from(total).ok(),
            };
            tell(progress);
            if *first_total.get_or_insert(total) != total || read.len() > total {
                return Ok(None);
            }
            if read.len() == total {
                break;
            }
            if read.len() == before {
                return Ok(None); // less than it said
            }
        }
        Ok(Some(read))
    }

    /// The question for loans that are due in a span of days.
    fn span(&self, wanted: Wanted) -> String {
        let from = self.instant(wanted.due_from.and_time(NaiveTime::MIN));
        let last = wanted.due_until.and_hms_opt(23, 59, 59);
        let until = self.instant(last.unwrap_or_else(|| wanted.due_until.and_time(NaiveTime::MIN)));
        serde_json::json!({"due_date": {">=": from, "<=": until}}).to_string()
    }

    /// An instant of the library's wall, with its zone; of two the earlier one.
    fn instant(&self, wall: NaiveDateTime) -> String {
        let instant = self.zone.from_local_datetime(&wall).earliest();
        let instant = instant.unwrap_or_else(|| self.zone.from_utc_datetime(&wall));
        instant.to_rfc3339()
    }

    /// All that have these numbers; those that are hidden or gone are not among them.
    async fn each<T: Numbered>(
        &self,
        kind: &'static str,
        ids: BTreeSet<u64>,
        stage: Stage,
        tell: Tell<'_>,
    ) -> Result<BTreeMap<u64, T>, SourceTrouble> {
        let (done, all) = (AtomicU32::new(0), u32::try_from(ids.len()).ok());
        let tell = |count: usize| {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            let done = done.fetch_add(count, Ordering::Relaxed) + count;
            tell(Progress { stage, done, all });
        };
        let ids: Vec<u64> = ids.into_iter().collect();
        let mut found = BTreeMap::new();
        for many in ids.chunks(MANY) {
            let Some(came) = self.many::<T>(kind, many).await? else {
                break; // it is not to be had so
            };
            tell(came.len());
            found.extend(came);
        }
        let may_be_forbidden = kind != "patrons";
        let others = ids.iter().copied().filter(|id| !found.contains_key(id));
        let others: Vec<u64> = others.collect();
        let asking = stream::iter(others.into_iter().map(|id| {
            let tell = &tell;
            async move {
                let one = self.one::<T>(kind, id, may_be_forbidden).await?;
                tell(1);
                Ok::<_, SourceTrouble>((id, one.unwrap_or_default()))
            }
        }));
        let others: Vec<(u64, T)> = asking.buffer_unordered(AT_ONCE).try_collect().await?;
        found.extend(others);
        Ok(found)
    }

    /// Many of a kind at once; nothing where Koha does not list them so.
    async fn many<T: Numbered>(
        &self,
        kind: &str,
        ids: &[u64],
    ) -> Result<Option<BTreeMap<u64, T>>, SourceTrouble> {
        let named = serde_json::json!({ T::NUMBER: ids }).to_string();
        let count = ids.len().to_string();
        let query = [("q", named.as_str()), ("_per_page", &count), ("_page", "1")];
        let answer = self.ask(&self.get(kind, &query)).await?;
        match answer.status.as_u16() {
            200 => {}
            400 | 403 | 404 | 405 | 406 => return Ok(None),
            _ => return Err(answer.judged()),
        }
        let Ok(listed) = answer.read::<Vec<T>>() else {
            return Ok(None);
        };
        let wanted = |one: T| Some((one.number().filter(|id| ids.contains(id))?, one));
        let found: BTreeMap<u64, T> = listed.into_iter().filter_map(wanted).collect();
        Ok((!found.is_empty()).then_some(found))
    }

    /// One of a kind; nothing if it is gone, or forbidden where that may be.
    async fn one<T: DeserializeOwned>(
        &self,
        kind: &str,
        id: u64,
        may_be_forbidden: bool,
    ) -> Result<Option<T>, SourceTrouble> {
        let answer = self.ask(&self.get(&format!("{kind}/{id}"), &[])).await?;
        match answer.status.as_u16() {
            200 => answer.read().map(Some),
            404 | 410 => Ok(None),
            403 | 406 if may_be_forbidden => Ok(None),
            403 if answer.rights().is_none() && answer.is_json() => Ok(None),
            _ => Err(answer.judged()),
        }
    }

    fn loan_of(
        &self,
        checkout: &Checkout,
        item: Option<&Item>,
        biblio: Option<&Biblio>,
    ) -> Result<Option<Loan>, SourceTrouble> {
        let Some(patron) = checkout.patron_id else {
            return Ok(None); // nobody's any more
        };
        if checkout.checkin_date.is_some() {
            return Ok(None);
        }
        let title = biblio.map(|biblio| {
            let parts = [biblio.title.as_deref(), biblio.subtitle.as_deref()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        });
        let line =
            |text: Option<&str>, longest| tidy(text.unwrap_or_default(), longest).into_owned();
        let lent = checkout.checkout_date.as_deref();
        Ok(Some(Loan {
            key: checkout.checkout_id.to_string(),
            borrower: patron.to_string(),
            item: line(
                item.and_then(|item| item.external_id.as_deref()),
                LONGEST_LINE,
            ),
            title: line(title.as_deref(), LONGEST_TITLE),
            author: line(biblio.and_then(|one| one.author.as_deref()), LONGEST_LINE),
            due: self.due(checkout)?,
            lent: lent.and_then(|lent| self.day(lent)),
            renewals: checkout.renewals(),
            is_awaited: false,
            renews_itself: checkout.auto_renew,
        }))
    }

    /// When a loan is due.
    pub(super) fn due(&self, checkout: &Checkout) -> Result<NaiveDate, SourceTrouble> {
        let due = checkout.due_date.as_deref().and_then(|due| self.day(due));
        due.ok_or_else(|| SourceTrouble::new(SourceCause::BadAnswer, "a loan without a due date"))
    }
}

/// What Koha gives a number.
trait Numbered: DeserializeOwned + Default + Send {
    /// What the number is called.
    const NUMBER: &'static str;

    fn number(&self) -> Option<u64>;
}

impl Numbered for Patron {
    const NUMBER: &'static str = "patron_id";

    fn number(&self) -> Option<u64> {
        self.patron_id
    }
}

impl Numbered for Item {
    const NUMBER: &'static str = "item_id";

    fn number(&self) -> Option<u64> {
        self.item_id
    }
}

impl Numbered for Biblio {
    const NUMBER: &'static str = "biblio_id";

    fn number(&self) -> Option<u64> {
        self.biblio_id
    }
}

fn borrower(id: u64, patron: Patron) -> Borrower {
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let given = filled(&patron.preferred_name).or_else(|| filled(&patron.firstname));
    let names = [given, filled(&patron.surname)];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let phones = [&patron.mobile, &patron.sms_number, &patron.phone];
    let phone = phones.into_iter().find_map(filled).unwrap_or_default();
    let addresses = [&patron.email, &patron.secondary_email];
    let mut addresses = addresses.into_iter().flatten();
    let language = patron.lang.as_deref().unwrap_or_default();
    Borrower {
        key: id.to_string(),
        card: tidy(&patron.cardnumber.unwrap_or_default(), LONGEST_LINE).into_owned(),
        name: tidy(&name, LONGEST_LINE).into_owned(),
        mail: addresses.find_map(|address| MailAddress::parse(address).ok()),
        phone: tidy(&phone, LONGEST_LINE).into_owned(),
        language: match language.get(..2) {
            Some("it") => Some(Language::It),
            Some("en") => Some(Language::En),
            _ => None,
        },
    }
}

fn no_total() -> SourceTrouble {
    SourceTrouble::new(SourceCause::NotKoha, "no X-Total-Count")
}
