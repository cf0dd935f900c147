//! TURN over TLS and TCP, which the `webrtc` crate does not speak.
//!
//! Behind a firewall that lets out nothing but the web, a relay is reached over TLS
//! alone. For each such server a socket of this computer stands in: to the ICE agent it
//! is a TURN server over UDP, and what comes to it is carried to the real one in a
//! stream. **The rule.** It is there for a call that needs it, and ends with that call:
//! while UDP reaches a server of the same call, nothing is connected. It trusts whom
//! the system trusts, and carries packets without understanding them.

mod framing;
mod reach;
mod server;
mod stream;

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use crate::call::IceServer;
use reach::udp_reaches_one;
use server::{Server, Transport};
use stream::carry;

/// A socket of the ICE agent has a stream of its own, since the relay knows a client by
/// its stream. One would do; two are there for a computer whose first can't be used.
const MOST_CLIENTS: usize = 2;
/// How many packets wait for a stream that is being opened or is slow.
const WAITING: usize = 64;

/// The stand-ins of a call; they end when this is dropped.
pub(crate) struct StandIns(Vec<AbortHandle>);

impl Drop for StandIns {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

/// The servers as the ICE agent can use them, and what stands in for some of them.
pub(crate) async fn stand_in(servers: &[IceServer]) -> (Vec<IceServer>, StandIns) {
    let all = servers.iter().flat_map(|server| &server.urls);
    let by_udp: Vec<Server> = all
        .filter_map(|url| Server::parse(url))
        .filter(|server| server.transport == Transport::Udp)
        .collect();
    let mut usable = Vec::new();
    let mut standing = StandIns(Vec::new());
    for server in servers {
        let mut urls = Vec::new();
        for url in &server.urls {
            match Server::parse(url) {
                Some(real) if real.transport != Transport::Udp => {
                    match start(real, by_udp.clone()).await {
                        Ok((at, task)) => {
                            urls.push(format!("turn:{at}?transport=udp"));
                            standing.0.push(task);
                        }
                        Err(why) => tracing::warn!(%why, "nothing stands in for a relay"),
                    }
                }
                Some(_) | None => urls.push(url.clone()),
            }
        }
        if !urls.is_empty() {
            usable.push(IceServer {
                urls,
                ..server.clone()
            });
        }
    }
    (usable, standing)
}

async fn start(server: Server, by_udp: Vec<Server>) -> io::Result<(SocketAddr, AbortHandle)> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let at = socket.local_addr()?;
    let task = tokio::spawn(stand(socket, server, by_udp));
    Ok((at, task.abort_handle()))
}

/// Until the call ends. What the agent says while it is being found out whether it is
/// needed waits in the socket.
async fn stand(socket: UdpSocket, server: Server, by_udp: Vec<Server>) {
    if udp_reaches_one(&by_udp).await {
        return tracing::debug!("the relay is reached by UDP");
    }
    tracing::info!(
        host = server.host,
        "UDP is not let out; the relay is reached in a stream"
    );
    let socket = Arc::new(socket);
    let mut clients: HashMap<SocketAddr, mpsc::Sender<Vec<u8>>> = HashMap::new();
    let mut streams = JoinSet::new(); // aborted with this task
    let mut buffer = vec![0; framing::LARGEST];
    loop {
        let Ok((length, from)) = socket.recv_from(&mut buffer).await else {
            continue; // a socket of the agent that is gone
        };
        if !clients.contains_key(&from) {
            if clients.len() >= MOST_CLIENTS {
                continue;
            }
            let (packets, waiting) = mpsc::channel(WAITING);
            streams.spawn(carry(server.clone(), socket.clone(), from, waiting));
            clients.insert(from, packets);
        }
        let _ = clients[&from].try_send(buffer[..length].to_vec()); // lost, as on a full network
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(urls: &[&str]) -> IceServer {
        IceServer {
            urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            username: "1:call.seat".into(),
            credential: "secret".into(),
        }
    }

    #[tokio::test]
    async fn what_the_agent_can_not_use_is_stood_in_for() {
        let servers = [
            server(&["stun:desk.example"]),
            server(&[
                "turn:desk.example?transport=udp",
                "turns:desk.example:443?transport=tcp",
            ]),
        ];
        let (usable, standing) = stand_in(&servers).await;
        assert_eq!(usable[0], servers[0]);
        assert_eq!(usable[1].urls[0], "turn:desk.example?transport=udp");
        assert!(usable[1].urls[1].starts_with("turn:127.0.0.1:"));
        assert_eq!(usable[1].username, "1:call.seat");
        assert_eq!(standing.0.len(), 1);
    }

    #[tokio::test]
    async fn it_ends_with_its_call() {
        let (_, standing) = stand_in(&[server(&["turns:127.0.0.1:9"])]).await;
        let task = standing.0[0].clone();
        drop(standing);
        while !task.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn nothing_is_connected_while_udp_reaches_a_server() {
        let stun = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let urls = [
            format!("stun:{}", stun.local_addr().expect("bound")),
            format!(
                "turn:{}?transport=tcp",
                listener.local_addr().expect("bound")
            ),
        ];
        let (_, standing) = stand_in(&[server(&urls.each_ref().map(String::as_str))]).await;
        let mut asked = [0; 64];
        let (length, from) = stun.recv_from(&mut asked).await.expect("it is asked");
        asked[..2].copy_from_slice(&[1, 1]);
        let _ = stun.send_to(&asked[..length], from).await;
        let task = standing.0[0].clone();
        while !task.is_finished() {
            tokio::task::yield_now().await;
        }
        let nobody = futures_now(listener.accept());
        assert!(nobody.await.is_none());
    }

    /// What is there already.
    async fn futures_now<T>(future: impl Future<Output = T>) -> Option<T> {
        let ready = tokio::time::timeout(std::time::Duration::ZERO, future);
        ready.await.ok()
    }
}
