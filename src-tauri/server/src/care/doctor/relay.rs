//! Whether calls find a way through routers: STUN and the relay, as far as this
//! computer can prove them, and what only a look from outside can.

mod web;

use std::net::{IpAddr, SocketAddr};
use std::time::{SystemTime, UNIX_EPOCH};

use sportello_relay::probe::{self, Proof};
use sportello_relay::{Credentials, Secret};
use tokio::net::lookup_host;

use super::Finding;
use crate::Settings;
use crate::config::Config;
use crate::turn::{self, EmbeddedTurn, ExternalTurn, TurnSettings};

const STUN: &str = "stun";
const RELAY: &str = "relay";
const OUTSIDE: &str = "relay, outside";

pub(super) async fn examine(config: &Config, findings: &mut Vec<Finding>) {
    let settings = match config.settings() {
        Ok(settings) => settings,
        Err(_) => return, // `network` has said why
    };
    match &settings.turn {
        TurnSettings::Off => findings.push(off(&settings)),
        TurnSettings::Embedded(embedded) => embedded_relay(&settings, embedded, findings).await,
        TurnSettings::External(external) => external_relay(external, findings).await,
    }
}

fn off(settings: &Settings) -> Finding {
    if settings.public.is_none() {
        return Finding::ok(RELAY, "none is needed on this computer alone");
    }
    Finding::warn(
        RELAY,
        "there is none: calls through routers that block direct connections fail",
        "set turn.mode to “embedded”, or to “external” with coturn",
    )
}

async fn embedded_relay(settings: &Settings, embedded: &EmbeddedTurn, findings: &mut Vec<Finding>) {
    let public = settings.public.as_ref();
    let address = match turn::relay_address(embedded, public).await {
        Ok(address) => address,
        Err(why) => {
            let advice = "set turn.address to the address under which patrons find this computer";
            return findings.push(Finding::fail(RELAY, format!("{why:#}"), advice));
        }
    };
    let embedded = &EmbeddedTurn {
        address: Some(address),
        ..embedded.clone()
    };
    let runs = sportello_store::is_owned(&settings.data).unwrap_or(false);
    let secret = turn::read_secret(&settings.data).unwrap_or_else(Secret::random);
    let trial = if runs {
        None
    } else {
        // Nobody else listens: the doctor does, for the moment.
        match turn::start(embedded, public, secret.clone()).await {
            Ok(relay) => Some(relay),
            Err(why) => {
                let advice = "see `turn` in the settings; another TURN server may have the port";
                return findings.push(Finding::fail(RELAY, format!("{why:#}"), advice));
            }
        }
    };
    let listens = trial.as_ref().map_or(embedded.listen, |one| one.address());
    if listens.port() == 0 {
        let says = "it runs, on a port of its choice; nothing was proven";
        return findings.push(Finding::ok(RELAY, says));
    }
    let at = SocketAddr::new(super::network::reachable(listens.ip()), listens.port());
    prove(at, &credentials(&secret), &advice(embedded), findings).await;
    findings.push(outside(address, embedded, listens.port()));
    if settings.transport.is_tls() {
        findings.extend(web::prove(settings, runs).await);
    }
}

fn advice(embedded: &EmbeddedTurn) -> String {
    format!(
        "see that no other program has {} and that a firewall on this computer lets it in",
        embedded.listen
    )
}

/// What packets from outside meet, nobody inside can see.
fn outside(address: IpAddr, embedded: &EmbeddedTurn, port: u16) -> Finding {
    let (first, last) = (embedded.ports.start(), embedded.ports.end());
    let open = format!("UDP and TCP {port}, and UDP {first} to {last}");
    if !sportello_relay::peers::is_public(address) {
        return Finding::warn(
            OUTSIDE,
            format!("patrons are told {address}, which only this network knows"),
            format!(
                "if patrons call from elsewhere, set turn.address to the public address, and let {open} through to this computer"
            ),
        );
    }
    Finding::ok(
        OUTSIDE,
        format!(
            "patrons are told {address}; whether {open} come through to it, only a look from another network proves: open a desk's page on a phone with Wi-Fi off, and call"
        ),
    )
}

async fn external_relay(external: &ExternalTurn, findings: &mut Vec<Finding>) {
    let by_udp = external.urls.iter().find_map(|url| udp_place(url));
    let Some(place) = by_udp else {
        let says = "turn.urls has no server over UDP: nothing was proven";
        return findings.push(Finding::ok(RELAY, says));
    };
    let found = lookup_host(place.clone()).await;
    let Some(at) = found.ok().and_then(|mut found| found.next()) else {
        let says = format!("{place} is not found");
        return findings.push(Finding::fail(
            RELAY,
            says,
            "see `turn.urls` in the settings",
        ));
    };
    let advice = "see that it runs, that its static-auth-secret is the one of turn.secret_file, \
                  and that it lets peers be its own address";
    prove(at, &credentials(&external.secret), advice, findings).await;
}

/// `host:port` of a TURN server over UDP.
fn udp_place(url: &str) -> Option<String> {
    let rest = url.strip_prefix("turn:")?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_udp = matches!(query, "" | "transport=udp");
    let has_port = place
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    is_udp.then(|| {
        if has_port {
            place.to_owned()
        } else {
            format!("{place}:3478")
        }
    })
}

fn credentials(secret: &Secret) -> Credentials {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    secret.credentials("doctor", "doctor", now.map_or(0, |since| since.as_secs()))
}

async fn prove(at: SocketAddr, with: &Credentials, advice: &str, findings: &mut Vec<Finding>) {
    match probe::own_address(at).await {
        Ok(seen) => findings.push(Finding::ok(
            STUN,
            format!("{at} answers, and sees this computer as {seen}"),
        )),
        Err(why) => {
            let says = format!("{at} does not answer: {why}");
            return findings.push(Finding::fail(STUN, says, advice));
        }
    }
    findings.push(match probe::prove(at, with).await {
        Ok(Proof { relayed, .. }) => Finding::ok(
            RELAY,
            format!(
                "{at} gave two addresses, one of them {relayed}, and carried a packet between them"
            ),
        ),
        Err(why) => Finding::fail(RELAY, format!("{at} carries nothing: {why}"), advice),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_over_udp_can_be_asked() {
        assert_eq!(
            udp_place("turn:a.example").as_deref(),
            Some("a.example:3478")
        );
        assert_eq!(
            udp_place("turn:a.example:99?transport=udp").as_deref(),
            Some("a.example:99")
        );
        assert_eq!(
            udp_place("turn:[2001:db8::1]:99").as_deref(),
            Some("[2001:db8::1]:99")
        );
        assert_eq!(udp_place("turn:a.example?transport=tcp"), None);
        assert_eq!(udp_place("turns:a.example:443"), None);
    }
}
