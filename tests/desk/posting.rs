//! Letters through the whole program and a real post office: the outbox, the courier,
//! Dovecot, which takes them in, and OpenSMTPD, which brings them to mailboxes.

use sportello_kit::post_office::{DOMAIN, LATER, PostOffice, SENDER};
use sportello_kit::{Desk, Librarian, Patron};
use sportello_wire::patron::{ReachNews, ReachOrder, ToPatron};
use sportello_wire::seat::{OutboxOrder, OutgoingStateView, OutgoingView};
use sportello_wire::{Cause, Channel, MailAccountForm, MailSecurity, Role};

use crate::PROGRAM;
use crate::accounts::give;
use crate::outbox::AT_ONCE;

#[tokio::test]
async fn a_letter_reaches_a_mailbox_once_and_says_where_answers_and_failures_go() {
    let office = PostOffice::open().await;
    let (desk, mut bo) = a_library_at(&office).await;
    let _ada = asks_for_the_link(&desk, "ada").await;
    let letter = office.letters("ada", 1).await.remove(0);
    bo.watches_outbox().await;
    let sent = bo
        .sees_outbox("a letter that went", |view| view.gone.first().cloned())
        .await;
    assert_eq!(sent.attempts, 1);
    assert_eq!(office.count("ada", &format!("<{}>", sent.message_id)), 1);
    let head = |name: &str| {
        let line = letter.lines().find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("no {name} in\n{letter}"))
    };
    assert_eq!(
        head("Return-Path:"),
        format!("Return-Path: <resi@{DOMAIN}>")
    );
    assert_eq!(head("Auto-Submitted:"), "Auto-Submitted: auto-generated");
    let own = head("Reply-To:");
    assert!(own.contains(&format!("{}+t", SENDER.0)), "{own}");
    // An answer written by hand reaches the library's mailbox at that address.
    let reply_to = own.trim_start_matches("Reply-To:").trim();
    let _dino = asks_for_the_link_at(&desk, reply_to).await;
    let answer = office.letters(SENDER.0, 1).await.remove(0);
    assert!(answer.contains(reply_to), "{answer}");
}

#[tokio::test]
async fn later_is_tried_again_and_never_is_said_with_the_server_s_reason() {
    let office = PostOffice::open().await;
    let (desk, mut bo) = a_library_at(&office).await;
    bo.watches_outbox().await;
    let mut ada = asks_for_the_link(&desk, LATER).await;
    let waits = bo
        .sees_outbox("a letter that was tried twice", |view| {
            let waits = |one: &&OutgoingView| matches!(one.state, OutgoingStateView::Queued { .. });
            let mut next = view.next.iter().filter(waits);
            next.find(|one| one.attempts >= 2).cloned()
        })
        .await;
    let trouble = waits.trouble.expect("something was in the way");
    assert_eq!(trouble.cause, Cause::Deferred);
    assert!(trouble.said.contains("come back later"), "{}", trouble.said);
    // What waits follows her to another address, under the same name.
    ada.wants_mail(&format!("ada@{DOMAIN}")).await;
    let order = OutboxOrder::SendAgain { id: waits.id };
    assert_eq!(bo.asks_of_outbox(order).await, Ok(None), "it need not wait");
    office.letters("ada", 1).await;
    assert_eq!(office.count("ada", &format!("<{}>", waits.message_id)), 1);
    let _nobody = asks_for_the_link(&desk, "nessuno").await;
    let failed = in_trouble(&mut bo).await;
    assert_eq!(failed.state, OutgoingStateView::Failed {});
    let trouble = failed.trouble.expect("it says why");
    assert_eq!(trouble.cause, Cause::RecipientRefused);
    assert!(trouble.said.starts_with('5'), "{}", trouble.said);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_and_a_wrong_password_cost_no_letter() {
    let office = PostOffice::open().await;
    let (desk, mut bo) = a_library_at(&office).await;
    bo.watches_outbox().await;
    let mut stranger = account(&office);
    stranger.authority = String::new();
    let wrong = [
        (stranger, SENDER.1, Cause::CertificateNotTrusted),
        (account(&office), "olio e sale", Cause::WrongPassword),
    ];
    for (number, (account, password, cause)) in wrong.into_iter().enumerate() {
        sets(&mut bo, account, password).await;
        let _one = asks_for_the_link(&desk, ["ada", "dino"][number]).await;
        bo.sees_outbox("mail that stands still", |view| {
            let mail = view
                .channels
                .iter()
                .find(|one| one.channel == Channel::Mail)?;
            let standstill = mail.standstill.as_ref()?;
            (standstill.trouble.cause == cause && view.trouble.is_empty()).then_some(())
        })
        .await;
    }
    office.delivered().await;
    assert!(office.mailbox("ada").is_empty());
    sets(&mut bo, account(&office), SENDER.1).await;
    for who in ["ada", "dino"] {
        office.letters(who, 1).await;
    }
    bo.sees_outbox("all of it gone", |view| {
        (view.gone.len() == 2 && view.next.is_empty()).then_some(())
    })
    .await;
    office.delivered().await;
    assert_eq!(
        (office.mailbox("ada").len(), office.mailbox("dino").len()),
        (1, 1)
    );
}

/// The desk server is killed over and over while letters go out. What it calls sent is
/// there once; what is in doubt is there at most once, and is not sent again.
#[tokio::test]
async fn a_desk_server_that_is_killed_in_the_middle_makes_no_letter_twice() {
    const ROUNDS: usize = 5;
    let office = PostOffice::open().await;
    let (mut desk, mut bo) = a_library_at(&office).await;
    for round in 0..ROUNDS {
        for number in 0..3 {
            // Each from a conversation of its own, and each to the same mailbox.
            let address = format!("ada+{round}{number}@{DOMAIN}");
            asks_for_the_link_at(&desk, &address).await.vanish();
        }
        // The later in a round it dies, the more of them have gone.
        let gone = office.mailbox("ada").len();
        office.letters("ada", gone + round % 3).await;
        desk.kill();
        desk.start().await;
        bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
            .await
            .expect("a session outlives the server");
    }
    bo.watches_outbox().await;
    let all = bo
        .sees_outbox("that nothing is under way", |view| {
            let all = view.trouble.iter().chain(&view.gone);
            view.next
                .is_empty()
                .then(|| all.cloned().collect::<Vec<_>>())
        })
        .await;
    assert_eq!(all.len(), 3 * ROUNDS, "{all:?}");
    office.delivered().await;
    let mut sent = 0;
    for one in &all {
        let there = office.count("ada", &format!("<{}>", one.message_id));
        match one.state {
            OutgoingStateView::Sent {} => {
                assert_eq!(there, 1, "{one:?}");
                sent += 1;
            }
            OutgoingStateView::Uncertain {} => assert!(there <= 1, "{there} of {one:?}"),
            _ => panic!("it is neither sent nor in doubt: {one:?}"),
        }
    }
    assert!(sent > 0, "no letter got through at all");
}

pub(crate) async fn a_library_at(office: &PostOffice) -> (Desk, Librarian) {
    let desk = Desk::open_with(PROGRAM, &AT_ONCE).await;
    give(&desk, "bo", Role::Administrator).await;
    let mut bo = desk.bo().await;
    sets(&mut bo, account(office), SENDER.1).await;
    (desk, bo)
}

pub(crate) fn account(office: &PostOffice) -> MailAccountForm {
    MailAccountForm {
        server: "localhost".into(),
        port: office.start_tls(),
        security: MailSecurity::StartTls,
        user: SENDER.0.into(),
        sender: format!("{}@{DOMAIN}", SENDER.0),
        sender_name: "Biblioteca di Prova".into(),
        bounces: format!("resi@{DOMAIN}"),
        replies: format!("{}@{DOMAIN}", SENDER.0),
        authority: office.authority().into(),
    }
}

pub(crate) async fn sets(bo: &mut Librarian, account: MailAccountForm, password: &str) {
    let save = OutboxOrder::SaveMail {
        account: Box::new(account),
        password: Some(password.into()),
    };
    assert_eq!(bo.asks_of_outbox(save).await, Ok(None));
}

async fn asks_for_the_link(desk: &Desk, name: &str) -> Patron {
    asks_for_the_link_at(desk, &format!("{name}@{DOMAIN}")).await
}

async fn asks_for_the_link_at(desk: &Desk, address: &str) -> Patron {
    let mut patron = desk.patron("who asks for a link").await;
    patron.wants_mail(address).await;
    patron.orders_reach(ReachOrder::SendLink {}).await;
    patron
        .hear("that the link was sent", |heard| {
            let news = ReachNews::LinkSent {};
            (*heard == ToPatron::Reach { news }).then_some(())
        })
        .await;
    patron
}

async fn in_trouble(bo: &mut Librarian) -> OutgoingView {
    bo.sees_outbox("a letter in trouble", |view| view.trouble.first().cloned())
        .await
}
