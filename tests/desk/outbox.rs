//! What goes out to patrons who are not on the page: sent once, tried again, given up,
//! and never repeated where nobody knows.

use sportello_kit::{Desk, HANDLE, Librarian, MailServer, Mood, Patron, mail_at};
use sportello_wire::patron::{ReachNews, ReachOrder, ReachRefusal, ReachWishView, ToPatron};
use sportello_wire::seat::{OutboxOrder, OutboxRefusal, OutgoingStateView, OutgoingView};
use sportello_wire::{
    Cause, Channel, MailAccountForm, MailFault, MessageId, Mode, OutgoingKind, Role, ThreadId,
};

use crate::PROGRAM;
use crate::accounts::give;

const ADA: &str = "ada@example.org";
/// Nobody waits a minute for a test.
pub(crate) const AT_ONCE: [(&str, &str); 2] = [
    ("SPORTELLO_OUTBOX_READ_FIRST_SECONDS", "0"),
    ("SPORTELLO_OUTBOX_FIRST_RETRY_SECONDS", "1"),
];

#[tokio::test]
async fn an_answer_that_nobody_read_is_told_by_mail_with_a_link_and_without_its_words() {
    let (desk, server, mut bo) = a_library_that_writes(Mood::Accepts).await;
    let (cookie, asked) = ada_asks_and_leaves(&desk).await;
    let thread = unread(&mut bo).await;
    let said = bo.write(thread, "Il Gattopardo è tornato").await;
    bo.reads(said).await;
    let letters = server.has_accepted(1).await;
    assert!(letters[0].to.contains(ADA), "{:?}", letters[0].to);
    assert!(!letters[0].text.contains("Gattopardo"));
    assert!(letters[0].text.contains("Auto-Submitted: auto-generated"));
    bo.watches_outbox().await;
    let sent = bo
        .sees_outbox("a letter that went", |view| view.gone.first().cloned())
        .await;
    assert_eq!(sent.kind, OutgoingKind::Answered);
    assert_eq!(letters[0].id(), format!("<{}>", sent.message_id));
    // The second answer of the same absence is told by the letter that is there.
    let said = bo.write(thread, "Glielo tengo fino a sabato").await;
    let at = bo.reads(said).await.at;
    // Whoever has the letter has the thread.
    let elsewhere = opens(&desk, &letters[0].secret()).await;
    let mut ada = desk.patron_again("Ada", Some(elsewhere)).await;
    let history = ada.see("the history", |view| view.history.clone()).await;
    assert_eq!((history.len(), history[0].id), (3, asked));
    ada.mark(at, at).await;
    bo.sees_outbox("a letter that has done its work", |view| {
        let read = matches!(view.gone.first()?.state, OutgoingStateView::Read {});
        read.then_some(())
    })
    .await;
    assert_eq!(server.accepted().len(), 1, "one letter for one absence");
    assert!(cookie.is_some());
}

#[tokio::test]
async fn who_reads_on_the_page_and_who_did_not_ask_for_it_gets_no_letter() {
    let (desk, server, mut bo) = a_library_that_writes(Mood::Accepts).await;
    let mut ada = desk.ada().await;
    ada.introduce().await;
    ada.wants_mail(ADA).await;
    let mut dino = desk.dino().await;
    dino.introduce().await;
    let asked = dino.write("Siete aperti?").await;
    dino.reads(asked).await;
    dino.vanish();
    let thread = unread(&mut bo).await;
    let said = bo.write(thread, "Sì").await;
    bo.reads(said).await;
    let asked = ada.write("E domani?").await;
    ada.reads(asked).await;
    let thread = bo
        .sees_thread("Ada's thread", |entry| {
            entry.present && entry.thread != thread
        })
        .await
        .thread;
    let said = bo.write(thread, "Anche").await;
    let at = ada.reads(said).await.at;
    bo.reads(said).await;
    ada.mark(at, at).await;
    // A letter that was asked for later comes first, and alone.
    ada.orders_reach(ReachOrder::SendLink {}).await;
    ada.hear("that the link was sent", link_sent).await;
    let letters = server.has_accepted(1).await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].to.contains(ADA));
}

#[tokio::test]
async fn a_server_that_says_later_is_asked_again_with_the_same_letter() {
    let (desk, server, mut bo) = a_library_that_writes(Mood::Later).await;
    bo.watches_outbox().await;
    let _ada = asks_for_the_link(&desk).await;
    server.was_tried(1).await;
    let waits = bo
        .sees_outbox("a letter that waits", |view| {
            let next = view.next.first()?;
            next.trouble.is_some().then(|| next.clone())
        })
        .await;
    let trouble = waits.trouble.expect("something was in the way");
    assert_eq!(trouble.cause, Cause::Deferred);
    assert!(trouble.said.contains("try again later"), "{}", trouble.said);
    server.becomes(Mood::Accepts);
    let letters = server.has_accepted(1).await;
    assert_eq!(letters[0].id(), format!("<{}>", waits.message_id));
}

#[tokio::test]
async fn a_letter_that_is_refused_is_shown_and_goes_out_again_only_if_somebody_says_so() {
    let (desk, server, mut bo) = a_library_that_writes(Mood::Never).await;
    bo.watches_outbox().await;
    let _ada = asks_for_the_link(&desk).await;
    let failed = in_trouble(&mut bo).await;
    assert_eq!(failed.state, OutgoingStateView::Failed {});
    assert_eq!(failed.address, ADA);
    let trouble = failed.trouble.clone().expect("it says why");
    assert_eq!(trouble.cause, Cause::RecipientRefused);
    assert!(
        trouble.said.contains("nobody of that name"),
        "{}",
        trouble.said
    );
    server.becomes(Mood::Accepts);
    let order = OutboxOrder::Arrived { id: failed.id };
    let settled = Err(OutboxRefusal::Settled {});
    assert_eq!(
        bo.asks_of_outbox(order).await,
        settled,
        "it is not in doubt"
    );
    let order = OutboxOrder::SendAgain { id: failed.id };
    assert_eq!(bo.asks_of_outbox(order).await, Ok(None));
    server.has_accepted(1).await;
}

#[tokio::test]
async fn a_server_killed_between_acceptance_and_its_books_never_sends_a_second_letter() {
    let (mut desk, server, bo) = a_library_that_writes(Mood::FallsSilent).await;
    let ada = asks_for_the_link(&desk).await;
    server.has_accepted(1).await;
    desk.kill();
    server.becomes(Mood::Accepts);
    drop(ada.vanish());
    desk.start().await;
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    bo.watches_outbox().await;
    let doubtful = in_trouble(&mut bo).await;
    assert_eq!(doubtful.state, OutgoingStateView::Uncertain {});
    assert_eq!(doubtful.trouble.map(|one| one.cause), Some(Cause::CutOff));
    // Another letter goes out, so the job has looked; this one did not go again.
    let _dino = asks_for_the_link_as(&desk, "dino@example.org").await;
    let letters = server.has_accepted(2).await;
    let first = format!("<{}>", doubtful.message_id);
    let twice = letters.iter().filter(|letter| letter.id() == first).count();
    assert_eq!(twice, 1, "{letters:?}");
    let order = OutboxOrder::Arrived { id: doubtful.id };
    assert_eq!(bo.asks_of_outbox(order).await, Ok(None));
    bo.sees_outbox("no doubt any more", |view| {
        view.trouble.is_empty().then_some(())
    })
    .await;
    assert_eq!(server.accepted().len(), 2);
}

#[tokio::test]
async fn a_channel_that_is_stopped_sends_nothing_until_it_goes_on() {
    let (desk, server, mut bo) = a_library_that_writes(Mood::Accepts).await;
    let pause = |paused| OutboxOrder::SetPaused {
        channel: Channel::Mail,
        paused,
    };
    assert_eq!(bo.asks_of_outbox(pause(true)).await, Ok(None));
    let _ada = asks_for_the_link(&desk).await;
    bo.watches_outbox().await;
    bo.sees_outbox("a letter behind a stopped channel", |view| {
        let channel = view.channels.first()?;
        (channel.waiting == 1 && channel.paused_at.is_some()).then_some(())
    })
    .await;
    assert_eq!(server.accepted(), []);
    assert_eq!(bo.asks_of_outbox(pause(false)).await, Ok(None));
    server.has_accepted(1).await;
}

#[tokio::test]
async fn a_mail_account_is_judged_tried_and_shown_without_its_password() {
    let (desk, server, mut bo) = a_library_that_writes(Mood::Accepts).await;
    let test = |form, password: Option<&str>| OutboxOrder::TestMail {
        account: Box::new(form),
        password: password.map(Into::into),
    };
    let mut account = mail_at(server.address);
    assert_eq!(
        bo.asks_of_outbox(test(account.clone(), None)).await,
        Ok(None)
    );
    account.user = "biblioteca".into();
    let trouble = bo
        .asks_of_outbox(test(account.clone(), None))
        .await
        .expect("it was tried");
    assert_eq!(trouble.map(|one| one.cause), Some(Cause::PasswordMissing));
    account.sender = "biblioteca".into();
    let fault = MailFault::Sender;
    let refused = bo.asks_of_outbox(test(account.clone(), None)).await;
    assert_eq!(refused, Err(OutboxRefusal::Fault { fault }));
    account.sender = "altra@example.org".into();
    let save = OutboxOrder::SaveMail {
        account: Box::new(account.clone()),
        password: Some("acqua e sale".into()),
    };
    assert_eq!(bo.asks_of_outbox(save).await, Ok(None));
    bo.watches_outbox().await;
    let mail = bo
        .sees_outbox("the account", |view| view.mail.clone())
        .await;
    assert!(mail.has_password);
    assert_eq!(mail.account, account);
    let elsewhere = MailAccountForm {
        port: account.port ^ 1,
        ..account
    };
    let fault = MailFault::PasswordAgain;
    let save = OutboxOrder::SaveMail {
        account: Box::new(elsewhere.clone()),
        password: None,
    };
    for order in [test(elsewhere, None), save] {
        let refused = bo.asks_of_outbox(order).await;
        assert_eq!(
            refused,
            Err(OutboxRefusal::Fault { fault }),
            "it is kept for another"
        );
    }
    let database = std::fs::read(desk.data().join("sportello.db-wal")).expect("it is written to");
    let password = b"acqua e sale";
    assert!(
        !database
            .windows(password.len())
            .any(|bytes| bytes == password)
    );
}

#[tokio::test]
async fn who_left_the_line_by_mail_is_called_to_their_turn_also_after_a_power_cut() {
    let (mut desk, server, bo) = a_library_that_writes(Mood::Accepts).await;
    let mut bo = bo;
    bo.chooses(sportello_wire::ChosenPresence::Available).await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Voice).await;
    bo.answers().await;
    let mut ada = desk.ada().await;
    ada.wants_mail(ADA).await;
    ada.arrive(Mode::Video).await;
    let contact = ada.waits_at(1).await;
    drop(ada.vanish());
    desk.kill();
    desk.start().await;
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    let mut dino = desk.patron_again("Dino", dino.keeps.clone()).await;
    let talk = dino.talks_with("Bo Conti").await;
    bo.talks(talk).await;
    assert_eq!(server.accepted(), [], "it is not her turn");
    bo.hangs_up(talk).await;
    dino.sees_the_end().await;
    let letters = server.has_accepted(1).await;
    assert!(letters[0].to.contains(ADA));
    let cookie = opens(&desk, &letters[0].secret()).await;
    let mut ada = desk.patron_again("Ada", Some(cookie)).await;
    assert_eq!(bo.answers().await, contact, "at her old place");
    ada.talks_with("Bo Conti").await;
    dino.vanish();
}

#[tokio::test]
async fn an_address_that_is_none_and_a_library_without_mail_are_said_to_be() {
    let desk = Desk::open(PROGRAM).await;
    let mut ada = desk.ada().await;
    ada.orders_reach(ReachOrder::Ask {}).await;
    ada.see("how it stands", |view| {
        (view.reach == Some((false, None))).then_some(())
    })
    .await;
    for (address, expected) in [
        ("ada", ReachRefusal::BadAddress),
        (ADA, ReachRefusal::NoMail),
    ] {
        let wish = ReachWishView::Mail {
            address: address.into(),
        };
        ada.orders_reach(ReachOrder::Wish { wish }).await;
        let told = ToPatron::Reach {
            news: ReachNews::Refused { why: expected },
        };
        assert_eq!(ada.next().await, told);
    }
}

pub(crate) async fn a_library_that_writes(mood: Mood) -> (Desk, MailServer, Librarian) {
    a_library_that_writes_with(&AT_ONCE, mood).await
}

pub(crate) async fn a_library_that_writes_with(
    settings: &[(&'static str, &'static str)],
    mood: Mood,
) -> (Desk, MailServer, Librarian) {
    let server = MailServer::open(mood).await;
    let desk = Desk::open_with(PROGRAM, settings).await;
    give(&desk, "bo", Role::Administrator).await;
    let mut bo = desk.bo().await;
    bo.sets_mail(server.address).await;
    (desk, server, bo)
}

pub(crate) async fn ada_asks_and_leaves(desk: &Desk) -> (Option<String>, MessageId) {
    let mut ada = desk.ada().await;
    ada.introduce().await;
    ada.wants_mail(ADA).await;
    let asked = ada.write("Avete il Gattopardo?").await;
    ada.reads(asked).await;
    (ada.vanish(), asked)
}

pub(crate) async fn asks_for_the_link(desk: &Desk) -> Patron {
    asks_for_the_link_as(desk, ADA).await
}

pub(crate) async fn asks_for_the_link_as(desk: &Desk, address: &str) -> Patron {
    let mut patron = desk.patron("who asks for a link").await;
    patron.wants_mail(address).await;
    patron.orders_reach(ReachOrder::SendLink {}).await;
    patron.hear("that the link was sent", link_sent).await;
    patron
}

pub(crate) fn link_sent(heard: &ToPatron) -> Option<()> {
    let news = ReachNews::LinkSent {};
    (*heard == ToPatron::Reach { news }).then_some(())
}

pub(crate) async fn unread(bo: &mut Librarian) -> ThreadId {
    bo.sees_thread("a patron who left", |entry| entry.unread && !entry.present)
        .await
        .thread
}

pub(crate) async fn in_trouble(bo: &mut Librarian) -> OutgoingView {
    bo.sees_outbox("a letter in trouble", |view| view.trouble.first().cloned())
        .await
}

/// Opens a private link in another browser.
pub(crate) async fn opens(desk: &Desk, secret: &str) -> String {
    let path = format!("/api/{HANDLE}/link");
    let body = serde_json::json!({ "secret": secret }).to_string();
    let headers = [("Content-Type", "application/json")];
    let answer = desk.send(&path, &headers, body.as_bytes()).await;
    assert_eq!(answer.status, 204, "{answer:?}");
    let cookie = answer.header("set-cookie").split(';').next();
    cookie.unwrap_or_default().to_owned()
}
