//! Invitations: a link by which somebody comes to an account, or to a new password.

use sportello_core::InvitationId;
use sportello_kit::{Desk, LIBRARY, Librarian, Program, new_seat};
use sportello_server::secrets::hash_token;
use sportello_store::{InvitationRow, Store, add_invitation};
use sportello_wire::seat::{AccountsOrder, AccountsRefusal, MadeLink, SignInRefusal};
use sportello_wire::{Presence, Role};
use uuid::Uuid;

use crate::PROGRAM;
use crate::accounts::give;

const LOOK: &str = "/api/invitation/look";
const ACCEPT: &str = "/api/invitation/accept";
const PASSWORD: &str = "quattro parole a caso";

#[tokio::test]
async fn who_is_invited_chooses_name_and_password_and_signs_in() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = administrator(&desk).await;
    bo.watches_accounts().await;
    let link = invites(&mut bo, "Maria Rossi", Role::Supervisor).await;
    assert!(!link.for_password && link.qr.contains("<svg"));
    let invited = bo.sees_accounts("the invitation", |view| view.invitations.first().cloned());
    let invited = invited.await;
    assert_eq!(
        (invited.id, invited.role),
        (link.invitation, Role::Supervisor)
    );
    let secret = secret_of(&link);
    let seen = posts(&desk, LOOK, &[("secret", &secret)]).await;
    assert_eq!(seen.0, 200);
    assert_eq!(seen.1["library"], LIBRARY);
    assert_eq!(seen.1["name"], "Maria Rossi");
    assert!(seen.1["user"].is_null());
    let done = accepts(&desk, &secret, " Maria.Rossi ", PASSWORD).await;
    assert_eq!((done.0, &done.1["user"]), (200, &"maria.rossi".into()));
    bo.sees_accounts("that she came", |view| {
        let came = view.people.iter().any(|one| one.name == "Maria Rossi");
        (came && view.invitations.is_empty()).then_some(())
    })
    .await;
    let maria = Librarian::sign_in(desk.address, new_seat(), "maria.rossi", PASSWORD).await;
    maria
        .expect("her password")
        .is_now(Presence::Available)
        .await;
    let again = accepts(&desk, &secret, "altra", PASSWORD).await;
    assert_eq!(again.0, 404, "it works once");
    assert!(
        !desk.program().to_string().contains(&secret),
        "not in the log"
    );
}

#[tokio::test]
async fn what_can_not_be_chosen_is_refused_and_the_invitation_still_holds() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = administrator(&desk).await;
    let secret = secret_of(&invites(&mut bo, "Maria Rossi", Role::Librarian).await);
    for (user, password, code) in [
        ("m", PASSWORD, "badUser"),
        ("maria rossi", PASSWORD, "badUser"),
        ("BO", PASSWORD, "userTaken"),
        ("maria", "breve", "passwordTooShort"),
        ("maria.rossi", "Maria.Rossi", "passwordIsUser"),
        ("maria", &"x".repeat(300), "passwordTooLong"),
    ] {
        let refused = accepts(&desk, &secret, user, password).await;
        assert_eq!(
            refused,
            (422, serde_json::json!({ "code": code })),
            "{user}"
        );
    }
    assert_eq!(accepts(&desk, &secret, "maria", PASSWORD).await.0, 200);
}

#[tokio::test]
async fn an_invitation_is_taken_back_let_hold_again_and_renewed() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = administrator(&desk).await;
    let first = invites(&mut bo, "Maria Rossi", Role::Librarian).await;
    let secret = secret_of(&first);
    let revoked = |revoked| AccountsOrder::SetRevoked {
        invitation: first.invitation,
        revoked,
    };
    for (order, status) in [(revoked(true), 404), (revoked(false), 200)] {
        assert_eq!(bo.asks(order).await, Ok(None));
        let seen = posts(&desk, LOOK, &[("secret", &secret)]).await;
        assert_eq!(seen.0, status);
    }
    let renew = AccountsOrder::RenewInvitation {
        invitation: first.invitation,
    };
    let second = bo.asks(renew).await.expect("done").expect("a link");
    assert_eq!(second.invitation, first.invitation);
    let old = accepts(&desk, &secret, "maria", PASSWORD).await;
    assert_eq!(old.0, 404, "one link at a time");
    let new = accepts(&desk, &secret_of(&second), "maria", PASSWORD).await;
    assert_eq!(new.0, 200);
    let over = AccountsOrder::RenewInvitation {
        invitation: first.invitation,
    };
    assert_eq!(bo.asks(over).await, Err(AccountsRefusal::InvitationOver));
}

#[tokio::test]
async fn an_invitation_ends_after_its_days() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = administrator(&desk).await;
    let days = (invites(&mut bo, "Maria Rossi", Role::Librarian)
        .await
        .expires_at
        - now())
        / 86_400_000;
    assert!((6..=7).contains(&days), "{days}");
    let secret = "s".repeat(43);
    let store = Store::open_to_administer(&desk.data()).await;
    let store = store.expect("beside the server");
    let row = InvitationRow {
        id: InvitationId(Uuid::from_u128(9)),
        library: store.account("bo").await.expect("Bo").library,
        name: "Maria Rossi".into(),
        role: Role::Librarian,
        librarian: None,
        created_at: now() - 1_000,
        expires_at: now() - 1,
    };
    let mut writing = store.write().await.expect("free");
    let added = add_invitation(&mut writing, &row, &hash_token(&secret)).await;
    added.expect("written");
    writing.commit().await.expect("committed");
    store.close().await;
    let late = accepts(&desk, &secret, "maria", PASSWORD).await;
    assert_eq!(late, (404, serde_json::json!({ "code": "invitationOver" })));
}

#[tokio::test]
async fn a_forgotten_password_is_chosen_anew_by_a_link_and_nobody_else_sees_it() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = administrator(&desk).await;
    bo.watches_accounts().await;
    let session = desk.cleo().await.vanish();
    let cleo = bo.sees_accounts("Cleo", |view| {
        let mut people = view.people.iter();
        people.find(|one| one.user == "cleo").map(|one| one.id)
    });
    let reset = AccountsOrder::ResetPassword {
        librarian: cleo.await,
    };
    let link = bo.asks(reset).await.expect("done").expect("a link");
    assert!(link.for_password);
    // Until it is used, nothing has changed.
    assert!(
        Librarian::resume(desk.address, "cleo", &session)
            .await
            .is_ok()
    );
    let secret = secret_of(&link);
    let seen = posts(&desk, LOOK, &[("secret", &secret)]).await;
    assert_eq!(seen.1["user"], "cleo");
    let done = accepts(&desk, &secret, "somebody.else", PASSWORD).await;
    assert_eq!((done.0, &done.1["user"]), (200, &"cleo".into()));
    let resumed = Librarian::resume(desk.address, "cleo", &session).await;
    assert_eq!(resumed.err(), Some(SignInRefusal::SessionEnded));
    let old = &desk.account("cleo").password;
    let refused = Librarian::sign_in(desk.address, new_seat(), "cleo", old).await;
    assert_eq!(refused.err(), Some(SignInRefusal::WrongNameOrPassword));
    let new = Librarian::sign_in(desk.address, new_seat(), "cleo", PASSWORD).await;
    assert!(new.is_ok());
}

#[tokio::test]
async fn secrets_can_not_be_tried_without_end_nor_from_another_site() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = administrator(&desk).await;
    let secret = secret_of(&invites(&mut bo, "Maria Rossi", Role::Librarian).await);
    let body = serde_json::json!({ "secret": secret }).to_string();
    let stranger = [("origin", "https://evil.example")];
    let answer = desk.send(LOOK, &stranger, body.as_bytes()).await;
    assert_eq!(answer.status, 404);
    let large = serde_json::json!({ "secret": "x".repeat(10_000) }).to_string();
    assert_eq!(desk.send(LOOK, &[], large.as_bytes()).await.status, 404);
    for tries in 0.. {
        let guess = "A".repeat(43);
        match posts(&desk, LOOK, &[("secret", &guess)]).await.0 {
            404 => assert!(tries < 100, "without end"),
            429 => break,
            other => panic!("{other}"),
        }
    }
    let good = posts(&desk, LOOK, &[("secret", &secret)]).await;
    assert_eq!(good.0, 200, "who has a link is not kept out");
}

#[tokio::test]
async fn the_page_of_an_invitation_runs_its_own_script_alone_and_speaks_both_languages() {
    let desk = Desk::open(PROGRAM).await;
    for (language, word) in [("it", "Salva ed entra"), ("en", "Save and join")] {
        let liked = [("accept-language", language)];
        let answer = desk.ask("GET", "/invito", &liked).await;
        assert_eq!(answer.status, 200);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(policy.contains("script-src 'sha256-") && policy.contains("connect-src 'self'"));
        let page = &answer.body;
        assert!(page.contains(word) && !page.contains("{{"), "{page}");
    }
}

#[tokio::test]
async fn the_command_line_prints_a_link_that_works() {
    let desk = Desk::open(PROGRAM).await;
    let arguments = ["admin", "invite", "--library", LIBRARY, "--role"];
    let arguments = [&arguments[..], &["administrator", "Maria Rossi"]].concat();
    let mut program = Program::start(desk.command(&arguments));
    assert_eq!(program.ended().await.code(), Some(0), "{program}");
    let said = program.written();
    let secret = said.split_once("/invito#").expect("a link").1;
    let secret = secret.split_whitespace().next().expect("a secret");
    assert_eq!(accepts(&desk, secret, "maria", PASSWORD).await.0, 200);
    let maria = Librarian::sign_in(desk.address, new_seat(), "maria", PASSWORD).await;
    let mut maria = maria.expect("her password");
    invites(&mut maria, "Dora Blu", Role::Librarian).await;
}

async fn administrator(desk: &Desk) -> Librarian {
    give(desk, "bo", Role::Administrator).await;
    desk.bo().await
}

async fn invites(librarian: &mut Librarian, name: &str, role: Role) -> MadeLink {
    let name = name.to_owned();
    let made = librarian.asks(AccountsOrder::Invite { name, role }).await;
    made.expect("done").expect("a link")
}

fn secret_of(link: &MadeLink) -> String {
    let (page, secret) = link.link.split_once('#').expect("behind the page");
    assert!(page.ends_with("/invito"), "{page}");
    secret.to_owned()
}

async fn accepts(
    desk: &Desk,
    secret: &str,
    user: &str,
    password: &str,
) -> (u16, serde_json::Value) {
    let chosen = [("secret", secret), ("user", user), ("password", password)];
    posts(desk, ACCEPT, &chosen).await
}

async fn posts(desk: &Desk, path: &str, said: &[(&str, &str)]) -> (u16, serde_json::Value) {
    let said: serde_json::Map<_, _> = said
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).into()))
        .collect();
    let body = serde_json::Value::from(said).to_string();
    let answer = desk.send(path, &[], body.as_bytes()).await;
    (answer.status, answer.json())
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_millis()).expect("not so late")
}
