//! The ways through routers: who is given them, for how long, and what they lead to.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use sportello_kit::{Certificate, Desk, Librarian, Patron};
use sportello_relay::{Credentials, Secret, probe};
use sportello_wire::{ContactId, IceServer, Mode};

use crate::PROGRAM;

const SECRET: &str = "la-parola-segreta-del-relay";
const EMBEDDED: [(&str, &str); 4] = [
    ("SPORTELLO_TURN_MODE", "embedded"),
    ("SPORTELLO_TURN_LISTEN", "127.0.0.1:0"),
    ("SPORTELLO_TURN_ADDRESS", "127.0.0.1"),
    ("SPORTELLO_TURN_PORTS", "42100-42199"),
];

#[tokio::test]
async fn credentials_are_given_to_the_two_parties_of_a_live_call_and_to_nobody_else() {
    let desk = external().await;
    let mut cleo = desk.cleo().await;
    let (mut ada, mut bo, contact) = call(&desk, Mode::Video).await;
    cleo.is_told_of_an_end().await;
    let of_ada = given(&ada.view.ice_servers, "patron", contact);
    let of_bo = given(&bo.view.ways[&contact], "seat", contact);
    assert_ne!(of_ada, of_bo, "each has their own");
    assert!(cleo.view.ways.is_empty(), "she is in no call");
    bo.hangs_up(contact).await;
    ada.sees_the_end().await;
    assert_eq!(ada.view.ice_servers, []);
}

#[tokio::test]
async fn who_waits_or_writes_is_given_none() {
    let desk = external().await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Video).await;
    bo.is_rung().await;
    ada.waits_at(1).await;
    assert!(bo.view.ways.is_empty());
    assert_eq!(ada.view.ice_servers, []);
    let (ada, bo, _) = call(&external().await, Mode::Chat).await;
    assert_eq!(ada.view.ice_servers, []);
    assert!(bo.view.ways.is_empty());
}

#[tokio::test]
async fn who_comes_back_to_a_call_is_given_them_again() {
    let desk = external().await;
    let (ada, bo, contact) = call(&desk, Mode::Voice).await;
    let (cookie, session) = (ada.keeps.clone(), bo.keeps.clone());
    drop((ada, bo));
    let mut ada = desk.patron_again("Ada", cookie).await;
    ada.talks_with("Bo Conti").await;
    assert!(!given(&ada.view.ice_servers, "patron", contact).is_empty());
    let bo = Librarian::resume(desk.address, "bo", &session).await;
    let mut bo = bo.expect("welcome");
    bo.talks(contact).await;
    assert!(!given(&bo.view.ways[&contact], "seat", contact).is_empty());
}

#[tokio::test]
async fn the_servers_own_relay_carries_for_a_live_call_and_stops_with_it() {
    let desk = Desk::open_with(PROGRAM, &EMBEDDED).await;
    let (mut ada, mut bo, contact) = call(&desk, Mode::Video).await;
    let (server, credentials) = relay_of(&ada.view.ice_servers);
    let proof = probe::prove(server, &credentials).await.expect("it relays");
    assert!((42_100..=42_199).contains(&proof.relayed.port()));
    let seen = probe::own_address(server).await.expect("it answers STUN");
    assert!(seen.ip().is_loopback());
    bo.hangs_up(contact).await;
    ada.sees_the_end().await;
    let refused = probe::prove(server, &credentials).await;
    let refused = refused.expect_err("the call is over").to_string();
    assert_eq!(refused, "refused with 401 (Allocation)");
}

#[tokio::test]
async fn a_call_that_became_a_chat_and_a_call_again_is_relayed_again() {
    let desk = Desk::open_with(PROGRAM, &EMBEDDED).await;
    let (mut ada, mut bo, contact) = call(&desk, Mode::Video).await;
    let (server, credentials) = relay_of(&ada.view.ice_servers);
    ada.set_mode(Mode::Chat).await;
    bo.goes_on_with(Mode::Chat).await;
    assert!(probe::prove(server, &credentials).await.is_err());
    bo.set_mode(contact, Mode::Voice).await;
    ada.set_mode(Mode::Voice).await;
    ada.goes_on_with(Mode::Voice).await;
    let (server, credentials) = relay_of(&ada.view.ice_servers);
    assert!(probe::prove(server, &credentials).await.is_ok());
}

#[tokio::test]
async fn what_was_given_before_a_restart_is_refused_after_it() {
    let mut settings = EMBEDDED.to_vec();
    settings[1].1 = "127.0.0.1:42098";
    let mut desk = Desk::open_with(PROGRAM, &settings).await;
    let (ada, bo, _) = call(&desk, Mode::Video).await;
    let (server, before) = relay_of(&ada.view.ice_servers);
    let cookie = ada.keeps.clone();
    drop((ada, bo));
    desk.stop().await;
    desk.start().await;
    let refused = probe::prove(server, &before).await;
    let refused = refused.expect_err("they are of before").to_string();
    assert_eq!(refused, "refused with 401 (Allocation)");
    let mut ada = desk.patron_again("Ada", cookie).await;
    ada.talks_with("Bo Conti").await;
    let (server, now) = relay_of(&ada.view.ice_servers);
    assert!(probe::prove(server, &now).await.is_ok(), "the call goes on");
}

#[tokio::test]
async fn the_relay_is_found_on_the_port_of_the_web_too() {
    let certificate = Certificate::make();
    let files = [certificate.chain(), certificate.key()];
    let [chain, key] = files.each_ref().map(|file| file.to_str().expect("text"));
    let tls = [
        ("SPORTELLO_TLS_MODE", "files"),
        ("SPORTELLO_TLS_CERTIFICATE", chain),
        ("SPORTELLO_TLS_KEY", key),
    ];
    let settings: Vec<_> = EMBEDDED.into_iter().chain(tls).collect();
    let desk = Desk::open_with(PROGRAM, &settings).await;
    let secret = std::fs::read_to_string(desk.data().join("turn-secret"));
    let with = Secret::new(secret.expect("it is kept")).credentials("call", "patron", now());
    let port = desk.address.port().to_string();
    let client = Command::new("turnutils_uclient")
        .args(["-S", "-t", "-y", "-c", "-n", "5", "-p", &port])
        .args(["-u", &with.username, "-w", &with.password, "127.0.0.1"])
        .stdin(Stdio::null())
        .output();
    let said = client
        .expect("coturn is installed: see scripts/setup-test")
        .stdout;
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains("Total lost packets 0 (0.000000%)"), "{said}");
    let page = certificate.ask(desk.address, "GET", "/healthz", &[]).await;
    assert_eq!(page.status, 200, "and the web, too");
}

#[tokio::test]
async fn the_secret_of_the_relay_is_kept_from_others_and_from_the_log() {
    use std::os::unix::fs::PermissionsExt;
    let mut settings = EMBEDDED.to_vec();
    settings.push(("SPORTELLO_LOG_LEVEL", "debug"));
    let mut desk = Desk::open_with(PROGRAM, &settings).await;
    let file = desk.data().join("turn-secret");
    let mode = std::fs::metadata(&file)
        .expect("it is kept")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let secret = std::fs::read_to_string(&file).expect("text");
    let (ada, _bo, _) = call(&desk, Mode::Video).await;
    let (_, credentials) = relay_of(&ada.view.ice_servers);
    let log = desk.program().written();
    assert!(
        !log.contains(&secret) && !log.contains(&credentials.password),
        "{log}"
    );
}

#[tokio::test]
async fn the_doctor_proves_the_relay_and_says_what_it_can_not() {
    let doctor = |desk: &Desk| {
        let mut doctor = desk.command(&["doctor", "--json"]);
        doctor
            .envs(EMBEDDED)
            .env("SPORTELLO_TURN_LISTEN", "127.0.0.1:42099");
        let said = doctor.output().expect("it runs").stdout;
        let said: serde_json::Value = serde_json::from_slice(&said).expect("JSON");
        let findings = said["findings"].as_array().expect("a list").clone();
        let about = |what: &str| {
            let found = findings.iter().find(|finding| finding["what"] == what);
            let found = found.unwrap_or_else(|| panic!("{what}: {said}"));
            (found["state"].to_string(), found["says"].to_string())
        };
        ["stun", "relay", "relay, outside"].map(about)
    };
    let mut settings = EMBEDDED.to_vec();
    settings[1].1 = "127.0.0.1:42099";
    let mut desk = Desk::open_with(PROGRAM, &settings).await;
    for is_stopped in [false, true] {
        if is_stopped {
            desk.stop().await;
        }
        let [stun, relay, outside] = doctor(&desk);
        assert_eq!(stun.0, "\"ok\"", "{}", stun.1);
        assert_eq!(relay.0, "\"ok\"", "{}", relay.1);
        assert!(relay.1.contains("carried a packet"), "{}", relay.1);
        assert_eq!(
            outside.0, "\"warn\"",
            "it is on this computer alone: {}",
            outside.1
        );
    }
}

#[tokio::test]
async fn the_doctor_goes_to_the_relay_by_the_port_of_the_web_as_a_librarian_would() {
    let certificate = Certificate::make();
    let files = [certificate.chain(), certificate.key()];
    let [chain, key] = files.each_ref().map(|file| file.to_str().expect("text"));
    let mut settings = EMBEDDED.to_vec();
    settings[1].1 = "127.0.0.1:42097";
    settings.extend([
        ("SPORTELLO_TLS_MODE", "files"),
        ("SPORTELLO_TLS_CERTIFICATE", chain),
        ("SPORTELLO_TLS_KEY", key),
    ]);
    let desk = Desk::open_with(PROGRAM, &settings).await;
    let doctor = |trusted: &str| {
        let mut doctor = desk.command(&["doctor"]);
        doctor
            .envs(settings.iter().copied())
            .env("SPORTELLO_LISTEN", desk.address.to_string())
            .env(
                "SPORTELLO_PUBLIC",
                format!("https://localhost:{}", desk.address.port()),
            )
            .env("SSL_CERT_FILE", trusted);
        let said = doctor.output().expect("it runs").stdout;
        let said = String::from_utf8(said).expect("text");
        let line = said.lines().find(|line| line.contains("relay, web"));
        line.unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    let well = doctor(chain);
    assert!(
        well.starts_with("ok") && well.contains("STUN over TLS"),
        "{well}"
    );
    let stranger = Certificate::make();
    let unknown = doctor(stranger.chain().to_str().expect("text"));
    assert!(unknown.starts_with("warn"), "{unknown}");
}

async fn external() -> Desk {
    let settings = [
        ("SPORTELLO_TURN_MODE", "external"),
        ("SPORTELLO_TURN_URLS", "turn:turn.example:3478"),
        ("SPORTELLO_TURN_SECRET", SECRET),
    ];
    Desk::open_with(PROGRAM, &settings).await
}

async fn call(desk: &Desk, mode: Mode) -> (Patron, Librarian, ContactId) {
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(mode).await;
    let contact = bo.answers().await;
    bo.talks(contact).await;
    ada.talks_with("Bo Conti").await;
    (ada, bo, contact)
}

/// The password that an end was given, if it is the right one.
fn given(servers: &[IceServer], party: &str, contact: ContactId) -> String {
    let [server] = servers else {
        panic!("one server, not {servers:?}");
    };
    assert_eq!(server.urls, ["turn:turn.example:3478"]);
    let (expiry, holder) = server.username.split_once(':').expect("expiry:holder");
    assert_eq!(holder, format!("{contact}.{party}"));
    let expiry: u64 = expiry.parse().expect("seconds");
    assert!((now() + 590..=now() + 600).contains(&expiry), "ten minutes");
    let right = Secret::new(SECRET.into()).credentials(&contact.to_string(), party, expiry - 600);
    assert_eq!(server.credential, right.password);
    right.password
}

/// Where the relay is, and who may use it.
fn relay_of(servers: &[IceServer]) -> (SocketAddr, Credentials) {
    let server = servers.iter().find(|server| !server.username.is_empty());
    let server = server.expect("a relay");
    let url = server.urls.first().expect("an address");
    let address = url
        .strip_prefix("turn:")
        .and_then(|url| url.split('?').next());
    let address = address.and_then(|address| address.parse().ok());
    let credentials = Credentials {
        username: server.username.clone(),
        password: server.credential.clone(),
    };
    (address.expect("an address"), credentials)
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("after 1970").as_secs()
}
