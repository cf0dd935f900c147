//! A client that does not read is cut off; everybody else goes on meanwhile.

use sportello_kit::{Desk, HANDLE, Patron, connect, new_leg};
use sportello_wire::patron::FromPatron;
use sportello_wire::{Language, Mode, Signal};

use crate::PROGRAM;

#[tokio::test]
async fn a_page_that_does_not_read_is_cut_off_while_others_go_on() {
    use futures_util::SinkExt;
    use sportello_kit::Frame;

    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let cookie = Patron::cookie(desk.address, HANDLE).await;
    let path = format!("/api/{HANDLE}/socket");
    let headers = [("cookie", cookie.as_str())];
    let mut stuck = connect(desk.address, &path, &headers)
        .await
        .expect("a socket");
    let arrive = FromPatron::Arrive {
        mode: Mode::Video,
        name: "Ada".into(),
        language: Language::It,
    };
    let arrive = serde_json::to_string(&arrive).expect("JSON");
    stuck
        .send(Frame::text(arrive))
        .await
        .expect("an open socket");
    let contact = bo.answers().await;
    // More than any buffer on the way holds; then the page is away.
    let sdp = "x".repeat(60_000);
    let mut sent = 0;
    while !is_absent(&bo) && sent < 2_000 {
        let sdp = sdp.clone();
        bo.signal(contact, new_leg(), Signal::Offer { sdp }).await;
        bo.forget_news(); // some are too many for a second
        sent += 1;
        if sent % 50 == 0 {
            bo.catch_up().await;
            let mut dino = desk.patron_again("a watcher", None).await;
            dino.sees_open(0, 1).await;
        }
    }
    bo.see("a patron who is away", |view| {
        view.desk.as_ref()?.contact.as_ref()?.absent.then_some(())
    })
    .await;
    bo.forget_news();
    // The page comes back and reads: nothing is lost but the signals.
    let mut ada = desk.patron_again("Ada", Some(cookie)).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    drop(stuck);
}

fn is_absent(bo: &sportello_kit::Librarian) -> bool {
    let desk = bo.view.desk.as_ref();
    desk.and_then(|desk| desk.contact.as_ref())
        .is_some_and(|contact| contact.absent)
}
