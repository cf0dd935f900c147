//! A client that proves a TURN server: its own address by STUN, two allocations, and a
//! packet from one to the other. What measures one begins with the same client.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use rtc_stun::attributes::{
    ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_NONCE, ATTR_REALM, ATTR_REQUESTED_TRANSPORT,
    ATTR_USERNAME, ATTR_XOR_PEER_ADDRESS, ATTR_XOR_RELAYED_ADDRESS, ATTR_XORMAPPED_ADDRESS,
};
use rtc_stun::message::{
    METHOD_ALLOCATE, METHOD_BINDING, METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, METHOD_DATA,
    METHOD_REFRESH, METHOD_SEND,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::credentials::Credentials;
use crate::framing::{self, LARGEST};
use crate::message::{self, Received, Written};

/// How long an answer may take, and how often it is asked for.
const PATIENCE: Duration = Duration::from_millis(700);
const TRIES: usize = 3;
/// How long it may take in a stream, in which nothing is asked twice.
const PATIENCE_IN_A_STREAM: Duration = Duration::from_secs(3);
/// How often somebody may be asked to sign anew.
const SIGNATURES: usize = 3;

/// What a server was found to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The address that the server saw us come from.
    pub seen_as: SocketAddr,
    /// An address that it relayed a packet through.
    pub relayed: SocketAddr,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Our own address.
    Binding,
    /// A relayed address.
    Allocation,
    /// To keep it.
    Refresh,
    /// To speak to a peer.
    Permission,
    /// A channel to a peer.
    Channel,
    /// The packet.
    Packet,
}

/// Why a server was not proven.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// Nothing came back.
    #[error("no answer ({0:?})")]
    Silence(Step),
    /// It said no.
    #[error("refused with {1} ({0:?})")]
    Refused(Step, u16),
    /// What came back is not to be understood.
    #[error("the answer makes no sense ({0:?})")]
    Nonsense(Step),
    /// It can't be sent there from here.
    #[error("{0}")]
    Network(#[from] io::Error),
}

/// Proves a server.
///
/// # Errors
/// Says which step failed, and how.
pub async fn prove(server: SocketAddr, as_whom: &Credentials) -> Result<Proof, ProbeError> {
    let mut first = Caller::connect(server, as_whom).await?;
    let seen_as = first.own_address().await?;
    let relayed = first.allocate().await?;
    let mut second = Caller::connect(server, as_whom).await?;
    let proven = async {
        let other = second.allocate().await?;
        first.permit(other).await?;
        second.permit(relayed).await?;
        first.pass_to(&mut second, relayed, other).await
    };
    let proven = proven.await;
    first.release().await;
    second.release().await;
    proven.map(|()| Proof { seen_as, relayed })
}

/// The address under which a STUN server sees this computer.
///
/// # Errors
/// As [`prove`].
pub async fn own_address(server: SocketAddr) -> Result<SocketAddr, ProbeError> {
    let nobody = Credentials {
        username: String::new(),
        password: String::new(),
    };
    Caller::connect(server, &nobody).await?.own_address().await
}

/// The same, asked in a stream.
///
/// # Errors
/// As [`prove`].
pub async fn own_address_in<S>(mut stream: S) -> Result<SocketAddr, ProbeError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let step = Step::Binding;
    let question = Written::request(METHOD_BINDING).plain();
    let transaction = Received::read(&question).map(|asked| asked.transaction());
    stream.write_all(&question).await?;
    stream.flush().await?;
    let mut came = Vec::with_capacity(LARGEST);
    let heard = async {
        loop {
            match framing::first(&came) {
                Ok(Some(frame)) => {
                    let heard = Received::read(&came[..frame.length]);
                    came.drain(..frame.taken);
                    if let Some(heard) = heard.filter(|one| Some(one.transaction()) == transaction)
                    {
                        return Ok(heard);
                    }
                }
                Ok(None) if stream.read_buf(&mut came).await? == 0 => {
                    return Err(ProbeError::Silence(step));
                }
                Ok(None) => {}
                Err(_) => return Err(ProbeError::Nonsense(step)),
            }
        }
    };
    let answer = timeout(PATIENCE_IN_A_STREAM, heard).await;
    let answer = answer.unwrap_or(Err(ProbeError::Silence(step)))?;
    answer
        .address(ATTR_XORMAPPED_ADDRESS)
        .ok_or(ProbeError::Nonsense(step))
}

/// A client with one socket, over UDP.
#[derive(Debug)]
pub struct Caller {
    socket: UdpSocket,
    as_whom: Credentials,
    realm: String,
    nonce: String,
}

impl Caller {
    /// Takes a socket; nothing is sent.
    ///
    /// # Errors
    /// When there is no way to the server from here.
    pub async fn connect(server: SocketAddr, as_whom: &Credentials) -> io::Result<Self> {
        let any = match server {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        let socket = UdpSocket::bind(any).await?;
        socket.connect(server).await?;
        Ok(Self {
            socket,
            as_whom: as_whom.clone(),
            realm: String::new(),
            nonce: String::new(),
        })
    }

    async fn own_address(&mut self) -> Result<SocketAddr, ProbeError> {
        let step = Step::Binding;
        let answer = self.exchange(step, || Written::request(METHOD_BINDING).plain());
        let answer = answer.await?;
        answer
            .address(ATTR_XORMAPPED_ADDRESS)
            .ok_or(ProbeError::Nonsense(step))
    }

    /// Asks for a relayed address.
    ///
    /// # Errors
    /// As [`prove`].
    pub async fn allocate(&mut self) -> Result<SocketAddr, ProbeError> {
        let udp = |written: Written| written.with(ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
        let answer = self.ask(Step::Allocation, METHOD_ALLOCATE, udp).await?;
        answer
            .address(ATTR_XOR_RELAYED_ADDRESS)
            .ok_or(ProbeError::Nonsense(Step::Allocation))
    }

    /// Asks for the relayed address to be kept.
    ///
    /// # Errors
    /// As [`prove`].
    pub async fn refresh(&mut self) -> Result<(), ProbeError> {
        self.ask(Step::Refresh, METHOD_REFRESH, |written| written)
            .await?;
        Ok(())
    }

    /// Asks for a channel to a peer: from then on, what is sent and heard on the socket
    /// may be channel data.
    ///
    /// # Errors
    /// As [`prove`].
    pub async fn bind(&mut self, channel: u16, peer: SocketAddr) -> Result<(), ProbeError> {
        let [high, low] = channel.to_be_bytes();
        let to_peer = |written: Written| {
            written
                .with(ATTR_CHANNEL_NUMBER, &[high, low, 0, 0])
                .with_address(ATTR_XOR_PEER_ADDRESS, peer)
        };
        self.ask(Step::Channel, METHOD_CHANNEL_BIND, to_peer)
            .await?;
        Ok(())
    }

    /// The socket, which does not block, for whoever sends and hears by themselves.
    ///
    /// # Errors
    /// When it can't be had.
    pub fn into_socket(self) -> io::Result<std::net::UdpSocket> {
        self.socket.into_std()
    }

    async fn permit(&mut self, peer: SocketAddr) -> Result<(), ProbeError> {
        let named = |written: Written| written.with_address(ATTR_XOR_PEER_ADDRESS, peer);
        let step = Step::Permission;
        self.ask(step, METHOD_CREATE_PERMISSION, named).await?;
        Ok(())
    }

    async fn pass_to(
        &mut self,
        other: &mut Self,
        own: SocketAddr,
        to: SocketAddr,
    ) -> Result<(), ProbeError> {
        let said: [u8; 16] = rand::random();
        for _ in 0..TRIES {
            let packet = Written::indication(METHOD_SEND)
                .with_address(ATTR_XOR_PEER_ADDRESS, to)
                .with(ATTR_DATA, &said)
                .plain();
            self.socket.send(&packet).await?;
            let heard = other.hear(|heard| heard.method() == METHOD_DATA).await?;
            if let Some(heard) = heard {
                let is_it = heard.data() == Some(&said) && heard.peer() == Some(own);
                return is_it
                    .then_some(())
                    .ok_or(ProbeError::Nonsense(Step::Packet));
            }
        }
        Err(ProbeError::Silence(Step::Packet))
    }

    async fn release(&mut self) {
        let at_once = |written: Written| written.with_lifetime(0);
        let _ = self.ask(Step::Allocation, METHOD_REFRESH, at_once).await; // it would expire
    }

    /// Asks, signed as the server wants it.
    async fn ask(
        &mut self,
        step: Step,
        method: rtc_stun::message::Method,
        what: impl Fn(Written) -> Written,
    ) -> Result<Received, ProbeError> {
        for _ in 0..SIGNATURES {
            let asked = || {
                let written = what(Written::request(method));
                if self.nonce.is_empty() {
                    return written.plain();
                }
                let Credentials { username, password } = &self.as_whom;
                written
                    .with(ATTR_USERNAME, username.as_bytes())
                    .with(ATTR_REALM, self.realm.as_bytes())
                    .with(ATTR_NONCE, self.nonce.as_bytes())
                    .signed(&message::long_term_key(username, &self.realm, password))
            };
            let answer = self.exchange(step, asked).await?;
            let asks_anew = matches!(answer.error(), Some(438)) || self.nonce.is_empty();
            match (
                answer.error(),
                answer.text(ATTR_REALM),
                answer.text(ATTR_NONCE),
            ) {
                (None, ..) => return Ok(answer),
                (Some(_), Some(realm), Some(nonce)) if asks_anew => {
                    (self.realm, self.nonce) = (realm.to_owned(), nonce.to_owned());
                }
                (Some(code), ..) => return Err(ProbeError::Refused(step, code)),
            }
        }
        Err(ProbeError::Nonsense(step))
    }

    async fn exchange(
        &self,
        step: Step,
        asked: impl Fn() -> Vec<u8>,
    ) -> Result<Received, ProbeError> {
        let packet = asked();
        let transaction = Received::read(&packet).map(|asked| asked.transaction());
        for _ in 0..TRIES {
            self.socket.send(&packet).await?;
            let is_answer = |heard: &Received| Some(heard.transaction()) == transaction;
            if let Some(answer) = self.hear(is_answer).await? {
                return Ok(answer);
            }
        }
        Err(ProbeError::Silence(step))
    }

    async fn hear(&self, wanted: impl Fn(&Received) -> bool) -> io::Result<Option<Received>> {
        let mut buffer = vec![0; LARGEST];
        let heard = async {
            loop {
                let length = self.socket.recv(&mut buffer).await?;
                let heard = Received::read(&buffer[..length]);
                if let Some(heard) = heard.filter(|heard| wanted(heard)) {
                    return Ok(heard);
                }
            }
        };
        match timeout(PATIENCE, heard).await {
            Ok(heard) => heard.map(Some),
            Err(_) => Ok(None),
        }
    }
}
