//! Whom the relay may reach: the public internet, and networks that the operator
//! allowed by name.
//!
//! A TURN server sends from inside what somebody outside tells it to send. Left open,
//! it is a way into the network that it stands in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Says of an address whether the operator allowed it, public or not.
pub type Allowed = Box<dyn Fn(IpAddr) -> bool + Send + Sync>;

/// Whether an address belongs to the public internet. Everything that is set aside for
/// something else does not: loopback, private, link-local, carrier's own, multicast,
/// documentation, benchmarks and what is reserved; nor does any of these in the clothes
/// of IPv6.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_set_aside = match a {
        0 | 10 | 127 => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => matches!((b, c), (0, 0 | 2) | (88, 99)) || b == 168,
        198 => matches!(b, 18 | 19) || (b, c) == (51, 100),
        203 => (b, c) == (0, 113),
        _ => a >= 224,
    };
    !is_set_aside
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inside) = address.to_ipv4_mapped() {
        return is_public_v4(inside);
    }
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match (a, b) {
        (0x64, 0xff9b) => [c, d, e, f] == [0; 4] && is_public_v4(v4(g, h)), // NAT64
        (0x2002, high) => is_public_v4(v4(high, c)),                        // 6to4
        (0x2001, 0..0x200 | 0xdb8) => false, // protocols (Teredo among them), documentation
        (0x3fff, 0..0x1000) => false,        // documentation
        _ => a & 0xe000 == 0x2000,           // global unicast
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().expect("an address"))
    }

    #[test]
    fn the_public_internet_can_be_reached() {
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.1.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.1.1",
            "192.169.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "203.0.112.1",
            "223.255.255.255",
            "2a00:1450:4001::1",
            "2600::",
            "2001:4860::8888",
            "64:ff9b::101:101",
            "::ffff:1.1.1.1",
            "2002:101:101::1",
        ] {
            assert!(public(text), "{text}");
        }
    }

    #[test]
    fn networks_of_the_house_can_not() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "192.0.0.8",
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.7",
            "198.18.0.1",
            "192.88.99.1",
            "224.0.0.251",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::fb",
            "2001:db8::1",
            "2001::1",
            "3fff:123::1",
            "100::1",
            "64:ff9b:1::1",
            "5f00::1",
        ] {
            assert!(!public(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_clothes_of_ipv6_change_nothing(bits: u32) {
            let bare = Ipv4Addr::from_bits(bits);
            let [a, b, c, d] = bare.octets().map(u16::from);
            let (high, low) = (a << 8 | b, c << 8 | d);
            let dressed = [
                bare.to_ipv6_mapped(),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            ];
            for address in dressed {
                prop_assert_eq!(is_public(address.into()), is_public(bare.into()));
            }
            prop_assert!(!is_public(bare.to_ipv6_compatible().into()));
        }
    }
}
