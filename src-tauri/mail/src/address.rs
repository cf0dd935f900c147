//! Addresses and mailboxes: judged once, where they come in, and safe from there on.
//!
//! **The rule.** What is an [`Address`] can stand in a command and in a header as it is:
//! ASCII, no spaces, no line breaks, at most 254 bytes. Quoted names (`"a b"@…`), domains
//! in brackets and names beyond ASCII are refused: libraries have no use for the first
//! two, and too few mail servers take the last. A domain beyond ASCII is kept in its
//! ASCII form (`xn--…`), which every server takes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest address, in bytes, as mail servers count it.
pub const LONGEST_ADDRESS: usize = 254;
/// The longest part before the `@`, in bytes.
const LONGEST_LOCAL: usize = 64;
/// The longest name beside an address, in characters.
const LONGEST_NAME: usize = 100;

/// Where somebody gets mail: `ada@example.it`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    text: String,
    at: usize,
}

/// Why something is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum AddressTrouble {
    /// Nothing was written.
    #[error("there is no address")]
    Empty,
    /// Longer than mail servers take.
    #[error("an address has at most 254 characters, and 64 before the @")]
    TooLong,
    /// There is no `@`, or nothing on one side of it.
    #[error("an address has a name, an @ and a domain")]
    NoAt,
    /// What stands before the `@` has something that can't stand there.
    #[error("what stands before the @ is not a name for mail")]
    BadName,
    /// What stands before the `@` has letters beyond ASCII.
    #[error("letters with accents can't stand before the @")]
    NameNotAscii,
    /// What stands after the `@` is not the name of a domain.
    #[error("what stands after the @ is not a domain")]
    BadDomain,
}

impl Address {
    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        &self.text[..self.at]
    }

    /// What stands after the `@`, in ASCII and small letters.
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// The whole.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Address {
    type Err = AddressTrouble;

    fn from_str(text: &str) -> Result<Self, AddressTrouble> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressTrouble::Empty);
        }
        if text.len() > LONGEST_ADDRESS {
            return Err(AddressTrouble::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(AddressTrouble::NoAt)?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressTrouble::NoAt);
        }
        check_local(local)?;
        let domain = ascii_domain(domain)?;
        let text = format!("{local}@{domain}");
        if text.len() > LONGEST_ADDRESS {
            return Err(AddressTrouble::TooLong);
        }
        Ok(Self {
            text,
            at: local.len(),
        })
    }
}

/// A dot-atom: runs of certain characters, with single dots between them.
fn check_local(local: &str) -> Result<(), AddressTrouble> {
    if local.len() > LONGEST_LOCAL {
        return Err(AddressTrouble::TooLong);
    }
    if local
        .chars()
        .any(|one| !one.is_ascii() && one.is_alphanumeric())
    {
        return Err(AddressTrouble::NameNotAscii);
    }
    let may_stand = |one: u8| one.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&one);
    let is_run = |run: &str| !run.is_empty() && run.bytes().all(may_stand);
    if !local.split('.').all(is_run) {
        return Err(AddressTrouble::BadName);
    }
    Ok(())
}

/// The domain as the mail server is to read it: at least two labels, the last of which
/// is no number (an IP address is not a domain).
fn ascii_domain(domain: &str) -> Result<String, AddressTrouble> {
    let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| AddressTrouble::BadDomain)?;
    let labels: Vec<&str> = ascii.split('.').collect();
    let may_stand = |one: u8| one.is_ascii_alphanumeric() || one == b'-';
    let is_label = |label: &&str| {
        let ends = !label.starts_with('-') && !label.ends_with('-');
        !label.is_empty() && label.len() <= 63 && ends && label.bytes().all(may_stand)
    };
    let is_number = |label: &&str| label.bytes().all(|one| one.is_ascii_digit());
    if labels.len() < 2 || !labels.iter().all(is_label) || labels.last().is_some_and(is_number) {
        return Err(AddressTrouble::BadDomain);
    }
    Ok(ascii)
}

impl TryFrom<String> for Address {
    type Error = AddressTrouble;

    fn try_from(text: String) -> Result<Self, AddressTrouble> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.text
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A log of something that holds an address does not tell whose it is.
impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Address(…@{})", self.domain())
    }
}

/// An address with the name of who is there; the name may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PlainMailbox", into = "PlainMailbox")]
pub struct Mailbox {
    name: String,
    address: Address,
}

/// Why a name can't stand beside an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum NameTrouble {
    /// More than 100 characters.
    #[error("a name beside an address has at most 100 characters")]
    TooLong,
    /// Line breaks, or other characters that nobody sees.
    #[error("a name beside an address stands on one line")]
    NotOneLine,
}

impl Mailbox {
    /// A mailbox.
    ///
    /// # Errors
    /// When the name can't stand in a header.
    pub fn new(name: &str, address: Address) -> Result<Self, NameTrouble> {
        let name = name.trim();
        if name.chars().any(char::is_control) {
            return Err(NameTrouble::NotOneLine);
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(NameTrouble::TooLong);
        }
        Ok(Self {
            name: name.to_owned(),
            address,
        })
    }

    /// Who is there; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where mail goes.
    pub fn address(&self) -> &Address {
        &self.address
    }
}

impl From<Address> for Mailbox {
    fn from(address: Address) -> Self {
        Self {
            name: String::new(),
            address,
        }
    }
}

/// A mailbox before it was judged.
#[derive(Serialize, Deserialize)]
struct PlainMailbox {
    name: String,
    address: Address,
}

impl TryFrom<PlainMailbox> for Mailbox {
    type Error = NameTrouble;

    fn try_from(plain: PlainMailbox) -> Result<Self, NameTrouble> {
        Self::new(&plain.name, plain.address)
    }
}

impl From<Mailbox> for PlainMailbox {
    fn from(mailbox: Mailbox) -> Self {
        Self {
            name: mailbox.name,
            address: mailbox.address,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_that_people_have_are_taken() {
        for (written, kept) in [
            ("ada@example.it", "ada@example.it"),
            (
                "  Ada.Rossi+libri@Example.IT ",
                "Ada.Rossi+libri@example.it",
            ),
            (
                "o'neill_1@sub.comune.empoli.fi.it",
                "o'neill_1@sub.comune.empoli.fi.it",
            ),
            ("info@caffè.it", "info@xn--caff-8oa.it"),
            ("a@b-c.museum", "a@b-c.museum"),
        ] {
            let address: Address = written.parse().expect(written);
            assert_eq!(address.as_str(), kept);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        use AddressTrouble::{BadDomain, BadName, Empty, NameNotAscii, NoAt, TooLong};
        let local = "a".repeat(65);
        let domain = format!("{0}.{0}.{0}.{0}.it", "b".repeat(62));
        for (written, why) in [
            ("", Empty),
            (" \n", Empty),
            ("ada", NoAt),
            ("@example.it", NoAt),
            ("ada@", NoAt),
            ("ada rossi@example.it", BadName),
            ("ada..rossi@example.it", BadName),
            (".ada@example.it", BadName),
            ("\"ada rossi\"@example.it", BadName),
            ("<ada@example.it", BadName),
            ("ada@rossi@example.it", BadName),
            ("ada\r\nRCPT TO:<x@example.it", BadName),
            ("nicolò@example.it", NameNotAscii),
            ("ada@localhost", BadDomain),
            ("ada@127.0.0.1", BadDomain),
            ("ada@[127.0.0.1]", BadDomain),
            ("ada@example..it", BadDomain),
            ("ada@-example.it", BadDomain),
            ("ada@exa mple.it", BadDomain),
            ("ada@exam\nple.it", BadDomain),
            ("ada@example.it>", BadDomain),
            ("ada@example.it.", BadDomain),
            (&format!("{local}@example.it"), TooLong),
            (&format!("ada@{domain}"), TooLong),
        ] {
            assert_eq!(written.parse::<Address>(), Err(why), "{written:?}");
        }
    }

    #[test]
    fn a_name_stands_on_one_line() {
        let address = || "ada@example.it".parse::<Address>().expect("an address");
        let named = |name: &str| Mailbox::new(name, address());
        assert_eq!(named(" Ada ").map(|one| one.name), Ok("Ada".into()));
        assert_eq!(named("Ada\r\nBcc: x@y.it"), Err(NameTrouble::NotOneLine));
        assert_eq!(named(&"è".repeat(101)), Err(NameTrouble::TooLong));
    }

    #[test]
    fn what_comes_back_from_a_store_is_judged_again() {
        let read = |text: &str| serde_json::from_str::<Mailbox>(text);
        assert!(read(r#"{"name":"Ada","address":"ada@example.it"}"#).is_ok());
        assert!(read(r#"{"name":"A\nB","address":"ada@example.it"}"#).is_err());
        assert!(read(r#"{"name":"Ada","address":"ada"}"#).is_err());
    }

    #[test]
    fn a_log_does_not_tell_whose_address_it_is() {
        let address: Address = "ada.rossi@example.it".parse().expect("an address");
        assert_eq!(format!("{address:?}"), "Address(…@example.it)");
    }

    proptest! {
        #[test]
        fn whatever_is_taken_can_stand_in_a_command(text in "\\PC{0,20}@\\PC{0,30}|[ -~\\r\\n]{0,300}") {
            if let Ok(address) = text.parse::<Address>() {
                prop_assert!(address.as_str().len() <= LONGEST_ADDRESS);
                let plain = |one: u8| one.is_ascii_graphic() && !b"<>\"\\,;:()[]".contains(&one);
                prop_assert!(address.as_str().bytes().all(plain));
                prop_assert_eq!(address.as_str().matches('@').count(), 1);
                prop_assert_eq!(address.as_str().parse::<Address>(), Ok(address.clone()));
            }
        }
    }
}
