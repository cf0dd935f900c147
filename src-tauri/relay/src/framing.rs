//! How packets follow each other in a stream (RFC 8656, section 3.1): a STUN message
//! says its length; channel data says its own, and is filled up to a multiple of four.

/// The largest packet: nothing larger passes a relay.
pub const LARGEST: usize = 4 + 1500;

/// How long the first packet of a stream is, and how much of the stream it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Of the packet.
    pub length: usize,
    /// With what fills it up.
    pub taken: usize,
}

/// What is no packet: the stream can't be followed any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFrame;

/// Looks at the beginning of a stream. `None`: more must come before it can be said.
///
/// # Errors
/// When it is neither STUN nor channel data, or too large.
pub fn first(stream: &[u8]) -> Result<Option<Frame>, NoFrame> {
    let Some(&[first, _, high, low]) = stream.first_chunk() else {
        let begins_well = stream.first().is_none_or(|first| is_first(*first));
        return if begins_well { Ok(None) } else { Err(NoFrame) };
    };
    let said = usize::from(u16::from_be_bytes([high, low]));
    let frame = match first >> 6 {
        0 if said % 4 == 0 => Frame {
            length: 20 + said,
            taken: 20 + said,
        },
        1 => Frame {
            length: 4 + said,
            taken: 4 + said.next_multiple_of(4),
        },
        _ => return Err(NoFrame),
    };
    if frame.length > LARGEST {
        return Err(NoFrame);
    }
    Ok((stream.len() >= frame.taken).then_some(frame))
}

/// Whether a stream that begins with this byte may be one of STUN: then it is none of
/// HTTP, whose methods are letters.
pub fn begins_stun(byte: u8) -> bool {
    byte < 4
}

fn is_first(byte: u8) -> bool {
    byte >> 6 <= 1
}

/// A packet as it goes into a stream.
pub fn framed(mut packet: Vec<u8>) -> Vec<u8> {
    packet.resize(packet.len().next_multiple_of(4), 0);
    packet
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_message_is_as_long_as_it_says() {
        let mut message = vec![0; 28];
        message[3] = 8;
        let whole = Frame {
            length: 28,
            taken: 28,
        };
        assert_eq!(first(&message), Ok(Some(whole)));
        assert_eq!(first(&message[..27]), Ok(None));
    }

    #[test]
    fn channel_data_is_filled_up() {
        let stream = framed(vec![0x40, 0, 0, 3, b'a', b'b', b'c']);
        assert_eq!(stream.len(), 8);
        let whole = Frame {
            length: 7,
            taken: 8,
        };
        assert_eq!(first(&stream), Ok(Some(whole)));
    }

    #[test]
    fn what_is_no_packet_ends_the_stream() {
        assert_eq!(first(b"GET / HTTP/1.1"), Err(NoFrame));
        assert_eq!(first(&[0x80, 0, 0, 0]), Err(NoFrame));
        assert_eq!(first(&[0x40, 0, 0xff, 0xff]), Err(NoFrame), "too large");
        assert_eq!(first(&[0, 1, 0, 3]), Err(NoFrame), "no multiple of four");
        assert_eq!(first(&[]), Ok(None));
    }

    proptest! {
        #[test]
        fn no_stream_makes_it_read_beyond(stream in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(Some(frame)) = first(&stream) {
                prop_assert!(frame.length <= frame.taken && frame.taken <= stream.len());
            }
        }
    }
}
