//! Loans are taken over once, told once, and forgotten in time; how a notice stands is
//! told by what became of it.

use chrono::NaiveDate;
use sportello_core::{
    Borrower, BorrowerId, Channel, Happened, Loan, LoanData, LoanId, LoanMentioned, MailAddress,
    NoticeId, NoticeKind, NoticeState, OutgoingId, OutgoingKind, SourceId,
};

use super::outbox::{AT, reads, with_mail};
use super::*;
use crate::{
    BorrowerRow, DueLoan, Earnest, Known, LedgerLook, LedgerRow, LoanSourceRow, NewNotice,
    NewOutgoing, RequestKind, Writing, add_card_link, ask_request, change_due, close_loans,
    forget_link, link_borrower, mark_again, mark_letter, mark_printed, mark_to_print,
    note_source_read, put_loans, queue, save_loan_source, save_notice, use_card_link,
};

const SOURCE: SourceId = SourceId(Uuid::from_u128(40));
const DAY: i64 = 86_400_000;
const FIRST: MessageId = MessageId(Uuid::from_u128(80));

#[tokio::test]
async fn what_a_source_says_twice_changes_nothing() {
    let (_folder, store) = with_loans().await;
    let known = known(&store).await;
    let compared = known.compare(&data());
    assert_eq!((compared.same, compared.new, compared.changed), (3, 0, 0));
    assert!(compared.loans.is_empty() && compared.borrowers.is_empty());
    assert!(compared.missing.is_empty() && compared.bare.is_empty());
    // Written all the same, it is what it was.
    put(&store, &data(), AT + DAY).await;
    let again = self::known(&store).await;
    assert_eq!(again.loans, known.loans);
    assert_eq!(again.borrowers, known.borrowers);
    assert_eq!(out(&store).await[0].due_since, AT);
}

#[tokio::test]
async fn a_loan_of_whom_nothing_is_known_has_a_borrower_with_a_key_alone() {
    let (_folder, store) = with_loans().await;
    let mut more = data();
    more.loans.push(loan("4", "stranger", "2026-12-20"));
    let compared = known(&store).await.compare(&more);
    assert_eq!((compared.new, compared.same), (1, 3));
    assert_eq!(Vec::from_iter(&compared.bare), ["stranger"]);
}

#[tokio::test]
async fn a_loan_that_is_not_named_any_more_is_missed() {
    let (_folder, store) = with_loans().await;
    let mut less = data();
    let gone = less.loans.remove(0);
    let compared = known(&store).await.compare(&less);
    assert_eq!(compared.missing, [id_of(&store, &gone.key).await]);
}

#[tokio::test]
async fn what_was_returned_is_without_title_at_once_and_nobody_asks_about_it_any_more() {
    let (_folder, store) = with_loans().await;
    let first = id_of(&store, "1").await;
    link(&store).await;
    let mut writing = store.write().await.expect("free");
    let request = sportello_core::LoanRequestId(Uuid::from_u128(90));
    let about = (first, ADA.thread);
    ask_request(
        &mut writing,
        LIBRARY,
        request,
        RequestKind::Renew,
        about,
        AT,
    )
    .await
    .expect("asked");
    close_loans(&mut writing, &[first], AT)
        .await
        .expect("closed");
    writing.commit().await.expect("committed");
    assert_eq!(
        column(
            &store,
            "SELECT title || author || item FROM loan WHERE key = '1'"
        )
        .await,
        [""]
    );
    assert_eq!(store.loan_requests(LIBRARY).await.expect("read"), []);
    assert!(store.due_loan(first).await.is_err(), "it is not out");
    // Named again, it is out again.
    put(&store, &data(), AT + DAY).await;
    assert_eq!(
        store.due_loan(first).await.expect("out").1.title,
        "Titolo 1"
    );
}

#[tokio::test]
async fn a_notice_is_one_for_each_due_date_and_kind() {
    let (_folder, store) = with_loans().await;
    let first = id_of(&store, "1").await;
    assert_eq!(write(&store, &notice(1, first)).await, Saved::New);
    assert_eq!(write(&store, &notice(2, first)).await, Saved::Already);
    assert_eq!(told(&store, first).await, [NoticeKind::Due]);
    // Renewed: the ledger keeps what was said, and nothing was said for the new date.
    let mut writing = store.write().await.expect("free");
    change_due(&mut writing, first, date("2026-12-30"), Some(1), AT + DAY)
        .await
        .expect("changed");
    writing.commit().await.expect("committed");
    assert_eq!(told(&store, first).await, []);
    let ledger = ledger(&store, &LedgerLook::default()).await;
    assert_eq!(
        (ledger.len(), ledger[0].due, ledger[0].is_open),
        (1, date("2026-12-01"), false)
    );
    assert_eq!(
        store.due_loan(first).await.expect("out").1.due_since,
        AT + DAY
    );
    let next = NewNotice {
        due: date("2026-12-30"),
        ..notice(3, first)
    };
    assert_eq!(write(&store, &next).await, Saved::New);
}

#[tokio::test]
async fn pages_of_borrowers_hold_each_loan_once() {
    let (_folder, store) = with_loans().await;
    let span = (date("2026-01-01"), date("2027-01-01"));
    let (mut after, mut keys, mut counted) = (None, Vec::new(), 0);
    while let Some((last, loans)) = store.next_borrowers(SOURCE, after, 1).await.expect("read") {
        let page = store.due_loans(SOURCE, span, after, 1).await.expect("read");
        assert!(page.iter().all(|loan| loan.borrower == last));
        keys.extend(page.into_iter().map(|loan| loan.key));
        (after, counted) = (Some(last), counted + loans);
    }
    keys.sort_unstable();
    assert_eq!(
        (keys, counted),
        (["1", "2", "3"].map(String::from).to_vec(), 3)
    );
}

#[tokio::test]
async fn a_notice_in_the_thread_is_written_then_pushed_then_read() {
    let (_folder, store) = with_loans().await;
    link(&store).await;
    tell(&store).await;
    assert_eq!(state(&store).await, NoticeState::Written);
    let push = outgoing(1, Channel::Push, &format!("notice {FIRST} phone"));
    goes(&store, &push, "queued").await;
    assert_eq!(state(&store).await, NoticeState::Written);
    becomes(&store, "sent").await;
    assert_eq!(state(&store).await, NoticeState::Pushed);
    reads(&store, AT + 1).await;
    assert_eq!(state(&store).await, NoticeState::Read);
}

#[tokio::test]
async fn a_notice_with_a_letter_is_what_became_of_the_letter() {
    let (_folder, store) = with_loans().await;
    link(&store).await;
    tell(&store).await;
    goes(&store, &outgoing(1, Channel::Mail, "notice"), "queued").await;
    let mut writing = store.write().await.expect("free");
    mark_letter(&mut writing, &[NoticeId(Uuid::from_u128(1))], letter(1))
        .await
        .expect("marked");
    writing.commit().await.expect("committed");
    for (stands, expected) in [
        ("queued", NoticeState::Written),
        ("sent", NoticeState::Mailed),
        ("uncertain", NoticeState::Uncertain),
        ("failed", NoticeState::Failed),
    ] {
        becomes(&store, stands).await;
        assert_eq!(state(&store).await, expected, "{stands}");
    }
    let failed = store
        .notices_of_failed_letters(LIBRARY)
        .await
        .expect("read");
    assert_eq!(failed, [NoticeId(Uuid::from_u128(1))]);
    let facts = store.notices_between(LIBRARY, (AT, AT + 1)).await;
    assert_eq!(facts.expect("read").failed, 1);
}

#[tokio::test]
async fn who_can_not_be_reached_has_it_on_paper() {
    let (_folder, store) = with_loans().await;
    let first = id_of(&store, "1").await;
    let mut new = notice(1, first);
    (new.message, new.to_print) = (None, true);
    write(&store, &new).await;
    assert_eq!(state(&store).await, NoticeState::ForPrint);
    let facts = store.notices_between(LIBRARY, (AT, AT + 1)).await;
    assert_eq!(facts.expect("read").to_print, 1);
    let print = store.notices_to_print(LIBRARY).await.expect("read");
    assert_eq!((print.len(), print[0].card.as_str()), (1, "T1"));
    let mut writing = store.write().await.expect("free");
    mark_printed(&mut writing, LIBRARY, &[new.id], AT + 1)
        .await
        .expect("marked");
    writing.commit().await.expect("committed");
    assert_eq!(state(&store).await, NoticeState::Printed);
    assert_eq!(store.count_to_print(LIBRARY).await.expect("read"), 0);
}

#[tokio::test]
async fn what_was_read_or_is_printed_is_not_written_to_anybody() {
    let (_folder, store) = with_loans().await;
    link(&store).await;
    tell(&store).await;
    let unread = async || {
        let unread = store.unread_notices(LIBRARY, DESK, AT).await;
        unread.expect("read").len()
    };
    assert_eq!(unread().await, 1);
    let one = NoticeId(Uuid::from_u128(1));
    let mut writing = store.write().await.expect("free");
    mark_to_print(&mut writing, &[one], AT)
        .await
        .expect("marked");
    writing.commit().await.expect("committed");
    assert_eq!(unread().await, 0);
    let mut writing = store.write().await.expect("free");
    let new = notice(1, id_of(&store, "1").await);
    mark_again(&mut writing, one, &new, "lost", AT)
        .await
        .expect("again");
    writing.commit().await.expect("committed");
    assert_eq!(unread().await, 1);
    reads(&store, AT + 1).await;
    assert_eq!(unread().await, 0);
}

#[tokio::test]
async fn names_and_titles_are_found_whatever_their_accents_and_letters() {
    let (_folder, store) = with_loans().await;
    for text in ["NICCOLO", "niccolò", "  t2 "] {
        let found = store.find_borrowers(LIBRARY, text).await.expect("read");
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].card, "T2");
    }
    for text in ["%", "_", "nobody"] {
        let found = store.find_borrowers(LIBRARY, text).await.expect("read");
        assert_eq!(found, [], "{text}");
    }
    write(&store, &notice(1, id_of(&store, "1").await)).await;
    for (text, many) in [
        ("titolo 1", 1),
        ("ada", 1),
        ("t1", 1),
        ("titolo 2", 0),
        ("%", 0),
    ] {
        let look = LedgerLook {
            text: text.into(),
            ..LedgerLook::default()
        };
        assert_eq!(ledger(&store, &look).await.len(), many, "{text}");
    }
    let look = LedgerLook {
        state: Some(NoticeState::Read),
        ..LedgerLook::default()
    };
    assert_eq!(ledger(&store, &look).await, []);
}

#[tokio::test]
async fn a_card_is_found_by_its_whole_number_and_only_if_it_is_one() {
    let (_folder, store) = with_loans().await;
    let found = store.borrower_by_card(DESK, " t1 ").await.expect("known");
    assert_eq!(found.name, "Rossi, Ada");
    for unknown in ["", "T", "T9"] {
        assert!(
            store.borrower_by_card(DESK, unknown).await.is_err(),
            "{unknown}"
        );
    }
    let mut twice = data();
    twice.borrowers[1].card = "T1".into();
    put(&store, &twice, AT + 1).await;
    assert!(
        store.borrower_by_card(DESK, "T1").await.is_err(),
        "whose is it?"
    );
}

#[tokio::test]
async fn a_link_opens_once_and_not_after_its_time() {
    let (_folder, store) = with_loans().await;
    let ada = borrower(&store).await.id;
    let mut writing = store.write().await.expect("free");
    for secret in ["one", "two"] {
        add_card_link(&mut writing, secret, ada, Some(BO), (AT, AT + DAY))
            .await
            .expect("made");
    }
    assert!(
        use_card_link(&mut writing, "two", AT + DAY + 1)
            .await
            .is_err()
    );
    let opened = use_card_link(&mut writing, "one", AT + DAY).await;
    assert_eq!(opened.expect("open"), ada);
    assert!(use_card_link(&mut writing, "one", AT + DAY).await.is_err());
}

#[tokio::test]
async fn what_was_said_of_a_returned_loan_goes_after_the_days_of_its_desk() {
    let (_folder, store) = with_loans().await;
    link(&store).await;
    let first = tell(&store).await;
    let mut writing = store.write().await.expect("free");
    close_loans(&mut writing, &[first], AT)
        .await
        .expect("closed");
    writing.commit().await.expect("committed");
    let kept = "SELECT text || loans FROM message WHERE happened = 'loanNotice'";
    purge(&store, AT + 30 * DAY).await;
    assert!(column(&store, kept).await[0].contains("Titolo 1"));
    assert_eq!(ledger(&store, &LedgerLook::default()).await.len(), 1);
    purge(&store, AT + 30 * DAY + 1).await;
    assert_eq!(column(&store, kept).await, [""]);
    assert_eq!(ledger(&store, &LedgerLook::default()).await, []);
    let keys = column(&store, "SELECT key FROM loan ORDER BY key").await;
    assert_eq!(keys, ["2", "3"]);
    // That something was said stays in the thread.
    let history = store
        .history(ADA.thread, ADA.id, 10, NOW)
        .await
        .expect("read");
    assert_eq!(history.len(), 1);
    assert_eq!((&history[0].text, history[0].loans.len()), (&None, 0));
}

#[tokio::test]
async fn who_has_nothing_out_and_no_thread_is_forgotten_with_the_last_loan() {
    let (_folder, store) = with_loans().await;
    let (one, other) = (id_of(&store, "2").await, id_of(&store, "3").await);
    let mut writing = store.write().await.expect("free");
    close_loans(&mut writing, &[one, other], AT)
        .await
        .expect("closed");
    writing.commit().await.expect("committed");
    purge(&store, AT + 31 * DAY).await;
    let keys = column(&store, "SELECT key FROM borrower ORDER BY key").await;
    assert_eq!(keys, ["a"], "Niccolò has nothing out");
}

#[tokio::test]
async fn who_is_forgotten_stands_behind_no_thread_any_more() {
    let (_folder, store) = with_loans().await;
    link(&store).await;
    tell(&store).await;
    store.erase_patron(ADA.thread, AT).await.expect("forgotten");
    let ada = borrower(&store).await;
    assert_eq!(
        (ada.thread, ada.loans.len()),
        (None, 1),
        "the loan is the library's"
    );
    let ledger = ledger(&store, &LedgerLook::default()).await;
    assert_eq!((ledger.len(), ledger[0].thread), (1, None));
    let requests = column(
        &store,
        "SELECT id FROM loan_request UNION ALL SELECT card FROM card_code",
    )
    .await;
    assert!(requests.is_empty());
}

#[tokio::test]
async fn a_thread_is_emptied_and_keeps_its_card_for_as_long_as_something_is_out() {
    let (_folder, store) = with_loans().await;
    link(&store).await;
    let loan = tell(&store).await;
    let after = AT + 1 + 90 * DAY + 1; // the desk keeps ninety days
    let purged = store.purge(after, 0, Earnest::Really).await.expect("done");
    let report = purged.report;
    assert_eq!(
        (report.threads, report.messages, report.patrons),
        (1, 1, 0),
        "the words are gone"
    );
    assert_eq!(purged.threads, [(LIBRARY, ADA.thread)]);
    assert_eq!(borrower(&store).await.thread, Some(ADA.thread));
    assert!(store.patron(DESK, "hash").await.is_ok(), "she comes back");
    assert_eq!(told(&store, loan).await, [NoticeKind::Due], "once is once");
    let again = store.purge(after, 0, Earnest::Really).await.expect("done");
    assert_eq!((again.report, again.threads.len()), (Default::default(), 0));
    let mut writing = store.write().await.expect("free");
    close_loans(&mut writing, &[loan], after)
        .await
        .expect("returned");
    writing.commit().await.expect("committed");
    purge(&store, after).await;
    assert_eq!(borrower(&store).await.thread, None);
    assert!(store.patron(DESK, "hash").await.is_err());
}

#[tokio::test]
async fn a_link_that_is_taken_back_leaves_the_loans() {
    let (_folder, store) = with_loans().await;
    link(&store).await;
    assert_eq!(store.borrowers_of(ADA.thread).await.expect("read").len(), 1);
    let mut writing = store.write().await.expect("free");
    let ada = borrower(&store).await.id;
    forget_link(&mut writing, ada).await.expect("taken back");
    writing.commit().await.expect("committed");
    assert_eq!(store.borrowers_of(ADA.thread).await.expect("read"), []);
    assert_eq!(borrower(&store).await.loans.len(), 1);
}

#[tokio::test]
async fn a_source_says_how_much_it_has_and_takes_all_with_it() {
    let (_folder, store) = with_loans().await;
    link(&store).await;
    let mut writing = store.write().await.expect("free");
    note_source_read(&mut writing, SOURCE, Some("mark"), AT)
        .await
        .expect("noted");
    writing.commit().await.expect("committed");
    let row = store.loan_sources(LIBRARY).await.expect("read").remove(0);
    assert_eq!((row.loans, row.borrowers, row.linked), (3, 2, 1));
    assert_eq!((row.fingerprint.as_str(), row.read_at), ("mark", Some(AT)));
    let mut writing = store.write().await.expect("free");
    crate::remove_loan_source(&mut writing, LIBRARY, SOURCE)
        .await
        .expect("removed");
    writing.commit().await.expect("committed");
    let left = column(
        &store,
        "SELECT key FROM loan UNION ALL SELECT key FROM borrower",
    )
    .await;
    assert!(left.is_empty(), "{left:?}");
}

/// A library with a mail account, and a source: Ada has one loan, Niccolò two.
async fn with_loans() -> (tempfile::TempDir, Store) {
    let (folder, store) = with_mail().await;
    let row = LoanSourceRow {
        id: SOURCE,
        library: LIBRARY,
        desk: DESK,
        name: "Catalogo".into(),
        kind: "file".into(),
        what: "{}".into(),
        columns: String::new(),
        fingerprint: String::new(),
        read_at: None,
        trouble: None,
        loans: 0,
        borrowers: 0,
        linked: 0,
    };
    let mut writing = store.write().await.expect("free");
    save_loan_source(&mut writing, &row, AT)
        .await
        .expect("made");
    writing.commit().await.expect("committed");
    put(&store, &data(), AT).await;
    (folder, store)
}

fn data() -> LoanData {
    let borrower = |key: &str, card: &str, name: &str| Borrower {
        key: key.into(),
        card: card.into(),
        name: name.into(),
        mail: MailAddress::parse(&format!("{key}@example.org")).ok(),
        phone: String::new(),
        language: Some(Language::It),
    };
    LoanData {
        borrowers: vec![
            borrower("a", "T1", "Rossi, Ada"),
            borrower("n", "T2", "Verdi, Niccolò"),
        ],
        loans: vec![
            loan("1", "a", "2026-12-01"),
            loan("2", "n", "2026-12-05"),
            loan("3", "n", "2026-12-10"),
        ],
    }
}

fn loan(key: &str, borrower: &str, due: &str) -> Loan {
    Loan {
        key: key.into(),
        borrower: borrower.into(),
        item: format!("I{key}"),
        title: format!("Titolo {key}"),
        author: "Calvino, Italo".into(),
        due: date(due),
        lent: None,
        renewals: None,
        is_awaited: false,
        renews_itself: false,
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("the test writes dates")
}

async fn put(store: &Store, data: &LoanData, now: i64) {
    let mut writing = store.write().await.expect("free");
    let mut next = u128::try_from(now).expect("positive") * 1_000;
    let new_id = || {
        next += 1;
        Uuid::from_u128(next)
    };
    put_loans(
        &mut writing,
        SOURCE,
        &data.borrowers,
        &data.loans,
        new_id,
        now,
    )
    .await
    .expect("written");
    writing.commit().await.expect("committed");
}

async fn known(store: &Store) -> Known {
    store.known_loans(SOURCE).await.expect("read")
}

async fn out(store: &Store) -> Vec<DueLoan> {
    let span = (date("2026-01-01"), date("2027-01-01"));
    let out = store.due_loans(SOURCE, span, None, 100).await;
    out.expect("read")
}

async fn id_of(store: &Store, key: &str) -> LoanId {
    known(store).await.loans[key].id
}

async fn borrower(store: &Store) -> BorrowerRow {
    let id: BorrowerId = known(store).await.borrowers["a"].0;
    store.borrower(LIBRARY, id).await.expect("known")
}

async fn link(store: &Store) {
    let ada = borrower(store).await.id;
    let mut writing = store.write().await.expect("free");
    link_borrower(&mut writing, ada, ADA.thread, "code", AT)
        .await
        .expect("linked");
    writing.commit().await.expect("committed");
}

fn notice(number: u128, loan: LoanId) -> NewNotice {
    NewNotice {
        id: NoticeId(Uuid::from_u128(number)),
        loan,
        due: date("2026-12-01"),
        kind: NoticeKind::Due,
        message: Some((ADA.thread, FIRST)),
        letter: None,
        to_print: false,
    }
}

async fn write(store: &Store, new: &NewNotice) -> Saved {
    let mut writing = store.write().await.expect("free");
    let saved = save_notice(&mut writing, LIBRARY, new, AT).await;
    writing.commit().await.expect("committed");
    saved.expect("written")
}

/// A notice about Ada's loan stands in her thread.
async fn tell(store: &Store) -> LoanId {
    let first = id_of(store, "1").await;
    let mut said = message(80, "Ciao Ada, un prestito scade:");
    said.author = Author::Desk(Happened::LoanNotice);
    said.contact = None;
    said.at = Moment::new(AT + 1, 0);
    said.loans = vec![LoanMentioned {
        loan: first,
        title: "Titolo 1".into(),
        due: date("2026-12-01"),
    }];
    let mut writing = store.write().await.expect("free");
    save_message(&mut writing, &said).await.expect("written");
    writing.commit().await.expect("committed");
    write(store, &notice(1, first)).await;
    first
}

async fn told(store: &Store, loan: LoanId) -> Vec<NoticeKind> {
    store.due_loan(loan).await.expect("out").1.told
}

async fn ledger(store: &Store, look: &LedgerLook) -> Vec<LedgerRow> {
    store.notices(LIBRARY, look).await.expect("read")
}

async fn state(store: &Store) -> NoticeState {
    ledger(store, &LedgerLook::default()).await[0].state
}

const fn letter(number: u128) -> OutgoingId {
    OutgoingId(Uuid::from_u128(number))
}

fn outgoing(number: u128, channel: Channel, once: &str) -> NewOutgoing {
    NewOutgoing {
        id: letter(number),
        library: LIBRARY,
        channel,
        kind: OutgoingKind::LoanNotice,
        once: once.into(),
        address: "ada@example.org".into(),
        desk: Some(DESK),
        thread: Some(ADA.thread),
        patron: Some(ADA.id),
        contact: None,
        language: Language::It,
        payload: "{}".into(),
        message_id: "one@example.org".into(),
        due: AT,
    }
}

async fn goes(store: &Store, new: &NewOutgoing, state: &str) {
    let mut writing = store.write().await.expect("free");
    queue(&mut writing, new, AT).await.expect("queued");
    writing.commit().await.expect("committed");
    becomes(store, state).await;
}

async fn becomes(store: &Store, state: &str) {
    let mut writing = store.write().await.expect("free");
    set_state(&mut writing, state).await;
    writing.commit().await.expect("committed");
}

async fn set_state(writing: &mut Writing<'_>, state: &str) {
    let set = sqlx::query("UPDATE outbox SET state = ?").bind(state);
    set.execute(&mut **writing).await.expect("plain SQL");
}

async fn purge(store: &Store, now: i64) {
    let purged = store.purge(now, 0, Earnest::Really).await;
    purged.expect("done");
}

async fn column(store: &Store, query: &'static str) -> Vec<String> {
    let rows = sqlx::query(query).fetch_all(store.read()).await;
    let rows = rows.expect("plain SQL");
    rows.iter().map(|row| row.get(0)).collect()
}
