//! The account that letters are sent with: a server, how it is spoken to, and who sends.

use std::fmt;

use serde::{Deserialize, Serialize};
use sportello_way::Believed;
use zeroize::Zeroizing;

use crate::address::{Address, Mailbox};
use crate::trouble::Obstacle;
use crate::way::obstacle;

/// The longest password, in bytes.
const LONGEST_PASSWORD: usize = 500;

/// How letters leave: the mail server of a library, or of its municipality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The server's name, or its IP address: `smtp.comune.empoli.fi.it`.
    pub server: String,
    /// Its port: usually 587 with [`Security::StartTls`], 465 with [`Security::Tls`].
    pub port: u16,
    /// How the way there is encrypted.
    pub security: Security,
    /// Who signs in; nobody where the server takes letters from this computer anyway.
    pub user: Option<String>,
    /// Whom letters come from.
    pub sender: Mailbox,
    /// Where the server sends word of what could not be delivered; the sender's own
    /// address where none is named.
    pub bounces: Option<Address>,
    /// Who vouches for the server, where that is nobody the computer knows.
    pub authority: Option<Authority>,
}

impl Account {
    /// The address that the envelope names as the letter's sender.
    pub(crate) fn bounces(&self) -> &Address {
        self.bounces.as_ref().unwrap_or(self.sender.address())
    }
}

/// How the way to the server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Security {
    /// It begins in the clear and is encrypted before anything is said.
    StartTls,
    /// It is encrypted from the first byte.
    Tls,
    /// It is not encrypted: only to a server on this very computer.
    Plain,
}

/// Certificates of authorities, in PEM. Where they are given, they alone are believed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Authority(Vec<u8>);

impl Authority {
    /// Reads them.
    ///
    /// # Errors
    /// [`BadAuthority`](crate::Trouble::BadAuthority) when there is no certificate in it that can be read.
    pub fn from_pem(pem: &[u8]) -> Result<Self, Obstacle> {
        let authority = Self(pem.to_vec());
        authority.believed()?;
        Ok(authority)
    }

    /// The text that was read.
    pub fn pem(&self) -> &[u8] {
        &self.0
    }

    fn believed(&self) -> Result<Believed, Obstacle> {
        Believed::named_in(&self.0).map_err(|why| obstacle(&why))
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Authority({} bytes)", self.0.len())
    }
}

/// Who is believed when a server shows its certificate: the account's own authority, or
/// those that this computer knows.
pub(crate) fn believed(authority: Option<&Authority>) -> Result<Believed, Obstacle> {
    match authority {
        Some(authority) => authority.believed(),
        None => Ok(Believed::known_to_this_computer()),
    }
}

/// A password of the account. It can't be printed, and leaves the memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

/// A password that no server would take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password has at most 500 bytes")]
pub struct PasswordTooLong;

impl Password {
    /// Takes it into keeping.
    ///
    /// # Errors
    /// When it is longer than any server takes.
    pub fn new(password: impl Into<String>) -> Result<Self, PasswordTooLong> {
        let password = Zeroizing::new(password.into());
        if password.len() > LONGEST_PASSWORD {
            return Err(PasswordTooLong);
        }
        Ok(Self(password))
    }

    /// The password itself, for the mail server and for where it is kept.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::Trouble;

    #[test]
    fn a_password_is_not_printed() {
        let password = Password::new("acqua e sale").expect("a short one");
        assert_eq!(format!("{password:?}"), "Password(…)");
        assert_eq!(password.reveal(), "acqua e sale");
        assert_eq!(Password::new("x".repeat(501)), Err(PasswordTooLong));
    }

    #[test]
    fn an_authority_that_cannot_be_read_is_refused() {
        let made = rcgen::generate_simple_self_signed(["mx.biblioteca.test".to_owned()]);
        let pem = made.expect("a certificate").cert.pem();
        assert!(Authority::from_pem(pem.as_bytes()).is_ok());
        for bad in [
            "",
            "Biblioteca",
            "-----BEGIN CERTIFICATE-----\nxx",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            let why = Authority::from_pem(bad.as_bytes()).map_err(|obstacle| obstacle.why);
            assert_eq!(why, Err(Trouble::BadAuthority), "{bad:?}");
        }
    }
}
