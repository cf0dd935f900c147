//! What can be in the way of reading loans: a cause for each thing that somebody can do
//! about it, and what the far side said. Never a name, a title or a password.

use serde::{Deserialize, Serialize};

use crate::moment::Span;
use crate::outbox::LONGEST_SAID;

/// What was in the way of asking a source of loans.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{cause:?}: {said}")]
pub struct SourceTrouble {
    /// The kind of trouble.
    pub cause: SourceCause,
    /// What the far side said, if it said something; at most
    /// [`LONGEST_SAID`] characters in one line.
    pub said: String,
    /// For how long the source wants to be left in peace, if it says so.
    pub peace: Option<Span>,
}

impl SourceTrouble {
    /// Trouble, with what the far side said in one line.
    pub fn new(cause: SourceCause, said: &str) -> Self {
        let mut line = String::new();
        for word in said.split_whitespace().take(LONGEST_SAID) {
            if !line.is_empty() {
                line.push(' ');
            }
            line.extend(word.chars().filter(|c| !c.is_control()).take(LONGEST_SAID));
        }
        Self {
            cause,
            said: line.chars().take(LONGEST_SAID).collect(),
            peace: None,
        }
    }
}

impl From<SourceCause> for SourceTrouble {
    fn from(cause: SourceCause) -> Self {
        Self::new(cause, "")
    }
}

macro_rules! causes {
    ($($(#[$meta:meta])* $name:ident = $word:literal;)*) => {
        /// What can be in the way of asking a source of loans: one for each thing that
        /// somebody can do about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        pub enum SourceCause {$(
            $(#[$meta])*
            $name,
        )*}

        impl SourceCause {
            /// Every cause with the word by which it is stored.
            pub const STORED: &'static [(Self, &'static str)] = &[$((Self::$name, $word)),*];
        }
    };
}

causes! {
    /// The server's name is not known.
    NameNotFound = "nameNotFound";
    /// Nobody listens there.
    NobodyAnswers = "nobodyAnswers";
    /// An answer did not come in time.
    TooSlow = "tooSlow";
    /// The connection broke.
    Cut = "cut";
    /// No encrypted connection came about.
    EncryptionFailed = "encryptionFailed";
    /// Nobody vouches for the server's certificate.
    CertificateNotTrusted = "certificateNotTrusted";
    /// The certificate vouches for itself.
    CertificateSignsItself = "certificateSignsItself";
    /// The certificate is for another name.
    CertificateForAnotherName = "certificateForAnotherName";
    /// The certificate has expired.
    CertificateExpired = "certificateExpired";
    /// The certificate is not valid yet.
    CertificateNotYetValid = "certificateNotYetValid";
    /// The authority's certificate can't be read.
    BadAuthority = "badAuthority";
    /// Without encryption only a server on this computer may be asked.
    PlainOnlyAtHome = "plainOnlyAtHome";
    /// What is set can't be used, or is missing.
    NotSet = "notSet";
    /// A name to sign in with is set, and no password.
    PasswordMissing = "passwordMissing";
    /// The ILS does not take this name and password.
    WrongPassword = "wrongPassword";
    /// The ILS lets nobody sign in with name and password: `RESTBasicAuth` is off.
    BasicOff = "basicOff";
    /// The ILS lets no program sign in: `RESTOAuth2ClientCredentials` is off.
    OAuthOff = "oAuthOff";
    /// The account may not see what it is asked for; what it lacks is what was said.
    RightMissing = "rightMissing";
    /// The ILS is being worked on.
    Maintenance = "maintenance";
    /// The ILS says that it can't now, or changes faster than it can be read.
    Busy = "busy";
    /// The address leads to another one.
    LeadsElsewhere = "leadsElsewhere";
    /// Something answers, and it is no Koha.
    NotKoha = "notKoha";
    /// The ILS answers what it should not.
    BadAnswer = "badAnswer";
    /// There are more loans than can be read.
    TooMuch = "tooMuch";
    /// This source can't be asked that.
    NotAble = "notAble";
    /// The folder is not there.
    FolderMissing = "folderMissing";
    /// The folder, or a file in it, can't be read.
    FolderUnreadable = "folderUnreadable";
    /// Nothing can be moved in the folder.
    FolderNotWritable = "folderNotWritable";
    /// There is nothing in the file.
    FileEmpty = "fileEmpty";
    /// The file is larger than can be read.
    FileTooLarge = "fileTooLarge";
    /// The file is a workbook (XLSX, XLS, ODS): it must be saved as CSV.
    FileIsWorkbook = "fileIsWorkbook";
    /// The file is no text.
    FileNotText = "fileNotText";
    /// The file has more rows than can be read.
    FileTooManyRows = "fileTooManyRows";
    /// The file has more columns than can be read.
    FileTooManyColumns = "fileTooManyColumns";
    /// No columns are found in the file.
    FileNoColumns = "fileNoColumns";
    /// Quotes are opened and never closed, again and again.
    FileQuotesOpen = "fileQuotesOpen";
    /// Columns are missing that are mapped, or must be; they are what was said.
    FileColumnsMissing = "fileColumnsMissing";
    /// The file would close so many loans at once that somebody must look.
    AsksFirst = "asksFirst";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_one_short_line() {
        let said = format!("  a\r\n\tb\u{0} {}", "x".repeat(1_000));
        let trouble = SourceTrouble::new(SourceCause::NotKoha, &said);
        assert!(trouble.said.starts_with("a b x"));
        assert_eq!(trouble.said.chars().count(), LONGEST_SAID);
    }

    #[test]
    fn a_cause_is_stored_by_the_word_that_the_wire_uses() {
        for (cause, word) in SourceCause::STORED {
            let text = toml::Value::try_from(cause).expect("a word");
            assert_eq!(text.as_str(), Some(*word));
        }
    }
}
