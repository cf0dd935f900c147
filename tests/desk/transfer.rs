//! A contact under way is passed on: to a colleague, to a group, to the line.

use sportello_kit::{Desk, LIBRARY, Librarian, Patron, new_leg};
use sportello_wire::patron::{PassingTo, PatronContactState};
use sportello_wire::seat::{FromSeat, OfferEnd, ToSeat, TransferOrder};
use sportello_wire::{
    ContactId, GroupId, LibrarianId, Mode, Presence, RefusalCode, Signal, TransferTo,
};

use crate::PROGRAM;

/// What the library has besides what every test's has.
const SETTINGS: &str = r#"
[[group]]
name = "Storia locale"
members = ["bo", "cleo"]

[[desk]]
handle = "@biblioteca.prova"
name = "Sportello"
ringing_seconds = 5
wrap_up_seconds = 900
"#;

#[tokio::test]
async fn a_call_goes_on_with_a_colleague_who_knows_what_it_is_about() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Video).await;
    let said = ada.write("Cerco una mappa di Empoli").await;
    ada.reads(said).await;
    bo.reads(said).await;
    let mut cleo = desk.cleo().await;
    let order = to_cleo(&mut bo).await;
    bo.passes_on(contact, order).await;
    assert_eq!(is_passed_on(&mut ada).await, (true, cleo_by_name()));
    let with_bo = talks_since(&ada);
    let shown = bo.see("a transfer", |view| view.contact()?.transfer.clone());
    let shown = shown.await;
    assert_eq!((shown.to.as_str(), shown.else_line), ("Cleo Neri", false));
    assert_eq!(cleo.is_rung().await, contact);
    let line = &cleo.view.desk.as_ref().expect("shown").line;
    let entry = line.first().expect("it rings");
    assert!(entry.from_colleague && entry.rings_here);
    let note = entry.passed_on.clone().expect("passed on");
    assert_eq!(
        (note.by.as_str(), note.note.as_str()),
        ("Bo Conti", "una mappa del 1850")
    );
    cleo.accept(contact).await;
    cleo.talks(contact).await;
    assert_eq!(ada.talks_with("Cleo Neri").await, contact);
    assert!(!is_passed_on_no_more(&mut ada).await, "nor on hold");
    assert!(talks_since(&ada) > with_bo, "with somebody else");
    let history = &cleo.view.histories[&cleo.thread()];
    assert_eq!(history[0].text, "Cerco una mappa di Empoli");
    let known = cleo.view.contact().and_then(|one| one.passed_on.clone());
    assert_eq!(
        known.map(|one| one.note).as_deref(),
        Some("una mappa del 1850")
    );
    let taken = OfferEnd::TakenOver {
        librarian: "Cleo Neri".into(),
    };
    assert_eq!(bo.is_told_of_an_end().await, taken);
    bo.is_free().await;
    bo.is_now(Presence::Available).await;
    // The page calls the new seat on a leg of its own.
    assert!(
        cleo.view.ways.contains_key(&contact),
        "with ways to find it"
    );
    let (leg, sdp) = (new_leg(), "v=0".to_owned());
    let signal = Signal::Offer { sdp };
    ada.signal(leg, signal.clone()).await;
    let heard = cleo.hear("the page's offer", |heard| match heard {
        ToSeat::Signal { leg, signal, .. } => Some((*leg, signal.clone())),
        _ => None,
    });
    assert_eq!(heard.await, (leg, signal));
    cleo.hangs_up(contact).await;
    ada.sees_the_end().await;
}

#[tokio::test]
async fn a_colleague_says_no_and_the_patron_goes_on_where_they_were() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Voice).await;
    let mut cleo = desk.cleo().await;
    let order = to_cleo(&mut bo).await;
    bo.passes_on(contact, order).await;
    is_passed_on(&mut ada).await;
    cleo.is_rung().await;
    cleo.say(FromSeat::Decline { contact }).await;
    let told = bo.is_told_of_an_end().await;
    let refused = OfferEnd::NotTakenOver {
        asked: Some("Cleo Neri".into()),
        refused: true,
        in_line: false,
    };
    assert_eq!(told, refused);
    cleo.is_left_in_peace().await;
    assert!(is_passed_on_no_more(&mut ada).await, "still on hold");
    bo.holds(contact, false).await;
    let order = to_cleo(&mut bo).await;
    bo.passes_on(contact, order).await;
    cleo.is_rung().await;
    bo.passes_on(contact, TransferOrder::TakeBack {}).await;
    let back = OfferEnd::TakenBack {
        librarian: "Bo Conti".into(),
    };
    assert_eq!(cleo.is_told_of_an_end().await, back);
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
}

#[tokio::test]
async fn nobody_of_a_group_takes_it_and_it_is_in_the_line_before_who_came_later() {
    let desk = Desk::open(PROGRAM).await;
    set(&desk);
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Voice).await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Voice).await;
    dino.waits_at(1).await;
    let mut cleo = desk.cleo().await;
    cleo.is_rung().await;
    let order = to_group(&mut bo).await;
    bo.passes_on(contact, order).await;
    assert_eq!(is_passed_on(&mut ada).await, (true, PassingTo::Colleagues));
    // She is rung for it alone, and lets it ring.
    assert_eq!(cleo.is_told_of_an_end().await, OfferEnd::EarlierPatron);
    assert_eq!(cleo.is_told_of_an_end().await, OfferEnd::Missed);
    let in_line = bo.is_told_of_an_end().await;
    let nobody = OfferEnd::NotTakenOver {
        asked: None,
        refused: false,
        in_line: true,
    };
    assert_eq!(in_line, nobody);
    ada.waits_at(1).await;
    dino.waits_at(2).await;
    bo.is_free().await;
}

#[tokio::test]
async fn nobody_who_is_not_there_is_asked_and_the_line_always_takes_it() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Chat).await;
    let somebody = TransferTo::Librarian {
        librarian: LibrarianId(uuid::Uuid::nil()),
    };
    let order = TransferOrder::To {
        whom: somebody,
        note: String::new(),
        else_line: true,
    };
    bo.passes_on(contact, order).await;
    bo.is_refused(RefusalCode::NobodyToTake).await;
    let note = "torna tra poco".to_owned();
    bo.passes_on(contact, TransferOrder::ToLine { note }).await;
    ada.waits_at(1).await;
    let mut cleo = desk.cleo().await;
    assert_eq!(cleo.answers().await, contact);
    let known = cleo.view.contact().and_then(|one| one.passed_on.clone());
    assert_eq!(known.map(|one| one.note).as_deref(), Some("torna tra poco"));
    let path = format!("/api/{}/me/export.json", sportello_kit::HANDLE);
    let cookie = ada.keeps.clone().expect("a patron");
    let kept = desk.ask("GET", &path, &[("Cookie", &cookie)]).await;
    assert_eq!(kept.json()["contacts"][0]["notePassedOn"], "torna tra poco");
}

#[tokio::test]
async fn two_who_take_it_at_once_are_told_who_has_it() {
    let desk = Desk::open(PROGRAM).await;
    set(&desk);
    let (mut ada, mut bo, contact) = talk(&desk, Mode::Voice).await;
    let (mut here, mut there) = (desk.cleo().await, desk.cleo().await);
    let order = to_group(&mut bo).await;
    bo.passes_on(contact, order).await;
    here.is_rung().await;
    there.is_rung().await;
    here.accept(contact).await;
    there.accept(contact).await;
    ada.talks_with("Cleo Neri").await;
    let seats = async |seat: &mut Librarian| {
        seat.see("the call, here or at the other seat", |view| {
            view.under_way(contact).map(|one| one.here)
        })
        .await
    };
    // One librarian has one seat: both of them show the call, and one holds it.
    let held = [seats(&mut here).await, seats(&mut there).await];
    assert_eq!(held.iter().filter(|held| **held).count(), 1);
    let slower = if held[0] { &mut there } else { &mut here };
    slower.is_refused(RefusalCode::AnsweredByColleague).await;
    let taken = OfferEnd::TakenOver {
        librarian: "Cleo Neri".into(),
    };
    assert_eq!(bo.is_told_of_an_end().await, taken);
}

#[tokio::test]
async fn a_power_cut_in_the_middle_loses_the_ring_and_not_the_call() {
    let mut desk = Desk::open(PROGRAM).await;
    let (ada, mut bo, contact) = talk(&desk, Mode::Voice).await;
    let mut cleo = desk.cleo().await;
    let order = to_cleo(&mut bo).await;
    bo.passes_on(contact, order).await;
    cleo.is_rung().await;
    desk.kill();
    desk.start().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    let mut bo = Librarian::resume(desk.address, "bo", &bo.keeps.clone())
        .await
        .expect("a session outlives the server");
    bo.talks(contact).await;
    let shown = bo.view.contact().expect("under way");
    assert_eq!((shown.on_hold, &shown.transfer), (true, &None));
    let mut cleo = desk.cleo().await;
    cleo.is_left_in_peace().await;
}

fn cleo_by_name() -> PassingTo {
    PassingTo::Librarian {
        name: "Cleo Neri".into(),
    }
}

/// To Cleo, who takes calls.
async fn to_cleo(bo: &mut Librarian) -> TransferOrder {
    let cleo = bo.see("a colleague who takes calls", |view| {
        let mut colleagues = view.desk.as_ref()?.colleagues.iter();
        colleagues.find(|one| one.takes_calls).map(|one| one.id)
    });
    let librarian = cleo.await;
    TransferOrder::To {
        whom: TransferTo::Librarian { librarian },
        note: "una mappa del 1850".into(),
        else_line: false,
    }
}

/// To the group in which somebody else takes calls.
async fn to_group(bo: &mut Librarian) -> TransferOrder {
    let group: GroupId = bo
        .see("a group that takes calls", |view| {
            let mut groups = view.desk.as_ref()?.groups.iter();
            groups.find(|one| one.take_calls == 1).map(|one| one.id)
        })
        .await;
    TransferOrder::To {
        whom: TransferTo::Group { group },
        note: String::new(),
        else_line: true,
    }
}

/// Ada and Bo, talking.
async fn talk(desk: &Desk, mode: Mode) -> (Patron, Librarian, ContactId) {
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(mode).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    (ada, bo, contact)
}

fn set(desk: &Desk) {
    let file = desk.data().join("settings.toml");
    std::fs::write(&file, SETTINGS).expect("there is room");
    let mut command = desk.command(&["admin", "apply", LIBRARY]);
    let done = command.arg(&file).output().expect("the program runs");
    assert!(done.status.success(), "{done:?}");
}

/// Waits until a patron is passed on; tells whether they are on hold, and to whom.
async fn is_passed_on(patron: &mut Patron) -> (bool, PassingTo) {
    patron
        .see("being passed on", |view| match view.state()? {
            PatronContactState::Talking {
                on_hold,
                passing_to,
                ..
            } => Some((*on_hold, passing_to.clone()?)),
            PatronContactState::Waiting { .. }
            | PatronContactState::Calling { .. }
            | PatronContactState::Ended { .. } => None,
        })
        .await
}

/// Since when the patron talks with whom they talk with.
fn talks_since(patron: &Patron) -> i64 {
    match patron.view.state() {
        Some(PatronContactState::Talking { since, .. }) => *since,
        other => panic!("they do not talk: {other:?}"),
    }
}

/// Waits until a patron is passed on no more; tells whether they are on hold.
async fn is_passed_on_no_more(patron: &mut Patron) -> bool {
    patron
        .see("not being passed on", |view| match view.state()? {
            PatronContactState::Talking {
                on_hold,
                passing_to: None,
                ..
            } => Some(*on_hold),
            PatronContactState::Talking { .. }
            | PatronContactState::Waiting { .. }
            | PatronContactState::Calling { .. }
            | PatronContactState::Ended { .. } => None,
        })
        .await
}
