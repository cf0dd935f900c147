//! Threads, files and times between a played server and a written-down window.

use crate::support::{
    ADA, ADAS, BEHIND, DINOS, Stage, contact, desk, entry, history, now, ringing, said,
};
use sportello_wire::seat::{FromSeat, SeatDesk, ToSeat, WrapUpView};
use sportello_wire::window::{Connection, FileTrouble, NewsItem, WindowOrder};
use sportello_wire::{
    Attachment, ChosenPresence, FileId, FileKind, MarksView, MessageId, MessageView, Presence,
    RefusalCode, Speaker, ThreadId,
};
use uuid::Uuid;

const FILE: FileId = FileId(Uuid::from_u128(0xf11e));

#[tokio::test]
async fn what_was_said_while_the_server_was_away_is_said_again() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    stage.server.vanish();
    stage
        .shown(|state| state.connection == Connection::Away)
        .await;
    says(&stage, ADAS, "Torno subito");
    stage
        .conversation(|thread| thread.messages.len() == 1)
        .await;
    stage.reconnect().await;
    stage.server.say(history(ADAS, Vec::new())).await;
    let (thread, message) = heard_saying(&mut stage).await;
    assert_eq!((thread, message.text.as_str()), (ADAS, "Torno subito"));
    stage.server.say(ToSeat::Message { thread, message }).await;
    let confirmed = stage.conversation(|thread| thread.messages.iter().all(|one| !one.pending));
    assert_eq!(confirmed.await.messages.len(), 1);
}

#[tokio::test]
async fn a_message_that_is_refused_goes_and_is_not_said_again() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    says(&stage, ADAS, "troppo");
    let (_, message) = heard_saying(&mut stage).await;
    let code = RefusalCode::BadText;
    let about = Some(message.id);
    stage.server.say(ToSeat::Refused { code, about }).await;
    stage.news(NewsItem::Refused { code }).await;
    stage
        .conversation(|thread| thread.messages.is_empty())
        .await;
    stage.server.vanish();
    stage.reconnect().await;
    stage.server.say(history(ADAS, Vec::new())).await;
    says(&stage, ADAS, "di meno");
    assert_eq!(heard_saying(&mut stage).await.1.text, "di meno");
}

#[tokio::test]
async fn a_thread_is_read_beside_a_conversation_and_opened_again_after_a_lost_network() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    stage.seat.order(WindowOrder::OpenThread { thread: DINOS });
    assert_eq!(
        stage.server.hear().await,
        FromSeat::OpenThread { thread: DINOS }
    );
    let old = vec![said(1, "Ho perso la tessera", 100)];
    stage.server.say(history(DINOS, old.clone())).await;
    let read = stage.reading(|thread| thread.messages.len() == 1).await;
    assert_eq!(read.messages[0].message.text, "Ho perso la tessera");
    assert_eq!(heard_mark(&mut stage).await, (DINOS, marks(100, 0)));
    says(&stage, ADAS, "per Ada");
    assert_eq!(heard_saying(&mut stage).await.0, ADAS);
    says(&stage, DINOS, "per Dino");
    assert_eq!(heard_saying(&mut stage).await.0, DINOS);

    stage.server.vanish();
    stage
        .shown(|state| state.connection == Connection::Away)
        .await;
    stage.reconnect().await;
    assert_eq!(
        stage.server.hear().await,
        FromSeat::OpenThread { thread: DINOS }
    );
    assert_eq!(heard_mark(&mut stage).await, (DINOS, marks(100, 0)));
    stage.server.say(history(DINOS, old)).await;
    let (thread, message) = heard_saying(&mut stage).await;
    assert_eq!((thread, message.text.as_str()), (DINOS, "per Dino"));
}

#[tokio::test]
async fn what_is_pending_in_a_thread_that_was_closed_is_said_again_too() {
    let mut stage = Stage::set().await;
    stage.seat.order(WindowOrder::OpenThread { thread: DINOS });
    stage.server.hear().await;
    stage.server.say(history(DINOS, Vec::new())).await;
    stage.reading(|_| true).await;
    stage.server.vanish();
    stage
        .shown(|state| state.connection == Connection::Away)
        .await;
    says(&stage, DINOS, "L'abbiamo trovata");
    stage.seat.order(WindowOrder::CloseThread);
    stage.desk_shown(|desk| desk.reading.is_none()).await;
    stage.reconnect().await;
    stage.server.say(desk(Vec::new(), None)).await;
    let (thread, message) = heard_saying(&mut stage).await;
    assert_eq!(
        (thread, message.text.as_str()),
        (DINOS, "L'abbiamo trovata")
    );
}

#[tokio::test]
async fn what_comes_in_is_marked_as_received_at_once_and_as_read_when_it_was_seen() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    let at = now() - BEHIND;
    let message = said(1, "Buongiorno", at);
    let thread = ADAS;
    stage.server.say(ToSeat::Message { thread, message }).await;
    assert_eq!(heard_mark(&mut stage).await, (ADAS, marks(at, 0)));
    let shown = stage
        .conversation(|thread| !thread.messages.is_empty())
        .await;
    let up_to = shown.messages[0].message.at;
    stage.seat.order(WindowOrder::Read { thread, up_to });
    assert_eq!(heard_mark(&mut stage).await, (ADAS, marks(at, at)));
}

#[tokio::test]
async fn the_window_sees_how_far_the_patron_has_come_in_its_own_time() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    let (thread, at) = (ADAS, now() - BEHIND);
    let patron = marks(at, 0);
    stage.server.say(ToSeat::Marks { thread, patron }).await;
    let shown = stage
        .conversation(|thread| thread.patron.received > 0)
        .await;
    assert_is_about(shown.patron.received, at + BEHIND);
    assert_eq!(shown.patron.read, 0);
}

#[tokio::test]
async fn times_are_shown_by_this_computers_clock() {
    let mut stage = Stage::set().await;
    let began = now();
    let ToSeat::Desk { desk } = desk(vec![ringing()], Some(contact(sportello_wire::Mode::Chat)))
    else {
        panic!("a desk");
    };
    let wrap_up = Some(WrapUpView {
        contact: ADA,
        name: "Ada".into(),
        topic: None,
        booked: false,
        until: began - BEHIND + 10_000,
        behind: 0,
    });
    let desk = SeatDesk { wrap_up, ..desk };
    stage.server.say(ToSeat::Desk { desk }).await;
    let threads = vec![entry(DINOS, "Dino", began - BEHIND)];
    stage.server.say(ToSeat::Threads { threads }).await;
    let shown = stage.desk_shown(|desk| !desk.threads.is_empty()).await;
    assert_is_about(shown.seat.line[0].arrived_at, began);
    assert_is_about(shown.seat.contacts[0].since, began);
    assert_is_about(shown.seat.wrap_up.expect("a wrap-up").until, began + 10_000);
    assert_is_about(shown.threads[0].at, began);
}

#[tokio::test]
async fn who_types_is_shown_for_five_seconds_and_the_librarians_typing_is_told_once() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    let thread = ADAS;
    stage.server.say(ToSeat::Typing { thread }).await;
    stage.conversation(|thread| thread.typing).await;
    tokio::time::pause();
    tokio::time::advance(std::time::Duration::from_secs(5)).await;
    tokio::time::resume();
    stage.conversation(|thread| !thread.typing).await;
    for _ in 0..3 {
        stage.seat.order(WindowOrder::Typing { thread });
    }
    says(&stage, ADAS, "fatto");
    assert_eq!(stage.server.hear().await, FromSeat::Typing { thread });
    assert!(matches!(stage.server.hear().await, FromSeat::Say { .. }));
}

#[tokio::test]
async fn a_patron_who_writes_into_a_closed_thread_is_told_of_outside_the_window() {
    let mut stage = Stage::set().await;
    for at in [1, 2] {
        let threads = vec![entry(DINOS, "Dino", at)];
        stage.server.say(ToSeat::Threads { threads }).await;
    }
    stage
        .desk_shown(|desk| desk.threads.iter().any(|entry| entry.at > BEHIND + 1))
        .await;
    assert_eq!(stage.notes(), ["Dino has written"]);
}

#[tokio::test]
async fn a_missed_ring_that_changed_the_presence_is_told_twice() {
    let mut stage = Stage::set().await;
    let presence = ChosenPresence::Away;
    stage.server.say(ToSeat::PresenceChanged { presence }).await;
    stage.news(NewsItem::PresenceChanged { presence }).await;
    assert_eq!(stage.notes(), ["now Away"]);
}

#[tokio::test]
async fn a_file_is_uploaded_and_then_said() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    let file = || b"tessera!".to_vec();
    stage.seat.send_file(ADAS, "tessera.png".into(), file());
    stage
        .conversation(|thread| thread.uploading == ["tessera.png"])
        .await;
    let answer =
        format!(r#"{{"file":{{"file":"{FILE}","name":"tessera.png","kind":"png","size":8}}}}"#);
    let asked = stage.server.answer_request("200 OK", answer.as_bytes());
    let asked = asked.await.to_lowercase();
    assert!(asked.starts_with(&format!("post /api/seat/files?thread={ADAS} ")));
    assert!(asked.contains("authorization: bearer the token"));
    let FromSeat::Say {
        thread, text, file, ..
    } = stage.server.hear().await
    else {
        panic!("the file is said");
    };
    assert_eq!((thread, text.as_str(), file), (ADAS, "", Some(FILE)));
    let shown = stage
        .conversation(|thread| thread.uploading.is_empty())
        .await;
    assert!(shown.messages[0].pending);
    assert_eq!(
        shown.messages[0].message.attachment,
        Some(attachment("tessera.png"))
    );
}

#[tokio::test]
async fn a_file_that_is_not_taken_is_told_with_its_name() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    let file = b"MZ!".to_vec();
    stage.seat.send_file(ADAS, "gioco.exe".into(), file);
    let refused = br#"{"code":"wrongKind"}"#;
    stage.server.answer_request("415 No", refused).await;
    let why = FileTrouble::WrongKind;
    let name = "gioco.exe".to_owned();
    stage.news(NewsItem::FileNotSent { name, why }).await;
    stage
        .conversation(|thread| thread.uploading.is_empty())
        .await;
}

#[tokio::test]
async fn a_file_is_saved_and_the_window_says_where() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    with_file(&mut stage, "libro.pdf").await;
    let asked = stage.server.answer_request("200 OK", b"%PDF").await;
    assert!(asked.starts_with(&format!("GET /api/seat/files/{FILE} ")));
    let path = "/downloads/libro.pdf".to_owned();
    stage.news(NewsItem::FileSaved { path }).await;
    assert_eq!(stage.notes(), ["libro.pdf holds 4 bytes"]);
}

#[tokio::test]
async fn a_file_that_can_not_be_had_or_saved_is_told_with_its_name() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    with_file(&mut stage, "libro.pdf").await;
    stage.server.answer_request("404 Not Found", b"").await;
    let name = "libro.pdf".to_owned();
    stage.news(NewsItem::FileNotSaved { name }).await;
    with_file(&mut stage, "unsaved.pdf").await;
    stage.server.answer_request("200 OK", b"%PDF").await;
    let name = "unsaved.pdf".to_owned();
    stage.news(NewsItem::FileNotSaved { name }).await;
}

#[tokio::test]
async fn a_thread_that_is_none_of_ours_closes_with_its_refusal() {
    let mut stage = Stage::set().await;
    stage.seat.order(WindowOrder::OpenThread { thread: DINOS });
    stage.reading(|_| true).await;
    let (code, about) = (RefusalCode::NoSuchThread, None);
    stage.server.say(ToSeat::Refused { code, about }).await;
    stage.desk_shown(|desk| desk.reading.is_none()).await;
}

#[tokio::test]
async fn after_a_contact_its_thread_is_put_away_and_the_wrap_up_is_said() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    stage.server.say(desk(Vec::new(), None)).await;
    let shown = stage.desk_shown(|desk| desk.conversations.is_empty()).await;
    assert_eq!(shown.seat.presence, Presence::Available);
    stage.seat.order(WindowOrder::WrapUp {
        contact: ADA,
        topic: None,
        outcome: sportello_wire::Outcome::HandedOff,
        note: "richiamare".into(),
    });
    let FromSeat::WrapUp { contact, note, .. } = stage.server.hear().await else {
        panic!("the wrap-up is said");
    };
    assert_eq!((contact, note.as_str()), (ADA, "richiamare"));
}

fn says(stage: &Stage, thread: ThreadId, text: &str) {
    let text = text.to_owned();
    stage.seat.order(WindowOrder::Say { thread, text });
}

/// The next thing the server hears is a message; it stands on disk like this.
async fn heard_saying(stage: &mut Stage) -> (ThreadId, MessageView) {
    let FromSeat::Say {
        thread, id, text, ..
    } = stage.server.hear().await
    else {
        panic!("something else than a message");
    };
    let message = MessageView {
        id,
        contact: None,
        speaker: Speaker::Librarian { name: "Bo".into() },
        text,
        attachment: None,
        appointment: None,
        loans: Vec::new(),
        case: None,
        at: 1,
    };
    (thread, message)
}

async fn heard_mark(stage: &mut Stage) -> (ThreadId, MarksView) {
    match stage.server.hear().await {
        FromSeat::Mark { thread, marks } => (thread, marks),
        other => panic!("{other:?} is no mark"),
    }
}

fn marks(received: i64, read: i64) -> MarksView {
    MarksView { received, read }
}

fn attachment(name: &str) -> Attachment {
    Attachment {
        file: FILE,
        name: name.into(),
        kind: FileKind::Png,
        size: 8,
        consented_at: None,
    }
}

/// Ada sends a file, and the librarian saves it.
async fn with_file(stage: &mut Stage, name: &str) {
    let (thread, id) = (ADAS, MessageId(Uuid::from_u128(9)));
    let message = MessageView {
        attachment: Some(attachment(name)),
        ..said(9, "", 7)
    };
    stage.server.say(ToSeat::Message { thread, message }).await;
    let has_it = |thread: &sportello_wire::window::WindowThread| {
        let mut files = thread
            .messages
            .iter()
            .filter_map(|one| one.message.attachment.as_ref());
        files.any(|file| file.name == name)
    };
    stage.conversation(has_it).await;
    let (message, file) = (id, FILE);
    stage.seat.order(WindowOrder::SaveFile {
        thread,
        message,
        file,
    });
}

/// Times travel for a moment.
fn assert_is_about(shown: i64, expected: i64) {
    assert!(
        shown.abs_diff(expected) < 30_000,
        "{shown} is not about {expected}"
    );
}
