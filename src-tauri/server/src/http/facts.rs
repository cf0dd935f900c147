//! What a desk says of itself without a script: how it stands now, its hours, where
//! it is, how to write to it. The public page holds this in its HTML until the app
//! has started; the poster and the frame for other sites show parts of it.

use std::fmt::Write;

use sportello_core::Handle;
use sportello_core::hours::Hours;
use sportello_wire::WaitView;
use sportello_wire::patron::{DeskState, SpokenView};

use super::template::{Piece, escaped, fill};
use super::words::Words;
use crate::owner::Glance;

/// What is known of a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) library: String,
    pub(super) desk: String,
    pub(super) handle: Handle,
    pub(super) now: Now,
    /// What it says to whoever comes; may be empty.
    pub(super) greeting: SpokenView,
    /// How many wait.
    pub(super) waiting: u32,
    /// How many minutes who comes now will wait, from and to, if that can be told.
    pub(super) wait: Option<(u32, u32)>,
    /// The openings of each day, Monday first, as `09:00-13:00`; empty when no hours
    /// are kept.
    pub(super) week: Vec<Vec<String>>,
    /// The branch's name and address, a line each; may be empty.
    pub(super) branch: Vec<String>,
    /// May be empty.
    pub(super) email: String,
    /// Patrons can have their loans told here.
    pub(super) loans: bool,
}

/// How a desk stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Now {
    /// Somebody answers, or will.
    Open {
        /// When it closes, as the desk's clock shows it.
        until: Option<String>,
    },
    /// Within its hours, and nobody is there.
    Nobody,
    /// Outside its hours.
    Closed {
        /// When it opens, if that is known.
        opens: Option<Opens>,
    },
}

/// When a desk opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opens {
    /// 0 is today.
    pub(super) days_ahead: i64,
    /// 0 is Monday.
    pub(super) weekday: usize,
    /// Day and month in figures, for what is more than a week away.
    pub(super) date: String,
    /// As the desk's clock will show it.
    pub(super) time: String,
}

impl Facts {
    /// What a glance tells, in the words of the desk's own clock.
    pub(super) fn of(glance: &Glance, now: i64) -> Self {
        let view = &glance.view;
        let clock = Wall {
            hours: glance.hours.as_ref(),
            now,
        };
        Self {
            library: view.library.clone(),
            desk: view.name.clone(),
            handle: view.handle.clone(),
            now: match &view.state {
                DeskState::Open { until, .. } => Now::Open {
                    until: until.and_then(|until| clock.time(until)),
                },
                DeskState::NobodyThere { .. } => Now::Nobody,
                DeskState::Closed { opens, .. } => Now::Closed {
                    opens: opens.and_then(|opens| clock.opens(opens)),
                },
            },
            greeting: view.greeting.clone(),
            waiting: view.waiting,
            wait: match view.wait {
                WaitView::Unknown => None,
                WaitView::Range {
                    shortest, longest, ..
                } => Some((shortest, longest)),
            },
            week: view.hours.clone(),
            branch: view.branch.clone(),
            email: view.email.clone(),
            loans: view.loans,
        }
    }

    /// The name of the desk with that of its library, unless they are the same.
    pub(super) fn where_it_is(&self) -> String {
        if self.desk == self.library {
            self.library.clone()
        } else {
            format!("{} – {}", self.desk, self.library)
        }
    }

    /// One sentence about now.
    pub(super) fn state(&self, words: &Words) -> String {
        match &self.now {
            Now::Open { until: None } => words.open.to_owned(),
            Now::Open { until: Some(time) } => format!("{} {} {time}", words.open, words.until),
            Now::Nobody => words.nobody.to_owned(),
            Now::Closed { opens: None } => words.closed.to_owned(),
            Now::Closed { opens: Some(opens) } => {
                format!("{}. {}", words.closed, opens.in_words(words))
            }
        }
    }

    /// One sentence about the line.
    pub(super) fn line(&self, words: &Words) -> String {
        match (&self.now, self.waiting) {
            (Now::Nobody | Now::Closed { .. }, _) => String::new(),
            (Now::Open { .. }, 0) => words.line_empty.to_owned(),
            (Now::Open { .. }, 1) => words.line_one.to_owned(),
            (Now::Open { .. }, many) => format!("{many} {}", words.line_many),
        }
    }

    /// One sentence about the wait, when it can be told.
    pub(super) fn waiting_time(&self, words: &Words) -> String {
        match (&self.now, self.wait) {
            (Now::Open { .. }, Some((shortest, longest))) => {
                let span = if shortest < longest {
                    format!("{shortest}–{longest}")
                } else {
                    longest.to_string()
                };
                format!("{} {span} {}", words.wait, words.minutes)
            }
            (Now::Open { .. } | Now::Nobody | Now::Closed { .. }, _) => String::new(),
        }
    }

    /// The block that stands in the public page until the app takes its place.
    pub(super) fn block(&self, words: &Words) -> String {
        const BLOCK: &str = include_str!("facts.html");
        let is_same = self.desk == self.library;
        let desk = if is_same { "" } else { self.desk.as_str() };
        fill(
            BLOCK,
            &[
                ("library", Piece::Text(&self.library)),
                ("desk", Piece::Html(&paragraph("facts-desk", desk))),
                ("state", Piece::Text(&self.state(words))),
                ("line", Piece::Html(&paragraph("", &self.line(words)))),
                (
                    "greeting",
                    Piece::Html(&paragraph("facts-greeting", self.greeting(words))),
                ),
                (
                    "wait",
                    Piece::Html(&paragraph("", &self.waiting_time(words))),
                ),
                ("hours", Piece::Html(&self.hours(words))),
                ("address", Piece::Html(&self.place(words))),
                ("message_title", Piece::Text(words.message_title)),
                ("message_here", Piece::Text(words.message_here)),
                ("message_email", Piece::Html(&self.by_email(words))),
            ],
        )
    }

    /// What the desk says to whoever comes.
    fn greeting(&self, words: &Words) -> &str {
        match words.code {
            "it" => &self.greeting.it,
            _ => &self.greeting.en,
        }
    }

    /// The hours of the week as a table with its heading; empty when none are kept.
    pub(super) fn hours(&self, words: &Words) -> String {
        if self.week.iter().all(Vec::is_empty) {
            return String::new();
        }
        let mut table = format!("<h2>{}</h2><table><tbody>", escaped(words.hours));
        for (day, openings) in words.days.iter().zip(&self.week) {
            let times = match openings.is_empty() {
                true => words.closed_day.to_owned(),
                false => openings.join(", ").replace('-', "–"),
            };
            let times = escaped(&times);
            // Into a String, which takes everything.
            let _ = write!(
                table,
                "<tr><th scope=\"row\">{day}</th><td>{times}</td></tr>"
            );
        }
        table + "</tbody></table>"
    }

    fn place(&self, words: &Words) -> String {
        if self.branch.is_empty() {
            return String::new();
        }
        let lines: Vec<_> = self.branch.iter().map(|line| escaped(line)).collect();
        format!(
            "<h2>{}</h2><p>{}</p>",
            escaped(words.address),
            lines.join("<br>")
        )
    }

    fn by_email(&self, words: &Words) -> String {
        if self.email.is_empty() {
            return String::new();
        }
        let email = escaped(&self.email);
        format!(
            "<p>{} <a href=\"mailto:{email}\">{email}</a></p>",
            escaped(words.message_email)
        )
    }
}

/// The clock and the calendar on the desk's wall.
struct Wall<'a> {
    hours: Option<&'a Hours>,
    now: i64,
}

impl Wall<'_> {
    fn time(&self, at: i64) -> Option<String> {
        Some(self.hours?.local(at)?.format("%H:%M").to_string())
    }

    fn opens(&self, at: i64) -> Option<Opens> {
        let (today, then) = (self.hours?.local(self.now)?, self.hours?.local(at)?);
        // Monday is 1 in `%u`.
        let weekday: usize = then.format("%u").to_string().parse().ok()?;
        Some(Opens {
            days_ahead: then.date().signed_duration_since(today.date()).num_days(),
            weekday: weekday.saturating_sub(1),
            date: then.format("%d/%m").to_string(),
            time: then.format("%H:%M").to_string(),
        })
    }
}

impl Opens {
    fn in_words(&self, words: &Words) -> String {
        let day = match self.days_ahead {
            0 => words.today.to_owned(),
            1 => words.tomorrow.to_owned(),
            2..=6 => words.days[self.weekday % 7].to_owned(),
            _ => format!("{} {}", words.days[self.weekday % 7], self.date),
        };
        format!("{} {day} {} {}", words.opens, words.at, self.time)
    }
}

fn paragraph(class: &str, text: &str) -> String {
    match (text, class) {
        ("", _) => String::new(),
        (text, "") => format!("<p>{}</p>", escaped(text)),
        (text, class) => format!("<p class=\"{class}\">{}</p>", escaped(text)),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use sportello_core::Language;

    use super::super::words::words;
    use super::*;

    /// A desk that stands open on a Tuesday.
    pub(crate) fn facts() -> Facts {
        let morning = vec!["09:00-13:00".to_owned()];
        let whole = vec!["09:00-13:00".to_owned(), "15:00-19:00".to_owned()];
        Facts {
            library: "Biblioteca di Empoli".into(),
            desk: "Sportello".into(),
            handle: Handle::parse("@biblioteca.empoli").expect("a good handle"),
            now: Now::Open {
                until: Some("19:00".into()),
            },
            greeting: SpokenView {
                it: "Benvenuti!".into(),
                en: "Welcome!".into(),
            },
            waiting: 2,
            wait: Some((3, 8)),
            week: vec![
                Vec::new(),
                whole.clone(),
                whole.clone(),
                whole.clone(),
                whole,
                morning,
                Vec::new(),
            ],
            branch: vec!["Biblioteca Fucini".into(), "Via Cavour 36, Empoli".into()],
            email: "biblioteca@comune.example".into(),
            loans: true,
        }
    }

    #[test]
    fn the_block_says_how_things_stand() {
        let block = facts().block(words(Language::It));
        for part in [
            "<h1>Biblioteca di Empoli</h1>",
            "<p class=\"facts-desk\">Sportello</p>",
            "Aperto fino alle 19:00",
            "<p class=\"facts-greeting\">Benvenuti!</p>",
            "<p>2 persone sono in fila.</p>",
            "<tr><th scope=\"row\">lunedì</th><td>chiuso</td></tr>",
            "<tr><th scope=\"row\">martedì</th><td>09:00–13:00, 15:00–19:00</td></tr>",
            "<p>Attesa prevista: 3–8 minuti</p>",
            "<p>Biblioteca Fucini<br>Via Cavour 36, Empoli</p>",
            "<a href=\"mailto:biblioteca@comune.example\">biblioteca@comune.example</a>",
        ] {
            assert!(block.contains(part), "{part} in {block}");
        }
    }

    #[test]
    fn a_closed_desk_says_when_it_opens() {
        let mut facts = facts();
        let opens = |days_ahead| Now::Closed {
            opens: Some(Opens {
                days_ahead,
                weekday: 0,
                date: "04/01".into(),
                time: "09:00".into(),
            }),
        };
        for (days_ahead, it, en) in [
            (
                0,
                "Chiuso. Riapre oggi alle 09:00",
                "Closed. Opens again today at 09:00",
            ),
            (
                1,
                "Chiuso. Riapre domani alle 09:00",
                "Closed. Opens again tomorrow at 09:00",
            ),
            (
                3,
                "Chiuso. Riapre lunedì alle 09:00",
                "Closed. Opens again Monday at 09:00",
            ),
            (
                9,
                "Chiuso. Riapre lunedì 04/01 alle 09:00",
                "Closed. Opens again Monday 04/01 at 09:00",
            ),
        ] {
            facts.now = opens(days_ahead);
            assert_eq!(facts.state(words(Language::It)), it);
            assert_eq!(facts.state(words(Language::En)), en);
            assert_eq!(facts.line(words(Language::It)), "");
        }
    }

    #[test]
    fn a_desk_without_anybody_does_not_say_that_it_is_closed() {
        let facts = Facts {
            now: Now::Nobody,
            ..facts()
        };
        let state = facts.state(words(Language::It));
        assert_eq!(state, "Adesso non c’è nessuno allo sportello");
        assert_eq!(facts.line(words(Language::It)), "");
    }

    #[test]
    fn what_a_library_typed_can_write_no_markup() {
        let evil = "</title><script>alert(1)</script>\" onx='";
        let facts = Facts {
            library: evil.into(),
            desk: format!("{evil}2"),
            branch: vec![evil.into()],
            week: vec![vec![evil.into()]],
            email: evil.into(),
            greeting: SpokenView {
                it: evil.into(),
                en: String::new(),
            },
            ..facts()
        };
        let block = facts.block(words(Language::It));
        assert!(
            !block.contains("<script") && !block.contains("\" onx"),
            "{block}"
        );
        assert_eq!(block.matches("&lt;script&gt;").count(), 7);
    }

    #[test]
    fn what_is_not_known_leaves_no_hole() {
        let facts = Facts {
            week: Vec::new(),
            branch: Vec::new(),
            wait: None,
            email: String::new(),
            ..facts()
        };
        let block = facts.block(words(Language::En));
        assert!(
            !block.contains("<table") && !block.contains("mailto"),
            "{block}"
        );
        assert!(
            !block.contains("<p></p>") && !block.contains("<h2></h2>"),
            "{block}"
        );
    }
}
