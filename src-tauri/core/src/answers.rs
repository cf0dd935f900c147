//! Answers that librarians keep at hand: short names for texts that are written again
//! and again, in Italian and in English, with placeholders for what differs.
//!
//! **The rule.** Everybody may use them; supervisors and administrators write them.
//! An answer whose placeholders are not all known is not kept, so that no patron ever
//! reads `{noem}`. What a placeholder stands for is filled in where the answer is used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chat::LONGEST_TEXT;
use crate::ids::AnswerId;
use crate::settings::Role;

/// How many answers a library keeps.
pub const MOST_ANSWERS: usize = 200;
/// The longest text of an answer, in characters: that of a message.
pub const LONGEST_ANSWER: usize = LONGEST_TEXT;
/// The longest name of an answer, in characters.
pub const LONGEST_ANSWER_NAME: usize = 60;
/// How long all texts may be together, in characters: every seat holds them.
pub const ROOM_FOR_ANSWERS: usize = 200_000;

/// What stands for something that differs from patron to patron.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placeholder {
    /// The patron's name.
    Name,
    /// The desk's name.
    Desk,
    /// The library's name.
    Library,
    /// The librarian's name.
    Librarian,
    /// Where the desk may be written to by mail.
    Email,
    /// The hours of the desk's week.
    Hours,
    /// The desk's public address.
    Link,
}

impl Placeholder {
    /// Every placeholder, with the words for it: Italian first.
    pub const ALL: [(Self, [&'static str; 2]); 7] = [
        (Self::Name, ["nome", "name"]),
        (Self::Desk, ["sportello", "desk"]),
        (Self::Library, ["biblioteca", "library"]),
        (Self::Librarian, ["bibliotecario", "librarian"]),
        (Self::Email, ["email", "email"]),
        (Self::Hours, ["orari", "hours"]),
        (Self::Link, ["link", "link"]),
    ];

    /// The placeholder with that word, if there is one.
    pub fn named(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        let known = Self::ALL.into_iter();
        known
            .filter(|(_, words)| words.contains(&word.as_str()))
            .map(|(placeholder, _)| placeholder)
            .next()
    }
}

/// The words between braces in a text, in their order: `Ciao {nome}` has one. A brace
/// that is not closed on its line is a brace.
pub fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let (word, _) = rest.split_once('}')?;
        (!word.contains('\n')).then_some(word)
    })
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Which; made by the seat.
    pub id: AnswerId,
    /// What librarians call it.
    pub name: String,
    /// In Italian; may be empty if there is an English text.
    pub italian: String,
    /// In English; may be empty if there is an Italian text.
    pub english: String,
}

/// Why an answer is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum AnswerTrouble {
    /// The librarian's role does not allow it.
    #[error("only supervisors and administrators write answers")]
    NotAllowed,
    /// It has no name, or too long a one.
    #[error("an answer has a name of at most 60 characters")]
    BadName,
    /// It has no text, or too long a one.
    #[error("an answer has a text of at most 4,000 characters")]
    BadText,
    /// It has a placeholder that nobody knows.
    #[error("an answer has an unknown placeholder")]
    UnknownPlaceholder,
    /// There is no room for more.
    #[error("there is no room for more answers")]
    Full,
    /// The server could not write; nothing was changed.
    #[error("the answer could not be written")]
    NotSaved,
}

/// The answers of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<AnswerId, Answer>);

impl Answers {
    /// The answers that stand in the store.
    pub fn of(answers: Vec<Answer>) -> Self {
        let by_id = answers.into_iter().map(|answer| (answer.id, answer));
        Self(by_id.collect())
    }

    /// All of them, by their names.
    pub fn by_name(&self) -> Vec<&Answer> {
        let mut all: Vec<_> = self.0.values().collect();
        all.sort_by_cached_key(|answer| (answer.name.to_lowercase(), answer.id));
        all
    }

    /// Judges an answer that somebody wants to keep, and tidies it: the new one, or
    /// the one with its id, is then to be written, and [taken in](Self::keep).
    ///
    /// # Errors
    /// Why it can't be kept.
    pub fn judge(&self, by: Role, answer: Answer) -> Result<Answer, AnswerTrouble> {
        may_write(by)?;
        let answer = tidied(answer)?;
        let others = || self.0.values().filter(|other| other.id != answer.id);
        let taken: usize = others().map(length).sum();
        if others().count() >= MOST_ANSWERS || taken + length(&answer) > ROOM_FOR_ANSWERS {
            return Err(AnswerTrouble::Full);
        }
        Ok(answer)
    }

    /// Takes in an answer that is written.
    pub fn keep(&mut self, answer: Answer) {
        self.0.insert(answer.id, answer);
    }

    /// Whether somebody may take an answer away. One that is not there is gone.
    ///
    /// # Errors
    /// [`AnswerTrouble::NotAllowed`].
    pub fn judge_removal(&self, by: Role) -> Result<(), AnswerTrouble> {
        may_write(by)
    }

    /// Lets go of an answer that was taken away.
    pub fn let_go(&mut self, id: AnswerId) {
        self.0.remove(&id);
    }
}

fn may_write(role: Role) -> Result<(), AnswerTrouble> {
    match role {
        Role::Librarian => Err(AnswerTrouble::NotAllowed),
        Role::Supervisor | Role::Administrator => Ok(()),
    }
}

fn tidied(answer: Answer) -> Result<Answer, AnswerTrouble> {
    let name = answer.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_name = !name.is_empty() && name.chars().count() <= LONGEST_ANSWER_NAME;
    if !is_name || name.chars().any(char::is_control) {
        return Err(AnswerTrouble::BadName);
    }
    let italian = answer.italian.trim().to_owned();
    let english = answer.english.trim().to_owned();
    let texts = [&italian, &english];
    let is_text = |text: &&String| text.chars().count() <= LONGEST_ANSWER && !text.contains('\0');
    if texts.iter().all(|text| text.is_empty()) || !texts.iter().all(is_text) {
        return Err(AnswerTrouble::BadText);
    }
    let is_known =
        |text: &&String| placeholders(text).all(|word| Placeholder::named(word).is_some());
    if !texts.iter().all(is_known) {
        return Err(AnswerTrouble::UnknownPlaceholder);
    }
    Ok(Answer {
        id: answer.id,
        name,
        italian,
        english,
    })
}

fn length(answer: &Answer) -> usize {
    let texts = [&answer.name, &answer.italian, &answer.english];
    texts.iter().map(|text| text.chars().count()).sum()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn answer(number: u128, name: &str, italian: &str) -> Answer {
        Answer {
            id: AnswerId(Uuid::from_u128(number)),
            name: name.into(),
            italian: italian.into(),
            english: String::new(),
        }
    }

    fn full(how_many: usize, text: &str) -> Answers {
        let of = |number| answer(number as u128, "Orari", text);
        Answers::of((0..how_many).map(of).collect())
    }

    #[test]
    fn everybody_uses_answers_and_only_who_leads_writes_them() {
        let answers = Answers::default();
        let orari = || answer(1, "Orari", "Siamo aperti: {orari}");
        assert_eq!(
            answers.judge(Role::Librarian, orari()),
            Err(AnswerTrouble::NotAllowed)
        );
        assert_eq!(
            answers.judge_removal(Role::Librarian),
            Err(AnswerTrouble::NotAllowed)
        );
        for role in [Role::Supervisor, Role::Administrator] {
            assert_eq!(answers.judge(role, orari()), Ok(orari()));
            assert_eq!(answers.judge_removal(role), Ok(()));
        }
    }

    #[test]
    fn an_answer_is_tidied_and_has_a_name_and_a_text() {
        let judged = |answer| Answers::default().judge(Role::Supervisor, answer);
        let tidy = judged(answer(1, "  Orari \n oggi ", " Aperti. \n"));
        assert_eq!(tidy, Ok(answer(1, "Orari oggi", "Aperti.")));
        let long = "è".repeat(LONGEST_ANSWER);
        assert!(judged(answer(1, "Orari", &long)).is_ok());
        for (name, text, why) in [
            ("", "Aperti.", AnswerTrouble::BadName),
            (&"è".repeat(61), "Aperti.", AnswerTrouble::BadName),
            ("a\u{7}", "Aperti.", AnswerTrouble::BadName),
            ("Orari", " \n", AnswerTrouble::BadText),
            ("Orari", "a\0b", AnswerTrouble::BadText),
            ("Orari", &format!("{long}!"), AnswerTrouble::BadText),
            ("Orari", "Ciao {noem}", AnswerTrouble::UnknownPlaceholder),
            ("Orari", "Ciao {}", AnswerTrouble::UnknownPlaceholder),
        ] {
            assert_eq!(judged(answer(1, name, text)), Err(why), "{name:?} {text:?}");
        }
    }

    #[test]
    fn placeholders_are_known_in_both_languages_and_a_lone_brace_is_a_brace() {
        let text = "Ciao {nome}, {Desk} {  ORARI }: {x\n} {email} e {";
        let words: Vec<_> = placeholders(text).collect();
        assert_eq!(words, ["nome", "Desk", "  ORARI ", "email"]);
        let known: Vec<_> = words.into_iter().filter_map(Placeholder::named).collect();
        use Placeholder::{Desk, Email, Hours, Name};
        assert_eq!(known, [Name, Desk, Hours, Email]);
    }

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let more = || answer(9_999, "Uno di più", "Aperti.");
        let many = full(MOST_ANSWERS, "Aperti.");
        let judged = many.judge(Role::Supervisor, more());
        assert_eq!(judged, Err(AnswerTrouble::Full));
        let changed = answer(3, "Orari", "Chiusi.");
        assert!(many.judge(Role::Supervisor, changed).is_ok());
        let long = full(50, &"è".repeat(3_990));
        let judged = long.judge(Role::Supervisor, answer(9_999, "N", &"è".repeat(500)));
        assert_eq!(judged, Err(AnswerTrouble::Full));
    }

    #[test]
    fn answers_stand_in_the_order_of_their_names() {
        let mut answers = Answers::of(vec![answer(1, "tessera", "T"), answer(2, "Orari", "O")]);
        let names = |answers: &Answers| -> Vec<String> {
            let all = answers.by_name().into_iter();
            all.map(|one| one.name.clone()).collect()
        };
        assert_eq!(names(&answers), ["Orari", "tessera"]);
        answers.keep(answer(1, "Account", "A"));
        answers.let_go(AnswerId(Uuid::from_u128(2)));
        assert_eq!(names(&answers), ["Account"]);
    }
}
