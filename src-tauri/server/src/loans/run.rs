//! The run: which notices are due, and telling them.
//!
//! **The rule.** A run looks at every loan that is out, borrower by borrower, decides by
//! [`sportello_core::notices`], asks the ILS once more where it answers for one loan, and
//! hands to the owner what is to be said. What stands in the ledger is never decided
//! again, so a run may begin anew at any moment: it goes on where it ended. It runs when
//! something is otherwise than the last run has seen it: the day, the data, the settings.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Days, NaiveDate};
use sportello_core::hours::Tz;
use sportello_core::notices::{OpenDays, Standing, coming, due_between, due_now, words};
use sportello_core::{
    BorrowerId, Happened, Language, LoanMentioned, MessageId, NoticeId, NoticeKind, NoticePolicy,
    OutgoingId, Settings, SourceId, ThreadOf, Unlinked,
};
use sportello_ils::LoanSource as _;
use sportello_store::{DueLoan, LoanSourceRow, NewNotice, RunRow, StoreError};
use sportello_wire::seat::{RunWaits, SourceKind};

use super::sources::kind_of;
use super::sweep::Letter;
use super::{Loans, commit};
use crate::clock::new_id;
use crate::owner::{Fact, NotTold, Telling};

/// So many borrowers are looked at in one turn.
const BORROWERS: u32 = 200;
/// So much is said in one transaction of the owner: the line goes on between two.
const TOGETHER: usize = 50;

/// What the last run has seen.
#[derive(Debug, Default)]
pub(super) struct Done {
    seen: BTreeMap<SourceId, Seen>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    day: NaiveDate,
    read_at: Option<i64>,
    policy: NoticePolicy,
    settings: i64,
    news: u64,
}

/// All that decides about the loans of a source.
struct Rule<'a> {
    row: &'a LoanSourceRow,
    policy: &'a NoticePolicy,
    open: &'a OpenDays,
    zone: Tz,
    today: NaiveDate,
    library: &'a str,
}

/// A loan about which something is due to be said.
#[derive(Clone, Debug)]
struct Due {
    loan: DueLoan,
    kind: NoticeKind,
}

/// How far a run is.
struct Progress {
    run: RunRow,
    /// Something was passed over, and is decided anew: it could not be said alone.
    is_passed_over: bool,
}

/// How a step of a run ended.
enum Step {
    /// There is more.
    Next(BorrowerId),
    /// All were looked at.
    End,
    /// It goes on later, for this reason.
    Wait(RunWaits),
}

impl Progress {
    fn is_sent(&mut self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.run.sent = self.run.sent.saturating_add(count);
    }
}

/// How a loan stands, for the decision.
pub(super) fn standing(loan: &DueLoan, zone: Tz) -> Standing<'_> {
    let since = DateTime::from_timestamp_millis(loan.due_since).unwrap_or_default();
    let since = since.with_timezone(&zone).date_naive();
    let kept_since = match (loan.renewals, loan.lent) {
        // The day of its lending says more than that of the first reading.
        (None | Some(0), Some(lent)) => Some(lent),
        (_, None) | (Some(_), _) => Some(since),
    };
    Standing {
        due: loan.due,
        is_awaited: loan.is_awaited,
        renews_itself: loan.renews_itself,
        told: &loan.told,
        kept_since,
    }
}

/// The notices of the next days of a source, if nothing changes.
///
/// # Errors
/// When the store fails.
pub async fn coming_days(
    store: &sportello_store::Store,
    settings: &Settings,
    row: &LoanSourceRow,
    now: i64,
    days: u64,
) -> Result<Vec<(NaiveDate, NoticeKind, DueLoan)>, StoreError> {
    let (zone, policy) = (settings.zone_of(row.desk), settings.notices_of(row.desk));
    let today = DateTime::from_timestamp_millis(now).unwrap_or_default();
    let today = today.with_timezone(&zone).date_naive();
    let open = settings.open_days_of(row.desk, today);
    let last = today.checked_add_days(Days::new(days)).unwrap_or(today);
    let (mut after, mut found) = (None, Vec::new());
    while let Some((until, _)) = store.next_borrowers(row.id, after, BORROWERS).await? {
        for loan in store
            .due_loans(row.id, due_between(&policy, today, last), after, BORROWERS)
            .await?
        {
            if loan.is_silent || !is_told(&policy, &loan) {
                continue;
            }
            for (day, kind) in coming(&policy, &open, standing(&loan, zone), today, last) {
                found.push((day, kind, loan.clone()));
            }
        }
        after = Some(until);
    }
    found.sort_by(|one, other| {
        let key = |of: &(NaiveDate, NoticeKind, DueLoan)| {
            (of.0, of.2.name.clone(), of.2.borrower, of.2.due)
        };
        key(one).cmp(&key(other))
    });
    Ok(found)
}

/// Whether somebody is told at all: in a thread, by mail, on paper.
fn is_told(policy: &NoticePolicy, loan: &DueLoan) -> bool {
    loan.notices && (loan.thread.is_some() || policy.unlinked == Unlinked::Mail)
}

impl Loans {
    /// Runs where something is otherwise than the last run has seen it.
    pub(super) async fn run_if_due(&self, done: &mut Done) -> anyhow::Result<()> {
        let (store, library) = (&self.0.store, self.0.library);
        let version = store.settings_version(library).await?;
        let settings = self.settings().await?;
        let sources = store.loan_sources(library).await?;
        let news = self.0.news.load(Ordering::Relaxed);
        let mut waits = None;
        for row in &sources {
            let policy = settings.notices_of(row.desk);
            if !policy.is_on {
                done.seen.remove(&row.id);
                continue;
            }
            let zone = settings.zone_of(row.desk);
            let seen = Seen {
                day: self.today(zone),
                read_at: row.read_at,
                policy,
                settings: version,
                news,
            };
            if done.seen.get(&row.id) == Some(&seen) {
                continue;
            }
            match self.run_source(row, &settings, &seen).await? {
                None => {
                    done.seen.insert(row.id, seen);
                }
                why => waits = why,
            }
        }
        self.wait_for(waits);
        Ok(())
    }

    /// Why nothing may be said of a source's loans now.
    async fn in_the_way(
        &self,
        row: &LoanSourceRow,
        policy: &NoticePolicy,
        zone: Tz,
    ) -> Result<Option<RunWaits>, StoreError> {
        let now = self.now();
        if self.0.store.notices_paused(self.0.library).await?.is_some() {
            return Ok(Some(RunWaits::Paused));
        }
        if policy.may_speak_from(zone, now) > now {
            return Ok(Some(RunWaits::Quiet));
        }
        if is_stale(row, policy, now) {
            return Ok(Some(RunWaits::Stale));
        }
        Ok(None)
    }

    /// Looks at the loans of a source. Says why it waits, if it does.
    async fn run_source(
        &self,
        row: &LoanSourceRow,
        settings: &Settings,
        seen: &Seen,
    ) -> anyhow::Result<Option<RunWaits>> {
        let zone = settings.zone_of(row.desk);
        if let Some(why) = self.in_the_way(row, &seen.policy, zone).await? {
            return Ok(Some(why));
        }
        let open = settings.open_days_of(row.desk, seen.day);
        let rule = Rule {
            row,
            policy: &seen.policy,
            open: &open,
            zone,
            today: seen.day,
            library: library_name(settings, &self.0.library_name),
        };
        let before = self.0.store.notice_run(self.0.library).await?;
        let run = match before.filter(|run| self.is_of_today(run, zone)) {
            // The same day goes on with what was sent.
            Some(run) => RunRow {
                ended: None,
                looked: 0,
                of: row.loans,
                ..run
            },
            None => RunRow {
                began: self.now(),
                of: row.loans,
                ..RunRow::default()
            },
        };
        let is_passed_over = false;
        let mut progress = Progress {
            run,
            is_passed_over,
        };
        let mut after = None;
        loop {
            let step = self.step(&rule, after, &mut progress).await?;
            self.save_run(&progress.run).await?;
            match step {
                Step::Next(last) => after = Some(last),
                Step::End => break,
                Step::Wait(why) => return Ok(Some(why)),
            }
            if let Some(why) = self.in_the_way(row, &seen.policy, zone).await? {
                return Ok(Some(why));
            }
        }
        if progress.is_passed_over {
            return Ok(Some(RunWaits::NotSaved));
        }
        progress.run.ended = Some(self.now());
        self.save_run(&progress.run).await?;
        tracing::info!(source = %row.id, sent = progress.run.sent, "notices were looked after");
        Ok(None)
    }

    fn is_of_today(&self, run: &RunRow, zone: Tz) -> bool {
        let began = DateTime::from_timestamp_millis(run.began).unwrap_or_default();
        began.with_timezone(&zone).date_naive() == self.today(zone)
    }

    async fn save_run(&self, run: &RunRow) -> Result<(), StoreError> {
        let mut writing = self.0.store.write().await?;
        sportello_store::save_run(&mut writing, self.0.library, run).await?;
        commit(writing).await?;
        self.show();
        Ok(())
    }

    /// Looks at the loans of some borrowers, and says what is due.
    async fn step(
        &self,
        rule: &Rule<'_>,
        after: Option<BorrowerId>,
        progress: &mut Progress,
    ) -> anyhow::Result<Step> {
        let _turn = self.0.turn.lock().await;
        let (store, source) = (&self.0.store, rule.row.id);
        let Some((last, out)) = store.next_borrowers(source, after, BORROWERS).await? else {
            return Ok(Step::End);
        };
        let dates = due_between(rule.policy, rule.today, rule.today);
        let loans = store.due_loans(source, dates, after, BORROWERS).await?;
        let due = self.due_of(rule, loans).await?;
        progress.run.looked = progress.run.looked.saturating_add(out);
        if let Some(why) = self.say(rule, due, progress).await? {
            return Ok(Step::Wait(why));
        }
        Ok(Step::Next(last))
    }

    /// What is due to be said, by what is known newest of each loan.
    async fn due_of(&self, rule: &Rule<'_>, loans: Vec<DueLoan>) -> anyhow::Result<Vec<Due>> {
        let mut due = Vec::new();
        for loan in loans {
            if loan.is_silent || !is_told(rule.policy, &loan) {
                continue;
            }
            let standing = standing(&loan, rule.zone);
            let Some(kind) = due_now(rule.policy, rule.open, standing, rule.today) else {
                continue;
            };
            if self.is_still_so(rule, &loan).await? {
                due.push(Due { loan, kind });
            }
        }
        Ok(due)
    }

    /// Asks the ILS about one loan, where it can be asked. What has changed is written
    /// down, and decided anew the next time. Where the ILS does not answer, what it said
    /// last holds: it is not older than the policy allows.
    async fn is_still_so(&self, rule: &Rule<'_>, loan: &DueLoan) -> anyhow::Result<bool> {
        if !matches!(kind_of(rule.row), Some(SourceKind::Koha { .. })) {
            return Ok(true);
        }
        let Ok(koha) = self.koha_of(rule.row, rule.zone) else {
            return Ok(true);
        };
        let now = self.now();
        match koha.loan(&loan.key).await {
            Ok(Some(told)) if told.due == loan.due => Ok(true),
            Ok(Some(told)) => {
                let mut writing = self.0.store.write().await?;
                let renewals = told.renewals;
                sportello_store::change_due(&mut writing, loan.id, told.due, renewals, now).await?;
                commit(writing).await?;
                Ok(false)
            }
            Ok(None) => {
                let mut writing = self.0.store.write().await?;
                sportello_store::close_loan(&mut writing, loan.id, now).await?;
                commit(writing).await?;
                Ok(false)
            }
            Err(trouble) => {
                tracing::warn!(cause = ?trouble.cause, "the ILS does not say how a loan stands");
                Ok(true)
            }
        }
    }

    /// Says what is due: in threads by the owner, to others by mail or on paper. Says why
    /// it waits, if it does.
    async fn say(
        &self,
        rule: &Rule<'_>,
        due: Vec<Due>,
        progress: &mut Progress,
    ) -> anyhow::Result<Option<RunWaits>> {
        let mut tellings = Vec::new();
        for together in by_message(due, rule.policy.is_digest) {
            match together[0].loan.thread {
                Some((thread, patron)) => {
                    let of = ThreadOf {
                        thread,
                        desk: rule.row.desk,
                        patron,
                    };
                    tellings.push(telling(rule, of, &together));
                }
                None => {
                    if !self.tell_outside(rule, &together).await? {
                        return Ok(Some(RunWaits::OutboxFull));
                    }
                    progress.is_sent(together.len());
                    continue;
                }
            }
            if tellings.len() == TOGETHER && !self.hand_over(&mut tellings, progress).await {
                return Ok(Some(RunWaits::NotSaved));
            }
        }
        if !self.hand_over(&mut tellings, progress).await {
            return Ok(Some(RunWaits::NotSaved));
        }
        Ok(None)
    }

    /// Hands to the owner what is to be said. What can't be said alone is passed over; says
    /// whether anything can be.
    async fn hand_over(&self, tellings: &mut Vec<Telling>, progress: &mut Progress) -> bool {
        if tellings.is_empty() {
            return true;
        }
        let counts: Vec<usize> = tellings.iter().map(|one| one.facts.len()).collect();
        let told = self.0.owner.say_all(std::mem::take(tellings)).await;
        for (told, count) in told.iter().zip(counts) {
            match told {
                Ok(()) => progress.is_sent(count),
                Err(NotTold::Gone | NotTold::NotSaved) => progress.is_passed_over = true,
            }
        }
        told.iter().any(|told| *told != Err(NotTold::NotSaved))
    }

    /// Tells a borrower without a thread: by mail, or else on paper. Says whether there
    /// was room.
    async fn tell_outside(&self, rule: &Rule<'_>, due: &[Due]) -> anyhow::Result<bool> {
        let first = &due[0].loan;
        let letter = first.has_mail.then(|| OutgoingId(new_id()));
        let (library, now) = (self.0.library, self.now());
        let has_mail = match self.0.store.mail_account(library).await {
            Ok(_) => true,
            Err(StoreError::NotFound) => false,
            Err(why) => return Err(why.into()),
        };
        let letter = letter.filter(|_| has_mail);
        let mut writing = self.0.store.write().await?;
        for one in due {
            let new = NewNotice {
                letter,
                to_print: letter.is_none(),
                ..notice(one, None)
            };
            sportello_store::save_notice(&mut writing, library, &new, now).await?;
        }
        if let Some(id) = letter {
            let who = self.0.store.borrower(library, first.borrower).await?;
            let Some(address) = who.mail else {
                return Ok(true);
            };
            let letter = Letter {
                id,
                desk: rule.row.desk,
                thread: None,
                address: address.into(),
                language: first.language.unwrap_or(rule.policy.language),
                once: format!("notices {id}"),
            };
            match self.queue_letter(&mut writing, letter, now).await {
                Err(StoreError::OutboxFull) => return Ok(false),
                queued => queued?,
            };
        }
        commit(writing).await?;
        self.0.bell.ring();
        Ok(true)
    }
}

/// Whether what is known of a source's loans is too old to say something.
pub(crate) fn is_stale(row: &LoanSourceRow, policy: &NoticePolicy, now: i64) -> bool {
    match kind_of(row) {
        // What was typed in is as somebody left it.
        Some(SourceKind::Hand {}) => false,
        Some(SourceKind::File { .. } | SourceKind::Koha { .. }) | None => {
            row.read_at.is_none_or(|at| policy.is_stale(at, now))
        }
    }
}

/// What stands in one message: all of a borrower, or each by itself.
fn by_message(due: Vec<Due>, is_digest: bool) -> Vec<Vec<Due>> {
    let mut messages: Vec<Vec<Due>> = Vec::new();
    for one in due {
        match messages.last_mut() {
            Some(last) if is_digest && last[0].loan.borrower == one.loan.borrower => last.push(one),
            _ => messages.push(vec![one]),
        }
    }
    messages
}

fn notice(due: &Due, message: Option<(sportello_core::ThreadId, MessageId)>) -> NewNotice {
    NewNotice {
        id: NoticeId(new_id()),
        loan: due.loan.id,
        due: due.loan.due,
        kind: due.kind,
        message,
        letter: None,
        to_print: false,
    }
}

fn telling(rule: &Rule<'_>, thread: ThreadOf, due: &[Due]) -> Telling {
    let message = MessageId(new_id());
    let first = &due[0].loan;
    let language = first.language.unwrap_or(rule.policy.language);
    let kinds: Vec<NoticeKind> = due.iter().map(|one| one.kind).collect();
    Telling {
        thread,
        message,
        happened: Happened::LoanNotice,
        text: said(rule.policy, &kinds, language, &first.name, rule.library),
        loans: due.iter().map(|one| mentioned(&one.loan)).collect(),
        case: None,
        name: first.name.clone(),
        facts: due
            .iter()
            .map(|one| Fact::Notice(notice(one, Some((thread.thread, message)))))
            .collect(),
    }
}

/// What a notice of these kinds says above its loans.
pub(super) fn said(
    policy: &NoticePolicy,
    kinds: &[NoticeKind],
    language: Language,
    name: &str,
    library: &str,
) -> String {
    let first = kinds.first().copied();
    let kind = first.filter(|first| kinds.iter().all(|kind| kind == first));
    words(policy, kind, language, given(name), library, kinds.len())
}

/// How somebody is greeted: the source may call them `Rossi, Ada`.
fn given(name: &str) -> &str {
    name.split_once(',').map_or(name, |(_, given)| given).trim()
}

pub(super) fn mentioned(loan: &DueLoan) -> LoanMentioned {
    LoanMentioned {
        loan: loan.id,
        title: loan.title.clone(),
        due: loan.due,
    }
}

/// What the library is called.
pub(super) fn library_name<'a>(settings: &'a Settings, row: &'a str) -> &'a str {
    match settings.library.name.as_str() {
        "" => row,
        name => name,
    }
}
