//! The mail account through which a library writes, as it is set; its password is kept
//! elsewhere and is no part of it.

use serde::{Deserialize, Serialize};

use crate::reach::MailAddress;

/// The longest name of a server, in characters: RFC 1035.
const LONGEST_SERVER: usize = 253;
/// The longest user and the longest name of a sender, in characters.
const LONGEST_LINE: usize = 200;
/// The most bytes of certificates of one's own.
pub const LONGEST_AUTHORITY: usize = 24 * 1024;

/// How the way to a mail server is kept secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum MailSecurity {
    /// It begins in the open and is encrypted before anything is said (STARTTLS).
    #[default]
    StartTls,
    /// It is encrypted from the beginning.
    Tls,
    /// It is not: for a server on the same computer or in the same house.
    Plain,
}

/// A mail account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAccount {
    /// The server's name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is kept secret.
    pub security: MailSecurity,
    /// The name to sign in with; empty when the server asks for none.
    pub user: String,
    /// The address that stands in every letter.
    pub sender: MailAddress,
    /// The name beside it; may be empty.
    pub sender_name: String,
    /// The mailbox that hears of letters that could not be delivered; the sender's
    /// when there is none.
    pub bounces: Option<MailAddress>,
    /// The mailbox that answers come to; the sender's when there is none. It takes
    /// plus-addresses: each conversation has one of its own.
    pub replies: Option<MailAddress>,
    /// PEM: whose certificates are trusted besides the usual ones; may be empty.
    pub authority: String,
}

impl MailAccount {
    /// Whether a password of the one is for the other: the same user, at the same server,
    /// on the same way to it.
    pub fn signs_in_like(&self, other: &Self) -> bool {
        let way = |of: &Self| (of.server.to_ascii_lowercase(), of.port, of.security);
        way(self) == way(other) && self.user == other.user && self.authority == other.authority
    }
}

/// A mail account as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct MailAccountForm {
    /// The server's name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is kept secret.
    pub security: MailSecurity,
    /// The name to sign in with; empty when the server asks for none.
    pub user: String,
    /// The address that stands in every letter.
    pub sender: String,
    /// The name beside it; may be empty.
    pub sender_name: String,
    /// The mailbox that hears of letters that could not be delivered; may be empty.
    pub bounces: String,
    /// The mailbox that answers come to; may be empty.
    pub replies: String,
    /// PEM: whose certificates are trusted besides the usual ones; may be empty.
    pub authority: String,
}

/// What is wrong with a field of a mail account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum MailFault {
    /// The server is missing, or no name of a server.
    Server,
    /// There is no such port.
    Port,
    /// The user or the sender's name is too long.
    Line,
    /// The sender is no address of a mailbox.
    Sender,
    /// The mailbox for what could not be delivered is no address.
    Bounces,
    /// The mailbox for answers is no address, or its name leaves no room for a plus.
    Replies,
    /// No certificate in PEM, or too many.
    Authority,
    /// No mail server takes so long a password.
    Password,
    /// The password that is kept is of another server or user: it must be typed again.
    PasswordAgain,
}

impl MailAccountForm {
    /// The form that shows an account.
    pub fn of(account: &MailAccount) -> Self {
        Self {
            server: account.server.clone(),
            port: account.port,
            security: account.security,
            user: account.user.clone(),
            sender: account.sender.as_str().to_owned(),
            sender_name: account.sender_name.clone(),
            bounces: account
                .bounces
                .as_ref()
                .map(|address| address.as_str().to_owned())
                .unwrap_or_default(),
            replies: account
                .replies
                .as_ref()
                .map(|address| address.as_str().to_owned())
                .unwrap_or_default(),
            authority: account.authority.clone(),
        }
    }

    /// The account that was typed.
    ///
    /// # Errors
    /// The first field in which something is wrong.
    pub fn read(&self) -> Result<MailAccount, MailFault> {
        let server = self.server.trim();
        let of_a_name = |c: char| c.is_ascii_alphanumeric() || ".-_:".contains(c);
        if server.is_empty() || server.len() > LONGEST_SERVER || !server.chars().all(of_a_name) {
            return Err(MailFault::Server);
        }
        if self.port == 0 {
            return Err(MailFault::Port);
        }
        let mailbox = |typed: &str, fault| match typed.trim() {
            "" => Ok(None),
            typed => MailAddress::parse(typed).map(Some).map_err(|_| fault),
        };
        Ok(MailAccount {
            server: server.to_owned(),
            port: self.port,
            security: self.security,
            user: line(&self.user)?,
            sender: MailAddress::parse(&self.sender).map_err(|_| MailFault::Sender)?,
            sender_name: line(&self.sender_name)?,
            bounces: mailbox(&self.bounces, MailFault::Bounces)?,
            replies: mailbox(&self.replies, MailFault::Replies)?,
            authority: authority(&self.authority)?,
        })
    }
}

fn line(typed: &str) -> Result<String, MailFault> {
    let typed = typed.trim();
    let fits = typed.chars().count() <= LONGEST_LINE && !typed.contains(char::is_control);
    fits.then(|| typed.to_owned()).ok_or(MailFault::Line)
}

fn authority(typed: &str) -> Result<String, MailFault> {
    let typed = typed.trim();
    let is_pem = typed.starts_with("-----BEGIN CERTIFICATE-----");
    let fits = typed.is_empty() || (is_pem && typed.len() <= LONGEST_AUTHORITY);
    fits.then(|| typed.to_owned()).ok_or(MailFault::Authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> MailAccountForm {
        MailAccountForm {
            server: " smtp.example.org ".into(),
            port: 587,
            sender: "biblioteca@example.org".into(),
            ..MailAccountForm::default()
        }
    }

    #[test]
    fn what_is_shown_reads_as_what_it_was() {
        let account = typed().read().expect("an account");
        assert_eq!(account.server, "smtp.example.org");
        assert_eq!(MailAccountForm::of(&account).read(), Ok(account));
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let bad = |change: fn(&mut MailAccountForm)| {
            let mut form = typed();
            change(&mut form);
            form.read().expect_err("it can't be")
        };
        assert_eq!(bad(|form| form.server.clear()), MailFault::Server);
        assert_eq!(bad(|form| form.server = "a b".into()), MailFault::Server);
        assert_eq!(bad(|form| form.port = 0), MailFault::Port);
        assert_eq!(bad(|form| form.user = "x".repeat(201)), MailFault::Line);
        assert_eq!(
            bad(|form| form.sender_name = "a\nb".into()),
            MailFault::Line
        );
        assert_eq!(
            bad(|form| form.sender = "biblioteca".into()),
            MailFault::Sender
        );
        assert_eq!(bad(|form| form.bounces = "@".into()), MailFault::Bounces);
        assert_eq!(bad(|form| form.replies = "@".into()), MailFault::Replies);
        assert_eq!(
            bad(|form| form.authority = "no".into()),
            MailFault::Authority
        );
    }
}
