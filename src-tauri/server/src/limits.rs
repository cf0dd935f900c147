//! How much one visitor may ask for. Holders of a place are never metered as
//! arrivals: only who comes without one, tries to sign in, how much one socket
//! says, files and private links. A visitor is an address, or a whole IPv6 network ([`visitor_of`]).

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde::Deserialize;
use sportello_core::PatronId;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::network::visitor_of;

/// A class that comes together comes in together, however slowly others follow.
const CLASS: NonZeroU32 = NonZeroU32::new(40).expect("not zero");
/// Tries to sign in to one account from one visitor in a minute.
const SIGN_INS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// Tries from one visitor in a minute, whatever the account: a library opens in the
/// morning, and all its librarians sign in.
const SIGN_INS_OF_VISITOR: NonZeroU32 = NonZeroU32::new(60).expect("not zero");
/// Tries to sign in to one account in a minute, wherever they come from. Well above
/// those of one visitor, who could lock a librarian out otherwise.
const SIGN_INS_OF_ACCOUNT: NonZeroU32 = NonZeroU32::new(60).expect("not zero");
/// Messages of one socket in a second, after a burst of ten times as many: a call
/// sends a few dozen candidates at once.
const MESSAGES: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
const BURST: NonZeroU32 = NonZeroU32::new(300).expect("not zero");
/// Files of one patron or librarian in a minute, and private links of one patron.
const FILES: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
const LINKS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// Frames of one socket in a second, of whatever kind: one that goes on beyond is
/// not talking but flooding, and is cut.
const FRAMES: NonZeroU32 = NonZeroU32::new(500).expect("not zero");
const FLOOD: NonZeroU32 = NonZeroU32::new(5_000).expect("not zero");
/// Sockets of one patron at a time: tabs that are opened while others are closing.
const SOCKETS_OF_PATRON: usize = 8;
/// Connections of one visitor for each socket it may have: what asks for pages, and
/// those who wait in the line with a capability.
const CONNECTIONS: usize = 4;
/// Passwords that are checked at the same time; the others wait.
const PASSWORD_CHECKS: usize = 2;
/// How many visitors are remembered before the forgotten ones are swept out.
const REMEMBERED: usize = 10_000;

/// What one visitor may ask for, as far as a library may choose.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Allowances {
    /// New patrons from one address in a minute; so many, or a class of forty, may
    /// come at once. A school may share one address.
    pub arrivals_per_minute: NonZeroU32,
    /// Pages and seats without a place or a session that one address has open.
    pub sockets_per_address: NonZeroU32,
}

impl Default for Allowances {
    fn default() -> Self {
        Self {
            arrivals_per_minute: NonZeroU32::new(60).expect("not zero"),
            sockets_per_address: NonZeroU32::new(256).expect("not zero"),
        }
    }
}

/// The meters of a server.
#[derive(Debug)]
pub(crate) struct Limits {
    arrivals: DefaultKeyedRateLimiter<IpAddr>,
    sign_ins: DefaultKeyedRateLimiter<(IpAddr, String)>,
    files: DefaultKeyedRateLimiter<Uuid>,
    links: DefaultKeyedRateLimiter<PatronId>,
    sign_ins_of_visitors: DefaultKeyedRateLimiter<IpAddr>,
    sign_ins_of_accounts: DefaultKeyedRateLimiter<String>,
    connections: Places<IpAddr>,
    sockets: Places<IpAddr>,
    pages: Places<PatronId>,
    /// Each check of a password takes a core and 19 MB for tens of milliseconds.
    pub(crate) password_checks: Semaphore,
}

impl Limits {
    pub(crate) fn new(allowances: Allowances) -> Self {
        let arrivals = allowances.arrivals_per_minute;
        let sockets = usize::try_from(allowances.sockets_per_address.get()).unwrap_or(usize::MAX);
        let arrivals = Quota::per_minute(arrivals).allow_burst(arrivals.max(CLASS));
        Self {
            arrivals: RateLimiter::keyed(arrivals),
            sign_ins: RateLimiter::keyed(Quota::per_minute(SIGN_INS)),
            files: RateLimiter::keyed(Quota::per_minute(FILES)),
            links: RateLimiter::keyed(Quota::per_minute(LINKS)),
            sign_ins_of_visitors: RateLimiter::keyed(Quota::per_minute(SIGN_INS_OF_VISITOR)),
            sign_ins_of_accounts: RateLimiter::keyed(Quota::per_minute(SIGN_INS_OF_ACCOUNT)),
            connections: Places::new(sockets.saturating_mul(CONNECTIONS)),
            sockets: Places::new(sockets),
            pages: Places::new(SOCKETS_OF_PATRON),
            password_checks: Semaphore::new(PASSWORD_CHECKS),
        }
    }

    /// Whether one more patron may come from there.
    pub(crate) fn may_arrive(&self, from: IpAddr) -> bool {
        may(&self.arrivals, &visitor_of(from))
    }

    /// Whether that account may be tried from there once more.
    pub(crate) fn may_sign_in(&self, from: IpAddr, user: &str) -> bool {
        let from = visitor_of(from);
        let user: String = user.chars().take(64).collect();
        may(&self.sign_ins, &(from, user.clone()))
            && may(&self.sign_ins_of_visitors, &from)
            && may(&self.sign_ins_of_accounts, &user)
    }

    /// Whether that patron or librarian may send one more file.
    pub(crate) fn may_send_file(&self, who: Uuid) -> bool {
        may(&self.files, &who)
    }

    /// Whether that patron may have one more private link.
    pub(crate) fn may_make_link(&self, who: PatronId) -> bool {
        may(&self.links, &who)
    }

    /// Whether one more session token that nobody was given may be tried from there.
    pub(crate) fn may_miss(&self, from: IpAddr) -> bool {
        may(&self.sign_ins_of_visitors, &visitor_of(from))
    }

    /// A place for one more connection from there.
    pub(crate) fn connection(&self, from: IpAddr) -> Option<Place> {
        self.connections.take(visitor_of(from))
    }

    /// A place for one more socket from there.
    pub(crate) fn socket(&self, from: IpAddr) -> Option<Place> {
        self.sockets.take(visitor_of(from))
    }

    /// A place for one more socket of a patron, wherever it comes from: holders of
    /// a capability are not kept out because others share their address.
    pub(crate) fn socket_of(&self, patron: PatronId) -> Option<Place> {
        self.pages.take(patron)
    }
}

fn may<K: Clone + Eq + Hash>(meter: &DefaultKeyedRateLimiter<K>, who: &K) -> bool {
    if meter.len() > REMEMBERED {
        meter.retain_recent();
    }
    meter.check_key(who).is_ok()
}

/// So many places for each; one is free again when its [`Place`] is dropped.
#[derive(Debug)]
struct Places<K> {
    most: usize,
    taken: Arc<Mutex<HashMap<K, usize>>>,
}

impl<K: Eq + Hash + Copy + Send + 'static> Places<K> {
    fn new(most: usize) -> Self {
        Self {
            most,
            taken: Arc::default(),
        }
    }

    fn take(&self, who: K) -> Option<Place> {
        let mut counts = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(who).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        let taken = Arc::clone(&self.taken);
        Some(Place(Some(Box::new(move || {
            let mut counts = taken.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(count) = counts.get_mut(&who) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(&who);
                }
            }
        }))))
    }
}

/// A place that somebody takes.
pub(crate) struct Place(Option<Box<dyn FnOnce() + Send>>);

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(give_back) = self.0.take() {
            give_back();
        }
    }
}

/// A meter for the messages of one socket.
pub(crate) fn meter() -> DefaultDirectRateLimiter {
    RateLimiter::direct(Quota::per_second(MESSAGES).allow_burst(BURST))
}

/// A meter for all that one socket sends.
pub(crate) fn flood_gauge() -> DefaultDirectRateLimiter {
    RateLimiter::direct(Quota::per_second(FRAMES).allow_burst(FLOOD))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn few(arrivals: u32, sockets: u32) -> Limits {
        let number = |number| NonZeroU32::new(number).expect("not zero");
        Limits::new(Allowances {
            arrivals_per_minute: number(arrivals),
            sockets_per_address: number(sockets),
        })
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_class_comes_in_at_once_and_then_at_the_rate() {
        let limits = few(1, 1);
        let school = address("203.0.113.7");
        let came = (0..100).filter(|_| limits.may_arrive(school)).count();
        assert_eq!(came, 40);
        assert!(limits.may_arrive(address("203.0.113.8")), "the neighbour");
    }

    #[test]
    fn an_ipv6_network_arrives_as_one() {
        let limits = few(1, 1);
        let of = |number: u128| IpAddr::V6((0x2001_0db8_u128 << 96 | number).into());
        let came = (0..100).filter(|number| limits.may_arrive(of(*number)));
        assert_eq!(came.count(), 40);
    }

    #[test]
    fn a_place_is_free_again_when_it_is_given_back() {
        let limits = few(1, 2);
        let here = address("203.0.113.7");
        let (first, second) = (limits.socket(here), limits.socket(here));
        assert!(first.is_some() && second.is_some());
        assert!(limits.socket(here).is_none());
        assert!(limits.socket(address("203.0.113.8")).is_some());
        drop(first);
        assert!(limits.socket(here).is_some());
    }

    #[test]
    fn one_visitor_can_not_try_all_accounts_nor_all_visitors_one() {
        let limits = few(1, 1);
        let here = address("203.0.113.7");
        let tried = (0..1_000)
            .filter(|user| limits.may_sign_in(here, &format!("user{user}")))
            .count();
        assert_eq!(tried, 60);
        let limits = few(1, 1);
        let from = |number: u32| IpAddr::V4(number.into());
        let tried = (0..1_000).filter(|number| limits.may_sign_in(from(*number), "bo"));
        assert_eq!(tried.count(), 60);
    }
}
