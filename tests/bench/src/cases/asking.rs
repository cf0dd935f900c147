//! What is asked of cases: pages of every shelf, and words of every kind; here as a seat
//! asks, and at the peer as somebody would who wrote it there.

use sportello_core::CaseState;
use sportello_store::Shelf;
use sportello_wire::seat::{CasesLook, CasesShelf};

use super::house::{self, YEAR};

/// A question.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// What sort of one it is.
    pub(super) sort: &'static str,
    /// As a seat asks.
    pub(super) look: CasesLook,
    /// It goes on behind the first page.
    pub(super) goes_on: bool,
    /// Words that stand at more places than are looked at find the newest: the peer, which
    /// looks at all of them, finds others.
    pub(super) is_everywhere: bool,
}

/// The shelves, with their name at the store and at the peer.
const SHELVES: [(CasesShelf, Shelf, &str); 8] = [
    (
        CasesShelf::ToDo,
        Shelf::ToDo,
        "(state IN ('open', 'reopened') OR news_at IS NOT NULL) \
         AND (snoozed_until IS NULL OR snoozed_until <= :now)",
    ),
    (
        CasesShelf::Overdue,
        Shelf::Overdue,
        "state IN ('open', 'reopened', 'waitingForOffice') AND promised < :today",
    ),
    (
        CasesShelf::WaitingForOffice,
        Shelf::In(CaseState::WaitingForOffice),
        "state = 'waitingForOffice'",
    ),
    (
        CasesShelf::WaitingForPatron,
        Shelf::In(CaseState::WaitingForPatron),
        "state = 'waitingForPatron'",
    ),
    (
        CasesShelf::Snoozed,
        Shelf::Snoozed,
        "state NOT IN ('answered', 'closed') AND snoozed_until > :now",
    ),
    (
        CasesShelf::Answered,
        Shelf::In(CaseState::Answered),
        "state = 'answered'",
    ),
    (
        CasesShelf::Closed,
        Shelf::In(CaseState::Closed),
        "state = 'closed'",
    ),
    (CasesShelf::All, Shelf::All, "1"),
];

impl Asked {
    fn page(shelf: CasesShelf, goes_on: bool) -> Self {
        let look = CasesLook {
            shelf,
            ..CasesLook::default()
        };
        Self {
            sort: match (shelf, goes_on) {
                (CasesShelf::ToDo, false) => "what is to do",
                (CasesShelf::Closed | CasesShelf::All, false) => "closed or all",
                (_, false) => "another shelf",
                (_, true) => "the next page",
            },
            look,
            goes_on,
            is_everywhere: false,
        }
    }

    fn words(sort: &'static str, text: String) -> Self {
        let look = CasesLook {
            text,
            shelf: CasesShelf::All,
            ..CasesLook::default()
        };
        Self {
            sort,
            look,
            goes_on: false,
            is_everywhere: false,
        }
    }

    fn everywhere(self) -> Self {
        Self {
            is_everywhere: true,
            ..self
        }
    }

    /// On which shelf, for the store alone.
    pub(super) fn shelf(&self) -> Shelf {
        let mut known = SHELVES.iter();
        let found = known.find(|(shelf, ..)| *shelf == self.look.shelf);
        found.map_or(Shelf::All, |(_, shelf, _)| *shelf)
    }

    /// The statement of the peer, over its tables of heads and of words.
    pub(super) fn statement(&self) -> String {
        let mut known = SHELVES.iter();
        let found = known.find(|(shelf, ..)| *shelf == self.look.shelf);
        let shelf = found.map_or("1", |(_, _, shelf)| shelf);
        let is_number = self.look.text.contains('/');
        let words = match (self.look.text.is_empty(), is_number) {
            (true, _) => "1",
            (false, true) => "number = :number",
            (false, false) => "sequence IN (SELECT head FROM entries WHERE entries MATCH :words)",
        };
        let by_promise = self.look.text.is_empty()
            && !matches!(
                self.look.shelf,
                CasesShelf::Answered | CasesShelf::Closed | CasesShelf::All
            );
        let order = if by_promise {
            "promised, sequence"
        } else {
            "changed_at DESC, sequence DESC"
        };
        let behind = if self.goes_on { 50 } else { 0 };
        format!(
            "SELECT * FROM cases WHERE {shelf} AND {words} ORDER BY {order} LIMIT 51 OFFSET {behind}"
        )
    }

    /// The words as FTS5 wants them.
    pub(super) fn matched(&self) -> String {
        let words = self.look.text.split_whitespace();
        let words: Vec<String> = words.map(|word| format!("\"{word}\"*")).collect();
        words.join(" AND ")
    }
}

/// Every shelf, its first page and the next.
pub(super) fn lists() -> Vec<Asked> {
    let shelves = SHELVES.iter().map(|(shelf, ..)| *shelf);
    shelves
        .flat_map(|shelf| [Asked::page(shelf, false), Asked::page(shelf, true)])
        .collect()
}

/// Words that stand everywhere and nearly nowhere, the beginnings of some, two at once,
/// names, numbers, and words of what is still to do; others in each round.
pub(super) fn searches(round: usize, cases: u32) -> Vec<Asked> {
    let of = |rank: usize| house::word(rank);
    let one = (round as u32).wrapping_mul(7_919) % cases;
    let beginning: String = of(200 + round).chars().take(3).collect();
    let mut to_do = Asked::words("of what is to do", of(20 + round));
    to_do.look.shelf = CasesShelf::ToDo;
    vec![
        Asked::words("a word that stands everywhere", of(round % 8)).everywhere(),
        Asked::words("a word", of(1_000 + round)),
        Asked::words("a rare word", of(4_000 + round)),
        Asked::words(
            "two words",
            // Both stand together at fewer places than the server looks at.
            format!("{} {}", of(round % 8), of(1_500 + round)),
        ),
        Asked::words("three letters", beginning).everywhere(),
        Asked::words("a name", house::name(one)),
        Asked::words("a number", format!("{YEAR}/{}", one + 1)),
        to_do.everywhere(),
    ]
}
