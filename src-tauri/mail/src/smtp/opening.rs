//! What comes before a letter: the hello, the encryption and the sign-in.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sportello_way::Believed;
use tokio::net::TcpStream;
use zeroize::Zeroizing;

use super::talk::{Answer, Talk};
use super::{Patience, expect};
use crate::account::{Account, Password};
use crate::trouble::{Obstacle, Trouble};
use crate::way;

/// What the server said it can do, after our hello.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    start_tls: bool,
    plain: bool,
    login: bool,
    /// The longest letter that it takes, in bytes.
    pub size: Option<usize>,
}

/// What we call ourselves: the address that the server sees, or nearly.
pub(super) fn our_name(stream: &TcpStream) -> String {
    match stream
        .local_addr()
        .map(|address| address.ip().to_canonical())
    {
        Ok(IpAddr::V4(ip)) => format!("[{ip}]"),
        Ok(IpAddr::V6(ip)) => format!("[IPv6:{ip}]"),
        Err(_) => "[127.0.0.1]".to_owned(),
    }
}

/// Says hello, and hears what the server can do.
pub(super) async fn say_hello(talk: &mut Talk, us: &str) -> Result<Offers, Obstacle> {
    let answer = talk.ask(format!("EHLO {us}").as_bytes()).await?;
    match answer.code {
        500..=502 | 504 => Err(answer.as_obstacle(Trouble::NotAMailServer)),
        _ => {
            expect(&answer, 250, Trouble::TurnedAway)?;
            Ok(offers(&answer))
        }
    }
}

fn offers(answer: &Answer) -> Offers {
    let mut offers = Offers::default();
    // The first line greets.
    for line in answer.lines.iter().skip(1) {
        let line = line.to_ascii_uppercase();
        let mut words = line.split([' ', '=']).filter(|word| !word.is_empty());
        match words.next() {
            Some("STARTTLS") => offers.start_tls = true,
            Some("SIZE") => {
                let size = words.next().and_then(|size| size.parse().ok());
                offers.size = size.filter(|size| *size > 0);
            }
            Some("AUTH") => {
                for word in words {
                    offers.plain |= word == "PLAIN";
                    offers.login |= word == "LOGIN";
                }
            }
            Some(_) | None => {}
        }
    }
    offers
}

/// Encrypts a connection that began in the clear.
pub(super) async fn start_tls(
    mut talk: Talk,
    offers: &Offers,
    account: &Account,
    believed: &Believed,
    patience: &Patience,
) -> Result<Talk, Obstacle> {
    if !offers.start_tls {
        return Err(Obstacle::silent(Trouble::NoEncryption));
    }
    let answer = talk.ask(b"STARTTLS").await?;
    match answer.code {
        220 => {}
        421 => return Err(answer.as_obstacle(Trouble::Busy)),
        500..=599 => return Err(answer.as_obstacle(Trouble::NoEncryption)),
        _ => return Err(answer.as_obstacle(Trouble::EncryptionFailed)),
    }
    let deadline = talk.deadline();
    let stream = talk.into_stream()?;
    let stream = way::encrypt(stream, &account.server, believed, patience.answer).await?;
    Ok(Talk::new(stream, *patience, deadline))
}

/// Who signs in, and the password.
pub(super) struct Credentials<'a> {
    user: &'a str,
    password: &'a Password,
}

/// Who is to sign in with the account, if anybody is.
pub(super) fn credentials<'a>(
    account: &'a Account,
    password: Option<&'a Password>,
) -> Result<Option<Credentials<'a>>, Obstacle> {
    let Some(user) = account.user.as_deref() else {
        return Ok(None);
    };
    let password = password.ok_or(Obstacle::silent(Trouble::PasswordMissing))?;
    // In the command they stand between NULs; no server has such a name or password.
    if user.contains('\0') || password.reveal().contains('\0') {
        return Err(Obstacle::silent(Trouble::WrongPassword));
    }
    Ok(Some(Credentials { user, password }))
}

/// Signs in with `PLAIN`, or with `LOGIN` where that is all there is.
pub(super) async fn sign_in(
    talk: &mut Talk,
    offers: &Offers,
    credentials: &Credentials<'_>,
) -> Result<(), Obstacle> {
    let Credentials { user, password } = credentials;
    let encoded = |text: &str| Zeroizing::new(STANDARD.encode(text));
    let answer = if offers.plain {
        let both = Zeroizing::new(format!("\0{user}\0{}", password.reveal()));
        let both = encoded(&both);
        let command = Zeroizing::new(format!("AUTH PLAIN {}", *both));
        match talk.ask(command.as_bytes()).await? {
            // It wants to be told only now.
            answer if answer.code == 334 => talk.ask(both.as_bytes()).await?,
            answer => answer,
        }
    } else if offers.login {
        match talk.ask(b"AUTH LOGIN").await? {
            answer if answer.code == 334 => match talk.ask(encoded(user).as_bytes()).await? {
                answer if answer.code == 334 => {
                    talk.ask(encoded(password.reveal()).as_bytes()).await?
                }
                answer => answer,
            },
            answer => answer,
        }
    } else {
        return Err(Obstacle::silent(Trouble::NoSignIn));
    };
    match answer.code {
        235 => Ok(()),
        400..=499 => Err(answer.as_obstacle(Trouble::Busy)),
        504 => Err(answer.as_obstacle(Trouble::NoSignIn)),
        538 => Err(answer.as_obstacle(Trouble::NoEncryption)),
        500..=599 => Err(answer.as_obstacle(Trouble::WrongPassword)),
        _ => Err(answer.as_obstacle(Trouble::NotAMailServer)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(lines: &[&str]) -> Offers {
        offers(&Answer {
            code: 250,
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        })
    }

    #[test]
    fn what_a_server_offers_is_read_as_servers_write_it() {
        let written = hello(&["mx greets", "starttls", "SIZE 40960000", "AUTH PLAIN LOGIN"]);
        let read = Offers {
            start_tls: true,
            plain: true,
            login: true,
            size: Some(40_960_000),
        };
        assert_eq!(written, read);
        // Old servers of Microsoft's.
        assert!(hello(&["mx", "AUTH=LOGIN"]).login);
        assert_eq!(
            hello(&["STARTTLS", "SIZE", "SIZE 0", "SIZE x", ""]),
            Offers::default()
        );
    }
}
