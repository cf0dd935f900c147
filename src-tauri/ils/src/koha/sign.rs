//! Signing in: a token for an API key, kept as long as it lasts, or name and password
//! with each call.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use serde::Deserialize;
use sportello_core::{SourceCause, SourceTrouble};
use tokio::time::Instant;
use url::form_urlencoded::Serializer;
use zeroize::Zeroizing;

use super::ask::{Answer, Body, Question};
use super::{Koha, SignIn};

/// How long before its end a token is not used any more.
const BEFORE_ITS_END: Duration = Duration::from_secs(30);
/// How long a token lasts of which nobody says it.
const USUAL_LIFE: Duration = Duration::from_secs(3_600);
/// The longest token, in bytes.
const LONGEST_TOKEN: usize = 4_096;

/// What is shown with each call.
pub(super) struct Token {
    /// The whole of the header.
    header: Zeroizing<String>,
    until: Instant,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: u32,
}

impl Koha {
    /// Asks with the account's rights. A token that is not taken any more is fetched anew,
    /// once.
    pub(super) async fn ask(&self, question: &Question<'_>) -> Result<Answer, SourceTrouble> {
        let shown = self.shown().await?;
        let answer = self.ask_showing(question, Some(&shown)).await?;
        if answer.status.as_u16() != 401 || matches!(self.account.sign_in, SignIn::Basic { .. }) {
            return Ok(answer);
        }
        self.forget(&shown).await;
        let shown = self.shown().await?;
        self.ask_showing(question, Some(&shown)).await
    }

    /// The header that shows who asks.
    async fn shown(&self) -> Result<Zeroizing<String>, SourceTrouble> {
        let (id, secret) = match &self.account.sign_in {
            SignIn::OAuth { id, secret } => (id, secret),
            SignIn::Basic { user, password } => {
                let both = Zeroizing::new(format!("{user}:{}", password.reveal()));
                let basic = format!("Basic {}", STANDARD.encode(both.as_bytes()));
                return Ok(Zeroizing::new(basic));
            }
        };
        let mut kept = self.token.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| Instant::now() < token.until) {
            return Ok(token.header.clone());
        }
        let form = Zeroizing::new(
            Serializer::new(String::new())
                .append_pair("grant_type", "client_credentials")
                .append_pair("client_id", id)
                .append_pair("client_secret", secret.reveal())
                .finish(),
        );
        let question = Question {
            method: Method::POST,
            url: self.at("oauth/token"),
            body: Some(Body::Form(&form)),
        };
        let token = granted(&self.ask_showing(&question, None).await?)?;
        let header = token.header.clone();
        *kept = Some(token);
        Ok(header)
    }

    async fn forget(&self, shown: &str) {
        let mut kept = self.token.lock().await;
        if kept.as_ref().is_some_and(|token| *token.header == shown) {
            *kept = None;
        }
    }
}

fn granted(answer: &Answer) -> Result<Token, SourceTrouble> {
    match answer.status.as_u16() {
        200 | 201 => {}
        400 if answer.error().contains("Unimplemented grant type") => {
            return Err(answer.trouble(SourceCause::OAuthOff));
        }
        400 | 401 | 403 if answer.is_json() => {
            return Err(answer.trouble(SourceCause::WrongPassword));
        }
        _ => return Err(answer.judged()),
    }
    let granted: Granted = answer.read()?;
    let token = Zeroizing::new(granted.access_token);
    let is_one = (1..=LONGEST_TOKEN).contains(&token.len())
        && token.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_one {
        return Err(SourceTrouble::new(SourceCause::BadAnswer, "no token"));
    }
    let lasts = match granted.expires_in {
        0 => USUAL_LIFE,
        seconds => Duration::from_secs(seconds.into()),
    };
    Ok(Token {
        header: Zeroizing::new(format!("Bearer {}", *token)),
        until: Instant::now() + (lasts - BEFORE_ITS_END.min(lasts / 2)),
    })
}
