//! Mail that comes in, through the whole program and a real post office: a hand-off travels
//! out, what is answered to it comes back into its case, and what is forged does not.

use sportello_core::{CaseEntryKind, CaseState};
use sportello_kit::post_office::{DOMAIN, Mail, PostOffice, SENDER};
use sportello_kit::{Desk, Librarian, Patron, case_in, hand_off};
use sportello_wire::patron::OwnCaseState;
use sportello_wire::seat::{
    AskerForm, CaseChange, CaseEntryView, CasesOrder, LetterInView, MailboxForm, OfficeForm,
};
use sportello_wire::{CaseId, DeskId, Happened, MailSecurity, ThreadId};

use crate::loans::{day, desk_id, desk_says};
use crate::outbox::unread;
use crate::posting::{a_library_at, account, sets};

const SUBJECT: &str = "Un documento del 1921";
/// What an office writes back, with our words under its own.
const ANSWER: &str = "Buongiorno,
l'atto c'è: è il n. 84 del registro.

Il giorno lun 23 nov 2026 alle ore 09:12 Biblioteca di Prova <sportello@biblioteca.test> ha scritto:
> Si cerca l'atto di nascita di Ida Ferrini.
";
const SAID: &str = "Buongiorno,\nl'atto c'è: è il n. 84 del registro.";

#[tokio::test]
async fn an_office_s_answer_comes_back_into_its_case_with_its_file() {
    let office = PostOffice::open().await;
    let (desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_off((&mut bo, &mut ada), case, &office).await;
    bo.sees_cases("that the case waits", |view| {
        (view.counts.waiting_for_office == 1).then_some(())
    })
    .await;
    let answer = Mail {
        file: Some((
            "atto.csv".into(),
            "text/csv".into(),
            "numero;anno\n84;1921".into(),
        )),
        ..letter.answered(ANSWER)
    };
    office.hand_in(&answer).await;
    bo.sees_cases("the news", |view| (view.counts.news == 1).then_some(()))
        .await;
    let view = bo.opens_case(case).await;
    assert_eq!(view.row.state, CaseState::Open);
    let wrote = view.entries.last().expect("an entry");
    assert_eq!(wrote.kind, CaseEntryKind::OfficeWrote);
    assert_eq!(wrote.text, SAID);
    assert!(wrote.folded.contains("> Si cerca"), "{}", wrote.folded);
    assert!(wrote.with.contains(&at("dino")), "{}", wrote.with);
    let [file] = wrote.files.as_slice() else {
        panic!("one file: {:?}", wrote.files);
    };
    assert_eq!(file.name, "atto.csv");
    let brought = bo.download(desk.address, file.id).await;
    assert_eq!(brought.status, 200);
    assert!(brought.body.starts_with("numero;anno"), "{brought:?}");
    // Nobody but the librarian has read it yet; the patron sees that the desk has it.
    let own = ada
        .sees_cases("that the desk has it", |cases| {
            let case = cases.first()?;
            (case.state == OwnCaseState::InHand).then(|| case.clone())
        })
        .await;
    assert_eq!(own.entries, []);
    is_seen(&office, 1).await;
    // And what comes next, without being asked for.
    office.hand_in(&letter.answered("E anche la copia.")).await;
    let next = written(&mut bo, CaseEntryKind::OfficeWrote, 2).await;
    assert_eq!(next.text, "E anche la copia.");
}

#[tokio::test]
async fn a_forged_address_files_nothing_and_neither_does_a_number_in_a_subject() {
    let office = PostOffice::open().await;
    let (_desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_off((&mut bo, &mut ada), case, &office).await;
    let (signed, domain) = letter.reply_to.split_once('@').expect("an address");
    let (case_of, signature) = signed.split_once('.').expect("a signature");
    let forged: String = signature.chars().rev().collect();
    let forged = format!("{case_of}.{forged}@{domain}");
    assert_ne!(forged, letter.reply_to);
    let mut to_forged = letter.answered("Fidati.");
    to_forged.to = forged;
    office.hand_in(&to_forged).await;
    let waits = letter_in(&mut bo, "Fidati.").await;
    assert_eq!(waits.suggested.map(|row| row.id), Some(case));
    let by_subject = Mail {
        from: at("ada"),
        to: at(SENDER.0),
        answers: String::new(),
        subject: format!("R: {}", letter.subject),
        ..letter.answered("Anche io.")
    };
    office.hand_in(&by_subject).await;
    let waits = letter_in(&mut bo, "Anche io.").await;
    assert_eq!(waits.suggested.map(|row| row.id), Some(case));
    assert_eq!(waits.from, at("ada"));
    let view = bo.opens_case(case).await;
    assert_eq!(view.row.state, CaseState::WaitingForOffice);
    let wrote = |entry: &&CaseEntryView| entry.kind == CaseEntryKind::OfficeWrote;
    assert_eq!(view.entries.iter().filter(wrote).count(), 0);
    // Where the address is lost, the mails that it answers name the case.
    let mut without = letter.answered("Dalla segreteria.");
    without.to = at(SENDER.0);
    office.hand_in(&without).await;
    let wrote = written(&mut bo, CaseEntryKind::OfficeWrote, 1).await;
    assert_eq!(wrote.text, "Dalla segreteria.");
}

#[tokio::test]
async fn a_machine_s_answer_is_noted_and_nobody_answers_it() {
    let office = PostOffice::open().await;
    let (_desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_off((&mut bo, &mut ada), case, &office).await;
    let mut absent = letter.answered("Sono assente fino a lunedì.");
    absent.head = vec!["Auto-Submitted: auto-replied".into()];
    office.hand_in(&absent).await;
    let view = bo.opens_case(case).await;
    let noted = written(&mut bo, CaseEntryKind::AutoReply, 1).await;
    assert_eq!(noted.text, "Sono assente fino a lunedì.");
    assert_eq!(view.row.state, CaseState::WaitingForOffice);
    // A receipt says nothing that anybody wants to read.
    let mut read = letter.answered("Letto.");
    read.head = vec![
        "X-Ricevuta: accettazione".into(),
        format!("X-Riferimento-Message-ID: {}", letter.id),
    ];
    office.hand_in(&read).await;
    is_seen(&office, 2).await;
    office.delivered().await;
    assert_eq!(office.mailbox("dino").len(), 1, "the hand-off alone");
    bo.sees_case("only what was noted", |view| {
        (view.entries.last()?.kind == CaseEntryKind::AutoReply).then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_office_that_is_set_so_answers_the_patron_itself() {
    let office = PostOffice::open().await;
    let (desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let straight = bo
        .adds_office_as(OfficeForm {
            name: "Anagrafe".into(),
            mail: at("dino"),
            straight: true,
            ..OfficeForm::default()
        })
        .await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_to(&mut bo, case, straight, &office, 1).await;
    desk_says(&mut ada, Happened::CaseOpened).await;
    let answer = Mail {
        file: Some(("atto.txt".into(), "text/plain".into(), "84".into())),
        ..letter.answered(ANSWER)
    };
    office.hand_in(&answer).await;
    let said = desk_says(&mut ada, Happened::CaseAnswered).await;
    assert_eq!(said.text, SAID);
    let own = ada
        .sees_cases("the answer", |cases| {
            let case = cases.first()?;
            (case.state == OwnCaseState::Answered).then(|| case.clone())
        })
        .await;
    let file = &own.entries.last().expect("the answer").files[0];
    let path = format!("/api/@biblioteca.prova/case-files/{}", file.id);
    let cookie = ada.keeps.clone().unwrap_or_default();
    let brought = desk.ask("GET", &path, &[("Cookie", &cookie)]).await;
    assert_eq!(brought.status, 200, "{brought:?}");
    let view = bo.opens_case(case).await;
    assert_eq!(view.row.state, CaseState::Answered);
    let kinds: Vec<_> = view.entries.iter().map(|entry| entry.kind).rev().collect();
    let both = [CaseEntryKind::Answered, CaseEntryKind::OfficeWrote];
    assert_eq!(kinds[..2], both);
    // A thank-you afterwards is for the desk alone.
    office.hand_in(&letter.answered("Di nulla!")).await;
    written(&mut bo, CaseEntryKind::OfficeWrote, 2).await;
    // Who has no conversation gets a letter, with the file.
    let by_mail = a_case_by_mail(&mut bo, "ada").await;
    let receipt = letter_to(&office, "ada", 1).await;
    assert!(receipt.reply_to.contains("+c"), "{}", receipt.reply_to);
    let letter = handed_to(&mut bo, by_mail, straight, &office, 2).await;
    let answer = Mail {
        file: Some(("atto.txt".into(), "text/plain".into(), "84".into())),
        ..letter.answered(ANSWER)
    };
    office.hand_in(&answer).await;
    let of_answer = |letter: &String| letter.contains("n. 84") && letter.contains("atto.txt");
    let letters = office.letters("ada", 3).await;
    assert_eq!(letters.iter().filter(|one| of_answer(one)).count(), 1);
}

#[tokio::test]
async fn a_colleague_of_the_office_speaks_for_it_and_a_librarian_looks_at_what_they_say() {
    let office = PostOffice::open().await;
    let (_desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let straight = bo
        .adds_office_as(OfficeForm {
            name: "Anagrafe".into(),
            mail: at("dino"),
            straight: true,
            ..OfficeForm::default()
        })
        .await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_to(&mut bo, case, straight, &office, 1).await;
    desk_says(&mut ada, Happened::CaseOpened).await;
    let colleague = Mail {
        from: at("elio"),
        ..letter.answered(ANSWER)
    };
    office.hand_in(&colleague).await;
    bo.opens_case(case).await;
    written(&mut bo, CaseEntryKind::OfficeWrote, 1).await;
    bo.sees_case("that the desk has it, and not the patron", |view| {
        (view.row.state == CaseState::Open && view.answered_at.is_none()).then_some(())
    })
    .await;
    // And where a librarian has to say which case they mean, they are no less the office.
    let form = Box::new(hand_off(straight, "Ancora un atto.", &day(9).to_string()));
    bo.asks_of_cases(CasesOrder::HandOff { case, form })
        .await
        .expect("it goes out");
    desk_says(&mut ada, Happened::CaseOpened).await;
    let change = CaseChange::Snooze {
        until: Some(day(3).to_string()),
    };
    bo.asks_of_cases(CasesOrder::ChangeCase { case, change })
        .await
        .expect("may");
    let by_subject = Mail {
        to: at(SENDER.0),
        answers: String::new(),
        id: "<senza@comune.test>".into(),
        ..colleague
    };
    office.hand_in(&by_subject).await;
    let letter = letter_in(&mut bo, SAID).await.id;
    bo.asks_of_cases(CasesOrder::FileLetter { letter, case })
        .await
        .expect("it is there");
    let view = bo
        .sees_case("that the office wrote again", |view| {
            (view.row.state == CaseState::Open).then(|| view.clone())
        })
        .await;
    assert_eq!(view.snoozed_until, None, "it sleeps no more");
    assert!(!view.row.news, "who looks after it has put it there");
    let last = view.entries.last().expect("an entry");
    assert_eq!(last.kind, CaseEntryKind::OfficeWrote);
}

#[tokio::test]
async fn what_a_patron_answers_by_mail_stands_in_the_case() {
    let office = PostOffice::open().await;
    let (_desk, mut bo, _ada) = a_library_that_reads(&office).await;
    let case = a_case_by_mail(&mut bo, "ada").await;
    let receipt = letter_to(&office, "ada", 1).await;
    let ask = CasesOrder::AskPatron {
        case,
        text: "Di che anno?".into(),
    };
    bo.asks_of_cases(ask).await.expect("there is an address");
    office.letters("ada", 2).await;
    let mut answer = receipt.answered("Del 1921.");
    answer.from = format!("Ada Rossi <{}>", at("ada"));
    office.hand_in(&answer).await;
    bo.opens_case(case).await;
    let wrote = written(&mut bo, CaseEntryKind::PatronWrote, 1).await;
    assert_eq!(wrote.text, "Del 1921.");
    bo.sees_case("that the desk has it", |view| {
        (view.row.state == CaseState::Open).then_some(())
    })
    .await;
    // Closed, it is opened again by her word.
    let end = CasesOrder::EndCase {
        case,
        note: String::new(),
    };
    bo.asks_of_cases(end).await.expect("may");
    let mut again = receipt.answered("Anzi, del 1922.");
    again.from = at("ada");
    again.id = "<ancora@casa.test>".into();
    office.hand_in(&again).await;
    bo.sees_case("that it is open again", |view| {
        (view.row.state == CaseState::Reopened).then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_answers_the_letter_about_their_conversation_writes_into_its_case() {
    let office = PostOffice::open().await;
    let (desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    ada.wants_mail(&at("ada")).await;
    let cookie = ada.vanish();
    let thread = unread(&mut bo).await;
    let said = bo.write(thread, "Ci serve l’anno.").await;
    bo.reads(said).await;
    let letter = letter_to(&office, "ada", 1).await;
    let mut answer = letter.answered("Del 1921.");
    answer.from = "Ada a casa <ada@altrove.test>".into();
    office.hand_in(&answer).await;
    bo.opens_case(case).await;
    let wrote = written(&mut bo, CaseEntryKind::PatronWrote, 1).await;
    assert_eq!(wrote.text, "Del 1921.");
    let mut ada = desk.patron_again("Ada", cookie).await;
    let history = ada.see("the history", |view| view.history.clone()).await;
    let last = history.last().expect("messages");
    assert_eq!(last.text, "Del 1921.");
}

#[tokio::test]
async fn mail_of_nobody_waits_or_becomes_a_case_where_the_desk_wants_that() {
    let office = PostOffice::open().await;
    let (_desk, mut bo, _ada) = a_library_that_reads(&office).await;
    let asks = |number: u32, text: &str| Mail {
        from: format!("Dino Verdi <{}>", at("dino")),
        to: at(SENDER.0),
        subject: "Donazione di libri".into(),
        id: format!("<{number}@casa.test>"),
        text: text.into(),
        ..Mail::default()
    };
    office.hand_in(&asks(1, "Vorrei donare dei libri.")).await;
    let waits = letter_in(&mut bo, "Vorrei donare dei libri.").await;
    assert_eq!(waits.suggested, None);
    let desk = desk_id(&mut bo).await;
    bo.reads_mail(mailbox(&office, Some(desk)), SENDER.1).await;
    office.hand_in(&asks(2, "Sono due scatole.")).await;
    bo.sees_cases("a case", |view| (view.counts.to_do == 1).then_some(()))
        .await;
    let found = bo.finds_cases(Default::default()).await;
    let view = bo.opens_case(found[0].id).await;
    assert_eq!(view.row.subject, "Donazione di libri");
    assert_eq!(view.asker.mail, at("dino"));
    let kinds: Vec<_> = view.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [CaseEntryKind::Opened, CaseEntryKind::PatronWrote]);
    let receipt = office.letters("dino", 1).await.remove(0);
    assert!(receipt.contains(&view.row.number), "{receipt}");
    assert!(receipt.contains("Auto-Submitted: auto-"), "{receipt}");
    // What may belong to that case is for a librarian to say; a machine opens none.
    office.hand_in(&asks(3, "Sono tre.")).await;
    let waits = letter_in(&mut bo, "Sono tre.").await;
    assert_eq!(waits.suggested.map(|row| row.id), Some(view.row.id));
    // Asked again on the same day, somebody is not written to again.
    let end = CasesOrder::EndCase {
        case: view.row.id,
        note: String::new(),
    };
    bo.asks_of_cases(end).await.expect("may");
    office.letters("dino", 2).await;
    office.hand_in(&asks(4, "Sono quattro.")).await;
    bo.sees_cases("another case", |view| {
        (view.counts.to_do == 1).then_some(())
    })
    .await;
    let mut machine = asks(5, "Offerta della settimana");
    machine.head = vec!["List-Unsubscribe: <https://example.org>".into()];
    machine.from = "offerte@example.org".into();
    office.hand_in(&machine).await;
    letter_in(&mut bo, "Offerta della settimana").await;
    office.delivered().await;
    assert_eq!(office.mailbox("dino").len(), 2, "one receipt a day");
}

#[tokio::test]
async fn what_lay_in_the_mailbox_before_is_taken_only_where_it_belongs_to_a_case() {
    let office = PostOffice::open().await;
    let (_desk, mut bo) = a_library_at(&office).await;
    bo.watches_cases().await;
    let case = a_case_by_mail(&mut bo, "ada").await;
    let receipt = letter_to(&office, "ada", 1).await;
    let old = Mail {
        from: at("dino"),
        to: at(SENDER.0),
        subject: "Vecchia".into(),
        id: "<vecchia@casa.test>".into(),
        text: "Di tre anni fa.".into(),
        ..Mail::default()
    };
    office.hand_in(&old).await;
    let mut answer = receipt.answered("Eccomi.");
    answer.from = at("ada");
    office.hand_in(&answer).await;
    office.letters(SENDER.0, 2).await;
    bo.opens_case(case).await;
    bo.reads_mail(mailbox(&office, None), SENDER.1).await;
    written(&mut bo, CaseEntryKind::PatronWrote, 1).await;
    let new = Mail {
        id: "<nuova@casa.test>".into(),
        text: "Di oggi.".into(),
        ..old
    };
    office.hand_in(&new).await;
    letter_in(&mut bo, "Di oggi.").await;
    let letters = bo.sees_cases("them", |view| Some(view.letters.len())).await;
    assert_eq!(letters, 1, "the old one is left where it is");
    is_seen(&office, 2).await;
}

/// A letter of ours, as whoever got it may answer it.
pub(crate) struct Letter {
    pub(crate) id: String,
    pub(crate) reply_to: String,
    pub(crate) subject: String,
}

impl Letter {
    pub(crate) fn of(letter: &str) -> Self {
        let head = |name: &str| {
            let line = letter.lines().find(|line| line.starts_with(name));
            let line = line.unwrap_or_else(|| panic!("no {name} in\n{letter}"));
            line[name.len()..].trim().to_owned()
        };
        Self {
            id: head("Message-ID:"),
            reply_to: head("Reply-To:"),
            subject: head("Subject:"),
        }
    }

    /// An answer to it, from the office at `dino`.
    pub(crate) fn answered(&self, text: &str) -> Mail {
        Mail {
            from: format!("Dino Archivista <{}>", at("dino")),
            to: self.reply_to.clone(),
            subject: "R: la vostra richiesta".into(),
            id: format!("<{}@ufficio.test>", sportello_kit::new_message()),
            answers: self.id.clone(),
            text: text.into(),
            ..Mail::default()
        }
    }
}

/// A library that writes and reads mail, Bo who looks at cases, and Ada who has written.
pub(crate) async fn a_library_that_reads(office: &PostOffice) -> (Desk, Librarian, Patron) {
    let (desk, mut bo) = a_library_at(office).await;
    // What does not arrive is to be heard of.
    let mut mail = account(office);
    mail.bounces = at(SENDER.0);
    sets(&mut bo, mail, SENDER.1).await;
    bo.watches_cases().await;
    bo.reads_mail(mailbox(office, None), SENDER.1).await;
    is_read(&mut bo).await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    let hello = ada.write("Cerco un documento").await;
    ada.reads(hello).await;
    (desk, bo, ada)
}

/// Waits until the mailbox was looked at.
pub(crate) async fn is_read(bo: &mut Librarian) -> i64 {
    bo.sees_cases("that mail is read", |view| {
        let mailbox = view.mailbox.as_ref()?;
        mailbox.read_at.filter(|_| mailbox.trouble.is_none())
    })
    .await
}

pub(crate) fn mailbox(office: &PostOffice, unknown: Option<DeskId>) -> MailboxForm {
    MailboxForm {
        server: "localhost".into(),
        port: office.imap_tls(),
        security: MailSecurity::Tls,
        user: SENDER.0.into(),
        folder: "INBOX".into(),
        authority: office.authority().trim().into(),
        unknown,
    }
}

/// A case of Ada's conversation.
pub(crate) async fn a_case_of(bo: &mut Librarian, ada: &mut Patron) -> CaseId {
    let at = desk_id(bo).await;
    let thread: ThreadId = bo
        .sees_thread("her thread", |entry| entry.present)
        .await
        .thread;
    let (case, _) = bo.makes_case(case_in(at, Some(thread), SUBJECT)).await;
    desk_says(ada, Happened::CaseOpened).await;
    case
}

/// A case of somebody who has an address and no conversation.
async fn a_case_by_mail(bo: &mut Librarian, who: &str) -> CaseId {
    let desk = desk_id(bo).await;
    let mut form = case_in(desk, None, SUBJECT);
    form.asker = AskerForm {
        name: "Ada Rossi".into(),
        mail: at(who),
        phone: String::new(),
    };
    bo.makes_case(form).await.0
}

/// Hands a case to the archive, which reads its mail at `dino`.
pub(crate) async fn handed_off(
    (bo, ada): (&mut Librarian, &mut Patron),
    case: CaseId,
    office: &PostOffice,
) -> Letter {
    let archive = bo.adds_office("Archivio storico", &at("dino")).await;
    let letter = handed_to(bo, case, archive, office, 1).await;
    desk_says(ada, Happened::CaseOpened).await;
    letter
}

async fn handed_to(
    bo: &mut Librarian,
    case: CaseId,
    to: sportello_wire::OfficeId,
    office: &PostOffice,
    number: usize,
) -> Letter {
    let summary = "Si cerca l’atto di nascita di Ida Ferrini.";
    let form = Box::new(hand_off(to, summary, &day(9).to_string()));
    bo.asks_of_cases(CasesOrder::HandOff { case, form })
        .await
        .expect("it goes out");
    letter_to(office, "dino", number).await
}

/// The newest of so many letters in somebody's mailbox.
async fn letter_to(office: &PostOffice, who: &str, how_many: usize) -> Letter {
    let letters = office.letters(who, how_many).await;
    let mut letters: Vec<Letter> = letters.iter().map(|one| Letter::of(one)).collect();
    // Our ids are in the order of their making.
    letters.sort_by(|one, other| one.id.cmp(&other.id));
    letters.pop().expect("a letter")
}

/// Waits for so many entries of a kind in the case that is open; the last of them.
pub(crate) async fn written(
    bo: &mut Librarian,
    kind: CaseEntryKind,
    how_many: usize,
) -> CaseEntryView {
    bo.sees_case("what was written", move |view| {
        let mut wrote = view.entries.iter().filter(|entry| entry.kind == kind);
        wrote.nth(how_many - 1).cloned()
    })
    .await
}

/// Waits for a mail that belongs to no case.
async fn letter_in(bo: &mut Librarian, text: &str) -> LetterInView {
    let text = text.to_owned();
    bo.sees_cases("a mail of no case", move |view| {
        let mut letters = view.letters.iter();
        letters.find(|letter| letter.text == text).cloned()
    })
    .await
}

/// Waits until so many mails of the library's mailbox are marked as seen.
pub(crate) async fn is_seen(office: &PostOffice, how_many: usize) {
    let end = std::time::Instant::now() + sportello_kit::PATIENCE;
    let seen = || {
        let names = office.names(SENDER.0);
        names.iter().filter(|name| name.ends_with('S')).count()
    };
    while seen() < how_many {
        assert!(
            std::time::Instant::now() < end,
            "{:?}",
            office.names(SENDER.0)
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(seen(), how_many);
}

pub(crate) fn at(who: &str) -> String {
    format!("{who}@{DOMAIN}")
}
