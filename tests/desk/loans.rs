//! Loans are read out of files, their borrowers find their way into a thread, and what is
//! due is said there: once, and no more when it was returned.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, Utc};
use sportello_core::NoticeState;
use sportello_kit::{Desk, Librarian, MailServer, Mood, Patron};
use sportello_wire::patron::{OwnLoanState, OwnLoansOrder, OwnLoansRefusal};
use sportello_wire::seat::{
    LoanForm, LoanRequestKind, LoansOrder, LoansRefusal, LoansTold, SourceKind,
};
use sportello_wire::{
    DeskId, Happened, MessageView, NotRenewed, NoticeKind, Role, SourceId, Speaker,
};

use crate::PROGRAM;
use crate::accounts::give;
use crate::outbox::AT_ONCE;

/// Where the source says that Ada reads mail.
const ADA: &str = "ada@example.org";

/// Notices that may go out at any hour of any day.
pub(crate) const NOTICES: &str = r#"
[[librarian]]
user = "bo"
name = "Bo Conti"
role = "administrator"

[[librarian]]
user = "cleo"
name = "Cleo Neri"

[[desk]]
handle = "@biblioteca.prova"
name = "Sportello"

[[notices]]
desk = "@biblioteca.prova"
on = true
quiet_from = "00:00"
quiet_until = "00:00"
"#;

#[tokio::test]
async fn a_patron_gets_in_with_a_code_and_is_told_once_what_is_overdue() {
    let (desk, server, mut bo, source) = a_library_with_files(NOTICES).await;
    bo.takes_loans(&desk, source, &file(&[("1", ADA, "Il Gattopardo", -8)]))
        .await;
    // What hangs at the counter leads there.
    let poster = desk.ask("GET", "/@biblioteca.prova/poster/prestiti", &[]);
    let poster = poster.await;
    assert_eq!(poster.status, 200);
    assert!(poster.body.contains("/@biblioteca.prova#prestiti\""));
    let mut ada = desk.ada().await;
    gets_in(&mut ada, &server).await;
    let card = ada
        .sees_cards("a loan", |cards| cards.first().cloned())
        .await;
    assert_eq!(
        (card.name.as_str(), card.card_end.as_str()),
        ("Ada Rossi", "-001")
    );
    assert_eq!(card.loans[0].state, OwnLoanState::Overdue);
    let said = notice(&mut ada).await;
    assert_eq!(said.loans.len(), 1);
    assert_eq!(said.loans[0].title, "Il Gattopardo");
    assert_eq!(said.loans[0].due, day(-8).to_string());
    assert!(said.text.contains("Ada"), "{}", said.text);
    assert!(!said.text.contains("Gattopardo"), "{}", said.text);
    // Looked at again, and read again, it is said no more.
    bo.asks_of_loans(LoansOrder::RunNow {})
        .await
        .expect("anybody may");
    let again = file(&[
        ("1", ADA, "Il Gattopardo", -8),
        ("2", ADA, "Lessico famigliare", 20),
    ]);
    bo.takes_loans(&desk, source, &again).await;
    run_ended(&mut bo).await;
    let [told] = bo.reads_ledger().await.try_into().expect("one notice");
    assert_eq!(
        (told.kind, told.state),
        (NoticeKind::Overdue1, NoticeState::Written)
    );
    assert_eq!(notices(&desk, ada).await, 1);
}

#[tokio::test]
async fn what_was_returned_or_renewed_before_the_run_is_not_spoken_of() {
    let (desk, _server, mut bo, source) = a_library_with_files(NOTICES).await;
    bo.asks_of_loans(LoansOrder::SetPaused { paused: true })
        .await
        .expect("may");
    let before = file(&[
        ("1", ADA, "Il Gattopardo", -8),
        ("2", ADA, "La Storia", -8),
        ("3", ADA, "Se questo è un uomo", -8),
    ]);
    bo.takes_loans(&desk, source, &before).await;
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    let now = file(&[
        ("1", ADA, "Il Gattopardo", 20),
        ("3", ADA, "Se questo è un uomo", -8),
    ]);
    let preview = bo.sends_loans(&desk, source, &now).await;
    let outcome = preview.outcome.expect("it is understood");
    assert_eq!(
        (outcome.new, outcome.changed, outcome.same, outcome.closes),
        (0, 1, 1, 1)
    );
    bo.takes_loans(&desk, source, &now).await;
    bo.asks_of_loans(LoansOrder::SetPaused { paused: false })
        .await
        .expect("may");
    let said = notice(&mut ada).await;
    let titles: Vec<_> = said.loans.iter().map(|loan| loan.title.as_str()).collect();
    assert_eq!(titles, ["Se questo è un uomo"]);
}

#[tokio::test]
async fn the_same_file_changes_nothing_and_one_that_would_close_too_much_asks_first() {
    let (desk, _server, mut bo, source) = a_library_with_files(NOTICES).await;
    let many: Vec<_> = (1..=12)
        .map(|number| (number.to_string(), number))
        .collect();
    let rows: Vec<_> = many
        .iter()
        .map(|(key, days)| (key.as_str(), ADA, "Un libro", *days))
        .collect();
    let whole = file(&rows);
    bo.takes_loans(&desk, source, &whole).await;
    let same = bo.sends_loans(&desk, source, &whole).await;
    assert!(same.is_same);
    let few = file(&rows[..8]);
    let preview = bo.sends_loans(&desk, source, &few).await;
    assert!(
        preview
            .outcome
            .as_ref()
            .is_some_and(|outcome| outcome.asks_first && outcome.closes == 4)
    );
    let take = |anyway| LoansOrder::TakeFile {
        upload: preview.upload,
        columns: preview.columns.clone(),
        anyway,
    };
    let refused = bo.asks_of_loans(take(false)).await;
    assert_eq!(refused, Err(LoansRefusal::AsksFirst { closes: 4, of: 12 }));
    bo.sees_loans("all of them", |view| {
        (view.sources[0].loans == 12).then_some(())
    })
    .await;
    bo.asks_of_loans(take(true))
        .await
        .expect("somebody said so");
    bo.sees_loans("those that are left", |view| {
        (view.sources[0].loans == 8).then_some(())
    })
    .await;
    let nonsense = bo
        .sends_any_loans(&desk, source, &[0x50, 0x4b, 3, 4, 0, 0])
        .await;
    assert_eq!(nonsense.status, 415);
}

#[tokio::test]
async fn a_renewal_is_asked_of_the_librarian_and_the_patron_hears_what_came_of_it() {
    let (desk, _server, mut bo, source) = a_library_with_files(NOTICES).await;
    bo.takes_loans(
        &desk,
        source,
        &file(&[("1", ADA, "Il Gattopardo", 2), ("2", ADA, "La Storia", 2)]),
    )
    .await;
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    let loans = ada
        .sees_cards("two loans", |cards| {
            (cards.first()?.loans.len() == 2).then(|| cards[0].loans.clone())
        })
        .await;
    for loan in &loans {
        ada.asks_of_loans(OwnLoansOrder::Renew { loan: loan.id })
            .await
            .expect("it is asked");
        ada.asks_of_loans(OwnLoansOrder::Renew { loan: loan.id })
            .await
            .expect("twice is once");
        desk_says(&mut ada, Happened::LoanRenewalAsked).await;
    }
    let requests = bo
        .sees_loans("what she asks", |view| {
            (view.requests.len() == 2).then(|| view.requests.clone())
        })
        .await;
    assert!(
        requests
            .iter()
            .all(|one| one.kind == LoanRequestKind::Renew)
    );
    let due = day(30).to_string();
    let renewed = LoansOrder::Renewed {
        request: requests[0].id,
        due: due.clone(),
    };
    bo.asks_of_loans(renewed.clone())
        .await
        .expect("it was renewed");
    assert_eq!(bo.asks_of_loans(renewed).await, Err(LoansRefusal::Gone {}));
    let why = NotRenewed::Awaited;
    let not = LoansOrder::NotRenewed {
        request: requests[1].id,
        why,
    };
    bo.asks_of_loans(not).await.expect("it was not");
    let told = desk_says(&mut ada, Happened::LoanRenewed).await;
    assert_eq!(
        (told.loans[0].id, told.loans[0].due.as_str()),
        (requests[0].loan, due.as_str())
    );
    let told = desk_says(&mut ada, Happened::LoanNotRenewed).await;
    assert_eq!(
        (told.loans[0].id, told.text.as_str()),
        (requests[1].loan, "awaited")
    );
    ada.sees_cards("another day", |cards| {
        let mut loans = cards.first()?.loans.iter();
        loans
            .any(|loan| loan.due == due && loan.state == OwnLoanState::Out)
            .then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_says_it_was_returned_is_left_in_peace_until_there_is_newer_data() {
    let (desk, _server, mut bo, source) = a_library_with_files(NOTICES).await;
    bo.asks_of_loans(LoansOrder::SetPaused { paused: true })
        .await
        .expect("may");
    let data = file(&[("1", ADA, "Il Gattopardo", -8)]);
    bo.takes_loans(&desk, source, &data).await;
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    let loan = ada
        .sees_cards("a loan", |cards| Some(cards.first()?.loans.first()?.id))
        .await;
    ada.asks_of_loans(OwnLoansOrder::Returned { loan })
        .await
        .expect("it is said");
    desk_says(&mut ada, Happened::LoanReturnSaid).await;
    bo.sees_loans("that she said so", |view| {
        (view.requests.first()?.kind == LoanRequestKind::Returned).then_some(())
    })
    .await;
    bo.asks_of_loans(LoansOrder::SetPaused { paused: false })
        .await
        .expect("may");
    run_ended(&mut bo).await;
    assert_eq!(bo.reads_ledger().await, []);
    let newer = format!("{data}\n");
    bo.takes_loans(&desk, source, &newer).await;
    notice(&mut ada).await;
}

#[tokio::test]
async fn a_patron_stops_notices_with_one_order_and_a_card_can_be_let_go() {
    let (desk, _server, mut bo, source) = a_library_with_files(NOTICES).await;
    let mut ada = desk.ada().await;
    bo.takes_loans(&desk, source, &file(&[("1", ADA, "Il Gattopardo", 20)]))
        .await;
    linked_by_bo(&mut bo, &mut ada).await;
    let borrower = ada
        .sees_cards("a card", |cards| Some(cards.first()?.borrower))
        .await;
    ada.asks_of_loans(OwnLoansOrder::SetNotices {
        borrower,
        on: false,
    })
    .await
    .expect("hers");
    desk_says(&mut ada, Happened::NoticesStopped).await;
    bo.takes_loans(&desk, source, &file(&[("1", ADA, "Il Gattopardo", -8)]))
        .await;
    run_ended(&mut bo).await;
    assert_eq!(bo.reads_ledger().await, []);
    let mut dino = desk.dino().await;
    let stolen = OwnLoansOrder::Unlink { borrower };
    assert_eq!(
        dino.asks_of_loans(stolen.clone()).await,
        Err(OwnLoansRefusal::Gone {})
    );
    ada.asks_of_loans(stolen).await.expect("hers");
    ada.sees_cards("none", |cards| cards.is_empty().then_some(()))
        .await;
}

#[tokio::test]
async fn a_personal_link_opens_once_and_whether_a_card_is_known_is_told_to_nobody() {
    let (desk, server, mut bo, source) = a_library_with_files(NOTICES).await;
    bo.takes_loans(&desk, source, &file(&[("1", ADA, "Il Gattopardo", 20)]))
        .await;
    let borrower = bo.finds_borrowers("rossi").await[0].id;
    let made = bo.asks_of_loans(LoansOrder::MakeLink { borrower }).await;
    let Ok(LoansTold::MadeLink { address, .. }) = made else {
        panic!("no link: {made:?}");
    };
    let secret = address
        .split_once("#tessera=")
        .expect("a link")
        .1
        .to_owned();
    let mut ada = desk.ada().await;
    let link = OwnLoansOrder::Link { secret };
    ada.asks_of_loans(link.clone())
        .await
        .expect("it was handed out");
    desk_says(&mut ada, Happened::CardLinked).await;
    ada.sees_cards("a card", |cards| cards.first().map(|_| ()))
        .await;
    let mut dino = desk.dino().await;
    assert_eq!(
        dino.asks_of_loans(link).await,
        Err(OwnLoansRefusal::LinkOver {})
    );
    // A card that is unknown is answered like any other, and no letter goes anywhere.
    let card = "T-999".to_owned();
    dino.asks_of_loans(OwnLoansOrder::NameCard { card })
        .await
        .expect("as any other");
    for left in (1..5).rev() {
        let code = OwnLoansOrder::Code {
            code: "123456".into(),
        };
        assert_eq!(
            dino.asks_of_loans(code).await,
            Err(OwnLoansRefusal::WrongCode { left })
        );
    }
    for _ in 0..2 {
        let code = OwnLoansOrder::Code {
            code: "123456".into(),
        };
        assert_eq!(
            dino.asks_of_loans(code).await,
            Err(OwnLoansRefusal::CodeOver {})
        );
    }
    assert_eq!(server.accepted().len(), 0);
}

#[tokio::test]
async fn killed_in_the_middle_of_a_run_it_says_the_rest_and_nothing_twice() {
    let settings = NOTICES.replace("on = true", "on = true\ndigest = false");
    let (mut desk, _server, mut bo, source) = a_library_with_files(&settings).await;
    bo.asks_of_loans(LoansOrder::SetPaused { paused: true })
        .await
        .expect("may");
    let keys: Vec<_> = (0..150).map(|number| number.to_string()).collect();
    let rows: Vec<_> = keys
        .iter()
        .map(|key| (key.as_str(), ADA, "Un libro", -8))
        .collect();
    bo.takes_loans(&desk, source, &file(&rows)).await;
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    bo.asks_of_loans(LoansOrder::SetPaused { paused: false })
        .await
        .expect("may");
    notice(&mut ada).await;
    desk.kill();
    ada.closed().await;
    ada.forget_news();
    let cookie = ada.vanish();
    desk.start().await;
    let mut bo = desk.bo().await;
    bo.watches_loans().await;
    bo.sees_loans("the end of the run", |view| {
        let run = view.run.as_ref()?;
        (run.ended.is_some() && run.looked == 150).then_some(())
    })
    .await;
    let mut ada = desk.patron_again("Ada", cookie).await;
    let said = ada
        .see("all of it", |view| {
            let all: Vec<_> = view
                .history
                .as_ref()?
                .iter()
                .flat_map(|one| &one.loans)
                .map(|loan| loan.id)
                .collect();
            (all.len() >= 150).then_some(all)
        })
        .await;
    let once: BTreeSet<_> = said.iter().collect();
    assert_eq!(once.len(), said.len(), "nothing is said twice");
}

#[tokio::test]
async fn a_loan_that_is_typed_in_is_told_of_and_goes_when_it_is_returned() {
    let (desk, _server, mut bo, _) = a_library_with_files(NOTICES).await;
    let at = desk_id(&mut bo).await;
    let source = bo
        .sets_source(at, "A mano", SourceKind::Hand {}, None)
        .await;
    let form = LoanForm {
        card: "T-001".into(),
        name: "Ada Rossi".into(),
        title: "Il Gattopardo".into(),
        due: day(-7).to_string(),
        ..LoanForm::default()
    };
    let typed = |form| LoansOrder::SaveLoan {
        id: None,
        source,
        form,
    };
    let mut wrong = form.clone();
    wrong.due = "domani".into();
    assert!(bo.asks_of_loans(typed(wrong)).await.is_err());
    bo.asks_of_loans(typed(form)).await.expect("it is whole");
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    let said = notice(&mut ada).await;
    assert_eq!(said.loans[0].title, "Il Gattopardo");
    let id = said.loans[0].id;
    bo.asks_of_loans(LoansOrder::CloseLoan { id })
        .await
        .expect("it is back");
    ada.sees_cards("nothing out", |cards| {
        cards.first()?.loans.is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn sources_are_set_by_administrators_and_everybody_stops_at_their_role() {
    let (desk, _server, mut bo, source) = a_library_with_files(NOTICES).await;
    let at = desk_id(&mut bo).await;
    let mut cleo = desk.cleo().await;
    cleo.watches_loans().await;
    cleo.sees_loans("the source", |view| {
        (!view.administers && view.sources.len() == 1).then_some(())
    })
    .await;
    for order in [
        LoansOrder::RemoveSource { id: source },
        LoansOrder::SetPaused { paused: true },
    ] {
        assert_eq!(
            cleo.asks_of_loans(order).await,
            Err(LoansRefusal::NotAllowed {})
        );
    }
    let form = sportello_wire::seat::SourceForm {
        name: "Koha".into(),
        desk: at,
        kind: SourceKind::Hand {},
    };
    let save = LoansOrder::SaveSource {
        id: None,
        form: Box::new(form),
        password: None,
    };
    assert_eq!(
        cleo.asks_of_loans(save).await,
        Err(LoansRefusal::NotAllowed {})
    );
    bo.asks_of_loans(LoansOrder::RemoveSource { id: source })
        .await
        .expect("may");
    cleo.sees_loans("no source", |view| view.sources.is_empty().then_some(()))
        .await;
}

#[tokio::test]
async fn a_patron_takes_their_loans_away_with_the_rest_and_is_forgotten_with_them() {
    let (desk, _server, mut bo, source) = a_library_with_files(NOTICES).await;
    bo.takes_loans(&desk, source, &file(&[("1", ADA, "Il Gattopardo", 20)]))
        .await;
    let mut ada = desk.ada().await;
    linked_by_bo(&mut bo, &mut ada).await;
    let cookie = ada.vanish().expect("she is a patron");
    let headers = [("Cookie", cookie.as_str())];
    let path = "/api/@biblioteca.prova/me/export.json";
    let record = desk.ask("GET", path, &headers).await;
    let record: serde_json::Value = serde_json::from_slice(&record.bytes).expect("JSON");
    assert_eq!(record["cards"][0]["card"], "T-001");
    assert_eq!(record["cards"][0]["loans"][0]["title"], "Il Gattopardo");
    let path = "/api/@biblioteca.prova/me/forget";
    let forgotten = desk.send(path, &headers, b"").await;
    assert_eq!(forgotten.status, 204, "{forgotten:?}");
    bo.sees_loans("that nobody is linked", |view| {
        (view.sources[0].linked == 0).then_some(())
    })
    .await;
}

/// A library that writes mail and reads its loans out of files.
pub(crate) async fn a_library_with_files(
    settings: &str,
) -> (Desk, MailServer, Librarian, SourceId) {
    let (desk, server, mut bo) = a_library_that_notices(settings).await;
    let at = desk_id(&mut bo).await;
    let kind = SourceKind::File {
        folder: String::new(),
        is_whole: true,
    };
    let source = bo.sets_source(at, "Prestiti", kind, None).await;
    (desk, server, bo, source)
}

/// A library that writes mail and sends notices.
pub(crate) async fn a_library_that_notices(settings: &str) -> (Desk, MailServer, Librarian) {
    let server = MailServer::open(Mood::Accepts).await;
    let desk = Desk::open_with(PROGRAM, &AT_ONCE).await;
    give(&desk, "bo", Role::Administrator).await;
    desk.apply(settings);
    let mut bo = desk.bo().await;
    bo.sets_mail(server.address).await;
    bo.watches_loans().await;
    (desk, server, bo)
}

pub(crate) async fn desk_id(librarian: &mut Librarian) -> DeskId {
    let house = librarian.see("the house", |view| view.house.clone()).await;
    house.desks[0].id
}

/// A file of loans of the borrower T-001, each with its key, title and due day from today.
pub(crate) fn file(rows: &[(&str, &str, &str, i64)]) -> String {
    let mut text = String::from("id prestito;tessera;utente;email;titolo;scadenza\n");
    for (key, mail, title, days) in rows {
        let due = day(*days).format("%d/%m/%Y");
        text.push_str(&format!("{key};T-001;Ada Rossi;{mail};{title};{due}\n"));
    }
    text
}

/// So many days from today, where the library is.
pub(crate) fn day(days: i64) -> NaiveDate {
    let today = Utc::now()
        .with_timezone(&sportello_core::hours::Tz::Europe__Rome)
        .date_naive();
    let away = Days::new(days.unsigned_abs());
    if days < 0 { today - away } else { today + away }
}

/// Ada names her card, reads the letter and types its code.
async fn gets_in(ada: &mut Patron, server: &MailServer) {
    ada.see("that loans are told", |view| {
        view.desk.as_ref()?.loans.then_some(())
    })
    .await;
    let card = "t-001".to_owned();
    ada.asks_of_loans(OwnLoansOrder::NameCard { card })
        .await
        .expect("a code is sent");
    let letters = server.has_accepted(1).await;
    assert!(letters[0].to.contains(ADA));
    // On a line of its own: six digits in a row stand in many a Message-ID.
    let code = letters[0]
        .text
        .lines()
        .map(str::trim)
        .find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()))
        .expect("a code")
        .to_owned();
    ada.asks_of_loans(OwnLoansOrder::Code { code })
        .await
        .expect("it is hers");
    desk_says(ada, Happened::CardLinked).await;
}

/// The librarian has seen Ada's card.
pub(crate) async fn linked_by_bo(bo: &mut Librarian, ada: &mut Patron) {
    ada.introduce().await;
    let hello = ada.write("Buongiorno").await;
    ada.reads(hello).await;
    let thread = bo
        .sees_thread("her thread", |entry| entry.present)
        .await
        .thread;
    let borrower = bo.finds_borrowers("T-001").await[0].id;
    bo.asks_of_loans(LoansOrder::Link { thread, borrower })
        .await
        .expect("it is her card");
    desk_says(ada, Happened::CardLinked).await;
    bo.sees_behind(thread, "who it is", |borrowers| {
        borrowers.first().map(|_| ())
    })
    .await;
}

pub(crate) async fn notice(patron: &mut Patron) -> MessageView {
    desk_says(patron, Happened::LoanNotice).await
}

/// What the desk said of this kind, in the thread or just now.
pub(crate) async fn desk_says(patron: &mut Patron, what: Happened) -> MessageView {
    patron.hears_of_desk(what).await
}

/// How many notices stand in a patron's thread.
async fn notices(desk: &Desk, patron: Patron) -> usize {
    let cookie = patron.vanish();
    let mut again = desk.patron_again("Ada", cookie).await;
    again
        .see("the history", |view| {
            let all = view.history.as_ref()?.iter();
            let is_one = |one: &&MessageView| {
                matches!(
                    one.speaker,
                    Speaker::Desk {
                        happened: Happened::LoanNotice
                    }
                )
            };
            Some(all.filter(is_one).count())
        })
        .await
}

/// Waits until all was looked at, whatever was known.
pub(crate) async fn run_ended(bo: &mut Librarian) {
    let asked = Utc::now().timestamp_millis();
    bo.asks_of_loans(LoansOrder::RunNow {})
        .await
        .expect("anybody may");
    bo.sees_loans("the end of a run", |view| {
        (view.run.as_ref()?.ended? >= asked).then_some(())
    })
    .await;
}
