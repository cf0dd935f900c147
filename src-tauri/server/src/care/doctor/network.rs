//! Where the server listens, whether it is there, and what patrons are told.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Finding, certificate};
use crate::config::Config;
use crate::transport::Transport;

/// How long a server may take to say whether it is well.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than that is no answer of ours.
const LONGEST: u64 = 16 * 1024;

/// Who answers at an address.
enum Answer {
    /// A desk server, and it is well.
    Well,
    /// A desk server, and it is not.
    Unwell,
    /// Another program.
    Stranger,
    /// Somebody who takes connections and then says nothing.
    Mute,
    /// Somebody, who was not asked further since they speak TLS.
    Somebody,
    /// Nobody.
    Silence,
}

pub(super) async fn examine(config: &Config, findings: &mut Vec<Finding>) {
    let runs = sportello_store::is_owned(&config.data).unwrap_or(false);
    let transport = match config.settings() {
        Ok(settings) => settings.transport,
        Err(why) => {
            let advice = "see `tls` in the settings";
            return findings.push(Finding::fail("settings", format!("{why:#}"), advice));
        }
    };
    let is_secure = transport.is_tls();
    findings.push(server(config.listen, runs, is_secure).await);
    findings.extend(certificate::examine(config, &transport));
    findings.push(address(config, &transport));
}

async fn server(listen: SocketAddr, runs: bool, is_secure: bool) -> Finding {
    const WHAT: &str = "server";
    if listen.port() == 0 {
        let says = if runs {
            "it runs, on a port of its choice"
        } else {
            "it does not run; any free port will do"
        };
        return Finding::ok(WHAT, says);
    }
    match (answer(listen, is_secure).await, runs) {
        (Answer::Well, true) => Finding::ok(WHAT, format!("it answers on {listen} and is well")),
        (Answer::Unwell, true) => Finding::fail(
            WHAT,
            format!("it answers on {listen} and is not well"),
            "look at its log; then start it again",
        ),
        (Answer::Well | Answer::Unwell, false) => Finding::fail(
            WHAT,
            format!("another desk server, with another data directory, answers on {listen}"),
            "stop it, or set another `listen`; see that `data` is the directory you mean",
        ),
        (Answer::Stranger, _) => Finding::fail(
            WHAT,
            format!("another program answers on {listen}"),
            "stop it, or set another `listen`",
        ),
        (Answer::Somebody, true) => Finding::ok(
            WHAT,
            format!(
                "it runs, and {listen} takes connections over TLS; whether it is well, /healthz says"
            ),
        ),
        (Answer::Somebody | Answer::Mute, false) => Finding::fail(
            WHAT,
            format!("another program has {listen}"),
            "stop it, or set another `listen`",
        ),
        (Answer::Silence | Answer::Mute, true) => Finding::fail(
            WHAT,
            format!("it has the data directory and does not answer on {listen}"),
            "wait until it has started, or start it again; see that `listen` is the one it was started with",
        ),
        (Answer::Silence, false) => can_listen(listen),
    }
}

fn can_listen(listen: SocketAddr) -> Finding {
    const WHAT: &str = "server";
    match std::net::TcpListener::bind(listen) {
        Ok(_) => Finding::ok(WHAT, format!("it does not run; {listen} is free for it")),
        Err(why) if why.kind() == std::io::ErrorKind::PermissionDenied => Finding::fail(
            WHAT,
            format!("this user may not listen on {listen}"),
            "ports below 1024 need a permission of their own (AmbientCapabilities=CAP_NET_BIND_SERVICE), or set another `listen`",
        ),
        Err(why) => Finding::fail(
            WHAT,
            format!("it can't listen on {listen}: {why}"),
            "see `listen` in the settings",
        ),
    }
}

async fn answer(listen: SocketAddr, is_secure: bool) -> Answer {
    let at = SocketAddr::new(reachable(listen.ip()), listen.port());
    if is_secure {
        let connected = tokio::time::timeout(PATIENCE, TcpStream::connect(at)).await;
        return match connected {
            Ok(Ok(_)) => Answer::Somebody,
            Ok(Err(_)) | Err(_) => Answer::Silence,
        };
    }
    let connected = tokio::time::timeout(PATIENCE, TcpStream::connect(at)).await;
    let Ok(Ok(stream)) = connected else {
        return Answer::Silence;
    };
    match tokio::time::timeout(PATIENCE, ask(stream, at)).await {
        Ok(Ok(said)) if said.contains("\"status\":\"ok\"") => Answer::Well,
        Ok(Ok(said)) if said.contains("\"status\":\"unwell\"") => Answer::Unwell,
        // Whoever hangs up in the middle has the port as well.
        Ok(Ok(_) | Err(_)) => Answer::Stranger,
        Err(_) => Answer::Mute,
    }
}

async fn ask(mut stream: TcpStream, at: SocketAddr) -> std::io::Result<String> {
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut said = Vec::new();
    stream.take(LONGEST).read_to_end(&mut said).await?;
    Ok(String::from_utf8_lossy(&said).into_owned())
}

/// Who listens everywhere is asked on this computer.
pub(super) fn reachable(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        IpAddr::V4(_) | IpAddr::V6(_) => ip,
    }
}

fn address(config: &Config, transport: &Transport) -> Finding {
    const WHAT: &str = "public address";
    let Some(public) = &config.public else {
        return Finding::warn(
            WHAT,
            "none is set: links work on this computer only",
            "set `public` to the https:// address under which patrons reach the server",
        );
    };
    if matches!(public.host_str(), Some("localhost" | "127.0.0.1")) {
        return Finding::warn(
            WHAT,
            format!("{public} works on this computer only"),
            "set `public` to an address that other devices know",
        );
    }
    match transport {
        Transport::Plain => Finding::warn(
            WHAT,
            format!("nobody speaks https for {public}"),
            "set tls.mode to “files”, or to “proxy” with a proxy in front",
        ),
        Transport::Tls { .. } | Transport::Acme(_) => {
            Finding::ok(WHAT, format!("{public}, with a certificate of its own"))
        }
        Transport::Proxy { .. } => Finding::ok(WHAT, format!("{public}, through a proxy")),
    }
}
