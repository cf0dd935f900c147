//! Mail that comes in, and what goes wrong about it: letters that do not arrive, mailboxes
//! that begin anew or are away, and a server that dies in the middle.

use sportello_core::{CaseEntryKind, CaseState, MailRemark};
use sportello_kit::post_office::{DOMAIN, Mail, PostOffice, REFUSED, SENDER};
use sportello_kit::{Librarian, Mood, case_in, hand_off};
use sportello_wire::seat::{CasesOrder, OutgoingStateView};
use sportello_wire::{Cause, Happened, OutgoingKind};

use crate::loans::{day, desk_id, desk_says};
use crate::mail_in::{
    a_case_of, a_library_that_reads, at, handed_off, is_read, is_seen, mailbox, written,
};
use crate::outbox::{a_library_that_writes, in_trouble, unread};

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
async fn a_letter_about_no_case_that_comes_back_stands_with_what_did_not_arrive() {
    let office = PostOffice::open().await;
    let (_desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    bo.watches_outbox().await;
    ada.wants_mail(REFUSED).await;
    ada.vanish();
    let thread = unread(&mut bo).await;
    let said = bo.write(thread, "Il libro è arrivato.").await;
    bo.reads(said).await;
    let failed = in_trouble(&mut bo).await;
    assert_eq!(
        (failed.kind, failed.address.as_str()),
        (OutgoingKind::Answered, REFUSED)
    );
    let trouble = failed.trouble.expect("it says why");
    assert_eq!(trouble.cause, Cause::RecipientRefused);
    assert!(
        trouble.said.contains("nobody of that name"),
        "{}",
        trouble.said
    );
    is_seen(&office, 1).await;
    bo.sees_cases("no mail that waits for somebody", |view| {
        view.letters.is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_is_late_is_said_to_be_on_its_way_and_its_office_is_not_marked() {
    let office = PostOffice::open().await;
    let (_desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_off((&mut bo, &mut ada), case, &office).await;
    let late = format!(
        "From: MAILER-DAEMON@{DOMAIN}\r\n\
         Subject: Delayed Mail (still being retried)\r\n\
         Message-ID: <in-ritardo@{DOMAIN}>\r\n\
         Auto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"parte\"\r\n\
         \r\n\
         --parte\r\n\r\nYour message could not be delivered yet.\r\n\
         --parte\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; {DOMAIN}\r\n\r\n\
         Final-Recipient: rfc822; dino@{DOMAIN}\r\n\
         Action: delayed\r\nStatus: 4.4.1\r\n\
         Diagnostic-Code: smtp; 451 4.4.1 greylisted\r\n\
         --parte\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         Message-ID: {}\r\n\
         --parte--\r\n",
        letter.id
    );
    let (from, to) = (format!("MAILER-DAEMON@{DOMAIN}"), at(SENDER.0));
    office.hand_in_as(&from, &to, &late).await;
    bo.opens_case(case).await;
    let waits = written(&mut bo, CaseEntryKind::NotDelivered, 1).await;
    assert_eq!(waits.remark, Some(MailRemark::NotYet {}));
    assert!(
        waits.text.contains("451 4.4.1 greylisted"),
        "{}",
        waits.text
    );
    bo.sees_cases("the archive, not marked", |view| {
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

#[tokio::test]
async fn a_mail_that_can_t_be_taken_is_passed_by_and_keeps_nothing_back() {
    let office = PostOffice::open().await;
    let (desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_off((&mut bo, &mut ada), case, &office).await;
    // Where files are to lie nothing can be written.
    std::fs::write(desk.data().join("files"), "").expect("there is room");
    let with_file = Mail {
        file: Some(("atto.txt".into(), "text/plain".into(), "84".into())),
        ..letter.answered("Con un allegato.")
    };
    office.hand_in(&with_file).await;
    bo.sees_cases("that it could not be taken", |view| {
        let letter = view.letters.first()?;
        (letter.remark == Some(MailRemark::Unreadable {})).then_some(())
    })
    .await;
    office.hand_in(&letter.answered("Senza.")).await;
    bo.opens_case(case).await;
    let wrote = written(&mut bo, CaseEntryKind::OfficeWrote, 1).await;
    assert_eq!(wrote.text, "Senza.");
    // What was passed by is left unseen, for whoever looks into the mailbox.
    is_seen(&office, 1).await;
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_said_to_be_and_lies_in_the_mailbox() {
    const LINES: usize = 27 * 1024 * 1024 / 76;
    let office = PostOffice::open().await;
    let (_desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_off((&mut bo, &mut ada), case, &office).await;
    let line = format!("{}\n", "A".repeat(74));
    let large = Mail {
        file: Some(("mappa.txt".into(), "text/plain".into(), line.repeat(LINES))),
        ..letter.answered("Ecco la mappa.")
    };
    office.hand_in(&large).await;
    bo.opens_case(case).await;
    let wrote = written(&mut bo, CaseEntryKind::OfficeWrote, 1).await;
    let too_large =
        matches!(wrote.remark, Some(MailRemark::TooLarge { megabytes }) if megabytes > 25);
    assert!(too_large, "{:?}", wrote.remark);
    assert_eq!((wrote.files.len(), wrote.text.as_str()), (0, ""));
}

#[tokio::test]
async fn a_server_that_is_killed_while_it_reads_takes_each_mail_once() {
    const MAILS: usize = 20;
    let office = PostOffice::open().await;
    let (mut desk, mut bo, mut ada) = a_library_that_reads(&office).await;
    let case = a_case_of(&mut bo, &mut ada).await;
    let letter = handed_off((&mut bo, &mut ada), case, &office).await;
    ada.vanish();
    desk.kill();
    for number in 0..MAILS {
        office
            .hand_in(&letter.answered(&format!("{number}.")))
            .await;
    }
    office.letters(SENDER.0, MAILS).await;
    for round in 1..=3 {
        desk.start().await;
        bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
            .await
            .expect("a session outlives the server");
        bo.watches_cases().await;
        bo.opens_case(case).await;
        if round < 3 {
            written(&mut bo, CaseEntryKind::OfficeWrote, 3 * round).await;
            desk.kill();
        }
    }
    let mut texts = bo
        .sees_case("all of them", |view| {
            let wrote = view.entries.iter();
            let wrote = wrote.filter(|entry| entry.kind == CaseEntryKind::OfficeWrote);
            let texts: Vec<String> = wrote.map(|entry| entry.text.clone()).collect();
            (texts.len() >= MAILS).then_some(texts)
        })
        .await;
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), MAILS);
    is_read(&mut bo).await;
    let view = bo.sees_case("them", |view| Some(view.clone())).await;
    let wrote = view.entries.iter();
    let wrote = wrote.filter(|entry| entry.kind == CaseEntryKind::OfficeWrote);
    assert_eq!(wrote.count(), MAILS, "each once");
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
