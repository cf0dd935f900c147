//! One allocation: whose it is, whom it may speak to, and until when.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use super::Client;

/// Unless the client asks for another lifetime.
pub(super) const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// The longest that a client may ask for.
pub(super) const LONGEST_LIFETIME: Duration = Duration::from_secs(60 * 60);
/// However often it is refreshed: no call at a desk is longer.
pub(super) const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// RFC 8656, section 9.
const PERMISSION: Duration = Duration::from_secs(5 * 60);
/// RFC 8656, section 12.
const CHANNEL: Duration = Duration::from_secs(10 * 60);
/// The most peers that one allocation speaks to.
const MOST_PEERS: usize = 64;

/// What would not fit or not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoRoom {
    /// The channel leads elsewhere, or the peer has another.
    Taken,
    /// There are too many.
    Full,
}

#[derive(Debug)]
pub(super) struct Allocation {
    pub(super) client: Client,
    /// Which party of which call.
    pub(super) holder: String,
    /// When its credentials expired: newer ones take over from older ones.
    pub(super) expiry: u64,
    since: Instant,
    until: Instant,
    permissions: BTreeMap<IpAddr, Instant>,
    channels: BTreeMap<u16, (SocketAddr, Instant)>,
}

impl Allocation {
    pub(super) fn new(client: Client, holder: String, expiry: u64, now: Instant) -> Self {
        Self {
            client,
            holder,
            expiry,
            since: now,
            until: now,
            permissions: BTreeMap::new(),
            channels: BTreeMap::new(),
        }
    }

    /// Lives so much longer; gives back how long it is.
    pub(super) fn refresh(&mut self, wanted: Duration, now: Instant) -> Duration {
        let left = (self.since + LONGEST).saturating_duration_since(now);
        let granted = wanted.clamp(LIFETIME, LONGEST_LIFETIME).min(left);
        self.until = now + granted;
        granted
    }

    pub(super) fn has_expired(&self, now: Instant) -> bool {
        self.until <= now
    }

    pub(super) fn permits(&self, peer: IpAddr, now: Instant) -> bool {
        self.permissions
            .get(&peer)
            .is_some_and(|until| *until > now)
    }

    pub(super) fn peer_of(&self, channel: u16, now: Instant) -> Option<SocketAddr> {
        let (peer, until) = self.channels.get(&channel)?;
        (*until > now).then_some(*peer)
    }

    pub(super) fn channel_to(&self, peer: SocketAddr, now: Instant) -> Option<u16> {
        let mut all = self.channels.iter();
        let found = all.find(|(_, (to, until))| *to == peer && *until > now);
        found.map(|(channel, _)| *channel)
    }

    /// Lets it speak to all of these, or to none more.
    pub(super) fn permit(&mut self, peers: &[SocketAddr], now: Instant) -> Result<(), NoRoom> {
        self.sweep(now);
        let new = |peer: &&SocketAddr| !self.permissions.contains_key(&peer.ip());
        if self.permissions.len() + peers.iter().filter(new).count() > MOST_PEERS {
            return Err(NoRoom::Full);
        }
        for peer in peers {
            self.permissions.insert(peer.ip(), now + PERMISSION);
        }
        Ok(())
    }

    /// Leads a channel to a peer, and permits it.
    pub(super) fn bind(
        &mut self,
        channel: u16,
        peer: SocketAddr,
        now: Instant,
    ) -> Result<(), NoRoom> {
        self.sweep(now);
        let leads_elsewhere = self.peer_of(channel, now).is_some_and(|to| to != peer);
        let has_another = self.channel_to(peer, now).is_some_and(|its| its != channel);
        if leads_elsewhere || has_another {
            return Err(NoRoom::Taken);
        }
        self.permit(&[peer], now)?;
        self.channels.insert(channel, (peer, now + CHANNEL));
        Ok(())
    }

    /// Forgets what has expired.
    pub(super) fn sweep(&mut self, now: Instant) {
        self.permissions.retain(|_, until| *until > now);
        self.channels.retain(|_, (_, until)| *until > now);
    }
}
