//! Pushes to browsers: what they say, and who carries them.
//!
//! **The rule.** A push lies on a lock screen, in front of everybody: it says that there
//! is something, and never what or for whom. What it is about stands in it as a hash, by
//! which a device keeps one notification for one thing.

use serde_json::json;
use sportello_core::{Attempt, Cause, DeviceId, Language, LibraryId, OutgoingKind, Span, Trouble};
use sportello_push::{Push, ServerKey, Services, Target, Unfit, Urgency, carry};
use sportello_store::{DeviceRow, Store, StoreError};

use super::courier::Parcel;
use crate::Settings;
use crate::clock::Clock;
use crate::push_key;

/// The most characters of a library's name that stand in a push.
const LONGEST_TITLE: usize = 120;
/// The longest topic: RFC 8030, 5.4.
const TOPIC: usize = 32;
/// The least time for which a push is left with a service: it counts in seconds.
const LEAST: Span = Span::millis(1_000);

/// Whether and where browsers are pushed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushSettings {
    /// Patrons may ask for it.
    pub is_on: bool,
    /// The push services that are spoken to.
    pub services: Services,
}

impl Default for PushSettings {
    fn default() -> Self {
        Self {
            is_on: true,
            services: Services::default(),
        }
    }
}

/// Pushes to browsers, for a server that does so.
#[derive(Clone, Debug)]
pub(crate) struct Pushing {
    key: Option<ServerKey>,
    services: Services,
    store: Store,
    clock: Clock,
    /// Whom a service's operator can turn to where a library has no address of its own.
    contact: Option<String>,
}

impl Pushing {
    /// Reads the server's key, or makes it. Browsers that were tied to another one are
    /// forgotten: nothing reaches them.
    ///
    /// # Errors
    /// When the key can't be read or written, or the store fails.
    pub(crate) async fn open(
        settings: &Settings,
        store: &Store,
        clock: Clock,
        base: &str,
    ) -> anyhow::Result<Self> {
        let PushSettings { is_on, services } = settings.push.clone();
        let mut key = None;
        if is_on {
            let (kept, is_new) = push_key::kept(&settings.data)?;
            if is_new {
                let mut writing = store.write().await?;
                let gone = sportello_store::forget_all_devices(&mut writing).await?;
                writing.commit().await?;
                if gone > 0 {
                    tracing::warn!(
                        gone,
                        "the key for pushes was lost: its browsers are forgotten"
                    );
                }
            }
            key = Some(kept);
        }
        let contact = base.starts_with("https://").then(|| base.to_owned());
        Ok(Self {
            key,
            services,
            store: store.clone(),
            clock,
            contact,
        })
    }

    /// The public half of the key, as browsers take it; none when nothing is pushed.
    pub(crate) fn public_key(&self) -> Option<String> {
        self.key.as_ref().map(ServerKey::public)
    }

    /// Judges a browser that wants to be told.
    ///
    /// # Errors
    /// Why nothing can be sent to it.
    pub(crate) fn judge(
        &self,
        subscription: sportello_core::PushSubscription,
        now: i64,
    ) -> Result<DeviceRow, Unfit> {
        let target = Target::read(&subscription, &self.services)?;
        Ok(DeviceRow {
            device: sportello_push::device_of(&subscription),
            host: target.host().to_owned(),
            subscription,
            created_at: now,
        })
    }

    /// Makes one attempt.
    pub(crate) async fn carry(&self, parcel: &Parcel) -> Attempt {
        let Some(key) = &self.key else {
            return Attempt::Never(Trouble::new(Cause::NotSet, ""));
        };
        let target = match self.target(parcel).await {
            Ok(target) => target,
            Err(attempt) => return attempt,
        };
        let now = self.clock.now().wall_millis();
        let left = (parcel.gives_up_at - now).max(LEAST.as_millis());
        let push = Push {
            text: text(parcel),
            lasts: Span::millis(left),
            urgency: match parcel.kind {
                OutgoingKind::YourTurn
                | OutgoingKind::CallBack
                | OutgoingKind::AppointmentReminder => Urgency::High,
                OutgoingKind::Answered
                | OutgoingKind::PrivateLink
                | OutgoingKind::AppointmentBooked
                | OutgoingKind::AppointmentToConfirm
                | OutgoingKind::AppointmentMoved
                | OutgoingKind::AppointmentCancelled
                | OutgoingKind::LoanNotice
                | OutgoingKind::CardCode
                | OutgoingKind::HandOff
                | OutgoingKind::CaseNews
                | OutgoingKind::CalendarKeep
                | OutgoingKind::CalendarRemove => Urgency::Normal,
            },
            topic: parcel.about.chars().take(TOPIC).collect(),
        };
        let contact = self.contact_of(parcel.library).await;
        let is_public = sportello_relay::peers::is_public;
        carry(&push, &target, key, contact.as_deref(), now, is_public).await
    }

    async fn target(&self, parcel: &Parcel) -> Result<Target, Attempt> {
        let never = |cause| Attempt::Never(Trouble::new(cause, ""));
        let device = device_in(&parcel.payload).ok_or_else(|| never(Cause::NotSet))?;
        let row = match self.store.device(&device).await {
            Ok(row) => row,
            Err(StoreError::NotFound) => return Err(never(Cause::Gone)),
            Err(why) => {
                tracing::error!(%why, "a browser's subscription can't be read");
                return Err(Attempt::NotNow {
                    trouble: Trouble::new(Cause::NotSet, ""),
                    peace: None,
                });
            }
        };
        // The services that are spoken to may be others than when it was asked for.
        Target::read(&row.subscription, &self.services).map_err(|why| match why {
            Unfit::UnknownService => never(Cause::PlaceForbidden),
            Unfit::Unreadable => never(Cause::Gone),
        })
    }

    /// Whom the operator of a push service can turn to.
    async fn contact_of(&self, library: LibraryId) -> Option<String> {
        match self.store.mail_account(library).await {
            Ok(account) => Some(format!("mailto:{}", account.sender.as_str())),
            Err(_) => self.contact.clone(),
        }
    }
}

/// The browser for which something waits.
pub(crate) fn device_in(payload: &str) -> Option<DeviceId> {
    let payload: serde_json::Value = serde_json::from_str(payload).ok()?;
    payload["device"].as_str().map(|text| DeviceId(text.into()))
}

/// What the browser is told, as `ui/src/patron/worker/` reads it.
fn text(parcel: &Parcel) -> String {
    let title: String = parcel.library_name.chars().take(LONGEST_TITLE).collect();
    json!({
        "title": title,
        "body": words(parcel.kind, parcel.language),
        "lang": match parcel.language {
            Language::It => "it",
            Language::En => "en",
        },
        "about": parcel.about.chars().take(TOPIC).collect::<String>(),
        "urgent": matches!(parcel.kind, OutgoingKind::YourTurn | OutgoingKind::CallBack),
    })
    .to_string()
}

fn words(kind: OutgoingKind, language: Language) -> &'static str {
    match (kind, language) {
        (OutgoingKind::YourTurn, Language::It) => "Tocca a te: hai due minuti per tornare.",
        (OutgoingKind::YourTurn, Language::En) => {
            "It is your turn: you have two minutes to come back."
        }
        // To calendars nothing is pushed, and these go by mail alone.
        (
            OutgoingKind::CalendarKeep
            | OutgoingKind::CalendarRemove
            | OutgoingKind::CardCode
            | OutgoingKind::HandOff
            | OutgoingKind::CaseNews,
            _,
        ) => "",
        (OutgoingKind::CallBack, Language::It) => "La biblioteca ti chiama: apri per rispondere.",
        (OutgoingKind::CallBack, Language::En) => "The library is calling you: open to answer.",
        (OutgoingKind::LoanNotice, Language::It) => "Hai un promemoria dalla biblioteca.",
        (OutgoingKind::LoanNotice, Language::En) => "You have a reminder from the library.",
        (OutgoingKind::AppointmentBooked, Language::It) => "Il tuo appuntamento è fissato.",
        (OutgoingKind::AppointmentBooked, Language::En) => "Your appointment is booked.",
        (OutgoingKind::AppointmentToConfirm, Language::It) => {
            "Conferma il tuo appuntamento: trovi il link nella tua e-mail."
        }
        (OutgoingKind::AppointmentToConfirm, Language::En) => {
            "Confirm your appointment: the link is in your email."
        }
        (OutgoingKind::AppointmentMoved, Language::It) => "Il tuo appuntamento è cambiato.",
        (OutgoingKind::AppointmentMoved, Language::En) => "Your appointment has changed.",
        (OutgoingKind::AppointmentCancelled, Language::It) => "Il tuo appuntamento è annullato.",
        (OutgoingKind::AppointmentCancelled, Language::En) => "Your appointment is cancelled.",
        (OutgoingKind::AppointmentReminder, Language::It) => "Hai un appuntamento in biblioteca.",
        (OutgoingKind::AppointmentReminder, Language::En) => {
            "You have an appointment at the library."
        }
        (OutgoingKind::Answered | OutgoingKind::PrivateLink, Language::It) => {
            "La biblioteca ha risposto."
        }
        (OutgoingKind::Answered | OutgoingKind::PrivateLink, Language::En) => {
            "The library has answered."
        }
    }
}

#[cfg(test)]
mod tests {
    use sportello_core::{Channel, OutgoingId};
    use uuid::Uuid;

    use super::*;
    use crate::outbox::Secret;

    fn parcel(kind: OutgoingKind, language: Language) -> Parcel {
        Parcel {
            thread: None,
            id: OutgoingId(Uuid::from_u128(1)),
            library: LibraryId(Uuid::from_u128(2)),
            channel: Channel::Push,
            kind,
            address: "push.example".into(),
            payload: r#"{"device":"abc"}"#.into(),
            about: "x".repeat(43),
            gives_up_at: 0,
            language,
            message_id: String::new(),
            library_name: "Biblioteca di Prova ".repeat(40),
            desk_name: "Sportello".into(),
            patron_name: "Ada Rossi".into(),
            link: Secret("https://desk.example/@a#k=secret".into()),
            link_ends_at: 0,
        }
    }

    #[test]
    fn a_push_names_nobody_carries_no_link_and_fits_into_every_service() {
        for kind in [
            OutgoingKind::Answered,
            OutgoingKind::YourTurn,
            OutgoingKind::LoanNotice,
        ] {
            for language in [Language::It, Language::En] {
                let said = text(&parcel(kind, language));
                assert!(
                    !said.contains("Rossi") && !said.contains("secret"),
                    "{said}"
                );
                assert!(said.len() < 1_000, "{} bytes", said.len());
            }
        }
        let said = text(&parcel(OutgoingKind::YourTurn, Language::It));
        let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        assert_eq!(said["body"], "Tocca a te: hai due minuti per tornare.");
        assert_eq!(said["about"].as_str().map(str::len), Some(TOPIC));
        assert_eq!(said["urgent"], true);
    }

    #[test]
    fn the_browser_is_found_in_what_was_kept_for_it() {
        let of = |payload: &str| device_in(payload).map(|device| device.0);
        assert_eq!(of(r#"{"device":"abc"}"#), Some("abc".into()));
        assert_eq!(of("{}"), None);
        assert_eq!(of("no JSON"), None);
    }

    #[test]
    fn how_long_there_is_to_come_back_is_said_as_it_is() {
        assert_eq!(OutgoingKind::YourTurn.lasts(), Span::minutes(2));
    }
}
