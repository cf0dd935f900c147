//! The page of an invitation, and what it asks for: who invites whom, and an account.
//! The window of the program asks for the same.
//!
//! The secret stands behind the `#` of the page's address and is posted in a body, so
//! that no log and no other server ever sees it. All the words of the page stand in its
//! markup; the script shows and hides them.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sportello_core::Language;
use sportello_wire::seat::AccountsRefusal;

use super::Visitor;
use super::template::{Piece, escaped, fill};
use super::words::{language, words};
use crate::Shared;
use crate::accounts::{self, AccountsError, Seen};
use crate::owner::Input;

/// The largest question: a secret, a name and a password.
const LARGEST: usize = 4 * 1024;
/// How long a secret is, in characters: 256 bits.
const SECRET: usize = 43;

/// Who holds which link.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    secret: String,
}

/// What was chosen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accept {
    secret: String,
    user: String,
    password: String,
}

/// An invitation, as whoever holds its link sees it.
#[derive(Serialize)]
struct SeenView<'a> {
    library: &'a str,
    name: &'a str,
    /// The name to sign in with, where only a password is to be chosen.
    user: Option<&'a str>,
    /// Where to sign in.
    server: &'a str,
}

/// An account that was made.
#[derive(Serialize)]
struct Accepted<'a> {
    user: &'a str,
    server: &'a str,
}

/// Why not.
pub(super) struct Refused(AccountsRefusal);

/// Who invites whom.
pub(super) async fn look(
    State(shared): State<Shared>,
    visitor: Visitor,
    asked: Bytes,
) -> Result<Response, Refused> {
    let Look { secret } = read(visitor, &asked)?;
    let seen = find(&shared, visitor, &secret).await?;
    Ok(Json(SeenView {
        library: &seen.library,
        name: &seen.row.name,
        user: seen.user.as_deref(),
        server: &shared.public.base,
    })
    .into_response())
}

/// Makes the account, or changes its password.
pub(super) async fn accept(
    State(shared): State<Shared>,
    visitor: Visitor,
    asked: Bytes,
) -> Result<Response, Refused> {
    let Accept {
        secret,
        user,
        password,
    } = read(visitor, &asked)?;
    let seen = find(&shared, visitor, &secret).await?;
    let invited = format!("#{}", seen.row.id);
    if !shared.limits.may_sign_in(visitor.address, &invited) {
        return Err(Refused(AccountsRefusal::TooManyTries));
    }
    let now = shared.clock.now().wall_millis();
    let turn = shared.limits.password_checks.acquire().await;
    let done = accounts::accept(&shared.store, &secret, &seen, &user, password, now).await;
    drop(turn);
    let user = done?;
    tracing::info!(invitation = %seen.row.id, "an invitation was used");
    if let Some(owner) = shared.owners.get(&seen.row.library) {
        owner.tell(Input::SettingsChanged).await;
    }
    shared.accounts_changed.send_replace(());
    shared.sessions_changed.send_replace(());
    let server = &shared.public.base;
    Ok(Json(Accepted {
        user: &user,
        server,
    })
    .into_response())
}

fn read<T: serde::de::DeserializeOwned>(visitor: Visitor, asked: &[u8]) -> Result<T, Refused> {
    let over = || Refused(AccountsRefusal::InvitationOver);
    if !visitor.same_origin || asked.len() > LARGEST {
        return Err(over());
    }
    serde_json::from_slice(asked).map_err(|_| over())
}

/// Only misses are metered here: links that work are nobody's guesses.
async fn find(shared: &Shared, visitor: Visitor, secret: &str) -> Result<Seen, Refused> {
    let now = shared.clock.now().wall_millis();
    let over = Refused(AccountsRefusal::InvitationOver);
    let found = if secret.len() == SECRET {
        accounts::look(&shared.store, secret, now).await
    } else {
        Err(AccountsError::Refused(AccountsRefusal::InvitationOver))
    };
    match found {
        Ok(seen) => Ok(seen),
        Err(AccountsError::Refused(_)) if shared.limits.may_miss(visitor.address) => Err(over),
        Err(AccountsError::Refused(_)) => Err(Refused(AccountsRefusal::TooManyTries)),
        Err(failed @ AccountsError::Failed(_)) => Err(failed.into()),
    }
}

impl From<AccountsError> for Refused {
    fn from(why: AccountsError) -> Self {
        match why {
            AccountsError::Refused(why) => Self(why),
            AccountsError::Failed(why) => {
                tracing::error!(why = format!("{why:#}"), "an invitation failed");
                Self(AccountsRefusal::NotSaved)
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self.0 {
            AccountsRefusal::InvitationOver => StatusCode::NOT_FOUND,
            AccountsRefusal::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
            AccountsRefusal::NotSaved => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, Json(serde_json::json!({ "code": self.0 }))).into_response()
    }
}

const STYLE: &str = include_str!("invito.css");
const SCRIPT: &str = include_str!("invito.js");

/// The page under the address of an invitation. It is the same for every invitation,
/// and knows nothing before its script has asked.
pub(super) async fn page(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let language = language(&headers);
    let caution = match shared.public.this_computer_only {
        true => format!(
            "<p class=\"caution\">{}</p>",
            escaped(words(language).this_computer_only)
        ),
        false => String::new(),
    };
    let mut pieces = vec![
        ("lang", Piece::Text(words(language).code)),
        ("style", Piece::Html(STYLE)),
        ("script", Piece::Html(SCRIPT)),
        ("caution", Piece::Html(&caution)),
    ];
    let text = match language {
        Language::It => ITALIAN,
        Language::En => ENGLISH,
    };
    pieces.extend(text.iter().map(|(name, text)| (*name, Piece::Text(text))));
    let page = fill(include_str!("invito.html"), &pieces);
    let hash = |part: &str| STANDARD.encode(Sha256::digest(part.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    let policy = HeaderValue::from_str(&policy).expect("hashes are plain text");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ];
    (headers, page).into_response()
}

type Texts = &'static [(&'static str, &'static str)];

const ITALIAN: Texts = &[
    ("title", "Invito allo sportello"),
    ("loading", "Un momento…"),
    (
        "no_script",
        "Per scegliere nome utente e password questa pagina ha bisogno di JavaScript: attivalo e ricarica.",
    ),
    ("over_title", "Questo invito non vale più"),
    (
        "over",
        "È scaduto, è stato ritirato, o è già stato usato. Chiedine uno nuovo a chi ti ha invitato.",
    ),
    ("away_title", "Il server non risponde"),
    ("away", "Controlla la rete e riprova."),
    ("again", "Riprova"),
    ("welcome", "Benvenuti allo sportello"),
    (
        "choose",
        "Scegli il nome utente e la password con cui entrerai nel programma Sportello.",
    ),
    (
        "choose_password",
        "Scegli una nuova password. Quando l’avrai scelta, gli accessi aperti con quella di prima si chiudono.",
    ),
    ("user", "Nome utente"),
    (
        "user_hint",
        "Da 2 a 64 lettere senza accenti, cifre, punti o trattini. Per esempio maria.rossi",
    ),
    ("password", "Password"),
    (
        "password_hint",
        "Almeno 10 caratteri. Una frase di quattro parole è facile da ricordare e difficile da indovinare.",
    ),
    ("show", "Mostra la password"),
    ("short", "Ancora troppo corta"),
    ("weak", "Debole: si indovina facilmente"),
    ("good", "Buona"),
    ("strong", "Ottima"),
    ("do", "Salva ed entra"),
    ("doing", "Un momento…"),
    (
        "bad_user",
        "Il nome utente ha da 2 a 64 lettere senza accenti, cifre, punti o trattini.",
    ),
    (
        "user_taken",
        "Questo nome utente è già di qualcuno: scegline un altro.",
    ),
    ("too_short", "La password ha almeno 10 caratteri."),
    ("too_long", "La password è troppo lunga."),
    ("is_user", "La password non può essere il nome utente."),
    ("too_many", "Troppi tentativi: aspetta un minuto e riprova."),
    (
        "failed",
        "Non si è potuto salvare. Niente è andato perso: riprova fra poco.",
    ),
    (
        "has_app",
        "Se Sportello è già su questo computer, puoi accettare l’invito anche da lì.",
    ),
    ("open_here", "Apri l’invito in Sportello"),
    ("done_title", "Fatto"),
    (
        "done",
        "Adesso puoi entrare: apri il programma Sportello sul computer dove lavorerai e scrivi",
    ),
    ("server", "Indirizzo del server"),
    ("open_app", "Apri Sportello"),
    (
        "open_app_hint",
        "Il pulsante funziona sui computer dove Sportello è installato.",
    ),
];

const ENGLISH: Texts = &[
    ("title", "Invitation to the desk"),
    ("loading", "One moment…"),
    (
        "no_script",
        "To choose a user name and a password this page needs JavaScript: switch it on and reload.",
    ),
    ("over_title", "This invitation is no longer valid"),
    (
        "over",
        "It has ended, was taken back, or has been used already. Ask whoever invited you for a new one.",
    ),
    ("away_title", "The server does not answer"),
    ("away", "Check the network and try again."),
    ("again", "Try again"),
    ("welcome", "Welcome to the desk"),
    (
        "choose",
        "Choose the user name and the password with which you will sign in to the program Sportello.",
    ),
    (
        "choose_password",
        "Choose a new password. Once you have, whatever was signed in with the old one is signed out.",
    ),
    ("user", "User name"),
    (
        "user_hint",
        "2 to 64 letters without accents, digits, dots or hyphens. For example maria.rossi",
    ),
    ("password", "Password"),
    (
        "password_hint",
        "At least 10 characters. A phrase of four words is easy to remember and hard to guess.",
    ),
    ("show", "Show the password"),
    ("short", "Still too short"),
    ("weak", "Weak: easy to guess"),
    ("good", "Good"),
    ("strong", "Very good"),
    ("do", "Save and join"),
    ("doing", "One moment…"),
    (
        "bad_user",
        "A user name has 2 to 64 letters without accents, digits, dots or hyphens.",
    ),
    (
        "user_taken",
        "Somebody has this user name already: choose another one.",
    ),
    ("too_short", "A password has at least 10 characters."),
    ("too_long", "The password is too long."),
    ("is_user", "The password can’t be the user name."),
    ("too_many", "Too many tries: wait a minute and try again."),
    (
        "failed",
        "It could not be saved. Nothing was lost: try again in a moment.",
    ),
    (
        "has_app",
        "If Sportello is on this computer already, you can accept the invitation there as well.",
    ),
    ("open_here", "Open the invitation in Sportello"),
    ("done_title", "Done"),
    (
        "done",
        "Now you can sign in: open the program Sportello on the computer where you will work, and type",
    ),
    ("server", "Address of the server"),
    ("open_app", "Open Sportello"),
    (
        "open_app_hint",
        "The button works on computers where Sportello is installed.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_all_that_the_page_needs() {
        let names = |texts: Texts| texts.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        assert_eq!(names(ITALIAN), names(ENGLISH));
        let page = include_str!("invito.html");
        for name in names(ITALIAN) {
            assert!(page.contains(&format!("{{{{{name}}}}}")), "{name}");
        }
    }
}
