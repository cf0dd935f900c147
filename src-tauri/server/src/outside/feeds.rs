//! Feeds: what calendar programs subscribe to. Whoever has the address of one can read
//! it, so it says little, and can be revoked.

use std::collections::BTreeMap;

use sportello_calendar::{Event, Feed};
use sportello_core::{
    Appointment, AppointmentState, FeedId, Language, LibrarianId, Role, Settings, Span,
};
use sportello_store::{FeedOwner, FeedRow, Store, StoreError};
use sportello_wire::seat::{FeedOf, FeedView, MadeFeed, OutsideRefusal};

use super::{OwnOutside, Undone, commit, looks_after_everybody};
use crate::appointments::with_names;
use crate::clock::new_id;
use crate::secrets::{hash_token, new_token};

/// How long a feed goes on holding what is past.
const PAST: Span = Span::minutes(60 * 24 * 60);
/// How long it goes on holding what was cancelled: programs that had it take it out.
const CANCELLED: Span = Span::minutes(7 * 24 * 60);
/// How often programs should ask again.
const REFRESH: Span = Span::minutes(15);
/// For how long a feed that was revoked can be had back.
const REGRET: Span = Span::minutes(10);
/// The most feeds of one desk, or of one librarian.
const MOST: usize = 20;

impl OwnOutside {
    /// What a librarian may see: their own, or everybody's.
    pub(super) async fn feeds(
        &self,
        settings: &Settings,
        role: Option<Role>,
    ) -> Result<Vec<FeedView>, StoreError> {
        let feeds = self.shared.store.feeds(self.library).await?;
        let seen = feeds.into_iter().filter(|feed| {
            let is_own = feed.of == FeedOwner::Librarian(self.librarian);
            feed.revoked_at.is_none() && (is_own || looks_after_everybody(role))
        });
        Ok(seen.map(|feed| view(settings, &feed)).collect())
    }

    pub(super) async fn make_feed(
        &self,
        of: FeedOf,
        names: bool,
        language: Language,
    ) -> Result<MadeFeed, Undone> {
        let of = match of {
            FeedOf::Desk { desk } => FeedOwner::Desk(desk),
            FeedOf::Librarian { librarian } => FeedOwner::Librarian(librarian),
        };
        let now = self.now();
        let (mut writing, settings, role) = self.writing().await?;
        self.may_look_after(of, role)?;
        called(&settings, of).ok_or(OutsideRefusal::Gone {})?;
        sportello_store::forget_feeds(&mut writing, now - REGRET.as_millis()).await?;
        if sportello_store::feeds_of(&mut writing, of).await? >= MOST {
            return Err(OutsideRefusal::TooManyFeeds {}.into());
        }
        let token = new_token();
        let feed = FeedRow {
            id: FeedId(new_id()),
            library: self.library,
            of,
            names,
            language,
            made_by: Some(self.librarian),
            made_at: now,
            revoked_at: None,
        };
        sportello_store::add_feed(&mut writing, &feed, &hash_token(&token)).await?;
        commit(writing).await?;
        tracing::info!(feed = %feed.id, librarian = %self.librarian, names, "a feed was made");
        let base = &self.shared.public.base;
        Ok(MadeFeed {
            id: feed.id,
            address: format!("{base}/calendar/{token}.ics"),
        })
    }

    pub(super) async fn revoke_feed(&self, id: FeedId) -> Result<(), Undone> {
        self.set_revoked(id, Some(self.now())).await?;
        tracing::info!(feed = %id, librarian = %self.librarian, "a feed was revoked");
        Ok(())
    }

    pub(super) async fn restore_feed(&self, id: FeedId) -> Result<(), Undone> {
        self.set_revoked(id, None).await?;
        tracing::info!(feed = %id, librarian = %self.librarian, "a feed can be read again");
        Ok(())
    }

    async fn set_revoked(&self, id: FeedId, at: Option<i64>) -> Result<(), Undone> {
        let (mut writing, _, role) = self.writing().await?;
        let before = self.now() - REGRET.as_millis();
        sportello_store::forget_feeds(&mut writing, before).await?;
        let feed = sportello_store::feed(&mut writing, self.library, id).await?;
        self.may_look_after(feed.of, role)?;
        sportello_store::set_feed_revoked(&mut writing, id, at).await?;
        commit(writing).await?;
        Ok(())
    }

    fn may_look_after(&self, of: FeedOwner, role: Role) -> Result<(), Undone> {
        let is_own = of == FeedOwner::Librarian(self.librarian);
        if is_own || looks_after_everybody(Some(role)) {
            Ok(())
        } else {
            Err(OutsideRefusal::NotAllowed {}.into())
        }
    }
}

fn view(settings: &Settings, feed: &FeedRow) -> FeedView {
    let maker = feed.made_by.and_then(|maker| person(settings, maker));
    FeedView {
        id: feed.id,
        of: match feed.of {
            FeedOwner::Desk(desk) => FeedOf::Desk { desk },
            FeedOwner::Librarian(librarian) => FeedOf::Librarian { librarian },
        },
        name: called(settings, feed.of).unwrap_or_default(),
        names: feed.names,
        made_by: maker.unwrap_or_default(),
        made_at: feed.made_at,
    }
}

/// What a desk or a librarian is called.
fn called(settings: &Settings, of: FeedOwner) -> Option<String> {
    match of {
        FeedOwner::Desk(id) => {
            let mut desks = settings.desks.iter();
            desks
                .find(|desk| desk.id == id)
                .map(|desk| desk.name.clone())
        }
        FeedOwner::Librarian(id) => person(settings, id),
    }
}

fn person(settings: &Settings, id: LibrarianId) -> Option<String> {
    let mut known = settings.librarians.iter();
    known.find(|one| one.id == id).map(|one| one.name.clone())
}

/// A feed as calendar programs read it.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none with this secret.
pub(crate) async fn written(
    store: &Store,
    token: &str,
    base: &str,
    now: i64,
) -> Result<String, StoreError> {
    let feed = store.feed_by_token(&hash_token(token)).await?;
    let settings = store.settings(feed.library).await?;
    let name = called(&settings, feed.of).ok_or(StoreError::NotFound)?;
    let since = now - PAST.as_millis();
    let appointments = store.appointments(feed.library, since).await?;
    let consultations = settings.consultations.iter().cloned();
    let retired = store.retired_consultations(feed.library).await?;
    let consultations: BTreeMap<_, _> = consultations
        .chain(retired)
        .map(|one| (one.id, one))
        .collect();
    let own = appointments
        .into_iter()
        .filter(|one| holds(&feed, one, now));
    let events = own.filter_map(|one| {
        let consultation = consultations.get(&one.consultation)?.clone();
        let librarian = person(&settings, one.librarian).unwrap_or_default();
        let patron = one.name.as_str().to_owned();
        let told = with_names(&settings, one, consultation, librarian);
        let mut event = told.event(feed.language, base);
        event.alarm_minutes = None;
        Some(named(event, feed.names.then_some(patron)))
    });
    let events: Vec<Event> = events.collect();
    let about = Feed {
        name,
        description: String::new(),
        source: None, // it is a secret
        refresh: REFRESH,
    };
    Ok(sportello_calendar::feed(&about, &events))
}

/// With the patron's name, where it is to be said and is known.
pub(crate) fn named(mut event: Event, patron: Option<String>) -> Event {
    if let Some(patron) = patron.filter(|patron| !patron.is_empty()) {
        event.summary = format!("{} · {patron}", event.summary);
    }
    event
}

fn holds(feed: &FeedRow, one: &Appointment, now: i64) -> bool {
    let is_its = match feed.of {
        FeedOwner::Desk(desk) => one.desk == desk,
        FeedOwner::Librarian(librarian) => one.librarian == librarian,
    };
    is_its
        && match one.state {
            AppointmentState::Held { .. } => false,
            AppointmentState::Cancelled { .. } => one.changed_at > now - CANCELLED.as_millis(),
            AppointmentState::Unconfirmed { .. }
            | AppointmentState::Booked
            | AppointmentState::Arrived
            | AppointmentState::Done
            | AppointmentState::NoShow => true,
        }
}
