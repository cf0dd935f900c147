//! A library with many cases of one year: their heads, their timelines and their words,
//! as the server writes them.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate};
use sportello_core::{
    Asker, Case, CaseEntryId, CaseEntryKind, CaseId, CaseLevel, CaseNumber, CaseState, DeskId,
    LibrarianId, LibraryId, Settings,
};
use sportello_server::Store;
use sportello_store::{NewCaseEntry, Writing, add_case_entry, mark_promise, save_case};
use uuid::Uuid;

/// The year of their numbers.
pub(super) const YEAR: u16 = 2026;
/// So many cases are written in one transaction.
const TOGETHER: u32 = 1_000;
/// Ids begin here.
const CASES: u128 = 1 << 64;
const ENTRIES: u128 = 2 << 64;
/// So many words there are.
const WORDS: usize = 5_000;
const DAY: i64 = 86_400_000;
/// The words that stand most often.
const FREQUENT: [&str; 12] = [
    "biblioteca",
    "libro",
    "prestito",
    "ricerca",
    "archivio",
    "documento",
    "ufficio",
    "risposta",
    "copia",
    "catalogo",
    "genealogia",
    "mappa",
];
const SYLLABLES: [&str; 18] = [
    "ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "qua", "ri", "so", "tu", "va", "zi",
    "stra", "glie", "gna",
];
const NAMES: [&str; 8] = [
    "Ada", "Bruno", "Carla", "Dino", "Elsa", "Franco", "Gina", "Ivo",
];

/// The cases of a library.
#[derive(Clone, Copy, Debug)]
pub(super) struct House {
    cases: u32,
}

/// Whose they are.
struct Where {
    library: LibraryId,
    desks: Vec<DeskId>,
    owners: Vec<LibrarianId>,
    now: i64,
}

impl House {
    /// With so many cases.
    pub(super) const fn of(cases: u32) -> Self {
        Self { cases }
    }

    /// Writes them.
    pub(super) async fn furnish(&self, store: &Store) -> anyhow::Result<()> {
        let library = library(store).await?;
        let settings = store.settings(library).await?;
        let house = Where::of(library, &settings)?;
        let mut number = 0;
        while number < self.cases {
            let mut writing = store.write().await?;
            let until = (number + TOGETHER).min(self.cases);
            for one in number..until {
                write(&mut writing, &house, self.cases, one).await?;
            }
            writing.commit().await?;
            number = until;
        }
        Ok(())
    }
}

impl Where {
    fn of(library: LibraryId, settings: &Settings) -> anyhow::Result<Self> {
        Ok(Self {
            library,
            desks: settings.desks.iter().map(|desk| desk.id).collect(),
            owners: settings.librarians.iter().map(|one| one.id).collect(),
            now: now()?,
        })
    }
}

/// The one library of the bench.
pub(super) async fn library(store: &Store) -> anyhow::Result<LibraryId> {
    let libraries = store.libraries().await?;
    Ok(libraries.first().context("no library")?.id)
}

/// What time it is: milliseconds since 1970 UTC.
pub(super) fn now() -> anyhow::Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_millis())?)
}

/// The day of a time.
pub(super) fn day(at: i64) -> anyhow::Result<NaiveDate> {
    let at = DateTime::from_timestamp_millis(at).context("a time")?;
    Ok(at.date_naive())
}

/// The word of a rank: the first stands most often.
pub(super) fn word(rank: usize) -> String {
    if let Some(word) = FREQUENT.get(rank) {
        return (*word).to_owned();
    }
    let many = SYLLABLES.len();
    [rank, rank / many, rank / many / many]
        .map(|place| SYLLABLES[place % many])
        .concat()
}

/// What somebody who asks is called.
pub(super) fn name(number: u32) -> String {
    let mut chance = Chance(u64::from(number));
    let first = NAMES[chance.below(NAMES.len())];
    format!("{first} {}", word(1_000 + chance.below(3_000)))
}

/// A case with its timeline: of ten, nine are over.
async fn write(
    writing: &mut Writing<'_>,
    house: &Where,
    many: u32,
    number: u32,
) -> anyhow::Result<()> {
    let mut chance = Chance(u64::from(number) + 7);
    // A year of them, evenly; each goes on for some days.
    let age = i64::from(many - number) * (365 * DAY / i64::from(many));
    let opened = house.now - age;
    let changed = (opened + (chance.below(20) as i64) * DAY).min(house.now);
    // What is not over yet came within the last weeks, and little of it is late.
    let is_young = number >= many / 10 * 9;
    let state = match number % 10 {
        _ if !is_young => CaseState::Closed,
        0..3 => CaseState::Open,
        3..6 => CaseState::WaitingForOffice,
        6 => CaseState::WaitingForPatron,
        7 => CaseState::Reopened,
        _ => CaseState::Answered,
    };
    let from = if is_young { house.now - DAY } else { opened };
    let promised = day(from)?
        .checked_add_days(Days::new(u64::from(number / 10 % 25)))
        .context("a day")?;
    let is_closed = state == CaseState::Closed;
    let is_answered = is_closed || state == CaseState::Answered;
    let case = Case {
        id: CaseId(Uuid::from_u128(CASES + u128::from(number))),
        desk: house.desks[number as usize % house.desks.len()],
        number: CaseNumber {
            year: YEAR,
            number: number + 1,
        },
        subject: text(&mut chance, 6),
        topic: None,
        level: CaseLevel::Second,
        owner: Some(house.owners[number as usize % house.owners.len()]),
        office: None,
        promised,
        first_promised: promised,
        state,
        snoozed_until: number.is_multiple_of(40).then_some(house.now + DAY),
        thread: None,
        asker: Asker {
            name: name(number),
            mail: None,
            phone: String::new(),
        },
        opened,
        answered: is_answered.then_some(changed),
        closed: is_closed.then_some(changed),
        news: number.is_multiple_of(100).then_some(changed),
    };
    save_case(writing, house.library, &case, changed).await?;
    // Whoever is to be told that a promise comes near was told: else the server would do
    // so now, and change what is listed.
    mark_promise(writing, case.id, promised, true).await?;
    let kinds = [
        (CaseEntryKind::Opened, 0),
        (CaseEntryKind::Excerpt, 40),
        (CaseEntryKind::HandedOff, 60),
        (CaseEntryKind::OfficeWrote, 80),
        (CaseEntryKind::Answered, 50),
        (CaseEntryKind::Note, 15),
    ];
    for (place, (kind, words)) in kinds.into_iter().enumerate() {
        let id = ENTRIES + u128::from(number) * 16 + place as u128;
        let mut entry = NewCaseEntry::of(CaseEntryId(Uuid::from_u128(id)), case.id, kind);
        entry.text = text(&mut chance, words);
        let at = opened + (changed - opened) * (place as i64) / (kinds.len() as i64);
        add_case_entry(writing, house.library, &entry, at).await?;
    }
    Ok(())
}

fn text(chance: &mut Chance, words: usize) -> String {
    let words: Vec<String> = (0..words).map(|_| word(chance.rank())).collect();
    words.join(" ")
}

/// The same chance in each run.
struct Chance(u64);

impl Chance {
    /// [SplitMix64](https://prng.di.unimi.it/splitmix64.c).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A word's rank, as words are spread in a language: the tenth stands a tenth as
    /// often as the first ([Zipf](https://en.wikipedia.org/wiki/Zipf%27s_law)).
    fn rank(&mut self) -> usize {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        (WORDS as f64).powf(share) as usize - 1
    }
}
