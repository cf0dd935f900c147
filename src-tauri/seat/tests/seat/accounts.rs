//! Who signs in: by a session that is kept, by an invitation; and what is asked about
//! accounts.

use crate::support::{Stage, desk, welcome};
use sportello_seat::KeptSession;
use sportello_wire::Role;
use sportello_wire::seat::{
    AccountsOrder, AccountsRefusal, AccountsTold, AccountsView, FromSeat, LibrarianView,
    SignInRefusal, ToSeat,
};
use sportello_wire::window::{
    AccountsWindowOrder, Connection, InvitationTrouble, KeptIn, SignInTrouble, WindowOrder,
};

#[tokio::test]
async fn a_session_is_kept_and_gone_on_with_at_the_next_start() {
    let mut stage = Stage::set().await;
    stage
        .shown(|state| state.accounts.kept == Some(KeptIn::Keyring))
        .await;
    let kept = stage.kept.lock().expect("no panic").clone();
    assert_eq!(kept, Some(session("the token")));

    let mut stage = Stage::empty().await;
    *stage.kept.lock().expect("no panic") = kept;
    begin(&stage);
    stage.server.accept().await;
    let heard = stage.server.hear().await;
    assert!(matches!(heard, FromSeat::Resume { token, .. } if token == "the token"));
    stage.server.say(welcome("")).await;
    stage.server.say(desk(Vec::new(), None)).await;
    let state = stage.shown(|state| state.desk.is_some()).await;
    assert_eq!(state.accounts.kept, Some(KeptIn::Keyring));
}

#[tokio::test]
async fn who_has_no_session_is_asked_to_sign_in() {
    let mut stage = Stage::empty().await;
    begin(&stage);
    let signed_out = Connection::SignedOut { why: None };
    stage
        .shown(|state| state.embedded && state.connection == signed_out)
        .await;
}

#[tokio::test]
async fn a_session_that_has_ended_is_forgotten_and_the_user_is_filled_in() {
    let mut stage = Stage::empty().await;
    *stage.kept.lock().expect("no panic") = Some(session("old"));
    begin(&stage);
    stage.server.accept().await;
    stage.server.hear().await;
    let code = SignInRefusal::SessionEnded;
    stage.server.say(ToSeat::SignInRefused { code }).await;
    let why = Some(SignInTrouble::Refused { code });
    let state = stage
        .shown(|state| state.connection == Connection::SignedOut { why: why.clone() })
        .await;
    assert_eq!(state.accounts.user, "bo");
    assert!(state.embedded, "and the server");
    while stage.kept.lock().expect("no panic").is_some() {
        tokio::task::yield_now().await; // it is forgotten beside the task
    }
}

#[tokio::test]
async fn who_quits_stays_signed_in_and_who_signs_out_does_not() {
    let mut stage = Stage::set().await;
    stage.shown(|state| state.accounts.kept.is_some()).await;
    stage.seat.quit();
    stage.shown(|state| state.desk.is_none()).await;
    assert!(stage.kept.lock().expect("no panic").is_some());

    let mut stage = Stage::set().await;
    stage.shown(|state| state.accounts.kept.is_some()).await;
    stage.seat.order(WindowOrder::SignOut);
    assert_eq!(stage.server.hear().await, FromSeat::SignOut {});
    while stage.kept.lock().expect("no panic").is_some() {
        tokio::task::yield_now().await; // it is forgotten beside the task
    }
}

#[tokio::test]
async fn an_account_of_this_run_is_not_kept() {
    let mut stage = Stage::empty().await;
    stage
        .seat
        .sign_in_for_once("bo".into(), "acqua e sale".into());
    stage.server.accept().await;
    assert!(matches!(stage.server.hear().await, FromSeat::SignIn { .. }));
    stage.server.say(welcome("the token")).await;
    stage.server.say(desk(Vec::new(), None)).await;
    stage.shown(|state| state.desk.is_some()).await;
    stage.seat.quit();
    assert_eq!(stage.server.hear().await, FromSeat::SignOut {});
    assert!(stage.kept.lock().expect("no panic").is_none());
}

#[tokio::test]
async fn what_is_asked_about_accounts_is_answered_by_its_number() {
    let mut stage = Stage::set().await;
    let watch = AccountsOrder::Watch { on: true };
    order(&stage, ask(1, watch.clone()));
    let heard = stage.server.hear().await;
    assert_eq!(
        heard,
        FromSeat::Accounts {
            number: 1,
            order: watch
        }
    );
    let view = AccountsView {
        user: "bo".into(),
        ..AccountsView::default()
    };
    tell(&mut stage, AccountsTold::View { view }).await;
    stage.shown(|state| state.accounts.view.is_some()).await;
    order(&stage, ask(2, AccountsOrder::EndOtherSessions {}));
    stage.server.hear().await;
    tell(&mut stage, AccountsTold::Done { number: 1 }).await; // the watching
    let why = AccountsRefusal::TooManyTries;
    tell(&mut stage, AccountsTold::Refused { number: 2, why }).await;
    let state = stage.shown(|state| state.accounts.answer.is_some()).await;
    let answer = state.accounts.answer.expect("just seen");
    assert_eq!((answer.number, answer.refused), (2, Some(why)));
    let librarian = LibrarianView {
        id: sportello_wire::LibrarianId(uuid::Uuid::from_u128(0xb0)),
        name: "Bo Conti".into(),
    };
    let role = Role::Administrator;
    tell(&mut stage, AccountsTold::You { librarian, role }).await;
    stage
        .desk_shown(|desk| desk.role == role && desk.librarian.name == "Bo Conti")
        .await;
}

#[tokio::test]
async fn an_answer_that_can_not_come_any_more_is_not_waited_for() {
    let mut stage = Stage::set().await;
    order(&stage, ask(3, AccountsOrder::EndOtherSessions {}));
    stage.server.hear().await;
    stage.server.vanish();
    let state = stage.shown(|state| state.accounts.answer.is_some()).await;
    let answer = state.accounts.answer.expect("just seen");
    assert_eq!(answer.refused, Some(AccountsRefusal::NotSaved));
}

#[tokio::test]
async fn a_text_that_is_no_link_of_an_invitation_is_said_to_be_none() {
    let mut stage = Stage::empty().await;
    let link = "https://desk.example/altro".into();
    order(&stage, AccountsWindowOrder::LookAtInvitation { link });
    stage
        .shown(|state| state.accounts.invitation_trouble == Some(InvitationTrouble::BadLink))
        .await;
    order(&stage, AccountsWindowOrder::PutInvitationAway {});
    stage
        .shown(|state| state.accounts.invitation_trouble.is_none())
        .await;
}

fn order(stage: &Stage, order: AccountsWindowOrder) {
    stage.seat.order(WindowOrder::Accounts { order });
}

/// The program starts, and its embedded server runs.
fn begin(stage: &Stage) {
    let server = stage.server.address.clone();
    stage.seat.use_server(None, false); // as before it runs
    stage.seat.use_server(Some(server), true);
}

fn ask(number: u32, order: AccountsOrder) -> AccountsWindowOrder {
    AccountsWindowOrder::Ask { number, order }
}

async fn tell(stage: &mut Stage, told: AccountsTold) {
    stage.server.say(ToSeat::Accounts { told }).await;
}

fn session(token: &str) -> KeptSession {
    KeptSession {
        server: String::new(),
        user: "bo".into(),
        token: token.into(),
    }
}
