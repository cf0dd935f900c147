//! STUN messages as this server reads and writes them. `rtc-stun` knows their form;
//! here stands what TURN puts into them. Long, because each attribute is read and written
//! in the same place.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use rtc_crypto::{HashAlgorithm, HmacAlgorithm, Mac, RTCCrypto, RTCCryptoProvider};
use rtc_stun::attributes::{
    ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_ERROR_CODE, ATTR_EVEN_PORT, ATTR_LIFETIME,
    ATTR_MESSAGE_INTEGRITY, ATTR_MESSAGE_INTEGRITY_SHA256, ATTR_NONCE, ATTR_REALM,
    ATTR_REQUESTED_ADDRESS_FAMILY, ATTR_REQUESTED_TRANSPORT, ATTR_RESERVATION_TOKEN,
    ATTR_UNKNOWN_ATTRIBUTES, ATTR_USERNAME, ATTR_XOR_PEER_ADDRESS, ATTR_XORMAPPED_ADDRESS,
    AttrType, Attributes, RawAttribute,
};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{
    CLASS_ERROR_RESPONSE, CLASS_INDICATION, CLASS_REQUEST, CLASS_SUCCESS_RESPONSE, METHOD_DATA,
    Message, MessageClass, MessageType, Method, Setter, TransactionId,
};
use rtc_stun::xoraddr::XorMappedAddress;

/// UDP, as REQUESTED-TRANSPORT names it.
const UDP: u8 = 17;
/// More attributes than any request has.
const MOST_ATTRIBUTES: usize = 64;
/// The attributes of TURN and of its credentials that must be understood and are.
const KNOWN: [AttrType; 12] = [
    ATTR_USERNAME,
    ATTR_MESSAGE_INTEGRITY,
    ATTR_MESSAGE_INTEGRITY_SHA256,
    ATTR_REALM,
    ATTR_NONCE,
    ATTR_CHANNEL_NUMBER,
    ATTR_LIFETIME,
    ATTR_XOR_PEER_ADDRESS,
    ATTR_DATA,
    ATTR_EVEN_PORT,
    ATTR_REQUESTED_TRANSPORT,
    ATTR_REQUESTED_ADDRESS_FAMILY,
];

/// The key with which a client signs.
pub(crate) type Key = Vec<u8>;

/// What a request is answered with when it is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    BadRequest,
    Unauthorized,
    Forbidden,
    UnknownAttribute,
    AllocationMismatch,
    StaleNonce,
    AddressFamily,
    WrongCredentials,
    UnsupportedTransport,
    PeerAddressFamily,
    AllocationQuota,
    InsufficientCapacity,
}

impl Refusal {
    /// As RFC 8656 and 8489 number and call it.
    fn told(self) -> (u16, &'static str) {
        match self {
            Self::BadRequest => (400, "Bad Request"),
            Self::Unauthorized => (401, "Unauthorized"),
            Self::Forbidden => (403, "Forbidden"),
            Self::UnknownAttribute => (420, "Unknown Attribute"),
            Self::AllocationMismatch => (437, "Allocation Mismatch"),
            Self::StaleNonce => (438, "Stale Nonce"),
            Self::AddressFamily => (440, "Address Family not Supported"),
            Self::WrongCredentials => (441, "Wrong Credentials"),
            Self::UnsupportedTransport => (442, "Unsupported Transport Protocol"),
            Self::PeerAddressFamily => (443, "Peer Address Family Mismatch"),
            Self::AllocationQuota => (486, "Allocation Quota Reached"),
            Self::InsufficientCapacity => (508, "Insufficient Capacity"),
        }
    }
}

/// A message that came.
#[derive(Debug)]
pub(crate) struct Received(Message);

impl Received {
    /// Nothing when it is none.
    pub(crate) fn read(packet: &[u8]) -> Option<Self> {
        let said = usize::from(u16::from_be_bytes([*packet.get(2)?, *packet.get(3)?]));
        let mut message = Message {
            raw: packet.get(..20 + said)?.to_vec(),
            ..Message::default()
        };
        message.decode().ok()?;
        (message.attributes.0.len() <= MOST_ATTRIBUTES).then_some(Self(message))
    }

    pub(crate) fn method(&self) -> Method {
        self.0.typ.method
    }

    pub(crate) fn is_request(&self) -> bool {
        self.0.typ.class == CLASS_REQUEST
    }

    pub(crate) fn is_indication(&self) -> bool {
        self.0.typ.class == CLASS_INDICATION
    }

    pub(crate) fn transaction(&self) -> TransactionId {
        self.0.transaction_id
    }

    /// What stands behind the signature counts for nothing.
    fn attributes(&self) -> impl Iterator<Item = &RawAttribute> {
        let Attributes(all) = &self.0.attributes;
        let signature = all.iter().position(|one| one.typ == ATTR_MESSAGE_INTEGRITY);
        let counting = signature.map_or(all.len(), |at| at + 1);
        all.iter().take(counting)
    }

    fn value(&self, of: AttrType) -> Option<&[u8]> {
        let found = self.attributes().find(|one| one.typ == of);
        found.map(|one| one.value.as_slice())
    }

    pub(crate) fn text(&self, of: AttrType) -> Option<&str> {
        std::str::from_utf8(self.value(of)?).ok()
    }

    fn number(&self, of: AttrType) -> Option<u32> {
        let bytes = self.value(of)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    }

    pub(crate) fn is_signed(&self) -> bool {
        self.value(ATTR_MESSAGE_INTEGRITY).is_some()
    }

    /// Whether it was signed with this key; compared in constant time.
    pub(crate) fn is_signed_with(&mut self, key: &[u8]) -> bool {
        MessageIntegrity::check(&mut self.0, key, crypto()).is_ok()
    }

    /// What must be understood and is not.
    pub(crate) fn unknown(&self) -> Vec<AttrType> {
        let all = self.attributes().map(|one| one.typ);
        all.filter(|one| one.required() && !KNOWN.contains(one))
            .collect()
    }

    /// In seconds.
    pub(crate) fn lifetime(&self) -> Option<u32> {
        self.number(ATTR_LIFETIME)
    }

    pub(crate) fn channel(&self) -> Option<u16> {
        let number = self.number(ATTR_CHANNEL_NUMBER)? >> 16;
        u16::try_from(number).ok()
    }

    /// Whether UDP is asked for; nothing when nothing is.
    pub(crate) fn wants_udp(&self) -> Option<bool> {
        let [protocol, ..] = self.value(ATTR_REQUESTED_TRANSPORT)?.first_chunk::<4>()?;
        Some(*protocol == UDP)
    }

    /// Whether IPv4 is asked for; nothing when nothing is.
    pub(crate) fn wants_v4(&self) -> Option<bool> {
        let [family, ..] = self
            .value(ATTR_REQUESTED_ADDRESS_FAMILY)?
            .first_chunk::<4>()?;
        Some(*family == 1)
    }

    /// An even port, and the one behind it kept (`true`) or not.
    pub(crate) fn even_port(&self) -> Option<bool> {
        let first = self.value(ATTR_EVEN_PORT)?.first()?;
        Some(first & 0x80 != 0)
    }

    pub(crate) fn wants_reserved(&self) -> bool {
        self.value(ATTR_RESERVATION_TOKEN).is_some()
    }

    pub(crate) fn data(&self) -> Option<&[u8]> {
        self.value(ATTR_DATA)
    }

    /// All peers it names; nothing when one of them can't be read.
    pub(crate) fn peers(&self) -> Option<Vec<SocketAddr>> {
        let named = self
            .attributes()
            .filter(|one| one.typ == ATTR_XOR_PEER_ADDRESS);
        let read = named.map(|one| self.address_in(one));
        read.collect::<Option<Vec<_>>>()
            .filter(|peers| !peers.is_empty())
    }

    pub(crate) fn peer(&self) -> Option<SocketAddr> {
        self.peers()?.first().copied()
    }

    pub(crate) fn address(&self, of: AttrType) -> Option<SocketAddr> {
        self.address_in(self.attributes().find(|one| one.typ == of)?)
    }

    fn address_in(&self, attribute: &RawAttribute) -> Option<SocketAddr> {
        let is_whole = matches!(attribute.value.as_slice(), [_, 1, ..] if attribute.value.len() == 8)
            || matches!(attribute.value.as_slice(), [_, 2, ..] if attribute.value.len() == 20);
        if !is_whole {
            return None;
        }
        let alone = Message {
            transaction_id: self.0.transaction_id,
            attributes: Attributes(vec![attribute.clone()]),
            ..Message::default()
        };
        let mut read = XorMappedAddress::default();
        read.get_from_as(&alone, attribute.typ).ok()?;
        Some(SocketAddr::new(read.ip.to_canonical(), read.port))
    }

    /// The number of an error that came.
    pub(crate) fn error(&self) -> Option<u16> {
        let [_, _, class, number] = self.value(ATTR_ERROR_CODE)?.first_chunk::<4>()?;
        Some(u16::from(class & 7) * 100 + u16::from(*number))
    }
}

/// A message that goes out.
pub(crate) struct Written(Message);

impl Written {
    pub(crate) fn new(method: Method, class: MessageClass, transaction: TransactionId) -> Self {
        let mut message = Message::new();
        message.typ = MessageType::new(method, class);
        message.transaction_id = transaction;
        message.write_header();
        Self(message)
    }

    pub(crate) fn request(method: Method) -> Self {
        Self::new(method, CLASS_REQUEST, TransactionId::new())
    }

    pub(crate) fn indication(method: Method) -> Self {
        Self::new(method, CLASS_INDICATION, TransactionId::new())
    }

    pub(crate) fn success(request: &Received) -> Self {
        Self::new(
            request.method(),
            CLASS_SUCCESS_RESPONSE,
            request.transaction(),
        )
    }

    pub(crate) fn refusal(request: &Received, why: Refusal) -> Self {
        let (code, phrase) = why.told();
        let [class, number] = [code / 100, code % 100].map(|part| part.to_be_bytes()[1]);
        let mut value = vec![0, 0, class, number];
        value.extend_from_slice(phrase.as_bytes());
        Self::new(
            request.method(),
            CLASS_ERROR_RESPONSE,
            request.transaction(),
        )
        .with(ATTR_ERROR_CODE, &value)
    }

    pub(crate) fn with(mut self, attribute: AttrType, value: &[u8]) -> Self {
        self.0.add(attribute, value);
        self
    }

    pub(crate) fn with_address(mut self, attribute: AttrType, address: SocketAddr) -> Self {
        let (ip, port) = (address.ip(), address.port());
        let written = XorMappedAddress { ip, port }.add_to_as(&mut self.0, attribute);
        debug_assert!(written.is_ok(), "an address has one of two forms");
        self
    }

    pub(crate) fn with_lifetime(self, seconds: u32) -> Self {
        self.with(ATTR_LIFETIME, &seconds.to_be_bytes())
    }

    pub(crate) fn with_unknown(self, unknown: &[AttrType]) -> Self {
        let listed = unknown.iter().flat_map(|one| one.value().to_be_bytes());
        let listed: Vec<u8> = listed.collect();
        self.with(ATTR_UNKNOWN_ATTRIBUTES, &listed)
    }

    /// The packet, unsigned.
    pub(crate) fn plain(mut self) -> Vec<u8> {
        let printed = FINGERPRINT.add_to(&mut self.0);
        debug_assert!(printed.is_ok(), "four bytes always fit");
        self.0.raw
    }

    /// The packet, signed.
    pub(crate) fn signed(mut self, key: &[u8]) -> Vec<u8> {
        let integrity = MessageIntegrity::new_raw_integrity_with_provider(key, crypto());
        let signed = integrity.add_to(&mut self.0);
        debug_assert!(signed.is_ok(), "HMAC-SHA1 takes any key");
        self.plain()
    }
}

/// The answer to whoever asks for their own address.
pub(crate) fn binding(request: &Received, client: SocketAddr) -> Vec<u8> {
    Written::success(request)
        .with_address(ATTR_XORMAPPED_ADDRESS, client)
        .plain()
}

/// What a peer sent, for a client that has no channel to it.
pub(crate) fn data_from(peer: SocketAddr, data: &[u8]) -> Vec<u8> {
    let mut written = Written::indication(METHOD_DATA).with_address(ATTR_XOR_PEER_ADDRESS, peer);
    written.0.add(ATTR_DATA, data);
    written.0.raw
}

/// What a peer sent, in a channel.
pub(crate) fn channel_data(channel: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    let mut packet = Vec::with_capacity(4 + data.len());
    packet.extend_from_slice(&channel.to_be_bytes());
    packet.extend_from_slice(&length.to_be_bytes());
    packet.extend_from_slice(data);
    packet
}

/// Takes channel data apart.
pub(crate) fn read_channel_data(packet: &[u8]) -> Option<(u16, &[u8])> {
    let &[first, second, high, low] = packet.first_chunk()?;
    let length = usize::from(u16::from_be_bytes([high, low]));
    Some((
        u16::from_be_bytes([first, second]),
        packet.get(4..4 + length)?,
    ))
}

/// HMAC-SHA1, which TURN and its REST scheme fix.
pub(crate) fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    let mut tag = [0; 20];
    let signed = hmac(key).sign(&[message], &mut tag);
    signed.expect("the tag of SHA-1 has twenty bytes");
    tag
}

/// Compared in constant time.
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    rtc_crypto::constant_time_eq(one, other)
}

fn hmac(key: &[u8]) -> Box<dyn Mac> {
    let made = crypto().new_hmac(HmacAlgorithm::Sha1, key);
    made.expect("the provider has HMAC-SHA1 and takes any key")
}

/// The key of the long-term credential mechanism: an MD5 that the standard fixes.
pub(crate) fn long_term_key(username: &str, realm: &str, password: &str) -> Key {
    let text = format!("{username}:{realm}:{password}");
    let hashed = crypto().hash(HashAlgorithm::Md5, text.as_bytes());
    hashed.expect("the provider has MD5, which the standard fixes")
}

fn crypto() -> &'static dyn RTCCrypto {
    static PROVIDER: LazyLock<Arc<dyn RTCCryptoProvider>> = LazyLock::new(|| {
        rtc_crypto::default_provider().expect("the crate is built with a provider")
    });
    PROVIDER.crypto()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rtc_stun::message::{METHOD_ALLOCATE, METHOD_CREATE_PERMISSION};

    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let peers = ["203.0.113.7:4711", "[2001:db8::1]:1"].map(|one| one.parse().expect("one"));
        let [first, second] = peers;
        let key = long_term_key("1:a.b", "realm", "password");
        let packet = Written::request(METHOD_CREATE_PERMISSION)
            .with_address(ATTR_XOR_PEER_ADDRESS, first)
            .with_address(ATTR_XOR_PEER_ADDRESS, second)
            .with_lifetime(600)
            .signed(&key);
        let mut read = Received::read(&packet).expect("a message");
        assert!(read.is_request() && read.method() == METHOD_CREATE_PERMISSION);
        assert_eq!(read.peers().as_deref(), Some(&peers[..]));
        assert_eq!(read.lifetime(), Some(600));
        assert!(read.is_signed_with(&key));
        assert!(!read.is_signed_with(b"another"));
        assert!(read.unknown().is_empty());
    }

    #[test]
    fn a_refusal_says_its_number() {
        let asked = Received::read(&Written::request(METHOD_ALLOCATE).plain()).expect("a message");
        for why in [
            Refusal::Unauthorized,
            Refusal::StaleNonce,
            Refusal::InsufficientCapacity,
        ] {
            let told = Received::read(&Written::refusal(&asked, why).plain()).expect("a message");
            assert_eq!(told.error(), Some(why.told().0));
            assert_eq!(told.transaction(), asked.transaction());
        }
    }

    #[test]
    fn what_must_be_understood_and_is_not_is_named() {
        let packet = Written::request(METHOD_ALLOCATE)
            .with(AttrType(0x7abc), b"?")
            .with(AttrType(0xc057), b"whatever")
            .plain();
        let read = Received::read(&packet).expect("a message");
        assert_eq!(read.unknown(), [AttrType(0x7abc)]);
    }

    proptest! {
        #[test]
        fn no_packet_makes_it_panic(
            mut packet in prop::collection::vec(any::<u8>(), 0..200),
            attributes in prop::collection::vec((any::<u16>(), prop::collection::vec(any::<u8>(), 0..30)), 0..5),
            cut: u8,
        ) {
            look_at(&packet);
            if packet.len() >= 8 {
                packet[4..8].copy_from_slice(&[0x21, 0x12, 0xa4, 0x42]);
            }
            look_at(&packet);
            let mut written = Written::request(METHOD_ALLOCATE);
            for (kind, value) in attributes {
                written = written.with(AttrType(kind % 0x30), &value);
            }
            let mut packet = written.plain();
            look_at(&packet);
            packet.truncate(packet.len().saturating_sub(cut.into()));
            look_at(&packet);
        }
    }

    fn look_at(packet: &[u8]) {
        let _ = read_channel_data(packet);
        if let Some(mut read) = Received::read(packet) {
            let _ = (read.peers(), read.peer(), read.unknown(), read.channel());
            let _ = (
                read.wants_udp(),
                read.wants_v4(),
                read.even_port(),
                read.error(),
            );
            let _ = read.text(ATTR_USERNAME);
            let _ = read.is_signed_with(b"key");
        }
    }
}
