//! The words on the wire, as they cross it. A change here changes what programs of
//! another age must understand.

use insta::assert_snapshot;
use sportello_core::{ContactId, EndedBy, Handle, Language, LegId, MessageId, Mode, SeatId};
use sportello_wire::patron::{
    DeskState, DeskView, FromPatron, PatronContact, PatronContactState, ToPatron,
};
use sportello_wire::seat::{FromSeat, OfferEnd, SignInRefusal, ToSeat};
use sportello_wire::window::picture;
use sportello_wire::{CallData, CandidateInit, MessageView, RefusalCode, Signal, Speaker};
use uuid::Uuid;

fn json(message: &impl serde::Serialize) -> String {
    serde_json::to_string(message).expect("every message can be written")
}

const CONTACT: ContactId = ContactId(Uuid::from_u128(0xc));
const MESSAGE: MessageId = MessageId(Uuid::from_u128(0xe));
const LEG: LegId = LegId(Uuid::from_u128(0x1));
const SEAT: SeatId = SeatId(Uuid::from_u128(0x5));

#[test]
fn a_page_arrives_speaks_and_leaves() {
    let arrive = FromPatron::Arrive {
        mode: Mode::Video,
        name: "Ada".into(),
        language: Language::It,
    };
    assert_snapshot!(json(&arrive), @r#"{"type":"arrive","mode":"video","name":"Ada","language":"it"}"#);
    assert_snapshot!(json(&FromPatron::Say { id: MESSAGE, text: "Ciao".into() }), @r#"{"type":"say","id":"00000000-0000-0000-0000-00000000000e","text":"Ciao"}"#);
    assert_snapshot!(json(&FromPatron::Leave), @r#"{"type":"leave"}"#);
}

#[test]
fn a_page_is_shown_the_desk_and_its_contact() {
    let desk = DeskView {
        library: "Biblioteca di Prova".into(),
        name: "Sportello".into(),
        handle: Handle::parse("@biblioteca.prova").expect("a handle"),
        state: DeskState::Open {
            available: 1,
            on_contact: 2,
        },
        waiting: 3,
    };
    assert_snapshot!(json(&ToPatron::Desk { desk }), @r#"{"type":"desk","desk":{"library":"Biblioteca di Prova","name":"Sportello","handle":"biblioteca.prova","state":{"type":"open","available":1,"onContact":2},"waiting":3}}"#);
    let state = PatronContactState::Waiting {
        position: 2,
        ringing: false,
    };
    let contact = Some(PatronContact {
        id: CONTACT,
        mode: Mode::Voice,
        state,
    });
    assert_snapshot!(json(&ToPatron::Contact { contact, ice_servers: Vec::new() }), @r#"{"type":"contact","contact":{"id":"00000000-0000-0000-0000-00000000000c","mode":"voice","state":{"type":"waiting","position":2,"ringing":false}},"iceServers":[]}"#);
    let state = PatronContactState::Ended {
        by: EndedBy::Absence,
    };
    assert_snapshot!(json(&state), @r#"{"type":"ended","by":"absence"}"#);
    let refused = ToPatron::Refused {
        code: RefusalCode::NotSaved,
        about: Some(MESSAGE),
    };
    assert_snapshot!(json(&refused), @r#"{"type":"refused","code":"notSaved","about":"00000000-0000-0000-0000-00000000000e"}"#);
}

#[test]
fn a_seat_signs_in_answers_and_says() {
    let sign_in = FromSeat::SignIn {
        seat: SEAT,
        user: "ada".into(),
        password: "x".into(),
    };
    assert_snapshot!(json(&sign_in), @r#"{"type":"signIn","seat":"00000000-0000-0000-0000-000000000005","user":"ada","password":"x"}"#);
    assert_snapshot!(json(&FromSeat::Accept { contact: CONTACT, with: Mode::Voice }), @r#"{"type":"accept","contact":"00000000-0000-0000-0000-00000000000c","with":"voice"}"#);
    let refused = ToSeat::SignInRefused {
        code: SignInRefusal::TooManyTries,
    };
    assert_snapshot!(json(&refused), @r#"{"type":"signInRefused","code":"tooManyTries"}"#);
    let why = OfferEnd::AnsweredBy {
        librarian: "Bruno".into(),
    };
    assert_snapshot!(json(&ToSeat::OfferEnded { patron: "Ada".into(), why }), @r#"{"type":"offerEnded","patron":"Ada","why":{"type":"answeredBy","librarian":"Bruno"}}"#);
}

#[test]
fn a_message_on_disk_names_its_speaker() {
    let speaker = Speaker::Librarian {
        name: "Bruno".into(),
    };
    let message = MessageView {
        id: MESSAGE,
        contact: CONTACT,
        speaker,
        text: "Eccomi".into(),
        at: 7,
    };
    assert_snapshot!(json(&ToPatron::Message { message }), @r#"{"type":"message","message":{"id":"00000000-0000-0000-0000-00000000000e","contact":"00000000-0000-0000-0000-00000000000c","speaker":{"type":"librarian","name":"Bruno"},"text":"Eccomi","at":7}}"#);
}

#[test]
fn signals_are_in_the_browsers_own_shapes() {
    let candidate = CandidateInit {
        candidate: "candidate:1".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
    };
    let signal = Signal::Candidate { candidate };
    assert_snapshot!(json(&FromPatron::Signal { leg: LEG, signal }), @r#"{"type":"signal","leg":"00000000-0000-0000-0000-000000000001","signal":{"type":"candidate","candidate":{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0}}}"#);
    assert_snapshot!(json(&CallData::Devices { camera: true, microphone: false }), @r#"{"type":"devices","camera":true,"microphone":false}"#);
}

#[test]
fn what_a_browser_adds_to_a_candidate_is_passed_over() {
    let text =
        r#"{"candidate":"candidate:1","sdpMid":null,"sdpMLineIndex":0,"usernameFragment":"x"}"#;
    let candidate: CandidateInit = serde_json::from_str(text).expect("a candidate of Chromium");
    assert_eq!(candidate.sdp_m_line_index, Some(0));
}

#[test]
fn an_unknown_field_or_kind_from_a_client_is_refused() {
    for text in [
        r#"{"type":"arrive","mode":"chat","name":"","language":"it","first":true}"#,
        r#"{"type":"arrive","mode":"fax","name":"","language":"it"}"#,
        r#"{"type":"becomeLibrarian"}"#,
        r#"{"type":"leave","first":true}"#,
        r#"{"type":"leave","type":"leave"}"#,
        r#"["leave"]"#,
        r#"[]"#,
    ] {
        assert!(sportello_wire::read::<FromPatron>(text).is_err(), "{text}");
    }
    let leave = sportello_wire::read::<FromPatron>(r#"{"type":"leave"}"#);
    assert_eq!(leave.expect("a word of the wire"), FromPatron::Leave);
    let sign_out = sportello_wire::read::<FromSeat>(r#"{"type":"signOut"}"#);
    assert_eq!(sign_out.expect("a word of the wire"), FromSeat::SignOut);
    assert!(sportello_wire::read::<FromSeat>(r#"{"type":"signOut","x":1}"#).is_err());
}

#[test]
fn a_picture_is_packed_with_its_header() {
    let packed = picture::pack(
        picture::OWN_I420,
        0x0102,
        0x0304,
        0x0506_0708,
        &[b"y", b"uv"],
    );
    assert_eq!(
        packed[..picture::HEADER],
        [4, 0, 2, 1, 4, 3, 0, 0, 8, 7, 6, 5]
    );
    assert_eq!(&packed[picture::HEADER..], b"yuv");
}
