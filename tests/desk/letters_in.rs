//! Mail that came and belongs to no case waits until a librarian says where it goes; and
//! from where mail is read is judged before it is kept.

use sportello_core::{CaseEntryKind, CaseState, LetterInId, MailSecurity};
use sportello_kit::{Desk, Librarian, case_in};
use sportello_store::{CaseFileRow, NewLetterIn, Store};
use sportello_wire::seat::{
    AskerForm, CaseForm, CasesField, CasesOrder, CasesRefusal, CasesTold, MailboxForm,
};
use sportello_wire::{CaseId, FileId, Role};
use uuid::Uuid;

use crate::PROGRAM;
use crate::accounts::give;
use crate::loans::desk_id;

const ANNA: &str = "anna@example.org";

#[tokio::test]
async fn a_mail_is_put_to_a_case_with_its_files_and_counts_as_what_its_writer_is() {
    let (_desk, mut bo) = with_letters(&[ANNA, "altri@example.org"]).await;
    let case = a_case_of(&mut bo, ANNA).await;
    bo.opens_case(case).await;
    for (letter, kind) in [
        (letter(0), CaseEntryKind::PatronWrote),
        (letter(1), CaseEntryKind::OtherWrote),
    ] {
        let file = CasesOrder::FileLetter { letter, case };
        bo.asks_of_cases(file.clone()).await.expect("it is there");
        let entry = bo
            .sees_case("the mail", |view| {
                let last = view.entries.last().filter(|entry| entry.kind == kind);
                last.cloned()
            })
            .await;
        assert_eq!(entry.text, "Ecco i dati che mancavano.");
        assert_eq!(entry.folded, "> Che cosa manca?");
        assert_eq!(entry.files.len(), 1, "{:?}", entry.files);
        let twice = bo.asks_of_cases(file).await;
        assert_eq!(twice, Err(CasesRefusal::Gone {}), "somebody was faster");
    }
    bo.sees_cases("no letter left", |view| {
        view.letters.is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_patrons_mail_opens_a_case_that_was_over() {
    let (_desk, mut bo) = with_letters(&[ANNA]).await;
    let case = a_case_of(&mut bo, ANNA).await;
    let end = CasesOrder::EndCase {
        case,
        note: String::new(),
    };
    bo.asks_of_cases(end).await.expect("it is open");
    let file = CasesOrder::FileLetter {
        letter: letter(0),
        case,
    };
    bo.asks_of_cases(file).await.expect("it is there");
    assert_eq!(bo.opens_case(case).await.row.state, CaseState::Reopened);
}

#[tokio::test]
async fn a_mail_becomes_a_case_of_whoever_wrote_it_or_goes() {
    let (_desk, mut bo) = with_letters(&[ANNA, "pubblicita@example.org"]).await;
    let desk = desk_id(&mut bo).await;
    let make = CasesOrder::LetterToCase {
        letter: letter(0),
        desk,
    };
    let Ok(CasesTold::Made { case, .. }) = bo.asks_of_cases(make).await else {
        panic!("no case");
    };
    let made = bo.opens_case(case).await;
    assert_eq!(made.row.subject, "I documenti");
    assert_eq!(made.asker.mail, ANNA);
    let kinds: Vec<_> = made.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [CaseEntryKind::Opened, CaseEntryKind::PatronWrote]);
    assert_eq!(made.entries[1].files.len(), 1);

    let drop = CasesOrder::DropLetter { letter: letter(1) };
    bo.asks_of_cases(drop.clone()).await.expect("it is there");
    let twice = bo.asks_of_cases(drop).await;
    assert_eq!(twice, Err(CasesRefusal::Gone {}));
}

#[tokio::test]
async fn a_mailbox_is_judged_before_it_is_kept_and_its_password_goes_nowhere_else() {
    let desk = Desk::open(PROGRAM).await;
    give(&desk, "bo", Role::Administrator).await;
    let mut bo = desk.bo().await;
    bo.watches_cases().await;
    let bad = |change: fn(&mut MailboxForm)| {
        let mut form = nobody_listens();
        change(&mut form);
        form
    };
    for (form, field) in [
        (bad(|form| form.server = "a b".into()), CasesField::Server),
        (bad(|form| form.port = 0), CasesField::Port),
        (bad(|form| form.user.clear()), CasesField::User),
        (bad(|form| form.folder = "a\nb".into()), CasesField::Folder),
        (
            bad(|form| form.authority = "no".into()),
            CasesField::Authority,
        ),
        (
            bad(|form| form.server = "imap.example.org".into()),
            CasesField::Security,
        ),
        (
            bad(|form| form.unknown = Some(sportello_wire::DeskId(Uuid::nil()))),
            CasesField::Desk,
        ),
    ] {
        let refused = bo.asks_of_cases(save(form, Some("pane"))).await;
        assert_eq!(refused, Err(CasesRefusal::Fault { field }));
    }
    let missing = Err(CasesRefusal::Fault {
        field: CasesField::Password,
    });
    assert_eq!(
        bo.asks_of_cases(save(nobody_listens(), None)).await,
        missing
    );
    let kept = save(nobody_listens(), Some("acqua e sale"));
    bo.asks_of_cases(kept).await.expect("it can be kept");
    let known = bo
        .sees_cases("the mailbox", |view| view.mailbox.clone())
        .await;
    assert_eq!(known.form, nobody_listens());
    assert!(known.has_password);
    bo.asks_of_cases(save(nobody_listens(), None))
        .await
        .expect("the password is kept for it");
    let elsewhere = bad(|form| form.user = "un altro".into());
    let tried = CasesOrder::TryMailbox {
        form: Box::new(elsewhere),
        password: None,
    };
    assert_eq!(bo.asks_of_cases(tried).await, missing);

    let none = CasesOrder::SaveMailbox {
        form: None,
        password: None,
    };
    bo.asks_of_cases(none).await.expect("it is read no more");
    assert_eq!(
        bo.asks_of_cases(save(nobody_listens(), None)).await,
        missing
    );
}

#[tokio::test]
async fn a_mailbox_that_does_not_answer_says_so_when_it_is_tried() {
    let desk = Desk::open(PROGRAM).await;
    give(&desk, "bo", Role::Administrator).await;
    let mut bo = desk.bo().await;
    let tried = CasesOrder::TryMailbox {
        form: Box::new(nobody_listens()),
        password: Some("pane".into()),
    };
    let Ok(CasesTold::TriedMailbox { mails, trouble, .. }) = bo.asks_of_cases(tried).await else {
        panic!("it was not tried");
    };
    assert_eq!(mails, None);
    let trouble = trouble.expect("nobody is there");
    assert_eq!(trouble.cause, sportello_core::Cause::NobodyAnswers);
}

#[tokio::test]
async fn who_does_not_administer_sets_no_mailbox() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let refused = bo.asks_of_cases(save(nobody_listens(), Some("pane"))).await;
    assert_eq!(refused, Err(CasesRefusal::NotAllowed {}));
}

/// A desk whose library has these people's letters, and Bo who looks at cases.
async fn with_letters(from: &[&str]) -> (Desk, Librarian) {
    let mut desk = Desk::open(PROGRAM).await;
    desk.stop().await;
    let store = Store::open(&desk.data()).await.expect("nobody has it");
    let library = store.libraries().await.expect("read").remove(0).id;
    let mut writing = store.write().await.expect("free");
    for (number, mail) in from.iter().enumerate() {
        let new = NewLetterIn {
            id: letter(number),
            from_name: "Anna Bini".into(),
            from_mail: (*mail).to_owned(),
            subject: "I documenti".into(),
            text: "Ecco i dati che mancavano.".into(),
            folded: "> Che cosa manca?".into(),
            message_id: format!("{number}@example.org"),
            kind: "person",
            left_out: 0,
            remark: None,
            suggested: None,
        };
        sportello_store::add_letter_in(&mut writing, library, &new, 0)
            .await
            .expect("written");
        let file = CaseFileRow {
            id: FileId(Uuid::from_u128(number as u128 + 1)),
            name: "dati.pdf".into(),
            kind: "application/pdf".into(),
            size: 4,
        };
        sportello_store::add_case_file(&mut writing, &file, Err(letter(number)))
            .await
            .expect("written");
    }
    writing.commit().await.expect("committed");
    drop(store);
    desk.start().await;
    let mut bo = desk.bo().await;
    bo.watches_cases().await;
    (desk, bo)
}

fn letter(number: usize) -> LetterInId {
    LetterInId(Uuid::from_u128(number as u128 + 1))
}

async fn a_case_of(bo: &mut Librarian, mail: &str) -> CaseId {
    let desk = desk_id(bo).await;
    let form = CaseForm {
        asker: AskerForm {
            mail: mail.into(),
            ..AskerForm::default()
        },
        ..case_in(desk, None, "I documenti di Anna")
    };
    bo.makes_case(form).await.0
}

/// A mailbox at a port of this computer at which nobody listens.
fn nobody_listens() -> MailboxForm {
    MailboxForm {
        server: "127.0.0.1".into(),
        port: 1,
        security: MailSecurity::Plain,
        user: "biblioteca".into(),
        folder: "INBOX".into(),
        authority: String::new(),
        unknown: None,
    }
}

fn save(form: MailboxForm, password: Option<&str>) -> CasesOrder {
    CasesOrder::SaveMailbox {
        form: Some(Box::new(form)),
        password: password.map(str::to_owned),
    }
}
