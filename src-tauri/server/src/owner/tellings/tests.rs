//! What can't be written of loans or of a case is refused alone.

use sportello_core::{
    Asker, Borrower, Case, CaseEntryId, CaseEntryKind, CaseId, CaseLevel, CaseNumber, CaseState,
    Channel, Language, Loan, LoanData, NoticeKind, OutgoingId, OutgoingKind, PatronId,
    Settings as House, SourceId, ThreadId,
};
use sportello_store::{LoanSourceRow, NewCaseEntry, NewOutgoing, NewPatron, PatronRow, Store};
use sportello_wire::seat::SourceKind;
use uuid::Uuid;

use super::*;
use crate::clock::new_id;
use crate::{Server, Settings, demo};

const SOURCE: SourceId = SourceId(Uuid::from_u128(7));
const AT: i64 = 1_795_000_000_000;

#[tokio::test]
async fn of_what_is_said_together_one_that_is_doomed_is_refused_alone() {
    let desk = LoanDesk::open().await;
    let (first, second, third) = (desk.patron(1).await, desk.patron(2).await, desk.patron(3));
    let (third, gone) = (third.await, LoanId(Uuid::from_u128(99)));
    let told = desk
        .say(vec![
            telling(first, desk.loan("1").await),
            telling(second, gone),
            telling(third, desk.loan("3").await),
        ])
        .await;
    assert_eq!(told, [Ok(()), Err(NotTold::Gone), Ok(())]);
    assert_eq!(desk.words(first).await, 1);
    assert_eq!(desk.words(second).await, 0, "a message without its line");
    assert_eq!(desk.words(third).await, 1);
    assert_eq!(desk.ledger().await, 2);
    desk.close().await;
}

#[tokio::test]
async fn a_notice_that_stands_in_the_ledger_is_not_said_again() {
    let desk = LoanDesk::open().await;
    let (patron, loan) = (desk.patron(1).await, desk.loan("1").await);
    assert_eq!(desk.say(vec![telling(patron, loan)]).await, [Ok(())]);
    let again = desk.say(vec![telling(patron, loan)]).await;
    assert_eq!(again, [Err(NotTold::Gone)]);
    assert_eq!((desk.words(patron).await, desk.ledger().await), (1, 1));
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_said_to_a_thread_that_is_gone_and_the_owner_goes_on() {
    let desk = LoanDesk::open().await;
    let (here, loan) = (desk.patron(1).await, desk.loan("1").await);
    let gone = ThreadOf {
        thread: ThreadId(Uuid::from_u128(404)),
        ..here
    };
    let mut about_nothing = telling(gone, loan);
    about_nothing.facts.clear();
    let told = desk.say(vec![about_nothing, telling(here, loan)]).await;
    assert_eq!(told, [Err(NotTold::Gone), Ok(())]);
    assert_eq!(desk.words(here).await, 1);
    desk.close().await;
}

#[tokio::test]
async fn a_case_that_can_not_be_written_is_refused_alone_and_leaves_nothing() {
    let desk = LoanDesk::open().await;
    let (first, second) = (desk.patron(1).await, desk.patron(2).await);
    let (third, loan) = (desk.patron(3).await, desk.loan("1").await);
    let case = desk.case(first, 1);
    // The same entry twice: what was written of the case before it is undone, too.
    let mut twice = desk.case(second, 2);
    twice.entries.extend(twice.entries.clone());
    let (kept, gone) = (case.case.id, twice.case.id);
    let told = desk
        .say(vec![
            of_case(first, case),
            of_case(second, twice),
            telling(third, loan),
        ])
        .await;
    assert_eq!(told, [Ok(()), Err(NotTold::NotSaved), Ok(())]);
    assert_eq!(desk.words(first).await, 1);
    assert_eq!(desk.words(second).await, 0, "a message without its case");
    assert_eq!(desk.words(third).await, 1);
    assert!(desk.store.case(desk.library, kept).await.is_ok());
    assert!(desk.store.case(desk.library, gone).await.is_err());
    desk.close().await;
}

/// A desk with a few loans, and the task that owns it.
struct LoanDesk {
    server: Server,
    store: Store,
    house: House,
    library: LibraryId,
    _folder: tempfile::TempDir,
}

impl LoanDesk {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("opened");
        demo::prepare(&store).await.expect("prepared");
        let library = store.libraries().await.expect("read")[0].id;
        let house = store.settings(library).await.expect("read");
        let mut writing = store.write().await.expect("free");
        let row = source(library, &house);
        let saved = sportello_store::save_loan_source(&mut writing, &row, AT).await;
        saved.expect("saved");
        let data = data();
        let (all, loans) = (&data.borrowers, &data.loans);
        sportello_store::put_loans(&mut writing, SOURCE, all, loans, new_id, AT)
            .await
            .expect("written");
        writing.commit().await.expect("committed");
        let settings = Settings::on_this_computer(folder.path().to_owned());
        let server = Server::start_with(store.clone(), settings);
        Self {
            server: server.await.expect("started"),
            store,
            house,
            library,
            _folder: folder,
        }
    }

    async fn patron(&self, number: u128) -> ThreadOf {
        let row = PatronRow {
            id: PatronId(Uuid::from_u128(100 + number)),
            desk: self.house.desks[0].id,
            thread: ThreadId(Uuid::from_u128(200 + number)),
        };
        let patron = NewPatron {
            row,
            capability_hash: format!("nobody's {number}"),
        };
        let mut writing = self.store.write().await.expect("free");
        sportello_store::add_patron(&mut writing, &patron, AT)
            .await
            .expect("added");
        writing.commit().await.expect("committed");
        ThreadOf {
            thread: row.thread,
            desk: row.desk,
            patron: row.id,
        }
    }

    async fn loan(&self, key: &str) -> LoanId {
        let known = self.store.known_loans(SOURCE).await.expect("read");
        known.loans[key].id
    }

    /// A case of a thread with this number, and a letter about it.
    fn case(&self, of: ThreadOf, number: u32) -> CaseWrite {
        let case = Case {
            id: CaseId(new_id()),
            desk: of.desk,
            number: CaseNumber { year: 2026, number },
            subject: "Un documento".into(),
            topic: None,
            level: CaseLevel::First,
            owner: None,
            office: None,
            promised: due(),
            first_promised: due(),
            state: CaseState::Open,
            snoozed_until: None,
            thread: Some(of.thread),
            asker: Asker::default(),
            opened: AT,
            answered: None,
            closed: None,
            news: None,
        };
        let id = OutgoingId(new_id());
        let letter = NewOutgoing {
            id,
            library: self.library,
            channel: Channel::Mail,
            kind: OutgoingKind::HandOff,
            once: id.to_string(),
            address: "archivio@example.org".into(),
            desk: Some(of.desk),
            thread: None,
            patron: None,
            contact: None,
            language: Language::It,
            payload: "{}".into(),
            message_id: format!("{id}@example.org"),
            due: AT,
        };
        let mut entry = NewCaseEntry::of(CaseEntryId(new_id()), case.id, CaseEntryKind::HandedOff);
        entry.outgoing = Some(id);
        let mut write = CaseWrite::of(case, entry);
        write.letters.push(letter);
        write
    }

    async fn say(&self, tellings: Vec<Telling>) -> Told {
        self.server.owners[0].0.say_all(tellings).await
    }

    /// How many messages stand in a thread.
    async fn words(&self, of: ThreadOf) -> usize {
        let now = crate::clock::Clock::new().now();
        let words = self.store.history(of.thread, of.patron, 10, now).await;
        words.expect("read").len()
    }

    async fn ledger(&self) -> u32 {
        let all = self.store.notices_between(self.library, (0, i64::MAX));
        all.await.expect("read").sent
    }

    async fn close(self) {
        self.server.stop().await;
    }
}

fn source(library: LibraryId, house: &House) -> LoanSourceRow {
    LoanSourceRow {
        id: SOURCE,
        library,
        desk: house.desks[0].id,
        name: "Prestiti".into(),
        kind: "hand".into(),
        what: serde_json::to_string(&SourceKind::Hand {}).expect("JSON"),
        columns: String::new(),
        fingerprint: String::new(),
        read_at: None,
        trouble: None,
        loans: 0,
        borrowers: 0,
        linked: 0,
    }
}

fn data() -> LoanData {
    let borrower = |key: &str| Borrower {
        key: key.into(),
        card: key.into(),
        name: "Rossi, Ada".into(),
        mail: None,
        phone: String::new(),
        language: None,
    };
    let loan = |key: &str, borrower: &str| Loan {
        key: key.into(),
        borrower: borrower.into(),
        item: String::new(),
        title: "Il barone rampante".into(),
        author: String::new(),
        due: due(),
        lent: None,
        renewals: None,
        is_awaited: false,
        renews_itself: false,
    };
    LoanData {
        borrowers: vec![borrower("a"), borrower("b")],
        loans: vec![loan("1", "a"), loan("3", "b")],
    }
}

fn telling(thread: ThreadOf, loan: LoanId) -> Telling {
    let message = MessageId(new_id());
    let notice = NewNotice {
        id: NoticeId(new_id()),
        loan,
        due: due(),
        kind: NoticeKind::Due,
        message: Some((thread.thread, message)),
        letter: None,
        to_print: false,
    };
    Telling {
        thread,
        message,
        happened: Happened::LoanNotice,
        text: "Domani".into(),
        loans: Vec::new(),
        case: None,
        name: String::new(),
        facts: vec![Fact::Notice(notice)],
    }
}

fn of_case(thread: ThreadOf, write: CaseWrite) -> Telling {
    let case = CaseMentioned {
        case: write.case.id,
        number: write.case.number,
        subject: write.case.subject.clone(),
        office: String::new(),
        promised: write.case.promised,
    };
    Telling {
        thread,
        message: MessageId(new_id()),
        happened: Happened::CaseOpened,
        text: String::new(),
        loans: Vec::new(),
        case: Some(case),
        name: String::new(),
        facts: vec![Fact::Case(Box::new(write))],
    }
}

fn due() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day")
}
