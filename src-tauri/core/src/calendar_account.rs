//! The calendar on a server in which a library's appointments are kept, as it is set; its
//! password is kept elsewhere and is no part of it.

use serde::{Deserialize, Serialize};

use crate::contact::Language;
use crate::mail_account::LONGEST_AUTHORITY;

/// The longest address of a server or a calendar, in bytes.
const LONGEST_ADDRESS: usize = 2_000;
/// The longest user and the longest name of a calendar, in characters.
const LONGEST_LINE: usize = 200;

/// A calendar account, as it is kept and as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CalendarAccount {
    /// The server, or anything of it that the account may know.
    pub address: String,
    /// The name to sign in with; empty when the server asks for none.
    pub user: String,
    /// Where the calendar is: a whole address. Empty before one is chosen.
    pub collection: String,
    /// What it is called there.
    pub collection_name: String,
    /// PEM: who alone is believed about the server; may be empty.
    pub authority: String,
    /// Events name the patrons.
    pub names: bool,
    /// What whoever looks at the calendar reads.
    pub language: Language,
}

/// What is wrong with a field of a calendar account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum CalendarFault {
    /// The address is missing or too long.
    Address,
    /// The user is too long.
    Line,
    /// No calendar is chosen.
    Collection,
    /// No certificate in PEM, or too many.
    Authority,
    /// The password that is kept is of another server or user: it must be typed again.
    PasswordAgain,
}

impl CalendarAccount {
    /// The account that was typed, tidied.
    ///
    /// # Errors
    /// The first field in which something is wrong.
    pub fn read(&self) -> Result<Self, CalendarFault> {
        let address = self.address.trim();
        let is_line = |text: &str| !text.contains(char::is_control);
        if address.is_empty() || address.len() > LONGEST_ADDRESS || !is_line(address) {
            return Err(CalendarFault::Address);
        }
        let user = self.user.trim();
        if user.chars().count() > LONGEST_LINE || !is_line(user) {
            return Err(CalendarFault::Line);
        }
        let collection = self.collection.trim();
        if collection.len() > LONGEST_ADDRESS || !is_line(collection) {
            return Err(CalendarFault::Collection);
        }
        let authority = self.authority.trim();
        let is_pem = authority.starts_with("-----BEGIN CERTIFICATE-----");
        let fits = authority.is_empty() || (is_pem && authority.len() <= LONGEST_AUTHORITY);
        if !fits {
            return Err(CalendarFault::Authority);
        }
        let name = self.collection_name.chars().filter(|c| !c.is_control());
        Ok(Self {
            address: address.to_owned(),
            user: user.to_owned(),
            collection: collection.to_owned(),
            collection_name: name.take(LONGEST_LINE).collect(),
            authority: authority.to_owned(),
            names: self.names,
            language: self.language,
        })
    }

    /// Whether a password of the one is for the other: the same user, at the same server,
    /// vouched for by the same authority.
    pub fn signs_in_like(&self, other: &Self) -> bool {
        self.address == other.address
            && self.user == other.user
            && self.authority == other.authority
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let typed = CalendarAccount {
            address: " https://cloud.example/ ".into(),
            ..CalendarAccount::default()
        };
        let read = typed.read().expect("an address is enough");
        assert_eq!(read.address, "https://cloud.example/");
        let bad = |change: fn(&mut CalendarAccount)| {
            let mut form = typed.clone();
            change(&mut form);
            form.read().expect_err("it can't be")
        };
        assert_eq!(bad(|form| form.address.clear()), CalendarFault::Address);
        assert_eq!(bad(|form| form.user = "a\nb".into()), CalendarFault::Line);
        let long = |form: &mut CalendarAccount| form.collection = "x".repeat(2_001);
        assert_eq!(bad(long), CalendarFault::Collection);
        let none = |form: &mut CalendarAccount| form.authority = "none".into();
        assert_eq!(bad(none), CalendarFault::Authority);
    }
}
