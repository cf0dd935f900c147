//! The bad frames, by name, and what must come of each.

use sportello_kit::raw::{FINAL, RESERVED, frame, head, opcode, unmasked};
use sportello_wire::LARGEST_MESSAGE;

/// More frames than any client has reason to send.
const FLOOD: usize = 20_000;

/// What must come of a frame.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome {
    /// A refusal with this code; the socket stays.
    Refused(&'static str),
    /// A goodbye with this code.
    Closed(u16),
    /// A goodbye, which a client in the middle of a megabyte may not get to read.
    Parted,
}

use Outcome::{Closed, Parted, Refused};

/// A frame, what it is, and what must come of it.
pub(super) type Bad = (&'static str, Vec<u8>, Outcome);

pub(super) const NOT_UNDERSTOOD: Outcome = Refused("badMessage");

/// What is no word of the wire, on either side.
const WORDS: [(&str, &str); 21] = [
    ("no words", ""),
    ("no JSON", "hello"),
    ("null", "null"),
    ("a list", "[]"),
    ("a list with a word in it", r#"["leave"]"#),
    ("a number", "1e5"),
    ("a number beyond numbers", r#"{"type":1e999}"#),
    ("a string", r#""leave""#),
    ("no type", "{}"),
    ("an unknown type", r#"{"type":"becomeLibrarian"}"#),
    ("a type in another case", r#"{"type":"Leave"}"#),
    ("a type that is none", r#"{"type":null}"#),
    ("a type that is a list", r#"{"type":["leave","signOut"]}"#),
    ("two types", r#"{"type":"leave","type":"signOut"}"#),
    ("another key for the type", r#"{"Type":"leave"}"#),
    ("two words in one", r#"{"type":"leave"}{"type":"signOut"}"#),
    ("a word and a rest", r#"{"type":"leave"} and more"#),
    ("a word behind a mark", "\u{feff}{\"type\":\"leave\"}"),
    ("a NUL in a word", "{\"type\":\"lea\0ve\"}"),
    ("half a surrogate", r#"{"type":"\ud800"}"#),
    ("a comment", r#"{"type":"leave"/* please */}"#),
];

/// What no patron says.
pub(super) const OF_PATRONS: [(&str, &str); 13] = [
    ("a field beside nothing", r#"{"type":"leave","x":1}"#),
    ("a missing field", r#"{"type":"arrive","mode":"chat"}"#),
    (
        "a field too many",
        r#"{"type":"arrive","mode":"chat","name":"","language":"it","vip":true}"#,
    ),
    (
        "a field twice",
        r#"{"type":"arrive","mode":"chat","mode":"video","name":"","language":"it"}"#,
    ),
    (
        "a mode that is none",
        r#"{"type":"arrive","mode":"fax","name":"","language":"it"}"#,
    ),
    (
        "a name that is a number",
        r#"{"type":"arrive","mode":"chat","name":7,"language":"it"}"#,
    ),
    (
        "a name that is nothing",
        r#"{"type":"arrive","mode":"chat","name":null,"language":"it"}"#,
    ),
    (
        "half a surrogate in a name",
        r#"{"type":"arrive","mode":"chat","name":"\udc00","language":"it"}"#,
    ),
    ("an id that is none", r#"{"type":"say","id":"1","text":""}"#),
    (
        "an id that is a number",
        r#"{"type":"say","id":7,"text":""}"#,
    ),
    (
        "an index beyond indices",
        r#"{"type":"signal","leg":"00000000-0000-4000-8000-000000000001","signal":{"type":"candidate","candidate":{"candidate":"","sdpMLineIndex":99999999999999999999}}}"#,
    ),
    (
        "a field too many, deep inside",
        r#"{"type":"signal","leg":"00000000-0000-4000-8000-000000000001","signal":{"type":"offer","sdp":"","x":1}}"#,
    ),
    ("a librarian's word", r#"{"type":"signOut"}"#),
];

/// What no seat says, or not in this state.
pub(super) const OF_SEATS: [(&str, &str, &str); 10] = [
    (
        "a field beside nothing",
        "badMessage",
        r#"{"type":"signOut","x":1}"#,
    ),
    ("a missing field", "badMessage", r#"{"type":"accept"}"#),
    (
        "a field twice",
        "badMessage",
        r#"{"type":"setPresence","presence":"away","presence":"available"}"#,
    ),
    (
        "a presence that is none",
        "badMessage",
        r#"{"type":"setPresence","presence":"asleep"}"#,
    ),
    ("a patron's word", "badMessage", r#"{"type":"leave"}"#),
    (
        "an id that is none",
        "badMessage",
        r#"{"type":"hangUp","contact":"../../etc/passwd"}"#,
    ),
    (
        "a second sign-in",
        "badMessage",
        r#"{"type":"signIn","seat":"00000000-0000-4000-8000-000000000001","user":"bo","password":""}"#,
    ),
    (
        "another session's token",
        "badMessage",
        r#"{"type":"resume","seat":"00000000-0000-4000-8000-000000000001","token":""}"#,
    ),
    (
        "a contact that never was",
        "noSuchContact",
        r#"{"type":"hangUp","contact":"00000000-0000-4000-8000-000000000001"}"#,
    ),
    (
        "words to nobody",
        "noSuchThread",
        r#"{"type":"say","thread":"00000000-0000-4000-8000-000000000001","id":"00000000-0000-4000-8000-000000000002","text":"?"}"#,
    ),
];

/// What is no message at all, on either side.
pub(super) fn frames() -> Vec<Bad> {
    let mut bad: Vec<Bad> = WORDS
        .map(|(what, words)| (what, text(words), NOT_UNDERSTOOD))
        .to_vec();
    let deep = [
        ("depth without end", "[".repeat(20_000)),
        (
            "depth in a word",
            format!(r#"{{"type":{}"#, r#"{"a":"#.repeat(9_000)),
        ),
        (
            "a long name of a type",
            format!(r#"{{"type":"{}"}}"#, "x".repeat(60_000)),
        ),
    ];
    bad.extend(deep.map(|(what, words)| (what, text(&words), NOT_UNDERSTOOD)));
    bad.extend(too_large());
    bad.extend(no_text());
    bad.extend(no_frames());
    bad.extend(bad_goodbyes());
    bad.extend([
        (
            "a flood of pings",
            frame(FINAL | opcode::PING, b"?").repeat(FLOOD),
            Closed(1008),
        ),
        ("a flood of noise", text("?").repeat(FLOOD), Closed(1008)),
    ]);
    bad
}

fn too_large() -> Vec<Bad> {
    let start = |length: usize| {
        let mut bytes = head(FINAL | opcode::TEXT, 0x80, length);
        bytes.extend([0; 1024]);
        bytes
    };
    let piece = [b'x'; 30_000];
    let pieces = [
        frame(opcode::TEXT, &piece),
        frame(opcode::CONTINUATION, &piece),
        frame(opcode::CONTINUATION, &piece),
    ];
    let empty = [
        frame(opcode::TEXT, b"{"),
        frame(opcode::CONTINUATION, b"").repeat(FLOOD),
        frame(FINAL | opcode::CONTINUATION, b"}"),
    ];
    vec![
        (
            "a byte too many",
            text(&"x".repeat(LARGEST_MESSAGE + 1)),
            Closed(1009),
        ),
        ("ten megabytes announced", start(10_000_000), Closed(1009)),
        ("ten megabytes sent", text(&"x".repeat(10_000_000)), Parted),
        (
            "more than there is memory",
            start(usize::MAX >> 1),
            Closed(1009),
        ),
        ("too much in pieces", pieces.concat(), Closed(1009)),
        ("a word in empty pieces", empty.concat(), NOT_UNDERSTOOD),
    ]
}

fn no_text() -> Vec<Bad> {
    let of_text = |payload: &[u8]| frame(FINAL | opcode::TEXT, payload);
    let cut = [
        frame(opcode::TEXT, b"\"\xc3"),
        frame(FINAL | opcode::CONTINUATION, b"\""),
    ];
    vec![
        (
            "bytes",
            frame(FINAL | opcode::BINARY, b"{\"type\":\"leave\"}"),
            Closed(1003),
        ),
        ("no bytes", frame(FINAL | opcode::BINARY, b""), Closed(1003)),
        (
            "bytes that are no UTF-8",
            of_text(b"\xff\xfe"),
            Closed(1007),
        ),
        (
            "a surrogate in UTF-8",
            of_text(b"\"\xed\xa0\x80\""),
            Closed(1007),
        ),
        (
            "a letter written too long",
            of_text(b"\"\xc0\xaf\""),
            Closed(1007),
        ),
        ("a letter cut in pieces", cut.concat(), Closed(1007)),
    ]
}

fn no_frames() -> Vec<Bad> {
    let word = b"{\"type\":\"leave\"}";
    let [compressed, second, third] = RESERVED;
    let inside = [frame(opcode::TEXT, b"{"), frame(FINAL | opcode::TEXT, b"}")];
    vec![
        (
            "a word without a mask",
            unmasked(FINAL | opcode::TEXT, word),
            Closed(1002),
        ),
        (
            "a ping without a mask",
            unmasked(FINAL | opcode::PING, b""),
            Closed(1002),
        ),
        (
            "a compressed word",
            frame(FINAL | compressed | opcode::TEXT, word),
            Closed(1002),
        ),
        (
            "the second reserved bit",
            frame(FINAL | second | opcode::TEXT, word),
            Closed(1002),
        ),
        (
            "the third reserved bit",
            frame(FINAL | third | opcode::TEXT, word),
            Closed(1002),
        ),
        ("half a ping", frame(opcode::PING, b""), Closed(1002)),
        ("half a goodbye", frame(opcode::CLOSE, b""), Closed(1002)),
        (
            "a large ping",
            frame(FINAL | opcode::PING, &[0; 126]),
            Closed(1002),
        ),
        (
            "more of nothing",
            frame(FINAL | opcode::CONTINUATION, word),
            Closed(1002),
        ),
        ("a message in a message", inside.concat(), Closed(1002)),
        ("an unknown kind", frame(FINAL | 0x3, word), Closed(1002)),
        (
            "an unknown kind of control",
            frame(FINAL | 0xb, b""),
            Closed(1002),
        ),
        (
            "a request",
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
            Closed(1002),
        ),
        (
            "a handshake of TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
            Closed(1002),
        ),
    ]
}

fn bad_goodbyes() -> Vec<Bad> {
    let goodbye = |payload: &[u8]| frame(FINAL | opcode::CLOSE, payload);
    vec![
        ("half a code", goodbye(b"\x03"), Closed(1002)),
        (
            "a code that is none",
            goodbye(&999_u16.to_be_bytes()),
            Closed(1002),
        ),
        (
            "a code nobody may send",
            goodbye(&1006_u16.to_be_bytes()),
            Closed(1002),
        ),
        (
            "a reason that is no text",
            goodbye(b"\x03\xe8\xff"),
            Closed(1007),
        ),
        ("a long goodbye", goodbye(&[0x03; 126]), Closed(1002)),
    ]
}

/// A message.
pub(super) fn text(words: &str) -> Vec<u8> {
    frame(FINAL | opcode::TEXT, words.as_bytes())
}
