//! The little that the engine itself reads in a session description.
//!
//! Which kinds of media are offered, and which we send after an answer. All
//! else is the peer connection's business.

/// A kind of media, as a section names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `m=audio`
    Sound,
    /// `m=video`
    Picture,
}

/// Whether a description has a living section of a kind.
pub fn has(description: &str, kind: Kind) -> bool {
    sections(description, kind).any(|section| !section.rejected)
}

/// Whether the side that wrote a description sends a kind.
pub fn sends(description: &str, kind: Kind) -> bool {
    sections(description, kind).any(|section| section.sends && !section.rejected)
}

struct Section {
    rejected: bool,
    sends: bool,
}

fn sections(description: &str, kind: Kind) -> impl Iterator<Item = Section> {
    let name = match kind {
        Kind::Sound => "audio ",
        Kind::Picture => "video ",
    };
    let mut parts = description.split("\nm=");
    let _session = parts.next();
    parts
        .filter_map(move |part| part.strip_prefix(name))
        .map(|part| {
            let has_line = |wanted: &str| part.lines().any(|line| line.trim_end() == wanted);
            let port = part.split([' ', '/']).next();
            Section {
                // Port 0 in a bundle means "on the bundle's port".
                rejected: port == Some("0") && !has_line("a=bundle-only"),
                sends: !has_line("a=recvonly") && !has_line("a=inactive"),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICE: &str = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n";

    #[test]
    fn a_voice_only_description_has_sound_and_no_picture() {
        assert!(has(VOICE, Kind::Sound) && sends(VOICE, Kind::Sound));
        assert!(!has(VOICE, Kind::Picture) && !sends(VOICE, Kind::Picture));
    }

    #[test]
    fn the_direction_tells_who_sends() {
        let with = |line: &str| format!("{VOICE}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n{line}\r\n");
        assert!(sends(&with("a=sendonly"), Kind::Picture));
        assert!(sends(&with("a=mid:1"), Kind::Picture));
        assert!(!sends(&with("a=recvonly"), Kind::Picture));
        assert!(!sends(&with("a=inactive"), Kind::Picture));
    }

    #[test]
    fn port_zero_is_rejected_unless_it_is_bundled() {
        let rejected = "v=0\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\n";
        assert!(!has(rejected, Kind::Picture));
        assert!(has(&format!("{rejected}a=bundle-only\r\n"), Kind::Picture));
    }

    #[test]
    fn nonsense_has_nothing() {
        for text in ["", "m=", "\nm=video", "\nm=\nm=audio", "hello"] {
            assert!(!has(text, Kind::Sound) && !has(text, Kind::Picture));
        }
    }
}
