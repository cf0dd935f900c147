//! Loans that are read from Koha and from a watched folder, and notices that nobody reads:
//! they go by mail, and at last on paper.

use std::time::Duration;

use chrono::{Days, Utc};
use sportello_core::NoticeState;
use sportello_kit::{Answers, Desk, KOHA_CLIENT, KOHA_SECRET, Koha, Librarian};
use sportello_mail::templates::{Placeholder, Values};
use sportello_store::{NewNotice, Store};
use sportello_wire::patron::{OwnLoansOrder, OwnLoansRefusal};
use sportello_wire::seat::{
    KohaSignIn, LettersOrder, LoansOrder, LoansRefusal, LoansTold, OutboxOrder, SourceForm,
    SourceKind, WordingForm,
};
use sportello_wire::{
    Happened, Language, NotRenewed, NoticeKind, OutgoingKind, SourceCause, SourceId,
};

use crate::loans::{
    NOTICES, a_library_that_notices, a_library_with_files, day, desk_id, desk_says, file,
    linked_by_bo, notice, run_ended,
};

use crate::pushing::{Cast, a_library_that_pushes};

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn koha_is_read_asked_once_more_before_it_is_said_and_renews_or_says_why_not() {
    let koha = Koha::start().await;
    let (desk, _server, mut bo) = a_library_that_notices(NOTICES).await;
    bo.asks_of_loans(LoansOrder::SetPaused { paused: true })
        .await
        .expect("may");
    let ada_there = koha.patron("T-001", "Ada", "Rossi", "ada@example.org");
    let late = koha.lend(ada_there, "Il Gattopardo", &at(-8));
    let back = koha.lend(ada_there, "La Storia", &at(-8));
    let wanted = koha.lend(ada_there, "Lessico famigliare", &at(9));
    let source = sets_koha(&mut bo, &koha).await;
    bo.sees_loans("what Koha has", |view| {
        (view.sources[0].loans == 3 && view.sources[0].read_at.is_some()).then_some(())
    })
    .await;
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    // It came back after it was read, and before anything was said.
    koha.give_back(back);
    koha.refuses(wanted, "on_reserve");
    bo.asks_of_loans(LoansOrder::SetPaused { paused: false })
        .await
        .expect("may");
    let said = notice(&mut ada).await;
    let titles: Vec<_> = said.loans.iter().map(|loan| loan.title.as_str()).collect();
    assert_eq!(titles, ["Il Gattopardo"]);
    let loans = ada
        .sees_cards("what is left", |cards| {
            (cards.first()?.loans.len() == 2).then(|| cards[0].loans.clone())
        })
        .await;
    let renew = |title: &str| {
        let mut loans = loans.iter();
        let loan = loans.find(|loan| loan.title == title).expect("hers").id;
        OwnLoansOrder::Renew { loan }
    };
    ada.asks_of_loans(renew("Il Gattopardo"))
        .await
        .expect("Koha renews it");
    let told = desk_says(&mut ada, Happened::LoanRenewed).await;
    assert_ne!(told.loans[0].due, day(-8).to_string());
    let why = NotRenewed::Awaited;
    assert_eq!(
        ada.asks_of_loans(renew("Lessico famigliare")).await,
        Err(OwnLoansRefusal::NotRenewed { why })
    );
    koha.maintenance(true);
    assert_eq!(
        ada.asks_of_loans(renew("Il Gattopardo")).await,
        Err(OwnLoansRefusal::Away {})
    );
    bo.asks_of_loans(LoansOrder::ReadSource { id: source })
        .await
        .expect("it is tried");
    bo.sees_loans("what is in the way", |view| {
        (view.sources[0].trouble.as_ref()?.cause == SourceCause::Maintenance).then_some(())
    })
    .await;
    let _ = late;
}

#[tokio::test]
async fn a_connection_is_tried_in_plain_words_and_its_secret_goes_nowhere_else() {
    let koha = Koha::start().await;
    let (_desk, _server, mut bo) = a_library_that_notices(NOTICES).await;
    let at = desk_id(&mut bo).await;
    let tries = |id, kind, password: Option<&str>| LoansOrder::TrySource {
        id,
        form: Box::new(SourceForm {
            name: "Koha".into(),
            desk: at,
            kind,
        }),
        password: password.map(Into::into),
    };
    let wrong = tries(None, kind_of(&koha.named()), Some("another one"));
    let Ok(LoansTold::Tried { trouble, .. }) = bo.asks_of_loans(wrong).await else {
        panic!("it is tried");
    };
    assert_eq!(
        trouble.map(|trouble| trouble.cause),
        Some(SourceCause::WrongPassword)
    );
    let id = Some(sets_koha(&mut bo, &koha).await);
    let right = bo
        .asks_of_loans(tries(id, kind_of(&koha.named()), None))
        .await;
    assert!(matches!(right, Ok(LoansTold::Tried { trouble: None, .. })));
    let elsewhere = tries(id, kind_of("http://127.0.0.1:9"), None);
    assert!(matches!(
        bo.asks_of_loans(elsewhere).await,
        Err(LoansRefusal::Fault { .. })
    ));
}

#[tokio::test]
async fn a_folder_is_watched_and_a_file_that_nobody_has_mapped_waits_to_be_looked_at() {
    let (desk, _server, mut bo) = a_library_that_notices(NOTICES).await;
    let at = desk_id(&mut bo).await;
    let folder = desk.data().with_file_name("prestiti");
    std::fs::create_dir(&folder).expect("there is room");
    let kind = SourceKind::File {
        folder: folder.to_string_lossy().into_owned(),
        is_whole: true,
    };
    let id = bo.sets_source(at, "Cartella", kind, None).await;
    let look = LoansOrder::ReadSource { id };
    let ada = "ada@example.org";
    let first = file(&[("1", ada, "Il Gattopardo", 5)]);
    std::fs::write(folder.join("uno.csv"), first).expect("there is room");
    bo.asks_of_loans(look.clone()).await.expect("it looks");
    let upload = bo
        .sees_loans("a file that waits", |view| view.sources[0].waiting)
        .await;
    let looked = bo
        .asks_of_loans(LoansOrder::Preview {
            upload,
            columns: None,
        })
        .await;
    let Ok(LoansTold::Previewed { preview, .. }) = looked else {
        panic!("it can be looked at: {looked:?}");
    };
    let columns = preview.columns.clone();
    bo.asks_of_loans(LoansOrder::TakeFile {
        upload,
        columns,
        anyway: false,
    })
    .await
    .expect("it is understood");
    assert!(folder.join("processed/uno.csv").exists());
    let second = file(&[("1", ada, "Il Gattopardo", 5), ("2", ada, "La Storia", 5)]);
    std::fs::write(folder.join("due.csv"), second).expect("there is room");
    bo.asks_of_loans(look).await.expect("it looks");
    bo.sees_loans("what came by itself", |view| {
        (view.sources[0].loans == 2).then_some(())
    })
    .await;
    eventually(|| folder.join("processed/due.csv").exists()).await;
}

#[tokio::test]
async fn what_nobody_reads_goes_by_mail_and_what_can_not_be_mailed_is_printed() {
    let (desk, server, mut bo, source) = a_library_with_files(NOTICES).await;
    let rows = [
        ("1", "ada@example.org", "Il Gattopardo", -8),
        ("2", "ada@example.org", "La Storia", -8),
    ];
    bo.takes_loans(&desk, source, &file(&rows)).await;
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    notice(&mut ada).await;
    ada.vanish();
    let told = bo.reads_ledger().await;
    assert_eq!(told.len(), 2);
    a_day_later(&desk, &told).await;
    run_ended(&mut bo).await;
    let letters = server.has_accepted(1).await;
    assert!(letters[0].to.contains("ada@example.org"));
    let subject = letters[0]
        .text
        .lines()
        .find(|line| line.starts_with("Subject:"));
    assert!(!subject.expect("a subject").contains("Gattopardo"));
    sees_state(&mut bo, NoticeState::Mailed, 2).await;
    // Nobody has an address for Dino.
    let rows = [("3", "", "Se questo è un uomo", -8)];
    let other = file(&rows).replace("T-001;Ada Rossi", "T-002;Dino Neri");
    let columns = bo.sends_loans(&desk, source, &other).await;
    bo.asks_of_loans(LoansOrder::TakeFile {
        upload: columns.upload,
        columns: columns.columns,
        anyway: true,
    })
    .await
    .expect("it is taken");
    let mut dino = desk.dino().await;
    dino.introduce().await;
    let hello = dino.write("Buongiorno").await;
    dino.reads(hello).await;
    let thread = bo
        .sees_thread("his thread", |entry| entry.present)
        .await
        .thread;
    let borrower = bo.finds_borrowers("T-002").await[0].id;
    bo.asks_of_loans(LoansOrder::Link { thread, borrower })
        .await
        .expect("his card");
    desk_says(&mut dino, Happened::CardLinked).await;
    notice(&mut dino).await;
    dino.vanish();
    let told = bo.reads_ledger().await;
    let his: Vec<_> = told.into_iter().filter(|one| one.card == "T-002").collect();
    a_day_later(&desk, &his).await;
    run_ended(&mut bo).await;
    bo.sees_loans("one to print", |view| (view.to_print == 1).then_some(()))
        .await;
    let Ok(LoansTold::Print { letters, .. }) = bo.asks_of_loans(LoansOrder::AskPrint {}).await
    else {
        panic!("there is something to print");
    };
    assert_eq!(letters[0].loans[0].title, "Se questo è un uomo");
    let ids = letters[0].ids.clone();
    bo.asks_of_loans(LoansOrder::Printed { ids })
        .await
        .expect("it lies there");
    bo.sees_loans("nothing to print", |view| {
        (view.to_print == 0).then_some(())
    })
    .await;
    sees_state(&mut bo, NoticeState::Printed, 1).await;
}

#[tokio::test]
async fn a_letter_with_a_personal_link_says_until_when_that_one_is_good() {
    let settings = format!("{NOTICES}unlinked = \"mail\"\n");
    let (desk, server, mut bo, source) = a_library_with_files(&settings).await;
    let own = WordingForm {
        kind: OutgoingKind::LoanNotice,
        language: Language::It,
        subject: "Promemoria".into(),
        text: "{link}\n\nBuono fino al {scadenza}.".into(),
    };
    let wording = Box::new(own);
    let order = LettersOrder::Save { wording };
    let saved = bo.asks_of_outbox(OutboxOrder::Letters { order }).await;
    assert_eq!(saved, Ok(None));
    let good_until = || {
        let values = Values {
            until: Some((Utc::now() + Days::new(30)).date_naive()),
            ..Values::sample(Language::It)
        };
        values.get(Placeholder::Until, Language::It)
    };
    let before = good_until();
    let rows = [("1", "ada@example.org", "Il Gattopardo", -8)];
    bo.takes_loans(&desk, source, &file(&rows)).await;
    let letter = server.has_accepted(1).await.remove(0).text;
    assert!(letter.contains("#tessera=3D"), "{letter}");
    let says = |day: String| letter.contains(&format!("Buono fino al {day}."));
    assert!(says(before) || says(good_until()), "{letter}"); // it may be midnight
}

#[tokio::test]
async fn a_notice_is_sent_again_with_a_reason_and_not_when_there_is_nothing_to_say() {
    let (desk, _server, mut bo, source) = a_library_with_files(NOTICES).await;
    bo.takes_loans(&desk, source, &file(&[("1", "", "Il Gattopardo", -8)]))
        .await;
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    notice(&mut ada).await;
    let id = bo.reads_ledger().await[0].id;
    let again = |reason: &str| LoansOrder::SendAgain {
        id,
        reason: reason.into(),
    };
    assert!(bo.asks_of_loans(again(" ")).await.is_err(), "without a why");
    bo.asks_of_loans(again("ha chiesto di nuovo"))
        .await
        .expect("it is out");
    notice(&mut ada).await;
    let [told] = bo.reads_ledger().await.try_into().expect("still one");
    assert_eq!(told.again, "Bo Conti: ha chiesto di nuovo");
    assert_eq!(told.kind, NoticeKind::Overdue1);
    bo.takes_loans(&desk, source, &file(&[("1", "", "Il Gattopardo", 20)]))
        .await;
    assert_eq!(
        bo.asks_of_loans(again("ancora")).await,
        Err(LoansRefusal::NothingToSay {})
    );
}

#[tokio::test]
async fn whoever_is_not_on_the_page_is_told_by_push_without_a_title() {
    let Cast {
        desk,
        service,
        mut bo,
        ..
    } = a_library_that_pushes(Answers::Takes).await;
    desk.apply(NOTICES);
    bo.watches_loans().await;
    bo.asks_of_loans(LoansOrder::SetPaused { paused: true })
        .await
        .expect("may");
    let at = desk_id(&mut bo).await;
    let kind = SourceKind::File {
        folder: String::new(),
        is_whole: true,
    };
    let source = bo.sets_source(at, "Prestiti", kind, None).await;
    bo.takes_loans(&desk, source, &file(&[("1", "", "Il Gattopardo", -8)]))
        .await;
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    ada.wants_push(service.browser("phone")).await;
    ada.vanish();
    bo.asks_of_loans(LoansOrder::SetPaused { paused: false })
        .await
        .expect("may");
    let pushed = service.was_handed(1).await.remove(0);
    assert_eq!(pushed.to, "phone");
    let body = String::from_utf8_lossy(&pushed.body);
    assert!(!body.contains("Gattopardo"), "it is sealed");
    sees_state(&mut bo, NoticeState::Pushed, 1).await;
}

async fn sets_koha(bo: &mut Librarian, koha: &Koha) -> SourceId {
    let at = desk_id(bo).await;
    bo.sets_source(at, "Koha", kind_of(&koha.named()), Some(KOHA_SECRET))
        .await
}

fn kind_of(address: &str) -> SourceKind {
    SourceKind::Koha {
        address: address.into(),
        sign_in: KohaSignIn::ApiKey,
        user: KOHA_CLIENT.into(),
        authority: String::new(),
    }
}

/// The end of the day so many days from today, as Koha says it.
fn at(days: i64) -> String {
    format!("{}T21:59:00+00:00", day(days))
}

/// These notices were written a day and an hour ago.
async fn a_day_later(desk: &Desk, told: &[sportello_wire::seat::LedgerEntry]) {
    let store = Store::open_to_administer(&desk.data())
        .await
        .expect("there");
    let library = store.libraries().await.expect("read").remove(0).id;
    for one in told {
        let row = store.notice(library, one.id).await.expect("it is there");
        let message = store.message_of_notice(one.id).await.expect("it was said");
        let mut writing = store.write().await.expect("free");
        let before = NewNotice {
            id: one.id,
            loan: row.loan,
            due: row.due,
            kind: row.kind,
            message: row.thread.zip(message),
            letter: None,
            to_print: false,
        };
        let then = now() - 25 * HOUR;
        sportello_store::mark_again(&mut writing, one.id, &before, "", then)
            .await
            .expect("written");
        writing.commit().await.expect("committed");
    }
}

async fn sees_state(bo: &mut Librarian, state: NoticeState, many: usize) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    loop {
        let order = LoansOrder::AskLedger {
            text: String::new(),
            state: Some(state),
            before: None,
        };
        let told = bo.asks_of_loans(order).await;
        if matches!(&told, Ok(LoansTold::Ledger { notices, .. }) if notices.len() == many) {
            return;
        }
        assert!(tokio::time::Instant::now() < deadline, "{told:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits for what happens on the disk.
async fn eventually(so: impl Fn() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while !so() {
        assert!(tokio::time::Instant::now() < deadline, "it does not happen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn now() -> i64 {
    chrono::Utc::now().timestamp_millis()
}
