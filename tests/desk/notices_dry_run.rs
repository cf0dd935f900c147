//! What the notices of the next days would be, told beside a server that runs.

use chrono::{DateTime, Days, NaiveDate};
use sportello_core::hours::Tz;
use sportello_core::notices::NoticePolicy;
use sportello_core::{Borrower, Loan, MailAddress, PatronId, SourceId, ThreadId};
use sportello_kit::{Desk, Program};
use sportello_store::{LoanSourceRow, NewPatron, PatronRow, Store};
use sportello_wire::seat::SourceKind;
use uuid::Uuid;

use crate::PROGRAM;

const SOURCE: SourceId = SourceId(Uuid::from_u128(7));
const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn a_desk_without_loans_says_so() {
    let desk = Desk::open(PROGRAM).await;
    let said = says(&desk).await;
    assert!(said.contains("No loans are read for this desk."), "{said}");
}

#[tokio::test]
async fn the_notices_of_seven_days_are_told_by_day_kind_and_way_and_without_titles() {
    let mut desk = with_loans(NoticePolicy {
        is_on: true,
        ..NoticePolicy::default()
    })
    .await;
    desk.start().await;
    let said = says(&desk).await;
    let (today, soon) = (today(), ahead(3));
    let day = |day: NaiveDate| day.format("%Y-%m-%d %A").to_string();
    let expected = format!(
        "  In the next seven days, if nothing changes: 4 notices.\n\
         \x20 {}\n\
         \x20   PREDUE 2\n\
         \x20     card T1  due {soon}  in the thread\n\
         \x20     card T2  due {soon}  to be printed\n\
         \x20 {}\n\
         \x20   DUE 2\n\
         \x20     card T1  due {soon}  in the thread\n\
         \x20     card T2  due {soon}  to be printed\n",
        day(today),
        day(soon)
    );
    assert!(said.contains(&expected), "{said}\nis not\n{expected}");
    for line in [
        "Notices are on, but not from 20:00 to 08:00 (Europe/Rome).",
        "“Catalogo”: loans out 3, borrowers 2, of these with a thread 1; last read",
        "There is no mail account: what would go by mail is to be printed.",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
    for word in ["Segreto", "Rossi"] {
        assert!(!said.contains(word), "{word} in {said}");
    }
    assert_eq!(
        says(&desk).await,
        said,
        "nothing was sent, nothing is written down"
    );
}

#[tokio::test]
async fn what_holds_notices_back_is_said() {
    let mut desk = with_loans(NoticePolicy::default()).await;
    desk.start().await;
    let said = says(&desk).await;
    assert!(
        said.contains("Notices are switched off: nothing goes out."),
        "{said}"
    );
    assert!(!said.contains("PREDUE"), "{said}");
    let store = Store::open_to_administer(&desk.data())
        .await
        .expect("there");
    let mut writing = store.write().await.expect("free");
    let old = now() - 37 * HOUR;
    sportello_store::note_source_read(&mut writing, SOURCE, None, old)
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    let said = says(&desk).await;
    for line in [
        "All notices have been stopped since",
        "longer ago than 36 hours",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
}

#[tokio::test]
async fn nothing_but_a_rehearsal_can_be_asked_for() {
    let desk = Desk::open(PROGRAM).await;
    let mut program = Program::start(desk.command(&["notices"]));
    assert_eq!(program.ended().await.code(), Some(2));
    assert!(program.written().contains("--dry-run"), "{program}");
}

async fn says(desk: &Desk) -> String {
    let mut program = Program::start(desk.command(&["notices", "--dry-run"]));
    assert_eq!(program.ended().await.code(), Some(0), "{program}");
    program.written()
}

/// A desk that is closed, with two loans that are due in three days and one that is due
/// much later; one of two borrowers has a thread, and notices are stopped.
async fn with_loans(policy: NoticePolicy) -> Desk {
    let mut desk = Desk::open(PROGRAM).await;
    desk.stop().await;
    let store = Store::open(&desk.data()).await.expect("there");
    let library = store.libraries().await.expect("read").remove(0).id;
    let mut settings = store.settings(library).await.expect("read");
    let at = settings.desks[0].id;
    settings.set_notices(
        at,
        NoticePolicy {
            unlinked: sportello_core::notices::Unlinked::Mail,
            ..policy
        },
    );
    let kind = SourceKind::File {
        folder: String::new(),
        is_whole: true,
    };
    let source = LoanSourceRow {
        id: SOURCE,
        library,
        desk: at,
        name: "Catalogo".into(),
        kind: "file".into(),
        what: serde_json::to_string(&kind).expect("it can be written"),
        columns: String::new(),
        fingerprint: String::new(),
        read_at: None,
        trouble: None,
        loans: 0,
        borrowers: 0,
        linked: 0,
    };
    let patron = PatronRow {
        id: PatronId(Uuid::from_u128(8)),
        desk: at,
        thread: ThreadId(Uuid::from_u128(9)),
    };
    let patron = NewPatron {
        row: patron,
        capability_hash: "nobody's".into(),
    };
    let borrowers = [borrower("T1"), borrower("T2")];
    let loans = [loan("1", "T1", 3), loan("2", "T2", 3), loan("3", "T1", 20)];
    let mut writing = store.write().await.expect("free");
    sportello_store::save_settings(&mut writing, library, &settings, now())
        .await
        .expect("written");
    sportello_store::save_loan_source(&mut writing, &source, now())
        .await
        .expect("written");
    let mut ids = (100..).map(Uuid::from_u128);
    let new_id = || ids.next().expect("there are many");
    sportello_store::put_loans(
        &mut writing,
        SOURCE,
        &borrowers,
        &loans,
        new_id,
        now() - 48 * HOUR,
    )
    .await
    .expect("written");
    sportello_store::note_source_read(&mut writing, SOURCE, None, now())
        .await
        .expect("written");
    sportello_store::add_patron(&mut writing, &patron, now())
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    let known = store.known_loans(SOURCE).await.expect("read");
    let mut writing = store.write().await.expect("free");
    let (linked, thread) = (known.borrowers["T1"].0, patron.row.thread);
    sportello_store::link_borrower(&mut writing, linked, thread, "code", now())
        .await
        .expect("written");
    // A server that runs would send what is due today.
    let bo = settings.librarians[0].id;
    sportello_store::pause_notices(&mut writing, library, Some(bo), now())
        .await
        .expect("written");
    writing.commit().await.expect("committed");
    store.close().await;
    desk
}

fn borrower(card: &str) -> Borrower {
    Borrower {
        key: card.into(),
        card: card.into(),
        name: "Rossi, Ada".into(),
        mail: MailAddress::parse("ada@example.org").ok(),
        phone: String::new(),
        language: None,
    }
}

fn loan(key: &str, borrower: &str, days: u64) -> Loan {
    Loan {
        key: key.into(),
        borrower: borrower.into(),
        item: String::new(),
        title: "Segreto".into(),
        author: String::new(),
        due: ahead(days),
        lent: today().checked_sub_days(Days::new(10)),
        renewals: None,
        is_awaited: false,
        renews_itself: false,
    }
}

fn today() -> NaiveDate {
    let now = DateTime::from_timestamp_millis(now()).expect("a time");
    now.with_timezone(&Tz::Europe__Rome).date_naive()
}

fn ahead(days: u64) -> NaiveDate {
    today().checked_add_days(Days::new(days)).expect("a day")
}

fn now() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().expect("after 1970");
    i64::try_from(since.as_millis()).expect("before the year 300 million")
}
