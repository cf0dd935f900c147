//! Requests and their answers, as RFC 8656 has them.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use rtc_stun::attributes::{
    ATTR_NONCE, ATTR_REALM, ATTR_USERNAME, ATTR_XOR_RELAYED_ADDRESS, ATTR_XORMAPPED_ADDRESS,
};
use rtc_stun::message::{
    METHOD_ALLOCATE, METHOD_BINDING, METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, METHOD_REFRESH,
};

use super::allocation::{Allocation, LIFETIME, NoRoom};
use super::{Client, Effect, Machine, NONCE, Now};
use crate::REALM;
use crate::credentials::{Username, call_of};
use crate::message::{self, Key, Received, Refusal, Written};

/// An allocation that is on its way to a port.
#[derive(Debug)]
pub(super) struct Opening {
    client: Client,
    request: Received,
    signer: Signer,
    lifetime: Duration,
    pub(super) even: bool,
    /// Ports that could not be opened, and the one that is being opened.
    pub(super) tried: Vec<u16>,
}

/// Who signed a request.
#[derive(Debug)]
struct Signer {
    key: Key,
    holder: String,
    expiry: u64,
    has_expired: bool,
}

impl Machine {
    pub(super) fn handle_request(&mut self, client: Client, mut request: Received, now: Now) {
        let method = request.method();
        if method == METHOD_BINDING {
            let packet = message::binding(&request, client.address);
            return self.effects.push_back(Effect::Answer { client, packet });
        }
        let signer = match self.signer(client, &mut request, now) {
            Ok(signer) => signer,
            Err(why) => return self.refuse(client, &request, why, None, now),
        };
        let done = match method {
            METHOD_ALLOCATE => match self.judge_allocation(client, &request, &signer, now) {
                Ok(()) => return self.open(Opening::new(client, request, signer), now),
                Err(why) => Err(why),
            },
            METHOD_REFRESH => self.refresh(client, &request, &signer, now),
            METHOD_CREATE_PERMISSION => self.permit(client, &request, &signer, now),
            METHOD_CHANNEL_BIND => self.bind(client, &request, &signer, now),
            _ => Err(Refusal::BadRequest),
        };
        match done {
            Ok(written) => self.answer(client, written.signed(&signer.key)),
            Err(why) => self.refuse(client, &request, why, Some(&signer.key), now),
        }
    }

    /// Who signed it, with credentials that we made.
    fn signer(&self, client: Client, request: &mut Received, now: Now) -> Result<Signer, Refusal> {
        if !request.is_signed() {
            return Err(Refusal::Unauthorized);
        }
        let (Some(username), Some(realm), Some(nonce)) = (
            request.text(ATTR_USERNAME),
            request.text(ATTR_REALM),
            request.text(ATTR_NONCE),
        ) else {
            return Err(Refusal::BadRequest);
        };
        if !self.is_fresh(nonce, client, now) {
            return Err(Refusal::StaleNonce);
        }
        let name = Username::parse(username).ok_or(Refusal::Unauthorized)?;
        let signer = Signer {
            key: self.rules.secret.key(username, realm),
            holder: name.holder.to_owned(),
            expiry: name.expiry,
            has_expired: name.has_expired(now.wall),
        };
        let is_known = realm == REALM && request.is_signed_with(&signer.key);
        is_known.then_some(signer).ok_or(Refusal::Unauthorized)
    }

    /// Whether what an Allocate request asks for may be had; makes room for it.
    fn judge_allocation(
        &mut self,
        client: Client,
        request: &Received,
        signer: &Signer,
        now: Now,
    ) -> Result<(), Refusal> {
        if signer.has_expired || self.ended.contains(call_of(&signer.holder)) {
            return Err(Refusal::Unauthorized);
        }
        if self.of_client(client, now).is_some() {
            return Err(Refusal::AllocationMismatch);
        }
        if !request.unknown().is_empty() {
            return Err(Refusal::UnknownAttribute);
        }
        if !request.wants_udp().ok_or(Refusal::BadRequest)? {
            return Err(Refusal::UnsupportedTransport);
        }
        let is_v4 = matches!(self.rules.address, IpAddr::V4(_));
        if request.wants_v4().is_some_and(|wanted| wanted != is_v4) {
            return Err(Refusal::AddressFamily);
        }
        if request.wants_reserved() || request.even_port() == Some(true) {
            return Err(Refusal::InsufficientCapacity);
        }
        self.make_room(signer)
    }

    /// A party that has all it may have takes over from its own older credentials:
    /// those were of a network or a connection that it has left.
    fn make_room(&mut self, signer: &Signer) -> Result<(), Refusal> {
        if !self.holders.is_full(&signer.holder) {
            return Ok(());
        }
        let own = self.allocations.iter();
        let older = own
            .filter(|(_, one)| one.holder == signer.holder && one.expiry < signer.expiry)
            .min_by_key(|(_, one)| one.expiry)
            .map(|(port, _)| *port);
        let oldest = older.ok_or(Refusal::AllocationQuota)?;
        self.close(oldest);
        Ok(())
    }

    pub(super) fn allocate(&mut self, port: u16, opening: Opening, now: Now) {
        let Opening {
            client,
            request,
            signer,
            lifetime,
            ..
        } = opening;
        let Signer {
            key,
            holder,
            expiry,
            ..
        } = signer;
        self.holders.add(&holder, now.instant);
        let mut allocation = Allocation::new(client, holder, expiry, now.instant);
        let granted = allocation.refresh(lifetime, now.instant);
        self.allocations.insert(port, allocation);
        if let Some(former) = self.clients.insert(client, port) {
            self.close_former(former);
        }
        let relayed = SocketAddr::new(self.rules.address, port);
        let written = Written::success(&request)
            .with_address(ATTR_XOR_RELAYED_ADDRESS, relayed)
            .with_address(ATTR_XORMAPPED_ADDRESS, client.address)
            .with_lifetime(seconds(granted));
        self.answer(client, written.signed(&key));
    }

    /// An allocation that had expired and was not yet swept up.
    fn close_former(&mut self, port: u16) {
        if let Some(former) = self.allocations.remove(&port) {
            self.holders.give_back(&former.holder);
            self.effects.push_back(Effect::Close { port });
        }
    }

    pub(super) fn refuse_opening(&mut self, opening: &Opening, now: Now) {
        let why = Refusal::InsufficientCapacity;
        let key = Some(opening.signer.key.as_slice());
        self.refuse(opening.client, &opening.request, why, key, now);
    }

    fn refresh(
        &mut self,
        client: Client,
        request: &Received,
        signer: &Signer,
        now: Now,
    ) -> Result<Written, Refusal> {
        let (port, allocation) = self.own(client, signer, now)?;
        let wanted = request
            .lifetime()
            .map_or(LIFETIME, |seconds| Duration::from_secs(u64::from(seconds)));
        if wanted.is_zero() {
            self.close(port);
            return Ok(Written::success(request).with_lifetime(0));
        }
        let granted = allocation.refresh(wanted, now.instant);
        allocation.expiry = allocation.expiry.max(signer.expiry);
        Ok(Written::success(request).with_lifetime(seconds(granted)))
    }

    fn permit(
        &mut self,
        client: Client,
        request: &Received,
        signer: &Signer,
        now: Now,
    ) -> Result<Written, Refusal> {
        self.own(client, signer, now)?;
        let peers = request.peers().ok_or(Refusal::BadRequest)?;
        self.judge(&peers)?;
        let (_, allocation) = self.own(client, signer, now)?;
        let permitted = allocation.permit(&peers, now.instant);
        permitted.map_err(no_room)?;
        Ok(Written::success(request))
    }

    fn bind(
        &mut self,
        client: Client,
        request: &Received,
        signer: &Signer,
        now: Now,
    ) -> Result<Written, Refusal> {
        self.own(client, signer, now)?;
        let channel = request.channel().ok_or(Refusal::BadRequest)?;
        let peer = request.peer().ok_or(Refusal::BadRequest)?;
        if channel >> 14 != 1 {
            return Err(Refusal::BadRequest);
        }
        self.judge(&[peer])?;
        let (_, allocation) = self.own(client, signer, now)?;
        let bound = allocation.bind(channel, peer, now.instant);
        bound.map_err(no_room)?;
        Ok(Written::success(request))
    }

    /// The client's allocation, if it is the signer's. Credentials that have expired
    /// since are good for what was made with them.
    fn own(
        &mut self,
        client: Client,
        signer: &Signer,
        now: Now,
    ) -> Result<(u16, &mut Allocation), Refusal> {
        let found = self.of_client(client, now);
        let (port, allocation) = found.ok_or(Refusal::AllocationMismatch)?;
        if allocation.holder == signer.holder {
            Ok((port, allocation))
        } else {
            Err(Refusal::WrongCredentials)
        }
    }

    fn judge(&self, peers: &[SocketAddr]) -> Result<(), Refusal> {
        let is_v4 = self.rules.address.is_ipv4();
        if peers.iter().any(|peer| peer.is_ipv4() != is_v4) {
            return Err(Refusal::PeerAddressFamily);
        }
        let may = |peer: &SocketAddr| self.may_be_peer(peer.ip());
        peers
            .iter()
            .all(may)
            .then_some(())
            .ok_or(Refusal::Forbidden)
    }

    fn refuse(
        &mut self,
        client: Client,
        request: &Received,
        why: Refusal,
        key: Option<&[u8]>,
        now: Now,
    ) {
        let mut written = Written::refusal(request, why);
        if why == Refusal::UnknownAttribute {
            written = written.with_unknown(&request.unknown());
        }
        let packet = match (why, key) {
            (Refusal::Unauthorized | Refusal::StaleNonce, _) => written
                .with(ATTR_REALM, REALM.as_bytes())
                .with(ATTR_NONCE, self.nonce(client, now.wall).as_bytes())
                .plain(),
            (_, Some(key)) => written.signed(key),
            (_, None) => written.plain(),
        };
        self.answer(client, packet);
    }

    /// Says when it was made and for whom, and is signed: nothing need be kept of it,
    /// however many are asked for.
    fn nonce(&self, client: Client, made: u64) -> String {
        let tag = message::hmac_sha1(&self.rules.nonce_key, &nonce_text(client, made));
        let tag = tag.iter().map(|byte| format!("{byte:02x}"));
        format!("{made:x}-{}", tag.collect::<String>())
    }

    fn is_fresh(&self, nonce: &str, client: Client, now: Now) -> bool {
        let made = nonce.split_once('-').map(|(made, _)| made);
        let made = made.and_then(|made| u64::from_str_radix(made, 16).ok());
        made.is_some_and(|made| {
            let is_young = made <= now.wall && now.wall - made < NONCE.as_secs();
            is_young && message::is_same(self.nonce(client, made).as_bytes(), nonce.as_bytes())
        })
    }

    fn answer(&mut self, client: Client, packet: Vec<u8>) {
        self.effects.push_back(Effect::Answer { client, packet });
    }
}

impl Opening {
    fn new(client: Client, request: Received, signer: Signer) -> Self {
        let lifetime = request.lifetime().map(u64::from);
        Self {
            client,
            lifetime: lifetime.map_or(LIFETIME, Duration::from_secs),
            even: request.even_port().is_some(),
            request,
            signer,
            tried: Vec::new(),
        }
    }
}

fn nonce_text(client: Client, made: u64) -> Vec<u8> {
    format!("{made} {}", client.address.ip()).into_bytes()
}

fn seconds(span: Duration) -> u32 {
    u32::try_from(span.as_secs()).unwrap_or(u32::MAX)
}

fn no_room(why: NoRoom) -> Refusal {
    match why {
        NoRoom::Taken => Refusal::BadRequest,
        NoRoom::Full => Refusal::InsufficientCapacity,
    }
}
