//! The server goes and comes back, and the server that is meant changes.

use sportello_seat::ServerAddress;
use sportello_wire::seat::FromSeat;
use sportello_wire::window::away::Away;
use sportello_wire::window::setup::{Assistant, Setup, SetupOrder};
use sportello_wire::window::{Connection, WindowDesk, WindowOrder, WindowState};

use crate::support::{Stage, desk, ringing};

#[tokio::test]
async fn the_window_knows_since_when_the_server_is_away_and_when_it_is_looked_for_next() {
    let mut stage = Stage::set().await;
    stage.server.vanish();
    let first = stage.pause().await;
    assert!(first.next > Some(first.since));
    stage.seat.order(WindowOrder::TryNow);
    stage.server.accept().await; // and hangs up before it says anything
    stage.server.vanish();
    let second = stage.shown(|state| {
        let next = state.away.and_then(|away| away.next);
        next > first.next
    });
    let second = second.await.away.expect("just seen");
    assert_eq!(second.since, first.since, "it was away all the time");
    stage.reconnect().await;
    stage.shown(|state| state.away.is_none()).await;
}

#[tokio::test]
async fn who_does_not_want_to_wait_need_not() {
    let mut stage = Stage::set().await;
    for _ in 0..5 {
        stage.server.vanish();
        stage.pause().await;
        stage.seat.order(WindowOrder::TryNow);
        stage.server.accept().await;
    }
    stage.server.vanish();
    let pause = stage.pause().await; // ten seconds at least, by now
    stage.seat.order(WindowOrder::TryNow);
    stage.reconnect().await;
    stage.shown(|state| state.away.is_none()).await;
    assert!(Some(now()) < pause.next);
}

#[tokio::test]
async fn what_is_shown_stays_until_the_server_shows_it_anew() {
    let mut stage = Stage::set().await;
    stage.server.say(desk(vec![ringing()], None)).await;
    let waits = |desk: &WindowDesk| desk.seat.line.len() == 1;
    stage.desk_shown(waits).await;
    stage.server.vanish();
    let kept = |state: &WindowState| {
        assert!(state.desk.as_ref().is_some_and(waits), "it flickered");
    };
    stage
        .shown(|state| {
            kept(state);
            state.connection == Connection::Away
        })
        .await;
    stage.reconnect().await;
    stage
        .shown(|state| {
            kept(state);
            state.connection == Connection::Online
        })
        .await;
    stage.server.say(desk(vec![ringing()], None)).await;
    stage
        .desk_shown(|desk| {
            assert!(waits(desk), "it flickered");
            desk.seat.line[0].rings_here
        })
        .await;
}

#[tokio::test]
async fn another_server_ends_the_session_at_the_one_before() {
    let mut stage = Stage::set().await;
    let same = stage.server.address.clone();
    stage.seat.use_server(Some(same), true);
    stage.seat.order(WindowOrder::SetPresence {
        presence: sportello_wire::ChosenPresence::Away,
    });
    let heard = stage.server.hear().await;
    assert!(
        matches!(heard, FromSeat::SetPresence { .. }),
        "the same server changes nothing: {heard:?}"
    );
    let other = ServerAddress::parse("desk.example").expect("an address");
    stage.seat.use_server(Some(other), false);
    assert_eq!(stage.server.hear().await, FromSeat::SignOut {});
    let signed_out = Connection::SignedOut { why: None };
    let state = stage.shown(|state| state.connection == signed_out).await;
    assert!(state.desk.is_none());
    assert_eq!(state.server, "https://desk.example");
    assert!(!state.embedded);
}

#[tokio::test]
async fn the_assistants_orders_reach_the_host_and_its_answers_the_window() {
    let mut stage = Stage::empty().await;
    let setup = Setup {
        assistant: Some(Assistant::Choosing),
        ..Setup::default()
    };
    stage.seat.show_setup(setup.clone());
    stage
        .shown(|state| state.setup.as_ref() == Some(&setup))
        .await;
    stage.seat.order(WindowOrder::Setup {
        order: SetupOrder::OpenSample,
    });
    stage.seat.order(WindowOrder::SignOut); // the orders are obeyed in their order
    stage.seat.show_setup(Setup::default());
    stage
        .shown(|state| state.setup == Some(Setup::default()))
        .await;
    assert_eq!(stage.notes(), ["set up: OpenSample"]);
}

impl Stage {
    /// The pause before the server is looked for again.
    async fn pause(&mut self) -> Away {
        let paused = |away: &Away| away.next.is_some();
        let state = self.shown(|state| state.away.as_ref().is_some_and(paused));
        state.await.away.expect("just seen")
    }
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_millis()).expect("before the year 292 million")
}
