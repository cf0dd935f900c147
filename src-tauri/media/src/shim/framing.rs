//! How packets of TURN follow each other in a stream (RFC 8656, section 3.1).

/// The largest packet: nothing larger passes a relay.
pub(super) const LARGEST: usize = 4 + 1_500;

/// The first packet of a stream, without what fills it up.
pub(super) enum First {
    /// So long, and taking so much of the stream.
    Packet(usize, usize),
    /// More must come.
    Part,
    /// What comes is no packet.
    Nonsense,
}

pub(super) fn first(stream: &[u8]) -> First {
    let Some(&[kind, _, high, low]) = stream.first_chunk() else {
        return First::Part;
    };
    let said = usize::from(u16::from_be_bytes([high, low]));
    let (length, taken) = match kind >> 6 {
        0 => (20 + said, 20 + said),
        1 => (4 + said, 4 + said.next_multiple_of(4)),
        _ => return First::Nonsense,
    };
    match () {
        () if length > LARGEST => First::Nonsense,
        () if stream.len() < taken => First::Part,
        () => First::Packet(length, taken),
    }
}

/// Puts a packet behind what is to be written.
pub(super) fn append(packet: &[u8], to: &mut Vec<u8>) {
    to.extend_from_slice(packet);
    to.resize(
        to.len() + packet.len().next_multiple_of(4) - packet.len(),
        0,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_appended_is_found_again() {
        let message = [&[0, 1, 0, 4][..], &[7; 20]].concat();
        let data = [&[0x40, 1, 0, 3][..], b"abc"].concat();
        let mut stream = Vec::new();
        append(&data, &mut stream);
        append(&message, &mut stream);
        assert!(matches!(first(&stream), First::Packet(7, 8)));
        assert!(matches!(first(&stream[8..]), First::Packet(24, 24)));
        assert!(matches!(first(&stream[8..31]), First::Part));
        assert!(matches!(first(b"HTTP/1.1 400"), First::Nonsense));
    }
}
