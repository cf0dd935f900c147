//! Loans out of the rows of a file.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;
use sha2::{Digest as _, Sha256};
use sportello_core::loans::{LONGEST_KEY, LONGEST_LINE, LONGEST_TITLE};
use sportello_core::{
    Borrower, Column, DayOrder, Language, Loan, LoanData, MailAddress, Mapping, RowFault,
    SourceCause, SourceTrouble,
};

use super::columns::{self, missing, place};
use super::table::{Table, is_blank};
use super::{day, hex, tidy};

/// How many troubles of one kind are listed; the others are counted.
pub const MOST_LISTED: usize = 1_000;
/// How much of a cell is shown, in characters.
const LONGEST_SHOWN: usize = 80;
/// The years in which loans are due.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2199;

/// The loans of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interpreted {
    /// The loans, and who has them.
    pub data: LoanData,
    /// How it went.
    pub summary: Summary,
    /// The keys of loans whose rows were left out, as far as they can be told: they are out,
    /// and something is wrong with what is said of them.
    pub unread: BTreeSet<String>,
}

/// How the reading of a file went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows with something in them.
    pub rows: u32,
    /// Loans that are out.
    pub loans: u32,
    /// Rows of loans that were returned.
    pub returned: u32,
    /// Rows that were left out.
    pub rejected: RowTroubles,
    /// Rows that were taken, but for something in them.
    pub remarks: RowTroubles,
}

/// Troubles with rows: how many, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowTroubles {
    /// How many there are.
    pub count: u32,
    /// The first [`MOST_LISTED`].
    pub first: Vec<RowTrouble>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowTrouble {
    /// The line of the file in which it begins, from 1.
    pub line: u32,
    /// What is wrong.
    pub fault: RowFault,
    /// What stands where the fault is, shortened; may be empty. It is for the librarian's
    /// screen: it may hold a card's number or an address.
    pub cell: String,
}

impl RowTroubles {
    fn note(&mut self, line: u32, fault: RowFault, cell: &str) {
        self.count += 1;
        if self.first.len() < MOST_LISTED {
            let cell = tidy(cell, LONGEST_SHOWN).into_owned();
            self.first.push(RowTrouble { line, fault, cell });
        }
    }
}

/// Makes loans of the rows of a table. An instant becomes the day that it is in `zone`.
///
/// # Errors
/// [`SourceCause::FileColumnsMissing`]: the table has not what the mapping names, or the
/// mapping says too little.
pub fn interpret(
    table: &Table<'_>,
    mapping: &Mapping,
    zone: Tz,
) -> Result<Interpreted, SourceTrouble> {
    let missing = missing(mapping, table);
    if !missing.is_empty() {
        let headings = missing.iter().filter_map(|one| mapping.columns.get(one));
        let said = headings.map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(SourceTrouble::new(SourceCause::FileColumnsMissing, &said));
    }
    let places = Places::of(table, mapping);
    let days = [Column::Due, Column::Lent];
    let days: Vec<usize> = days.iter().filter_map(|day| places.at(*day)).collect();
    let order = columns::proven(table, &days).unwrap_or(mapping.order);
    let mut reading = Reading {
        places,
        order,
        zone,
        done: Interpreted::default(),
        borrowers: HashMap::new(),
        loans: HashMap::new(),
    };
    let mut records = table.records();
    let mut cells = Vec::new();
    while let Some(record) = records.next(&mut cells) {
        if is_blank(&record, &cells) {
            continue;
        }
        reading.done.summary.rows += 1;
        let width = table.headings().len();
        let too_many = cells
            .iter()
            .skip(width)
            .find(|cell| !cell.trim().is_empty());
        let is_whole = record.fault.is_none() && too_many.is_none();
        let taken = match (record.fault, too_many) {
            (Some(fault), _) => Err((fault, String::new())),
            (None, Some(cell)) => Err((RowFault::TooManyCells, cell.to_string())),
            (None, None) => reading.take(record.line, &cells),
        };
        if let Err((fault, cell)) = taken {
            if is_whole && let Some(key) = reading.key_of(&cells) {
                reading.done.unread.insert(key);
            }
            let rejected = &mut reading.done.summary.rejected;
            rejected.note(record.line, fault, &cell);
        }
    }
    let mut done = reading.done;
    let read = reading.loans;
    done.unread.retain(|key| !read.contains_key(key));
    done.summary.loans = u32::try_from(done.data.loans.len()).unwrap_or(u32::MAX);
    Ok(done)
}

/// In which column of the table something stands.
struct Places([Option<usize>; Column::ALL.len()]);

impl Places {
    fn of(table: &Table<'_>, mapping: &Mapping) -> Self {
        let mut places = [None; Column::ALL.len()];
        for (column, heading) in &mapping.columns {
            places[*column as usize] = place(table, heading);
        }
        Self(places)
    }

    fn at(&self, column: Column) -> Option<usize> {
        self.0[column as usize]
    }

    /// What a row says about it; empty when it says nothing.
    fn cell<'c>(&self, cells: &'c [Cow<'_, str>], column: Column) -> &'c str {
        let cell = self.at(column).and_then(|at| cells.get(at));
        unformula(cell.map(|cell| cell.trim()).unwrap_or_default())
    }
}

/// A file that is being read.
struct Reading {
    places: Places,
    order: DayOrder,
    zone: Tz,
    done: Interpreted,
    /// Where they stand in the data, by their keys.
    borrowers: HashMap<String, usize>,
    /// How many rows said so, by their keys.
    loans: HashMap<String, u32>,
}

/// Why a row is left out, and where that stands.
type Left = (RowFault, String);

impl Reading {
    fn take(&mut self, line: u32, cells: &[Cow<'_, str>]) -> Result<(), Left> {
        let said = |column| self.places.cell(cells, column);
        if is_returned(said(Column::Status), said(Column::Returned)) {
            self.done.summary.returned += 1;
            return Ok(());
        }
        let due = self.due(said(Column::Due))?;
        let borrower = borrower(&self.places, cells)?;
        let lent = day::day(said(Column::Lent), self.order, self.zone);
        let item = number(said(Column::Item))?;
        let title = tidy(said(Column::Title), LONGEST_TITLE).into_owned();
        let renewals = said(Column::Renewals);
        let renewals_read = count(renewals);
        let mut remarks: Vec<(RowFault, &str)> = Vec::new();
        for (column, is_read, fault) in [
            (Column::Lent, lent.is_some(), RowFault::LentUnreadable),
            (
                Column::Renewals,
                renewals_read.is_some(),
                RowFault::RenewalsUnreadable,
            ),
            (
                Column::Mail,
                borrower.mail.is_some(),
                RowFault::MailUnreadable,
            ),
        ] {
            let cell = said(column);
            if !is_read && !is_nothing(cell) {
                remarks.push((fault, cell));
            }
        }
        let named = number(said(Column::Loan))?;
        let loan = Loan {
            key: String::new(),
            borrower: borrower.key.clone(),
            author: tidy(said(Column::Author), LONGEST_LINE).into_owned(),
            due,
            lent,
            renewals: renewals_read,
            is_awaited: is_yes(said(Column::Awaited)) || is_awaited(said(Column::Status)),
            renews_itself: is_yes(said(Column::RenewsItself)),
            item,
            title,
        };
        let key = self.key(named, &loan)?;
        for (fault, cell) in remarks {
            self.done.summary.remarks.note(line, fault, cell);
        }
        self.knows(borrower);
        self.done.data.loans.push(Loan { key, ..loan });
        Ok(())
    }

    fn due(&self, cell: &str) -> Result<NaiveDate, Left> {
        if is_nothing(cell) {
            return Err((RowFault::DueMissing, String::new()));
        }
        let due = day::day(cell, self.order, self.zone);
        let due = due.ok_or_else(|| (RowFault::DueUnreadable, cell.to_owned()))?;
        match YEARS.contains(&due.year()) {
            true => Ok(due),
            false => Err((RowFault::DueTooFar, cell.to_owned())),
        }
    }

    /// What the loan of a row is called that is left out, if that can be told.
    fn key_of(&self, cells: &[Cow<'_, str>]) -> Option<String> {
        let said = |column| self.places.cell(cells, column);
        let named = number(said(Column::Loan)).ok()?;
        if !named.is_empty() {
            return Some(named);
        }
        let borrower = borrower(&self.places, cells).ok()?;
        let item = number(said(Column::Item)).ok()?;
        let title = tidy(said(Column::Title), LONGEST_TITLE);
        let what = if item.is_empty() { &*title } else { &*item };
        let lent = day::day(said(Column::Lent), self.order, self.zone);
        Some(derived(&borrower.key, what, lent))
    }

    /// What the loan is called: as the file says, or by what does not change as long as
    /// it is the same loan.
    fn key(&mut self, named: String, loan: &Loan) -> Result<String, Left> {
        if !named.is_empty() {
            return match self.loans.insert(named.clone(), 1) {
                None => Ok(named),
                Some(_) => Err((RowFault::LoanTwice, named)),
            };
        }
        let is_known = !(loan.item.is_empty() && loan.title.is_empty());
        let what = match loan.item.is_empty() {
            true => &loan.title,
            false => &loan.item,
        };
        let key = derived(&loan.borrower, what, loan.lent);
        let count = self.loans.entry(key.clone()).or_default();
        *count += 1;
        match (*count, is_known) {
            (1, _) => Ok(key),
            (_, true) => Err((RowFault::LoanTwice, loan.item.clone())),
            // Nothing tells them apart but that there are so many.
            (nth, false) => Ok(format!("{key}-{nth}")),
        }
    }

    /// Remembers a borrower; what is known already stands, what is new is added.
    fn knows(&mut self, borrower: Borrower) {
        let borrowers = &mut self.done.data.borrowers;
        match self.borrowers.entry(borrower.key.clone()) {
            Entry::Vacant(free) => {
                free.insert(borrowers.len());
                borrowers.push(borrower);
            }
            Entry::Occupied(there) => {
                let known = &mut borrowers[*there.get()];
                let add = |known: &mut String, new: String| {
                    if known.is_empty() {
                        *known = new;
                    }
                };
                add(&mut known.card, borrower.card);
                add(&mut known.name, borrower.name);
                add(&mut known.phone, borrower.phone);
                known.mail = known.mail.take().or(borrower.mail);
                known.language = known.language.or(borrower.language);
            }
        }
    }
}

fn borrower(places: &Places, cells: &[Cow<'_, str>]) -> Result<Borrower, Left> {
    let said = |column| places.cell(cells, column);
    let mail = address(said(Column::Mail));
    let card = number(said(Column::Card))?;
    let mut key = number(said(Column::Borrower))?;
    if key.is_empty() {
        key.clone_from(&card);
    }
    if key.is_empty() {
        let address = mail
            .as_ref()
            .filter(|one| one.as_str().len() <= LONGEST_KEY);
        let address = address.ok_or((RowFault::NoBorrower, String::new()))?;
        key = address.as_str().to_ascii_lowercase();
    }
    let card = match places.at(Column::Card) {
        Some(_) => card,
        None => number(said(Column::Borrower))?,
    };
    let name = format!("{} {}", said(Column::Name), said(Column::Surname));
    Ok(Borrower {
        key,
        card,
        name: tidy(&name, LONGEST_LINE).into_owned(),
        mail,
        phone: tidy(said(Column::Phone), LONGEST_LINE).into_owned(),
        language: language(said(Column::Language)),
    })
}

/// The first of the addresses that stand there.
fn address(cell: &str) -> Option<MailAddress> {
    let mut ones = cell.split([';', ',', ' ', '<', '>']).take(10);
    ones.find_map(|one| MailAddress::parse(one).ok())
}

fn derived(borrower: &str, what: &str, lent: Option<NaiveDate>) -> String {
    let mut hash = Sha256::new();
    let lent = lent.map(|day| day.num_days_from_ce()).unwrap_or_default();
    for part in [borrower.as_bytes(), what.as_bytes(), &lent.to_be_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(&hash.finalize()[..16])
}

/// A number that names something: short enough, and as it was written.
fn number(cell: &str) -> Result<String, Left> {
    let number = tidy(cell, LONGEST_KEY + 1);
    if number.chars().count() > LONGEST_KEY {
        return Err((RowFault::NumberTooLong, number.into_owned()));
    }
    if is_rounded(&number) {
        return Err((RowFault::NumberRounded, number.into_owned()));
    }
    Ok(number.into_owned())
}

/// 1,23457E+11: what a spreadsheet makes of a long number. Others have become the same.
fn is_rounded(cell: &str) -> bool {
    let Some((digits, power)) = cell.split_once(['E', 'e']) else {
        return false;
    };
    let Some((whole, fraction)) = digits.split_once(['.', ',']) else {
        return false;
    };
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() == 1
        && all_digits(whole)
        && all_digits(fraction)
        && power.strip_prefix('+').is_some_and(all_digits)
}

/// Without what keeps a spreadsheet from calculating: `="00123"` and `'00123`.
fn unformula(cell: &str) -> &str {
    let formula = cell.strip_prefix("=\"");
    let inner = formula.and_then(|rest| rest.strip_suffix('"'));
    let number = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit());
    inner
        .or(cell.strip_prefix('\'').filter(number))
        .unwrap_or(cell)
}

/// Whether nothing is meant: databases write zeros where a day is missing.
fn is_nothing(cell: &str) -> bool {
    let zeros =
        |text: &str| text.bytes().all(|byte| b"0-/.: ".contains(&byte)) && text.contains("00");
    cell.is_empty() || matches!(cell, "-" | "--" | "NULL" | "null" | "n/d" | "N/D") || zeros(cell)
}

fn count(cell: &str) -> Option<u16> {
    let whole = cell
        .split(['.', ',', '/'])
        .next()
        .unwrap_or_default()
        .trim();
    whole.parse().ok()
}

fn is_yes(cell: &str) -> bool {
    if let Some(count) = count(cell) {
        return count > 0;
    }
    let cell = columns::squeezed(cell);
    let yes = ["si", "s", "yes", "y", "true", "t", "vero", "x", "on"];
    let words = ["prenotat", "reserved", "onhold"];
    yes.contains(&cell.as_str()) || words.iter().any(|word| cell.starts_with(word))
}

fn is_awaited(status: &str) -> bool {
    let status = columns::squeezed(status);
    status.contains("prenotat") && !status.contains("non")
}

fn is_returned(status: &str, returned: &str) -> bool {
    let words = [
        "restituit",
        "rientrat",
        "returned",
        "checkedin",
        "chius",
        "closed",
        "conclus",
        "terminat",
    ];
    if !status.is_empty() {
        let status = columns::squeezed(status);
        let is_denied = ["non", "not", "darestituire"]
            .iter()
            .any(|word| status.starts_with(word));
        if !is_denied && words.iter().any(|word| status.starts_with(word)) {
            return true;
        }
    }
    if is_nothing(returned) || returned == "0" {
        return false;
    }
    let is_number = returned.starts_with(|c: char| c.is_ascii_digit());
    is_number
        || is_yes(returned)
        || words
            .iter()
            .any(|word| columns::squeezed(returned).starts_with(word))
}

fn language(cell: &str) -> Option<Language> {
    let start: String = cell.chars().take(2).flat_map(char::to_lowercase).collect();
    match start.as_str() {
        "it" => Some(Language::It),
        "en" | "in" => Some(Language::En),
        _ => None,
    }
}
