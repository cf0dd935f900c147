//! Whether UDP gets out: asked of the servers of the call, by STUN.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{UdpSocket, lookup_host};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::server::Server;

/// A call can wait for so long; a server that is farther away is taken for one that
/// is not reached.
const PATIENCE: Duration = Duration::from_millis(1_500);
const ASKED_AGAIN: Duration = Duration::from_millis(400);
const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];

/// Whether one of the servers answers.
pub(super) async fn udp_reaches_one(servers: &[Server]) -> bool {
    let mut asking = JoinSet::new();
    for server in servers {
        asking.spawn(answers(server.clone()));
    }
    let first = async {
        while let Some(answered) = asking.join_next().await {
            if matches!(answered, Ok(Some(()))) {
                return true;
            }
        }
        false
    };
    timeout(PATIENCE, first).await.unwrap_or(false)
}

async fn answers(server: Server) -> Option<()> {
    let found = lookup_host((server.host.as_str(), server.port)).await;
    let at = found.ok()?.next()?;
    let any: SocketAddr = match at {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await.ok()?;
    socket.connect(at).await.ok()?;
    let question = question();
    let mut buffer = [0; 512];
    loop {
        socket.send(&question).await.ok()?;
        let Ok(answer) = timeout(ASKED_AGAIN, socket.recv(&mut buffer)).await else {
            continue;
        };
        if is_answer(&question, &buffer[..answer.ok()?]) {
            return Some(());
        }
    }
}

/// A Binding request (RFC 8489).
fn question() -> [u8; 20] {
    let mut question = [0; 20];
    question[1] = 1;
    question[4..8].copy_from_slice(&COOKIE);
    question[8..].copy_from_slice(&rand::random::<[u8; 12]>());
    question
}

/// Its success response.
fn is_answer(question: &[u8; 20], answer: &[u8]) -> bool {
    answer.starts_with(&[1, 1]) && answer.get(4..20) == Some(&question[4..])
}
