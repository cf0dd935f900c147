//! What letters say: the library's own wordings, judged and shown as they are typed.

use serde::{Deserialize, Serialize};
use sportello_core::{Language, OutgoingKind};
use ts_rs::TS;

/// What an administrator orders about wordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum LettersOrder {
    /// Show what every letter says.
    Show {},
    /// Judge a wording as it is typed, and show what a letter would say.
    Try {
        /// It.
        wording: Box<WordingForm>,
    },
    /// Use a wording from now on.
    Save {
        /// It.
        wording: Box<WordingForm>,
    },
    /// Go back to the standard wording.
    Restore {
        /// Of which letter.
        kind: OutgoingKind,
        /// In which language.
        language: Language,
    },
}

/// A wording as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WordingForm {
    /// Of which letter.
    pub kind: OutgoingKind,
    /// In which language.
    pub language: Language,
    /// The subject, with placeholders.
    pub subject: String,
    /// The text, with placeholders.
    pub text: String,
}

/// What a letter says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterView {
    /// The wording in use.
    pub wording: WordingForm,
    /// It is the library's own.
    pub own: bool,
    /// The placeholders that its text may have.
    pub placeholders: Vec<PlaceholderView>,
}

/// What stands for something that differs from letter to letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlaceholderView {
    /// The word between braces.
    pub word: String,
    /// What stands there in a letter.
    pub sample: String,
    /// It may stand in the subject, too.
    pub in_subject: bool,
}

/// A wording that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterTried {
    /// What is wrong with it; then nothing is shown.
    pub fault: Option<WordingFault>,
    /// The subject of a letter.
    pub subject: String,
    /// The letter as text.
    pub text: String,
    /// The letter as a page.
    pub page: Vec<PagePart>,
}

/// A piece of the page of a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PagePart {
    /// Lines that stand together.
    Paragraph {
        /// They.
        lines: Vec<String>,
    },
    /// The link as a button.
    Button {
        /// What stands on it.
        words: String,
    },
}

/// What is wrong with a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WordingFault {
    /// The subject has no words of its own.
    NoSubject,
    /// The subject is too long.
    SubjectTooLong,
    /// The subject has a line break.
    SubjectNotOneLine,
    /// The subject has a placeholder that does not belong there.
    NotInSubject,
    /// The text is empty.
    NoText,
    /// The text is too long, or has too many placeholders.
    TextTooLong,
    /// The text has a placeholder that letters of this kind do not know.
    UnknownPlaceholder,
    /// The text does not have the link.
    NoLink,
    /// The text does not have the code.
    NoCode,
}
