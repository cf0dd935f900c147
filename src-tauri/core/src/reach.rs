//! How a patron wants to be reached when they are not on the page: said by themself,
//! per thread, and changed whenever they like. Whether by mail is said here; browsers
//! that are told by push stand beside it, in [`crate::push`].

use serde::{Deserialize, Serialize};

/// The longest address of a mailbox: RFC 5321, 4.5.3.1.
pub const LONGEST_ADDRESS: usize = 254;

/// How a patron wants to be reached by mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReachWish {
    /// They have not said.
    #[default]
    NotSaid,
    /// Not by mail.
    NotAtAll,
    /// By mail.
    Mail(MailAddress),
}

impl ReachWish {
    /// The address to write to, if they want that.
    pub fn mail(&self) -> Option<&MailAddress> {
        match self {
            Self::Mail(address) => Some(address),
            Self::NotSaid | Self::NotAtAll => None,
        }
    }
}

/// What a mail program takes for an address; whether somebody reads there only a mail
/// can tell. Plain ASCII, nothing that could end a header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(String);

/// What was written is no address of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no address of a mailbox")]
pub struct NoAddress;

impl MailAddress {
    /// Reads what was typed; blanks around it are nobody's intention.
    ///
    /// # Errors
    /// [`NoAddress`].
    pub fn parse(text: &str) -> Result<Self, NoAddress> {
        let text = text.trim();
        let fits = text.len() <= LONGEST_ADDRESS && text.is_ascii() && is_address(text);
        fits.then(|| Self(text.to_owned())).ok_or(NoAddress)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are one, however they are spelt.
    pub fn is(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }

    /// What stands after the `@`.
    pub fn house(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, house)| house)
    }
}

impl TryFrom<String> for MailAddress {
    type Error = NoAddress;

    fn try_from(text: String) -> Result<Self, NoAddress> {
        Self::parse(&text)
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> Self {
        address.0
    }
}

/// What a mail program takes for an address.
pub(crate) fn is_address(text: &str) -> bool {
    let strange = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c);
    text.split_once('@').is_some_and(|(who, host)| {
        let is_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
        !who.is_empty() && is_host && !host.contains('@') && !text.contains(strange)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_what_a_mail_program_takes_for_one() {
        for good in ["ada@example.org", " ada+sportello@posta.example.org "] {
            let read = MailAddress::parse(good).expect("an address");
            assert_eq!(read.as_str(), good.trim());
        }
        let long = format!("{}@example.org", "x".repeat(LONGEST_ADDRESS));
        for bad in [
            "",
            "ada",
            "ada@",
            "@example.org",
            "ada@example",
            "ada@@example.org",
            "ada lovelace@example.org",
            "ada@example.org\r\nBcc: bo@example.org",
            "ada@example.org,bo@example.org",
            "<ada@example.org>",
            "ad\u{0}a@example.org",
            "adà@example.org",
            &long,
        ] {
            assert_eq!(MailAddress::parse(bad), Err(NoAddress), "{bad}");
        }
    }
}
