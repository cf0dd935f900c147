//! A librarian's own calendar keeps patrons from booking while they are busy.

use sportello_kit::{Desk, Librarian};
use sportello_wire::booking::BookingRefusal;
use sportello_wire::seat::OutsideOrder;

use crate::PROGRAM;
use crate::booking::{DAY, now, tomorrow};

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn what_stands_in_a_librarians_own_calendar_can_not_be_booked() {
    let (desk, mut bo) = a_desk().await;
    bo.watches_calendar(now(), now() + 7 * DAY).await;
    let mut ada = desk.ada().await;
    let slot = tomorrow(&mut ada).await;
    let read = bo
        .sends_calendar(&desk, busy_at(slot, "Dentista").as_bytes())
        .await;
    assert_eq!(read.status, 200, "{read:?}");
    assert_eq!(read.json(), serde_json::json!({ "times": 1, "unread": 0 }));
    let busy = bo
        .sees_calendar("a busy time", |calendar| calendar.busy.first().copied())
        .await;
    assert_eq!((busy.from, busy.until), (slot, slot + HOUR));
    let offered = ada.is_offered().await;
    let no = ada.holds(offered, slot).await.expect_err("Bo is busy");
    assert_eq!(no.why, BookingRefusal::Taken);
    // Nothing of it is kept but times.
    let known = std::fs::read(desk.data().join("sportello.db-wal")).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&known).contains("Dentista"));
}

#[tokio::test]
async fn what_is_known_of_it_outlives_a_restart_and_is_forgotten_when_they_say_so() {
    let (mut desk, bo) = a_desk().await;
    let slot = tomorrow(&mut desk.ada().await).await;
    bo.sends_calendar(&desk, busy_at(slot, "").as_bytes()).await;
    bo.vanish();
    desk.kill();
    desk.start().await;
    let mut bo = desk.bo().await;
    bo.watches_outside().await;
    let known = bo.sees_outside("a busy time", |view| Some(view.busy)).await;
    assert_eq!(known.ahead, 1);
    assert!(known.read_at.is_some_and(|at| (at - now()).abs() < DAY));
    let forgotten = bo.asks_of_outside(OutsideOrder::ForgetBusy {}).await;
    assert_eq!(forgotten, Ok(None));
    bo.sees_outside("nothing", |view| view.busy.read_at.is_none().then_some(()))
        .await;
    let mut ada = desk.ada().await;
    let offered = ada.is_offered().await;
    ada.holds(offered, slot).await.expect("Bo has time");
}

#[tokio::test]
async fn what_is_no_calendar_or_can_not_be_read_changes_nothing_and_says_why() {
    let (desk, mut bo) = a_desk().await;
    let slot = tomorrow(&mut desk.ada().await).await;
    bo.sends_calendar(&desk, busy_at(slot, "").as_bytes()).await;
    let unreadable = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n\
                      DTSTART:yesterday\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let large = vec![b'x'; 2 * 1024 * 1024 + 1];
    for (text, status, code) in [
        (&b"%PDF-1.7"[..], 415, "notACalendar"),
        (unreadable.as_bytes(), 422, "unreadable"),
        (&large, 413, "tooLarge"),
    ] {
        let no = bo.sends_calendar(&desk, text).await;
        assert_eq!(no.status, status, "{no:?}");
        assert_eq!(no.json()["code"], code);
    }
    bo.watches_outside().await;
    let known = bo.sees_outside("the first", |view| Some(view.busy)).await;
    assert_eq!(known.ahead, 1);
}

#[tokio::test]
async fn nobody_reads_a_calendar_for_somebody_else() {
    let (desk, bo) = a_desk().await;
    let text = busy_at(now(), "");
    let bearer = bo.bearer();
    let page = [("Authorization", bearer.as_str()), ("Origin", "http://x")];
    for headers in [&page[..], &[("Authorization", "Bearer x")], &[]] {
        let no = desk.send("/api/seat/busy", headers, text.as_bytes()).await;
        assert_eq!(no.status, 404, "{headers:?}");
    }
}

async fn a_desk() -> (Desk, Librarian) {
    let desk = Desk::open(PROGRAM).await;
    desk.offers_consultations(&["bo"], "").await;
    let bo = desk.bo().await;
    (desk, bo)
}

/// A calendar in which an hour is taken.
fn busy_at(starts: i64, what: &str) -> String {
    let utc = |at: i64| {
        let at = chrono::DateTime::from_timestamp_millis(at).expect("a year we write");
        at.format("%Y%m%dT%H%M%SZ").to_string()
    };
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//IT\r\nBEGIN:VEVENT\r\nUID:1\r\n\
         DTSTART:{}\r\nDTEND:{}\r\nSUMMARY:{what}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        utc(starts),
        utc(starts + HOUR)
    )
}
