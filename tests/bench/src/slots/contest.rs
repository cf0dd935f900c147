//! A thousand patrons who want the same slot, one slot after another.

use std::time::Instant;

use anyhow::{Context, ensure};
use sportello_core::{
    AppointmentId, Book, BookEffect, Booking, BookingTrouble, Language, PatronId, PatronName,
    ThreadId, Wish,
};
use uuid::Uuid;

use super::house::{DAY, House, now};

/// How many want each slot.
pub(super) const WANT: usize = 1_000;

/// What the contest showed.
pub(super) struct Contest {
    pub bookings_a_second: f64,
    pub attempts_a_second: f64,
    /// Milliseconds that it took to answer each loser.
    pub answers: Vec<f64>,
}

/// Lets a thousand patrons want each of so many slots of one librarian.
pub(super) fn run(book: &mut Book, house: &House, slots: usize) -> anyhow::Result<Contest> {
    let mut asked = house.questions()[0];
    let from = now().wall_millis();
    let free = book.free(&asked, from, from + 30 * DAY, now());
    let giver = |slot: &sportello_core::Slot| slot.givers.first().copied();
    asked.librarian = free.first().and_then(giver);
    let mut answers = Vec::with_capacity(slots * WANT);
    let (mut took, mut made) = (0.0, 0_u128);
    for number in 0..slots {
        let free = book.free(&asked, from, from + 30 * DAY, now());
        let slot = free.first();
        let starts = slot.with_context(|| format!("nothing is free after {number}"))?;
        let wish = Wish {
            asked,
            starts: starts.starts,
        };
        let mut won = 0;
        for _ in 0..WANT {
            made += 1;
            let (has_won, millis) = attempt(book, wish, made)?;
            took += millis;
            if has_won {
                won += 1;
            } else {
                answers.push(millis);
            }
        }
        ensure!(won == 1, "{won} have one slot");
    }
    let seconds = took / 1_000.0;
    Ok(Contest {
        bookings_a_second: slots as f64 / seconds,
        attempts_a_second: (slots * WANT) as f64 / seconds,
        answers,
    })
}

/// Whether an attempt won, and how many milliseconds its answer took.
fn attempt(book: &mut Book, wish: Wish, number: u128) -> anyhow::Result<(bool, f64)> {
    let id = Uuid::from_u128(10_000_000 + number);
    let booking = Booking {
        id: AppointmentId(id),
        patron: PatronId(id),
        thread: ThreadId(id),
        wish,
        name: PatronName::tidy("Dora"),
        language: Language::En,
        answers: Vec::new(),
    };
    let begun = Instant::now();
    let answer = book.handle_booking(booking, now());
    let effects = std::iter::from_fn(|| book.poll_effect());
    let is_save = |effect: &BookEffect| matches!(effect, BookEffect::Save(_));
    let saves = effects.filter(is_save).count();
    let millis = begun.elapsed().as_secs_f64() * 1_000.0;
    match answer {
        Ok(_) => ensure!(saves == 1, "a winner is saved {saves} times"),
        Err(ref refused) => {
            ensure!(refused.why == BookingTrouble::Taken, "{:?}", refused.why);
            ensure!(!refused.next.is_empty() && saves == 0, "a loser is told");
        }
    }
    Ok((answer.is_ok(), millis))
}
