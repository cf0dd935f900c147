//! What comes before mail: the greeting, the encryption, the sign-in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::answers::{Abilities, Status, meaning, status};
use super::talk::{Response, Talk, gibberish};
use super::{Account, Patience};
use crate::account::{Password, Security, believed};
use crate::trouble::{Obstacle, Trouble};
use crate::way;

/// Connects, encrypts and signs in; tells what the server can do then.
pub(super) async fn open(
    account: &Account,
    password: &Password,
    patience: &Patience,
) -> Result<(Talk, Abilities), Obstacle> {
    // In the command they stand between NULs; no server has such a name or password.
    if account.user.contains('\0') || password.reveal().contains('\0') {
        return Err(Obstacle::silent(Trouble::WrongPassword));
    }
    let believed = match account.security {
        Security::Plain => None,
        Security::Tls | Security::StartTls => Some(believed(account.authority.as_ref())?),
    };
    let server = (account.server.as_str(), account.port);
    let stream = way::connect(server, account.security, patience.connection).await?;
    let mut talk = match (account.security, &believed) {
        (Security::Tls, Some(believed)) => {
            let stream = way::encrypt(stream, &account.server, believed, patience.answer).await?;
            Talk::new(stream, *patience)
        }
        _ => Talk::new(Box::new(stream), *patience),
    };
    let mut abilities = Abilities::default();
    let is_in = greeted(&mut talk, &mut abilities).await?;
    if let (Security::StartTls, Some(believed)) = (account.security, &believed) {
        // Whoever is let in before the encryption could not be asked for any more.
        if is_in {
            return Err(Obstacle::silent(Trouble::NoEncryption));
        }
        ask_abilities(&mut talk, &mut abilities).await?;
        if !abilities.has("STARTTLS") {
            return Err(Obstacle::silent(Trouble::NoEncryption));
        }
        let ending = talk.ask("STARTTLS", &mut |_| {}).await?;
        ending.expect(Trouble::NoEncryption)?;
        let stream = talk.into_stream()?;
        let stream = way::encrypt(stream, &account.server, believed, patience.answer).await?;
        talk = Talk::new(stream, *patience);
        // What was said in the clear does not count.
        abilities = Abilities::default();
    }
    ask_abilities(&mut talk, &mut abilities).await?;
    if !is_in {
        sign_in(&mut talk, &mut abilities, account, password).await?;
        ask_abilities(&mut talk, &mut abilities).await?;
    }
    Ok((talk, abilities))
}

/// Hears the greeting; tells whether one is signed in by being there.
async fn greeted(talk: &mut Talk, abilities: &mut Abilities) -> Result<bool, Obstacle> {
    let greeting = talk.greeting().await?;
    let text = greeting.text();
    abilities.learn(text);
    match status(text, "*") {
        Some((Status::Ok, _)) => Ok(false),
        Some((Status::PreAuth, _)) => Ok(true),
        Some((Status::Bye | Status::No | Status::Bad, words)) => Err(Obstacle::said(
            meaning(words).unwrap_or(Trouble::TurnedAway),
            words,
        )),
        None => Err(gibberish(text)),
    }
}

/// Asks what the server can do, where it has not said so.
async fn ask_abilities(talk: &mut Talk, abilities: &mut Abilities) -> Result<(), Obstacle> {
    if !abilities.are_unknown() {
        return Ok(());
    }
    let mut hear = |response: Response| abilities.learn(response.text());
    let ending = talk.ask("CAPABILITY", &mut hear).await?;
    ending.expect(Trouble::NotAMailServer)
}

/// Signs in with `PLAIN`, or with `LOGIN` where that is all there is.
async fn sign_in(
    talk: &mut Talk,
    abilities: &mut Abilities,
    account: &Account,
    password: &Password,
) -> Result<(), Obstacle> {
    let user = &account.user;
    // What is possible once signed in is another matter.
    let mut possible = Abilities::default();
    let mut hear = |response: Response| possible.learn(response.text());
    let ending = if abilities.has("AUTH=PLAIN") {
        let both = Zeroizing::new(format!("\0{user}\0{}", password.reveal()));
        let both = Zeroizing::new(STANDARD.encode(both.as_bytes()));
        let tag = talk
            .begin("AUTHENTICATE PLAIN", super::talk::LITTLE)
            .await?;
        match talk.until_wanted(&tag, &mut hear).await? {
            Some(ending) => ending,
            None => {
                talk.say(&both).await?;
                let end = talk.soon();
                talk.until_ended(&tag, end, &mut hear).await?
            }
        }
    } else if !abilities.has("LOGINDISABLED") {
        let (Some(user), Some(password)) = (quoted(user), quoted(password.reveal())) else {
            return Err(Obstacle::silent(Trouble::NoSignIn));
        };
        let command = Zeroizing::new(format!("LOGIN {} {}", *user, *password));
        talk.ask(&command, &mut hear).await?
    } else {
        return Err(Obstacle::silent(Trouble::NoSignIn));
    };
    possible.learn(&ending.words);
    *abilities = possible;
    match ending.status {
        Status::Bad => Err(Obstacle::said(Trouble::NoSignIn, &ending.words)),
        _ => ending.expect(Trouble::WrongPassword),
    }
}

/// Text in quotes, as `LOGIN` takes it: ASCII on one line.
fn quoted(text: &str) -> Option<Zeroizing<String>> {
    if !text.bytes().all(|one| matches!(one, b' '..=b'~')) {
        return None;
    }
    let escaped = Zeroizing::new(text.replace('\\', "\\\\").replace('"', "\\\""));
    Some(Zeroizing::new(format!("\"{}\"", *escaped)))
}
