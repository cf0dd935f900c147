//! How much one visitor may ask for. Holders of a place are never metered here:
//! only arrivals without one, tries to sign in, and the messages of one socket.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::Semaphore;

/// New patrons from one address in a minute: a library's whole reading room may
/// share one.
const ARRIVALS: NonZeroU32 = NonZeroU32::new(60).expect("not zero");
/// Tries to sign in to one account from one address in a minute.
const SIGN_INS: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// Messages of one socket in a second, after a burst of ten times as many: a call
/// sends a few dozen candidates at once.
const MESSAGES: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
const BURST: NonZeroU32 = NonZeroU32::new(300).expect("not zero");
/// Passwords that are checked at the same time; the others wait.
const PASSWORD_CHECKS: usize = 2;
/// How many visitors are remembered before the forgotten ones are swept out.
const REMEMBERED: usize = 10_000;

/// The meters of a server.
#[derive(Debug)]
pub(crate) struct Limits {
    arrivals: DefaultKeyedRateLimiter<IpAddr>,
    sign_ins: DefaultKeyedRateLimiter<(IpAddr, String)>,
    /// Each check of a password takes a core and 19 MB for tens of milliseconds.
    pub(crate) password_checks: Semaphore,
}

impl Limits {
    pub(crate) fn new() -> Self {
        Self {
            arrivals: RateLimiter::keyed(Quota::per_minute(ARRIVALS)),
            sign_ins: RateLimiter::keyed(Quota::per_minute(SIGN_INS)),
            password_checks: Semaphore::new(PASSWORD_CHECKS),
        }
    }

    /// Whether one more patron may come from there.
    pub(crate) fn may_arrive(&self, from: IpAddr) -> bool {
        if self.arrivals.len() > REMEMBERED {
            self.arrivals.retain_recent();
        }
        self.arrivals.check_key(&from).is_ok()
    }

    /// Whether that account may be tried from there once more.
    pub(crate) fn may_sign_in(&self, from: IpAddr, user: &str) -> bool {
        if self.sign_ins.len() > REMEMBERED {
            self.sign_ins.retain_recent();
        }
        let user = user.chars().take(64).collect();
        self.sign_ins.check_key(&(from, user)).is_ok()
    }
}

/// A meter for the messages of one socket.
pub(crate) fn meter() -> DefaultDirectRateLimiter {
    RateLimiter::direct(Quota::per_second(MESSAGES).allow_burst(BURST))
}
