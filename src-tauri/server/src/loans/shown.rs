//! What patrons and librarians are shown of loans and notices.

use chrono::{DateTime, Days, NaiveTime, TimeZone as _};
use sportello_core::hours::Tz;
use sportello_core::notices::coming;
use sportello_core::{DeskId, Duty, Role, Settings, ThreadId};
use sportello_store::{
    BorrowerRow, DueLoan, LedgerRow, LoanRequestRow, LoanRow, LoanSourceRow, PrintRow, RequestKind,
    RunRow, StoreError,
};
use sportello_wire::loans::ComingNotice;
use sportello_wire::patron::{OwnCard, OwnLoan, OwnLoanState};
use sportello_wire::seat::{
    BorrowerView, LedgerEntry, LoanRequestKind, LoanRequestView, LoansView, MorningView, NoticeWay,
    PrintLetter, PrintLoan, RunView, SeatLoan, SourceForm, SourceKind, SourceTroubleView,
    SourceView, WeekNotice,
};

use super::run::{is_stale, library_name, said, standing};
use super::sources::kind_of;
use super::{Loans, coming_days, locked};

/// So many notices of a week are shown.
const MOST_OF_WEEK: usize = 1_000;
/// So many characters of a card's number are shown to its patron.
const CARD_END: usize = 4;
/// How far ahead the next notice of a loan is looked for, in days.
const NEXT: u64 = 60;

impl Loans {
    /// The cards that are linked to a thread, and the card a code is awaited for.
    pub(super) async fn own_cards(
        &self,
        thread: ThreadId,
    ) -> Result<(Vec<OwnCard>, Option<String>), StoreError> {
        let settings = self.settings().await?;
        let rows = self.0.store.borrowers_of(thread).await?;
        let own = |row: BorrowerRow| {
            let today = self.today(settings.zone_of(row.desk));
            let end = row.card.chars().rev().take(CARD_END).collect::<Vec<_>>();
            OwnCard {
                borrower: row.id,
                name: row.name,
                card_end: end.into_iter().rev().collect(),
                notices: row.notices,
                loans: row.loans.iter().map(|loan| own_loan(loan, today)).collect(),
                read_at: row.read_at.unwrap_or_else(|| self.now()),
            }
        };
        let awaited = match self.0.store.card_code(thread).await {
            Ok(code) => Some(code.card),
            Err(StoreError::NotFound) => None,
            Err(why) => return Err(why),
        };
        Ok((rows.into_iter().map(own).collect(), awaited))
    }

    /// Whether a desk has loans to tell.
    pub(super) async fn are_offered(&self, desk: DeskId) -> Result<bool, StoreError> {
        let sources = self.0.store.loan_sources(self.0.library).await?;
        Ok(sources.iter().any(|row| row.desk == desk))
    }

    /// All that a librarian may see.
    pub(super) async fn view(&self, role: Option<Role>) -> Result<LoansView, StoreError> {
        let (store, library) = (&self.0.store, self.0.library);
        let settings = self.settings().await?;
        let sources = store.loan_sources(library).await?;
        let waits = *locked(&self.0.waits);
        let run = store.notice_run(library).await?;
        let zone = sources.first().map(|row| settings.zone_of(row.desk));
        let requests = store.loan_requests(library).await?;
        Ok(LoansView {
            sources: sources
                .iter()
                .filter_map(|row| self.source_view(row, &settings))
                .collect(),
            paused_at: store.notices_paused(library).await?,
            run: run_view(run, waits, self.now()),
            morning: match zone {
                Some(zone) => self.morning(zone).await?,
                None => None,
            },
            requests: requests.into_iter().map(request_view).collect(),
            to_print: store.count_to_print(library).await?,
            administers: role.is_some_and(|role| role.may(Duty::Administer)),
            may_pause: role.is_some_and(|role| role.may(Duty::StopChannels)),
        })
    }

    fn source_view(&self, row: &LoanSourceRow, settings: &Settings) -> Option<SourceView> {
        let policy = settings.notices_of(row.desk);
        let password = matches!(self.0.passwords.read_of(row.id.0), Ok(Some(_)));
        Some(SourceView {
            id: row.id,
            form: SourceForm {
                name: row.name.clone(),
                desk: row.desk,
                kind: kind_of(row)?,
            },
            has_password: password,
            loans: row.loans,
            borrowers: row.borrowers,
            linked: row.linked,
            read_at: row.read_at,
            is_stale: row.read_at.is_some() && is_stale(row, &policy, self.now()),
            reading: locked(&self.0.reading).get(&row.id).copied(),
            trouble: row.trouble.as_ref().map(|noted| SourceTroubleView {
                cause: noted.cause,
                said: noted.said.clone(),
                at: noted.at,
            }),
            waiting: self.0.uploads.of_source(row.id),
            columns: serde_json::from_str(&row.columns).ok(),
        })
    }

    /// What became of the notices of the last day on which some were sent.
    async fn morning(&self, zone: Tz) -> Result<Option<MorningView>, StoreError> {
        let Some(last) = self.0.store.last_notice(self.0.library).await? else {
            return Ok(None);
        };
        let local = DateTime::from_timestamp_millis(last).unwrap_or_default();
        let day = local.with_timezone(&zone).date_naive();
        let begin = |day: chrono::NaiveDate| {
            let midnight = day.and_time(NaiveTime::MIN);
            let at = zone.from_local_datetime(&midnight).earliest();
            at.map_or(0, |at| at.timestamp_millis())
        };
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let times = (begin(day), begin(next));
        let facts = self.0.store.notices_between(self.0.library, times).await?;
        Ok(Some(MorningView {
            day: day.to_string(),
            sent: facts.sent,
            failed: facts.failed,
            to_print: facts.to_print,
        }))
    }

    /// A borrower as a librarian sees them.
    pub(super) fn borrower_view(&self, row: &BorrowerRow, settings: &Settings) -> BorrowerView {
        let zone = settings.zone_of(row.desk);
        let policy = settings.notices_of(row.desk);
        let today = self.today(zone);
        let open = settings.open_days_of(row.desk, today);
        let last = today.checked_add_days(Days::new(NEXT)).unwrap_or(today);
        let by_hand = row.source_kind == "hand";
        let loan = |loan: &LoanRow| {
            let due = as_due(row, loan);
            let next = coming(&policy, &open, standing(&due, zone), today, last);
            let next = next.first().filter(|_| row.notices && !loan.is_silent);
            SeatLoan {
                id: loan.id,
                title: loan.title.clone(),
                author: loan.author.clone(),
                item: loan.item.clone(),
                due: loan.due.to_string(),
                is_overdue: loan.due < today,
                renewals: loan.renewals,
                by_hand,
                next: next.map(|(day, kind)| ComingNotice {
                    day: day.to_string(),
                    kind: *kind,
                }),
            }
        };
        BorrowerView {
            id: row.id,
            name: row.name.clone(),
            card: row.card.clone(),
            has_mail: row.mail.is_some(),
            thread: row.thread,
            notices: row.notices,
            source: row.source_name.clone(),
            loans: row.loans.iter().map(loan).collect(),
        }
    }

    /// Who stands behind a thread.
    pub(super) async fn of_thread(
        &self,
        thread: ThreadId,
    ) -> Result<Vec<BorrowerView>, StoreError> {
        let settings = self.settings().await?;
        let rows = self.0.store.borrowers_of(thread).await?;
        Ok(rows
            .iter()
            .map(|row| self.borrower_view(row, &settings))
            .collect())
    }

    /// The notices of the next seven days of a desk, and how many there are.
    pub(super) async fn week(&self, desk: DeskId) -> Result<(Vec<WeekNotice>, u32), StoreError> {
        let settings = self.settings().await?;
        let mut week = Vec::new();
        for row in self.0.store.loan_sources(self.0.library).await? {
            if row.desk == desk {
                week.extend(coming_days(&self.0.store, &settings, &row, self.now(), 6).await?);
            }
        }
        week.sort_by_key(|(day, _, _)| *day);
        let count = u32::try_from(week.len()).unwrap_or(u32::MAX);
        let notices = week.into_iter().take(MOST_OF_WEEK);
        let notices = notices.map(|(day, kind, loan)| WeekNotice {
            day: day.to_string(),
            kind,
            way: way_of(&loan),
            name: loan.name,
            card: loan.card,
            title: loan.title,
            due: loan.due.to_string(),
        });
        Ok((notices.collect(), count))
    }

    /// What is to be printed, one letter for each borrower.
    pub(super) async fn letters(&self) -> Result<Vec<PrintLetter>, StoreError> {
        let settings = self.settings().await?;
        let library = library_name(&settings, &self.0.library_name);
        let mut letters: Vec<Vec<PrintRow>> = Vec::new();
        for row in self.0.store.notices_to_print(self.0.library).await? {
            match letters.last_mut() {
                Some(last) if last[0].borrower == row.borrower => last.push(row),
                _ => letters.push(vec![row]),
            }
        }
        let letter = |rows: Vec<PrintRow>| {
            let first = &rows[0];
            let policy = settings.notices_of(first.desk);
            let language = first.language.unwrap_or(policy.language);
            let kinds: Vec<_> = rows.iter().map(|row| row.kind).collect();
            PrintLetter {
                ids: rows.iter().map(|row| row.id).collect(),
                name: first.name.clone(),
                card: first.card.clone(),
                phone: first.phone.clone(),
                language,
                text: said(&policy, &kinds, language, &first.name, library),
                loans: rows
                    .iter()
                    .map(|row| PrintLoan {
                        title: row.title.clone(),
                        due: row.due.to_string(),
                    })
                    .collect(),
            }
        };
        Ok(letters.into_iter().map(letter).collect())
    }
}

/// Where a notice about a loan goes.
pub(crate) const fn way_of(loan: &DueLoan) -> NoticeWay {
    match (loan.thread, loan.has_mail) {
        (Some(_), _) => NoticeWay::Thread,
        (None, true) => NoticeWay::Mail,
        (None, false) => NoticeWay::Print,
    }
}

fn own_loan(loan: &LoanRow, today: chrono::NaiveDate) -> OwnLoan {
    OwnLoan {
        id: loan.id,
        title: loan.title.clone(),
        author: loan.author.clone(),
        due: loan.due.to_string(),
        state: match loan {
            _ if loan.is_silent => OwnLoanState::ReturnSaid,
            _ if loan.renewal_asked => OwnLoanState::RenewalAsked,
            _ if loan.due < today => OwnLoanState::Overdue,
            _ => OwnLoanState::Out,
        },
    }
}

/// A loan as the rule of notices looks at it.
fn as_due(row: &BorrowerRow, loan: &LoanRow) -> DueLoan {
    DueLoan {
        id: loan.id,
        key: loan.key.clone(),
        title: String::new(),
        due: loan.due,
        lent: loan.lent,
        renewals: None,
        due_since: 0,
        is_awaited: loan.is_awaited,
        renews_itself: loan.renews_itself,
        is_silent: loan.is_silent,
        told: loan.told.clone(),
        borrower: row.id,
        name: String::new(),
        card: String::new(),
        has_mail: row.mail.is_some(),
        language: None,
        notices: row.notices,
        thread: None,
    }
}

fn run_view(
    run: Option<RunRow>,
    waits: Option<sportello_wire::seat::RunWaits>,
    now: i64,
) -> Option<RunView> {
    let run = match (run, waits) {
        (Some(run), _) => run,
        // It would have begun.
        (None, Some(_)) => RunRow {
            began: now,
            ..RunRow::default()
        },
        (None, None) => return None,
    };
    Some(RunView {
        began: run.began,
        ended: run.ended,
        looked: run.looked,
        of: run.of,
        sent: run.sent,
        waits,
    })
}

fn request_view(row: LoanRequestRow) -> LoanRequestView {
    LoanRequestView {
        id: row.id,
        kind: match row.kind {
            RequestKind::Renew => LoanRequestKind::Renew,
            RequestKind::Returned => LoanRequestKind::Returned,
        },
        loan: row.loan,
        title: row.title,
        item: row.item,
        due: row.due.to_string(),
        name: row.name,
        card: row.card,
        thread: row.thread,
        at: row.at,
    }
}

/// A notice of the ledger, as it is shown.
pub(super) fn ledger_entry(row: LedgerRow) -> LedgerEntry {
    LedgerEntry {
        id: row.id,
        kind: row.kind,
        name: row.name,
        card: row.card,
        thread: row.thread,
        title: row.title,
        due: row.due.to_string(),
        at: row.at,
        state: row.state,
        again: row.again,
        is_open: row.is_open,
    }
}

/// Whether a source is typed in.
pub(crate) fn is_by_hand(row: &LoanSourceRow) -> bool {
    matches!(kind_of(row), Some(SourceKind::Hand {}))
}
