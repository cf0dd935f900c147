//! Numbers, lengths of time and days as people read them, in both languages.

use chrono::{DateTime, Datelike, NaiveDate};
use sportello_core::hours::Tz;
use sportello_core::report::{FEW, Mean, PeriodKind, Share};
use sportello_core::{Language, Mode, NoticeKind, Outcome, ReportPeriod};

/// What is said, in Italian or English.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(pub Language);

const MONTHS: [(&str, &str); 12] = [
    ("gennaio", "January"),
    ("febbraio", "February"),
    ("marzo", "March"),
    ("aprile", "April"),
    ("maggio", "May"),
    ("giugno", "June"),
    ("luglio", "July"),
    ("agosto", "August"),
    ("settembre", "September"),
    ("ottobre", "October"),
    ("novembre", "November"),
    ("dicembre", "December"),
];

/// Monday first, short.
pub(super) const WEEKDAYS: [(&str, &str); 7] = [
    ("lun", "Mon"),
    ("mar", "Tue"),
    ("mer", "Wed"),
    ("gio", "Thu"),
    ("ven", "Fri"),
    ("sab", "Sat"),
    ("dom", "Sun"),
];

impl Words {
    /// What it is in this language.
    pub fn say(self, italian: &str, english: &str) -> String {
        match self.0 {
            Language::It => italian.to_owned(),
            Language::En => english.to_owned(),
        }
    }

    pub fn pair(self, (italian, english): (&str, &str)) -> String {
        self.say(italian, english)
    }

    /// Fewer than are told.
    pub fn few(self) -> String {
        self.say(&format!("meno di {FEW}"), &format!("fewer than {FEW}"))
    }

    /// Nothing to count.
    pub fn nothing(self) -> String {
        self.say("nessun dato", "no data")
    }

    /// `83,3 %`
    pub fn share(self, share: Share) -> String {
        let Some(thousandths) = share.thousandths() else {
            return self.nothing();
        };
        let (whole, tenth) = (thousandths / 10, thousandths % 10);
        format!("{whole}{}{tenth} %", self.point())
    }

    /// `4,25`, or that it would tell of too few.
    pub fn mean(self, mean: Mean) -> String {
        match (mean.count, mean.hundredths) {
            (0, _) => self.nothing(),
            (_, None) => self.few(),
            (_, Some(mean)) => format!("{}{}{:02}", mean / 100, self.point(), mean % 100),
        }
    }

    /// A mean number of seconds as a length of time.
    pub fn mean_length(self, mean: Mean) -> String {
        match (mean.count, mean.hundredths) {
            (0, _) => self.nothing(),
            (_, None) => self.few(),
            (_, Some(mean)) => self.length((mean + 50) / 100),
        }
    }

    /// `3 min 05 s`
    pub fn length(self, seconds: u32) -> String {
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match (hours, minutes) {
            (0, 0) => format!("{seconds} s"),
            (0, _) => format!("{minutes} min {seconds:02} s"),
            _ => format!("{hours} h {minutes:02} min"),
        }
    }

    fn point(self) -> char {
        match self.0 {
            Language::It => ',',
            Language::En => '.',
        }
    }

    /// `4 novembre 2026`
    pub fn day(self, day: NaiveDate) -> String {
        let number = match (self.0, day.day()) {
            (Language::It, 1) => "1º".to_owned(),
            (_, number) => number.to_string(),
        };
        format!("{number} {} {}", self.month(day), day.year())
    }

    pub fn month(self, day: NaiveDate) -> String {
        self.pair(MONTHS[day.month0() as usize])
    }

    /// `novembre 2026`, `4º trimestre 2026`, `2026`, or from when to when.
    pub fn period(self, period: ReportPeriod) -> String {
        let year = period.from.year();
        match period.kind() {
            PeriodKind::Month => format!("{} {year}", self.month(period.from)),
            PeriodKind::Quarter => {
                let number = period.from.month0() / 3 + 1;
                self.say(
                    &format!("{number}º trimestre {year}"),
                    &format!("quarter {number} of {year}"),
                )
            }
            PeriodKind::Year => year.to_string(),
            PeriodKind::Days => {
                let (from, to) = (self.day(period.from), self.day(period.to));
                self.say(
                    &format!("dal {from} al {to}"),
                    &format!("from {from} to {to}"),
                )
            }
        }
    }

    /// A day and the time of day, by the library's clock.
    pub fn moment(self, at: i64, zone: &str) -> String {
        let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
        let Some(utc) = DateTime::from_timestamp_millis(at) else {
            return String::new();
        };
        let local = utc.with_timezone(&zone).naive_local();
        format!("{}, {}", self.day(local.date()), local.format("%H:%M"))
    }

    pub fn mode(self, mode: Mode) -> String {
        match mode {
            Mode::Video => self.say("Video", "Video"),
            Mode::Voice => self.say("Voce", "Voice"),
            Mode::Chat => self.say("Chat", "Chat"),
        }
    }

    pub fn language(self, language: Language) -> String {
        match language {
            Language::It => self.say("Italiano", "Italian"),
            Language::En => self.say("Inglese", "English"),
        }
    }

    pub fn outcome(self, outcome: Outcome) -> String {
        match outcome {
            Outcome::ResolvedAtFirstLevel => {
                self.say("Risolto al primo livello", "Resolved at first level")
            }
            Outcome::HandedOff => self.say("Passato ad altri", "Handed off"),
            Outcome::Appointment => self.say("Appuntamento", "Appointment"),
            Outcome::CallBack => self.say("Da richiamare", "To be called back"),
            Outcome::Abandoned => self.say("Rinuncia", "Abandoned"),
            Outcome::MessageLeft => self.say("Lasciato un messaggio", "Message left"),
            Outcome::NotReached => self.say("Non raggiunto", "Not reached"),
            Outcome::Blocked => self.say("Bloccato", "Blocked"),
        }
    }

    pub fn notice(self, kind: NoticeKind) -> String {
        match kind {
            NoticeKind::Predue => self.say("Prima della scadenza", "Before the due date"),
            NoticeKind::Due => self.say("Il giorno della scadenza", "On the due date"),
            NoticeKind::Overdue1 => self.say("Primo sollecito", "First reminder"),
            NoticeKind::Overdue2 => self.say("Secondo sollecito", "Second reminder"),
            NoticeKind::Overdue3 => self.say("Terzo sollecito", "Third reminder"),
        }
    }
}
