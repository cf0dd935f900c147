//! A longer request becomes a case: it has a number and a day, goes to an office by mail,
//! is answered where the patron reads, and can be looked at, added to, closed and erased.

use sportello_core::{CaseEntryKind, CaseState};
use sportello_kit::{Desk, Librarian, MailServer, Mood, Patron, case_in, hand_off};
use sportello_wire::patron::{OwnCaseState, OwnCaseWhat, OwnCasesOrder, OwnCasesRefusal};
use sportello_wire::seat::{
    AskerForm, CaseChange, CasesField, CasesLook, CasesOrder, CasesRefusal, CasesShelf, CasesTold,
    OfficeForm, OutgoingStateView, ToSeat,
};
use sportello_wire::{CaseId, DeskId, Happened, LibrarianId, Role, ThreadId};

use crate::PROGRAM;
use crate::accounts::give;
use crate::loans::{day, desk_id, desk_says};
use crate::outbox::AT_ONCE;

const SUBJECT: &str = "Un documento del 1921";

#[tokio::test]
async fn a_case_is_handed_to_an_office_answered_and_read_by_the_patron() {
    let (_desk, server, mut bo, mut ada) = a_library().await;
    let (at, thread) = (desk_id(&mut bo).await, thread_of(&mut bo).await);
    let (case, number) = bo.makes_case(case_in(at, Some(thread), SUBJECT)).await;
    let said = desk_says(&mut ada, Happened::CaseOpened).await;
    let about = said.case.expect("the case");
    assert_eq!((about.id, &about.number), (case, &number));
    assert_eq!(about.subject, SUBJECT);

    let office = bo
        .adds_office("Archivio storico", "archivio@example.org")
        .await;
    let promised = day(9).to_string();
    let form = hand_off(
        office,
        "Si cerca l’atto di nascita di Ida Ferrini.",
        &promised,
    );
    let form = Box::new(form);
    let preview = bo
        .asks_of_cases(CasesOrder::PreviewHandOff {
            case,
            form: form.clone(),
        })
        .await;
    let Ok(CasesTold::Previewed {
        to, subject, text, ..
    }) = preview
    else {
        panic!("no preview: {preview:?}");
    };
    assert_eq!(to, "Archivio storico <archivio@example.org>");
    bo.asks_of_cases(CasesOrder::HandOff { case, form })
        .await
        .expect("it goes out");
    let letters = server.has_accepted(1).await;
    let letter = letters[0].text.replace("=\r\n", "").replace("=\n", "");
    assert!(letters[0].to.contains("archivio@example.org"));
    assert!(letter.contains("Ida Ferrini"), "{letter}");
    assert!(text.contains("Ida Ferrini"), "{text}");
    assert!(subject.contains(&number), "{subject}");
    assert!(letter.contains("Reply-To: biblioteca+c"), "{letter}");
    assert!(!letter.contains("Auto-Submitted"), "a person wrote it");
    let said = desk_says(&mut ada, Happened::CaseOpened).await;
    let about = said.case.expect("the case");
    assert_eq!(about.office, "Archivio storico");
    assert_eq!(about.promised, promised);

    let view = bo.opens_case(case).await;
    assert_eq!(view.row.state, CaseState::WaitingForOffice);
    bo.sees_case("that the letter is out", |view| {
        let mut entries = view.entries.iter();
        let sent = entries.find(|entry| entry.kind == CaseEntryKind::HandedOff)?;
        matches!(sent.letter, Some(OutgoingStateView::Sent {})).then_some(())
    })
    .await;

    let text = "L’atto c’è: può venire a vederlo.".to_owned();
    let answer = CasesOrder::AnswerPatron {
        case,
        text: text.clone(),
        files_of: None,
        close: false,
    };
    bo.asks_of_cases(answer).await.expect("the patron is there");
    let said = desk_says(&mut ada, Happened::CaseAnswered).await;
    assert_eq!(said.text, text);
    let own = ada
        .sees_cases("the answer", |cases| cases.first().cloned())
        .await;
    assert_eq!(own.state, OwnCaseState::Answered);
    let what: Vec<_> = own.entries.iter().map(|entry| entry.what).collect();
    assert_eq!(what, [OwnCaseWhat::Answered]);
    assert_eq!(own.entries[0].text, text);
}

#[tokio::test]
async fn what_a_patron_adds_opens_the_case_again_and_stands_first_for_the_desk() {
    let (_desk, _server, mut bo, mut ada) = a_library().await;
    let case = a_case(&mut bo, &mut ada, SUBJECT).await;
    let answer = CasesOrder::AnswerPatron {
        case,
        text: "Eccolo.".into(),
        files_of: None,
        close: true,
    };
    bo.asks_of_cases(answer).await.expect("may");
    desk_says(&mut ada, Happened::CaseAnswered).await;
    let text = "Manca la seconda pagina".to_owned();
    ada.asks_of_cases(OwnCasesOrder::AddInfo {
        case,
        text: text.clone(),
    })
    .await
    .expect("it is hers");
    assert_eq!(
        desk_says(&mut ada, Happened::CaseInfoAdded).await.text,
        text
    );
    let counts = bo
        .sees_cases("the news", |view| {
            (view.counts.news == 1).then_some(view.counts)
        })
        .await;
    assert_eq!((counts.to_do, counts.answered), (1, 0));
    let view = bo.opens_case(case).await;
    assert_eq!(view.row.state, CaseState::Reopened);
    assert_eq!(view.entries.last().expect("an entry").text, text);
    bo.sees_cases("that it is read", |view| {
        (view.counts.news == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_patron_closes_a_case_and_erases_it_for_good() {
    let (_desk, _server, mut bo, mut ada) = a_library().await;
    let case = a_case(&mut bo, &mut ada, SUBJECT).await;
    bo.opens_case(case).await;
    ada.asks_of_cases(OwnCasesOrder::Close { case })
        .await
        .expect("it is hers");
    let again = ada.asks_of_cases(OwnCasesOrder::Close { case }).await;
    assert_eq!(again, Err(OwnCasesRefusal::Over));
    ada.asks_of_cases(OwnCasesOrder::Erase { case })
        .await
        .expect("it is hers");
    ada.sees_cases("none", |cases| cases.is_empty().then_some(()))
        .await;
    bo.hear("that the case is gone", |heard| match heard {
        ToSeat::Cases {
            told: CasesTold::Gone { case: gone },
        } if *gone == case => Some(()),
        _ => None,
    })
    .await;
    let gone = bo
        .asks_of_cases(CasesOrder::AddNote {
            case,
            text: "?".into(),
        })
        .await;
    assert_eq!(gone, Err(CasesRefusal::Gone {}));
    for text in ["documento", "1921"] {
        assert_eq!(bo.finds_cases(looking(text)).await, [], "{text}");
    }
}

#[tokio::test]
async fn of_another_s_cases_a_patron_sees_and_changes_nothing() {
    let (desk, _server, mut bo, mut ada) = a_library().await;
    let case = a_case(&mut bo, &mut ada, SUBJECT).await;
    let mut eva = Patron::open(desk.address, "@biblioteca.prova", "eva").await;
    eva.introduce().await;
    eva.sees_cases("none", |cases| cases.is_empty().then_some(()))
        .await;
    for order in [
        OwnCasesOrder::Close { case },
        OwnCasesOrder::Erase { case },
        OwnCasesOrder::AddInfo {
            case,
            text: "Mio".into(),
        },
    ] {
        let refused = eva.asks_of_cases(order).await;
        assert_eq!(refused, Err(OwnCasesRefusal::Gone));
    }
}

#[tokio::test]
async fn of_two_librarians_who_take_a_case_one_is_told_who_was_faster() {
    let (desk, _server, mut bo, mut ada) = a_library().await;
    let mut cleo = desk.cleo().await;
    let case = a_case(&mut bo, &mut ada, SUBJECT).await;
    let nobody = CaseChange::Owner { librarian: None };
    bo.asks_of_cases(CasesOrder::ChangeCase {
        case,
        change: nobody,
    })
    .await
    .expect("may");
    let (one, other) = tokio::join!(
        bo.asks_of_cases(CasesOrder::TakeCase { case }),
        cleo.asks_of_cases(CasesOrder::TakeCase { case }),
    );
    let told: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    let [CasesRefusal::TakenBy { name }] = told.as_slice() else {
        panic!("one of two: {told:?}");
    };
    assert!(["Bo Conti", "Cleo Neri"].contains(&name.as_str()), "{name}");
}

#[tokio::test]
async fn cases_are_found_by_what_is_said_in_them_and_stand_on_their_shelves() {
    let (_desk, _server, mut bo, mut ada) = a_library().await;
    let first = a_case(&mut bo, &mut ada, "Perché non trovo il Gattopardo").await;
    let second = a_case(&mut bo, &mut ada, "Tessera smarrita").await;
    bo.asks_of_cases(CasesOrder::AddNote {
        case: second,
        text: "Ha telefonato la signora Bianchi".into(),
    })
    .await
    .expect("may");
    let found = |cases: Vec<sportello_wire::seat::CaseRow>| {
        cases.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(
        found(bo.finds_cases(looking("perche gatto")).await),
        [first]
    );
    assert_eq!(found(bo.finds_cases(looking("BIANCHI")).await), [second]);
    assert_eq!(found(bo.finds_cases(looking("\"*")).await), []);
    let number = bo.opens_case(second).await.row.number;
    assert_eq!(found(bo.finds_cases(looking(&number)).await), [second]);
    bo.asks_of_cases(CasesOrder::EndCase {
        case: first,
        note: "Trovato".into(),
    })
    .await
    .expect("may");
    desk_says(&mut ada, Happened::CaseClosed).await;
    let closed = CasesLook {
        shelf: CasesShelf::Closed,
        ..CasesLook::default()
    };
    assert_eq!(found(bo.finds_cases(closed).await), [first]);
    let to_do = CasesLook {
        shelf: CasesShelf::ToDo,
        ..CasesLook::default()
    };
    assert_eq!(found(bo.finds_cases(to_do).await), [second]);
}

#[tokio::test]
async fn somebody_without_a_conversation_is_written_to() {
    let (_desk, server, mut bo, _ada) = a_library().await;
    let at = desk_id(&mut bo).await;
    let mut form = case_in(at, None, "Donazione di libri");
    form.asker = AskerForm {
        name: "Dino Verdi".into(),
        mail: "dino@example.org".into(),
        phone: "0571 757840".into(),
    };
    let (case, number) = bo.makes_case(form).await;
    let letters = server.has_accepted(1).await;
    assert!(letters[0].to.contains("dino@example.org"));
    assert!(letters[0].text.contains(&number), "{}", letters[0].text);
    let ask = CasesOrder::AskPatron {
        case,
        text: "Quanti volumi sono?".into(),
    };
    bo.asks_of_cases(ask).await.expect("there is an address");
    let letters = server.has_accepted(2).await;
    assert!(letters[1].text.contains("Quanti volumi sono?"));
    assert!(letters[1].text.contains("In-Reply-To"), "one exchange");
    // Nobody can be told where there is neither a conversation nor an address.
    let (mute, _) = bo.makes_case(case_in(at, None, "Una voce al banco")).await;
    let ask = CasesOrder::AskPatron {
        case: mute,
        text: "?".into(),
    };
    let refused = bo.asks_of_cases(ask).await;
    assert_eq!(refused, Err(CasesRefusal::NobodyToTell {}));
}

#[tokio::test]
async fn letters_speak_the_language_that_the_desk_speaks_to_strangers() {
    let (mut desk, server, mut bo, _ada) = a_library().await;
    desk.apply(
        "[[desk]]\nhandle = \"@biblioteca.prova\"\nname = \"Sportello\"\n\
         [[notices]]\ndesk = \"@biblioteca.prova\"\nlanguage = \"en\"\n",
    );
    let takes_over = |line: &str| line.contains("the settings have changed").then_some(());
    desk.program().line("what changed", takes_over).await;
    let at = desk_id(&mut bo).await;
    let mut form = case_in(at, None, "A gift of books");
    form.asker.mail = "dino@example.org".into();
    let (case, number) = bo.makes_case(form).await;
    let letters = server.has_accepted(1).await;
    let letter = letters[0].text.replace("=\r\n", "").replace("=\n", "");
    assert!(letter.contains("We will answer by"), "{letter}");
    assert!(letter.contains(&number), "{letter}");
    let office = bo.adds_office("Archive", "archivio@example.org").await;
    let form = hand_off(office, "How many volumes?", &day(3).to_string());
    let form = Box::new(form);
    let preview = bo
        .asks_of_cases(CasesOrder::PreviewHandOff { case, form })
        .await;
    let Ok(CasesTold::Previewed { subject, text, .. }) = preview else {
        panic!("no preview: {preview:?}");
    };
    assert_eq!(subject, format!("[Case {number}] A gift of books"));
    assert!(text.starts_with("Good day,"), "{text}");
    assert!(text.contains("How many volumes?"), "{text}");
}

#[tokio::test]
async fn the_patron_hears_at_once_of_another_day_and_of_a_question() {
    let (_desk, _server, mut bo, mut ada) = a_library().await;
    let case = a_case(&mut bo, &mut ada, SUBJECT).await;
    let later = day(20).to_string();
    bo.asks_of_cases(CasesOrder::ChangeCase {
        case,
        change: CaseChange::Promise { day: later.clone() },
    })
    .await
    .expect("may");
    let said = desk_says(&mut ada, Happened::CasePromiseMoved).await;
    assert_eq!(said.case.expect("the case").promised, later);
    let past = CasesOrder::ChangeCase {
        case,
        change: CaseChange::Promise {
            day: day(-1).to_string(),
        },
    };
    assert_eq!(
        bo.asks_of_cases(past).await,
        Err(CasesRefusal::Fault {
            field: CasesField::Promised
        })
    );
    let text = "Di che anno?".to_owned();
    bo.asks_of_cases(CasesOrder::AskPatron {
        case,
        text: text.clone(),
    })
    .await
    .expect("may");
    assert_eq!(desk_says(&mut ada, Happened::CaseAsked).await.text, text);
    let own = ada
        .sees_cases("the question", |cases| {
            let case = cases.first()?;
            (case.state == OwnCaseState::WaitsForYou).then(|| case.clone())
        })
        .await;
    assert_eq!(own.promised, later);
}

#[tokio::test]
async fn nothing_of_a_case_is_lost_when_the_power_fails() {
    let (mut desk, _server, mut bo, _ada) = a_library().await;
    let at = desk_id(&mut bo).await;
    let mut numbers = Vec::new();
    for subject in ["Uno", "Due", "Tre"] {
        numbers.push(bo.makes_case(case_in(at, None, subject)).await);
    }
    desk.kill();
    desk.start().await;
    let mut bo = desk.bo().await;
    let all = CasesLook {
        shelf: CasesShelf::All,
        ..CasesLook::default()
    };
    let mut kept: Vec<_> = bo
        .finds_cases(all)
        .await
        .into_iter()
        .map(|row| (row.id, row.number))
        .collect();
    kept.sort();
    numbers.sort();
    assert_eq!(kept, numbers);
    let (_, next) = bo.makes_case(case_in(at, None, "Quattro")).await;
    assert!(next.ends_with("/4"), "{next}");
}

#[tokio::test]
async fn the_address_book_goes_out_and_comes_in_as_a_table() {
    let (_desk, _server, mut bo, _ada) = a_library().await;
    bo.adds_office("Archivio storico", "archivio@example.org")
        .await;
    let twice = CasesOrder::SaveOffice {
        id: None,
        form: Box::new(OfficeForm {
            name: "Archivio storico".into(),
            mail: "altro@example.org".into(),
            ..OfficeForm::default()
        }),
    };
    assert_eq!(
        bo.asks_of_cases(twice).await,
        Err(CasesRefusal::Fault {
            field: CasesField::Name
        })
    );
    let Ok(CasesTold::Offices { text, .. }) = bo.asks_of_cases(CasesOrder::ExportOffices {}).await
    else {
        panic!("no table");
    };
    assert!(
        text.contains("Archivio storico;archivio@example.org"),
        "{text}"
    );
    let table = "Nome,E-mail,Telefono\n\
                 Archivio storico,archivio@example.org,0571 1\n\
                 Anagrafe,anagrafe@example.org,+39 0571 757000\n\
                 Nessuno,non un indirizzo,\n"
        .to_owned();
    for (dry, offices) in [(true, 1), (false, 2)] {
        let imported = bo
            .asks_of_cases(CasesOrder::ImportOffices {
                text: table.clone(),
                dry,
            })
            .await;
        let Ok(CasesTold::Imported {
            added,
            changed,
            rejected,
            ..
        }) = imported
        else {
            panic!("not imported: {imported:?}");
        };
        // A number to call has three digits at least.
        assert_eq!((added, changed, rejected.len()), (1, 1, 1), "{rejected:?}");
        assert_eq!(rejected[0].line, 4);
        bo.sees_cases("the book", |view| {
            (view.offices.len() == offices).then_some(())
        })
        .await;
    }
    let nothing = CasesOrder::ImportOffices {
        text: "a;b\n1;2\n".into(),
        dry: true,
    };
    let refused = bo.asks_of_cases(nothing).await;
    assert_eq!(refused, Err(CasesRefusal::NotATable {}));
}

#[tokio::test]
async fn without_a_mail_account_nothing_is_handed_off() {
    let desk = Desk::open_with(PROGRAM, &AT_ONCE).await;
    let mut bo = desk.bo().await;
    bo.watches_cases().await;
    let case = a_case_by_hand(&mut bo).await;
    let office = bo.adds_office("Archivio", "archivio@example.org").await;
    let form = Box::new(hand_off(office, "Cercate", &day(3).to_string()));
    let refused = bo.asks_of_cases(CasesOrder::HandOff { case, form }).await;
    assert_eq!(refused, Err(CasesRefusal::NoMail {}));
    let unknown = CasesOrder::ChangeCase {
        case,
        change: CaseChange::Owner {
            librarian: Some(LibrarianId(uuid::Uuid::nil())),
        },
    };
    assert_eq!(
        bo.asks_of_cases(unknown).await,
        Err(CasesRefusal::Fault {
            field: CasesField::Librarian
        })
    );
}

/// A library that writes mail, Bo who looks at cases, and Ada who has written.
pub(crate) async fn a_library() -> (Desk, MailServer, Librarian, Patron) {
    a_library_with(Mood::Accepts).await
}

/// The same, with a mail server in this mood.
pub(crate) async fn a_library_with(mood: Mood) -> (Desk, MailServer, Librarian, Patron) {
    let server = MailServer::open(mood).await;
    let desk = Desk::open_with(PROGRAM, &AT_ONCE).await;
    give(&desk, "bo", Role::Administrator).await;
    let mut bo = desk.bo().await;
    bo.sets_mail(server.address).await;
    bo.watches_cases().await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let hello = ada.write("Cerco un documento").await;
    ada.reads(hello).await;
    (desk, server, bo, ada)
}

pub(crate) async fn thread_of(bo: &mut Librarian) -> ThreadId {
    bo.sees_thread("her thread", |entry| entry.present)
        .await
        .thread
}

/// A case of Ada's.
pub(crate) async fn a_case(bo: &mut Librarian, ada: &mut Patron, subject: &str) -> CaseId {
    let (at, thread) = (desk_id(bo).await, thread_of(bo).await);
    let (case, _) = bo.makes_case(case_in(at, Some(thread), subject)).await;
    desk_says(ada, Happened::CaseOpened).await;
    case
}

async fn a_case_by_hand(bo: &mut Librarian) -> CaseId {
    let at: DeskId = desk_id(bo).await;
    bo.makes_case(case_in(at, None, SUBJECT)).await.0
}

/// All cases with these words.
pub(crate) fn looking(text: &str) -> CasesLook {
    CasesLook {
        text: text.into(),
        shelf: CasesShelf::All,
        ..CasesLook::default()
    }
}
