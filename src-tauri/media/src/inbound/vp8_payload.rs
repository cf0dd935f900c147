//! The VP8 payload of an RTP packet (RFC 7741): the descriptor and the rest.
//!
//! Our own reader, because that of `rtc` refuses packets shorter than four
//! bytes, and the last piece of a frame may be one byte long.

use bytes::Bytes;

/// What one packet says about its frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vp8Payload {
    /// The frame starts with this packet.
    pub starts: bool,
    /// It starts a key frame.
    pub key: bool,
    /// The piece of the frame.
    pub data: Bytes,
}

/// Reads a payload; `None` when it is cut short.
pub fn read(payload: &Bytes) -> Option<Vp8Payload> {
    let first = *payload.first()?;
    let starts = first & 0x10 != 0 && first & 0x07 == 0;
    let mut at = 1;
    if first & 0x80 != 0 {
        let extensions = *payload.get(at)?;
        at += 1;
        if extensions & 0x80 != 0 {
            let long = payload.get(at)? & 0x80 != 0;
            at += if long { 2 } else { 1 };
        }
        at += usize::from(extensions & 0x40 != 0);
        at += usize::from(extensions & 0x30 != 0);
    }
    let first_of_frame = *payload.get(at)?;
    Some(Vp8Payload {
        starts,
        key: starts && first_of_frame & 1 == 0,
        data: payload.slice(at..),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_plain_descriptor_is_one_byte() {
        let payload = read(&Bytes::from_static(&[0x10, 0x00, 1, 2])).expect("whole");
        assert!(payload.starts && payload.key);
        assert_eq!(&payload.data[..], [0x00, 1, 2]);
    }

    #[test]
    fn a_browsers_descriptor_with_long_picture_number_and_layers_is_skipped() {
        let payload = read(&Bytes::from_static(&[
            0x90, 0xe0, 0x81, 7, 9, 0x20, 0x01, 5,
        ]));
        let payload = payload.expect("whole");
        assert!(payload.starts && !payload.key);
        assert_eq!(&payload.data[..], [0x01, 5]);
    }

    #[test]
    fn the_last_byte_of_a_frame_is_a_packet_too() {
        let payload = read(&Bytes::from_static(&[0x00, 42])).expect("whole");
        assert!(!payload.starts);
        assert_eq!(&payload.data[..], [42]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
            let length = bytes.len();
            if let Some(payload) = read(&bytes.into()) {
                prop_assert!(!payload.data.is_empty() && payload.data.len() < length);
            }
        }
    }
}
