//! Everything that can happen, by chance, and the houses in which it does.

use proptest::prelude::*;
use uuid::Uuid;

use super::cast::{ADA, BO, CLEO, DORA, EZIO, FAUSTO, GINO, House, ILIA, seat_of};
use crate::call_back::CameOut;
use crate::contact::{Language, Mode};
use crate::ids::{LibrarianId, PageId, PatronId, SeatId};
use crate::moment::Span;
use crate::presence::ChosenPresence;
use crate::settings::Strategy as Ringing;

const PATRONS: [PatronId; 5] = [ADA, DORA, EZIO, GINO, ILIA];
pub const LIBRARIANS: [LibrarianId; 3] = [BO, CLEO, FAUSTO];
/// One program for each librarian, and one that all use.
pub const SEATS: [SeatId; 4] = [
    seat_of(BO),
    seat_of(CLEO),
    seat_of(FAUSTO),
    SeatId(Uuid::from_u128(0x5ea7)),
];

/// Something that happens.
#[derive(Clone, Debug)]
pub enum Input {
    Connects(SeatId, LibrarianId),
    Disconnects(SeatId),
    Chooses(SeatId, ChosenPresence),
    Opens(PatronId, PageId),
    Closes(PatronId, PageId),
    Arrives(PatronId, Asking),
    Leaves(PatronId),
    AnswersRing(SeatId),
    DeclinesRing(SeatId),
    /// The same for any patron's contact, whatever has become of it.
    Answers(SeatId, PatronId),
    HangsUp(SeatId, PatronId),
    WrapsUp(SeatId, PatronId),
    CallsOut(SeatId, PatronId, Mode),
    /// The librarian goes on in another mode, or proposes it.
    Proposes(SeatId, PatronId, Mode),
    /// The librarian passes it on to a colleague, or else to the line.
    PassesOn(SeatId, PatronId, LibrarianId, bool),
    StopsPassingOn(SeatId, PatronId),
    SendsToLine(SeatId, PatronId),
    AnswersCall(PatronId, bool),
    /// A librarian agrees a call-back, on the page or on a telephone, so many minutes ahead.
    AgreesCallBack(SeatId, PatronId, bool, i64),
    TakesCallBack(SeatId),
    SaysHowItCameOut(SeatId, CameOut),
    CallsOffCallBack(SeatId),
    SetsMode(PatronId, Mode),
    Speaks(PatronId),
    Sets(usize),
    Restart,
}

/// What a patron asks for.
#[derive(Clone, Debug)]
pub struct Asking {
    pub mode: Mode,
    pub children: bool,
    pub loans: bool,
    pub english: bool,
    pub bo: bool,
}

/// The time before it happens.
#[derive(Clone, Copy, Debug)]
pub enum Pause {
    /// The machine is woken whenever it asks for it.
    Awake(i64),
    /// The machine is not woken: the input finds overdue deadlines.
    Asleep(i64),
    /// The clock on the wall is corrected meanwhile.
    Corrected(i64),
}

/// Houses that differ in all that ringing depends on; each has the same people.
pub fn houses() -> Vec<House> {
    let all = &LIBRARIANS[..];
    let two_desks = |first: &[LibrarianId], second: &[LibrarianId]| {
        let house = House::new().tiers(&[(0, first)]).with_children(second);
        house.topic_for(&[FAUSTO])
    };
    let tiers: [(i64, &[LibrarianId]); 3] = [(0, &[BO]), (10, &[CLEO]), (40, &[FAUSTO])];
    let in_tiers = || {
        House::new()
            .tiers(&tiers)
            .with_children(all)
            .topic_for(&[CLEO])
    };
    let wraps = |house: House| house.desk(|desk| desk.wrap_up = Span::seconds(30));
    vec![
        two_desks(all, all),
        wraps(two_desks(all, all).chats(BO, 1).chats(CLEO, 2)),
        wraps(two_desks(all, &[CLEO]).strategy(Ringing::InOrder)),
        wraps(in_tiers()),
        in_tiers().strategy(Ringing::LongestIdle),
        two_desks(&[BO, CLEO], &[CLEO, FAUSTO])
            .strategy(Ringing::FewestContacts)
            .chats(CLEO, 1),
        two_desks(all, all)
            .speaks(BO, &[Language::It])
            .speaks(CLEO, &[Language::En]),
    ]
}

pub fn pauses() -> impl Strategy<Value = Pause> {
    let seconds = prop_oneof![
        8 => 0..8_i64,
        3 => prop::sample::select(vec![10, 16, 20, 25, 30, 40, 60]),
        1 => prop::sample::select(vec![115, 120, 121, 1795, 1800, 1805]),
    ];
    prop_oneof![
        8 => seconds.clone().prop_map(Pause::Awake),
        2 => seconds.prop_map(Pause::Asleep),
        1 => (-7200..7200_i64).prop_map(Pause::Corrected),
    ]
}

pub fn inputs() -> impl Strategy<Value = Input> {
    let seat = || prop::sample::select(&SEATS[..]);
    let patron = || prop::sample::select(&PATRONS[..]);
    let page = || (1..3_u128).prop_map(|n| PageId(Uuid::from_u128(n)));
    let own = prop::sample::select(&LIBRARIANS[..]).prop_map(|one| (seat_of(one), one));
    let any = (seat(), prop::sample::select(&LIBRARIANS[..]));
    let chosen = prop::sample::select(vec![
        ChosenPresence::Available,
        ChosenPresence::InPerson,
        ChosenPresence::Away,
    ]);
    let mode = || prop::sample::select(vec![Mode::Video, Mode::Voice, Mode::Chat]);
    let rarely = || prop::bool::weighted(0.25);
    let asked = prop::sample::select(vec![Mode::Video, Mode::Voice, Mode::Chat, Mode::Chat]);
    let asking = (asked, rarely(), rarely(), rarely(), rarely());
    let asking = asking.prop_map(|(mode, children, loans, english, bo)| Asking {
        mode,
        children,
        loans,
        english,
        bo,
    });
    let at = || (seat(), patron());
    let came_out = prop::sample::select(vec![
        CameOut::Reached,
        CameOut::NotReached,
        CameOut::Later,
        CameOut::NotTried,
    ]);
    let ahead = prop::sample::select(vec![0, 0, 1, 40]);
    let call_back = (seat(), patron(), prop::bool::weighted(0.7), ahead);
    prop_oneof![
        3 => call_back.prop_map(|(seat, patron, page, ahead)| {
            Input::AgreesCallBack(seat, patron, page, ahead)
        }),
        4 => seat().prop_map(Input::TakesCallBack),
        1 => (seat(), came_out).prop_map(|(seat, how)| Input::SaysHowItCameOut(seat, how)),
        1 => seat().prop_map(Input::CallsOffCallBack),
        5 => own.prop_map(|(seat, one)| Input::Connects(seat, one)),
        1 => any.prop_map(|(seat, one)| Input::Connects(seat, one)),
        2 => seat().prop_map(Input::Disconnects),
        3 => (seat(), chosen).prop_map(|(seat, chosen)| Input::Chooses(seat, chosen)),
        5 => (patron(), page()).prop_map(|(patron, page)| Input::Opens(patron, page)),
        2 => (patron(), page()).prop_map(|(patron, page)| Input::Closes(patron, page)),
        8 => (patron(), asking).prop_map(|(patron, asking)| Input::Arrives(patron, asking)),
        1 => patron().prop_map(Input::Leaves),
        8 => seat().prop_map(Input::AnswersRing),
        2 => seat().prop_map(Input::DeclinesRing),
        1 => at().prop_map(|(seat, patron)| Input::Answers(seat, patron)),
        3 => at().prop_map(|(seat, patron)| Input::HangsUp(seat, patron)),
        1 => at().prop_map(|(seat, patron)| Input::WrapsUp(seat, patron)),
        1 => (at(), mode()).prop_map(|((seat, patron), mode)| Input::CallsOut(seat, patron, mode)),
        1 => (at(), mode()).prop_map(|((seat, patron), mode)| Input::Proposes(seat, patron, mode)),
        1 => (patron(), prop::bool::ANY).prop_map(|(patron, yes)| Input::AnswersCall(patron, yes)),
        4 => (at(), prop::sample::select(&LIBRARIANS[..]), rarely())
            .prop_map(|((seat, patron), to, line)| Input::PassesOn(seat, patron, to, line)),
        1 => at().prop_map(|(seat, patron)| Input::StopsPassingOn(seat, patron)),
        1 => at().prop_map(|(seat, patron)| Input::SendsToLine(seat, patron)),
        2 => (patron(), mode()).prop_map(|(patron, mode)| Input::SetsMode(patron, mode)),
        1 => patron().prop_map(Input::Speaks),
        1 => (0..houses().len()).prop_map(Input::Sets),
        1 => Just(Input::Restart),
    ]
}
