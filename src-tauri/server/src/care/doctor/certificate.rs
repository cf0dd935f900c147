//! The server's own certificate, from files or from an authority: whether it can be used, for how long, and
//! whether it is the one of the public address.

use super::Finding;
use crate::acme::{self, Authority};
use crate::certificate::{Facts, read};
use crate::clock::Clock;
use crate::config::Config;
use crate::transport::Transport;

const WHAT: &str = "certificate";
/// A certificate that is renewed by a program is renewed earlier than this.
const SOON: i64 = 14;
const DAY: i64 = 24 * 60 * 60;

pub(super) fn examine(config: &Config, transport: &Transport) -> Option<Finding> {
    let host = config.public.as_ref().and_then(|public| public.host_str());
    let (certificate, key) = match transport {
        Transport::Tls { certificate, key } => (certificate, key),
        Transport::Acme(authority) => return Some(ordered(config, authority, host?)),
        Transport::Plain | Transport::Proxy { .. } => return None,
    };
    for file in [certificate, key] {
        if let Err(why) = std::fs::File::open(file) {
            let advice = "let the user of the server read it; see `tls` in the settings";
            let says = format!("{}: {why}", file.display());
            return Some(Finding::fail(WHAT, says, advice));
        }
    }
    let used = crate::http::Certificates::read(certificate.clone(), key.clone());
    let facts = used.and_then(|_| read(certificate));
    Some(match facts {
        Ok(facts) => judge(&facts, host, now()),
        Err(why) => Finding::fail(WHAT, format!("{why:#}"), "see `tls` in the settings"),
    })
}

/// A certificate that the server gets by itself.
fn ordered(config: &Config, authority: &Authority, host: &str) -> Finding {
    const REACH: &str = "let the server run, see what its log says of the authority, and see \
                         that port 443 of the host leads to it; only a look from outside \
                         proves that";
    if let Err(why) = acme::Order::new(authority, config.public.as_ref(), &config.data) {
        return Finding::fail(WHAT, format!("{why:#}"), "see `tls` in the settings");
    }
    let from = authority.directory.host_str().unwrap_or_default();
    let Some(facts) = acme::kept(&config.data, host) else {
        let says = format!("{from} has given none for {host} yet");
        return Finding::warn(WHAT, says, REACH);
    };
    match (facts.ends - now()).div_euclid(DAY) {
        ..0 => Finding::fail(WHAT, "it has ended and was not renewed", REACH),
        days @ 0..SOON => {
            let says = format!("it holds for {days} more days and should have been renewed");
            Finding::warn(WHAT, says, REACH)
        }
        days => Finding::ok(
            WHAT,
            format!("{from} gave it; it holds for {days} more days"),
        ),
    }
}

/// In seconds since 1970 UTC.
fn now() -> i64 {
    Clock::new().now().wall_millis() / 1000
}

fn judge(facts: &Facts, host: Option<&str>, now: i64) -> Finding {
    const RENEW: &str = "renew it; a new one is taken into use without a restart";
    if now < facts.begins {
        let says = "it does not hold yet";
        return Finding::fail(WHAT, says, "see the clock, or wait");
    }
    let days = (facts.ends - now).div_euclid(DAY);
    if now >= facts.ends {
        return Finding::fail(WHAT, "it has ended: browsers refuse it", RENEW);
    }
    if let Some(host) = host.filter(|host| !facts.is_for(host)) {
        let says = format!("it is for {}, not for {host}", facts.names.join(", "));
        let advice = "get one for the host of `public`, or see `tls` and `public` in the settings";
        return Finding::fail(WHAT, says, advice);
    }
    let says = format!("its key fits, and it holds for {days} more days");
    if days < SOON {
        return Finding::warn(WHAT, says, RENEW);
    }
    Finding::ok(WHAT, says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::doctor::State;

    const NOW: i64 = 1_800_000_000;

    fn lasting(days: i64) -> Facts {
        Facts {
            begins: NOW - DAY,
            ends: NOW + days * DAY,
            names: vec!["desk.example".into(), "*.library.example".into()],
        }
    }

    #[test]
    fn a_certificate_that_holds_for_long_is_well_and_says_how_long() {
        let found = judge(&lasting(60), Some("desk.example"), NOW);
        assert_eq!(found.state, State::Ok);
        assert!(found.says.contains("60 more days"), "{}", found.says);
    }

    #[test]
    fn one_that_ends_soon_is_told_of_and_one_that_has_ended_fails() {
        assert_eq!(judge(&lasting(13), None, NOW).state, State::Warn);
        assert_eq!(judge(&lasting(0), None, NOW).state, State::Fail);
        assert_eq!(judge(&lasting(9), None, NOW - 2 * DAY).state, State::Fail);
    }

    #[test]
    fn one_for_another_host_fails() {
        let state = |host| judge(&lasting(60), Some(host), NOW).state;
        assert_eq!(state("Empoli.library.example"), State::Ok);
        for other in ["library.example", "a.b.library.example", "other.example"] {
            assert_eq!(state(other), State::Fail, "{other}");
        }
    }
}
