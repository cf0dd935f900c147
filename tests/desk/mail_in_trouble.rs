//! Mail that comes in, and what goes wrong about it: letters that do not arrive, mailboxes
//! that begin anew or are away, and a server that dies in the middle.

use sportello_core::{CaseEntryKind, CaseState};
use sportello_kit::post_office::{PostOffice, REFUSED, SENDER};
use sportello_kit::{Librarian, Mood, case_in, hand_off};
use sportello_wire::seat::{CasesOrder, OutgoingStateView};
use sportello_wire::{Cause, Happened};

use crate::loans::{day, desk_id, desk_says};
use crate::mail_in::{a_case_of, a_library_that_reads, handed_off, is_read, mailbox, written};
use crate::outbox::a_library_that_writes;

#[tokio::test]
async fn a_letter_that_comes_back_is_understood_and_marks_the_office() {
    let office = PostOffice::open().await;
    let (_desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let lost = bo.adds_office("Ufficio chiuso", REFUSED).await;
    let form = Box::new(hand_off(lost, "Si cerca un atto.", &day(9).to_string()));
    bo.asks_of_cases(CasesOrder::HandOff { case, form })
        .await
        .expect("it goes out");
    desk_says(&mut ada, Happened::CaseOpened).await;
    bo.sees_cases("the news", |view| (view.counts.news == 1).then_some(()))
        .await;
    bo.opens_case(case).await;
    let failed = written(&mut bo, CaseEntryKind::NotDelivered, 1).await;
    assert!(
        failed.text.contains("nobody of that name"),
        "{}",
        failed.text
    );
    assert_eq!(failed.with, REFUSED);
    let said = bo
        .sees_cases("the office that is not reached", |view| {
            let mut offices = view.offices.iter();
            let office = offices.find(|office| office.id == lost)?;
            office.bad_since.map(|_| office.bad_said.clone())
        })
        .await;
    assert!(said.contains("nobody of that name"), "{said}");
    // Whoever makes one up about a letter that is not ours changes nothing.
    let archive = handed_off((&mut bo, &mut ada), case, &office).await;
    let mut made_up = archive.answered("Undelivered mail returned to sender");
    made_up.from = format!("MAILER-DAEMON@{}", sportello_kit::post_office::DOMAIN);
    made_up.to = format!("{}@{}", SENDER.0, sportello_kit::post_office::DOMAIN);
    made_up.answers = String::new();
    made_up.head = vec!["X-Failed-Recipients: dino@biblioteca.test".into()];
    made_up.text = "Message-ID: <mai-spedita@biblioteca.test>".into();
    office.hand_in(&made_up).await;
    bo.sees_cases("a mail of no case", |view| {
        (view.letters.len() == 1).then_some(())
    })
    .await;
    bo.sees_cases("the archive, reached", |view| {
        let mut offices = view.offices.iter();
        let archive = offices.find(|office| office.form.name == "Archivio storico")?;
        archive.bad_since.is_none().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_that_begins_anew_brings_nothing_twice() {
    let mut office = PostOffice::open().await;
    let (_desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_off((&mut bo, &mut ada), case, &office).await;
    office.hand_in(&letter.answered("Uno.")).await;
    bo.opens_case(case).await;
    written(&mut bo, CaseEntryKind::OfficeWrote, 1).await;
    let before = is_read(&mut bo).await;
    office.kill_the_mailboxes().await;
    office.forget_numbers(SENDER.0);
    office.open_the_mailboxes().await;
    bo.reads_mail(mailbox(&office, None), SENDER.1).await;
    bo.sees_cases("that it was read again", |view| {
        let read_at = view.mailbox.as_ref()?.read_at?;
        (read_at > before).then_some(())
    })
    .await;
    office.hand_in(&letter.answered("Due.")).await;
    let second = written(&mut bo, CaseEntryKind::OfficeWrote, 2).await;
    assert_eq!(second.text, "Due.");
    let letters = bo.sees_cases("them", |view| Some(view.letters.len())).await;
    assert_eq!(letters, 0);
}

#[tokio::test]
async fn a_wrong_password_and_a_server_that_is_away_are_said_and_pass() {
    let mut office = PostOffice::open().await;
    let (_desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    bo.reads_mail(mailbox(&office, None), "olio e sale").await;
    trouble(&mut bo, &[Cause::WrongPassword]).await;
    bo.reads_mail(mailbox(&office, None), SENDER.1).await;
    is_read(&mut bo).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_off((&mut bo, &mut ada), case, &office).await;
    office.kill_the_mailboxes().await;
    trouble(&mut bo, &[Cause::NobodyAnswers, Cause::Cut]).await;
    office.open_the_mailboxes().await;
    // It comes back by itself.
    is_read(&mut bo).await;
    office.hand_in(&letter.answered("Eccoci.")).await;
    bo.opens_case(case).await;
    written(&mut bo, CaseEntryKind::OfficeWrote, 1).await;
}

#[tokio::test]
async fn a_hand_off_that_was_cut_off_is_in_doubt_and_goes_out_no_second_time() {
    let (mut desk, server, mut bo) = a_library_that_writes(Mood::FallsSilent).await;
    bo.watches_cases().await;
    let at = desk_id(&mut bo).await;
    let (case, _) = bo.makes_case(case_in(at, None, "Un atto")).await;
    let office = bo.adds_office("Archivio", "archivio@example.org").await;
    let form = |summary: &str| Box::new(hand_off(office, summary, &day(9).to_string()));
    let order = CasesOrder::HandOff {
        case,
        form: form("La prima volta"),
    };
    bo.asks_of_cases(order).await.expect("it goes out");
    server.has_accepted(1).await;
    desk.kill();
    server.becomes(Mood::Accepts);
    desk.start().await;
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    bo.watches_cases().await;
    let view = bo.opens_case(case).await;
    assert_eq!(view.row.state, CaseState::WaitingForOffice);
    bo.sees_case("a letter in doubt", |view| {
        let sent = view.entries.last()?;
        matches!(sent.letter, Some(OutgoingStateView::Uncertain {})).then_some(())
    })
    .await;
    // Another letter goes out, so the job has looked; this one did not go again.
    let order = CasesOrder::HandOff {
        case,
        form: form("La seconda volta"),
    };
    bo.asks_of_cases(order).await.expect("it goes out");
    let letters = server.has_accepted(2).await;
    let first = |text: &str| text.contains("La prima volta");
    let firsts = letters.iter().filter(|one| first(&one.text)).count();
    assert_eq!((firsts, letters.len()), (1, 2));
}

/// Waits until one of these is said to be in the way.
async fn trouble(bo: &mut Librarian, causes: &[Cause]) {
    let causes = causes.to_vec();
    bo.sees_cases("what is in the way", move |view| {
        let trouble = view.mailbox.as_ref()?.trouble.as_ref()?;
        causes.contains(&trouble.cause).then_some(())
    })
    .await;
}
