//! The words on the wire, as they cross it. A change here changes what programs of
//! another age must understand.

use insta::assert_snapshot;
use sportello_core::{
    AnswerId, AnswerTrouble, Attachment, ChosenPresence, ContactId, DeskId, EndedBy, FileId,
    FileKind, GroupId, Handle, Happened, Language, LegId, LibrarianId, MessageId, Mode, Outcome,
    PersonName, Presence, Rating, Role, SeatId, StillAnswer, ThreadId, TopicId, TransferTo,
};
use sportello_wire::patron::{
    DeskState, DeskView, FromPatron, PassingTo, PatronContact, PatronContactState, PersonView,
    SpokenView, ToPatron,
};
use sportello_wire::seat::{
    AnswerView, AnswersNews, AnswersOrder, ColleagueView, DeskName, FromSeat, GroupView, House,
    LibrarianView, LineEntry, OfferEnd, PassedOnView, PublicAddress, SeatContact, SeatDesk,
    SignInRefusal, StillView, StillsOrder, ThreadEntry, ThreadVisits, ToSeat, TransferOrder,
    TransferView, VisitView, WarningView, WrapUpView,
};
use sportello_wire::window::{FileTrouble, NewsItem, WindowOrder, picture};
use sportello_wire::{
    CallData, CandidateInit, MarksView, MessageView, RefusalCode, Signal, Speaker, TopicView,
    WaitView,
};
use uuid::Uuid;

fn json(message: &impl serde::Serialize) -> String {
    serde_json::to_string(message).expect("every message can be written")
}

const CONTACT: ContactId = ContactId(Uuid::from_u128(0xc));
const MESSAGE: MessageId = MessageId(Uuid::from_u128(0xe));
const LEG: LegId = LegId(Uuid::from_u128(0x1));
const SEAT: SeatId = SeatId(Uuid::from_u128(0x5));
const THREAD: ThreadId = ThreadId(Uuid::from_u128(0x7));
const TOPIC: TopicId = TopicId(Uuid::from_u128(0x70));
const FILE: FileId = FileId(Uuid::from_u128(0xf));
const COLLEAGUE: LibrarianId = LibrarianId(Uuid::from_u128(0xc0));
const GROUP: GroupId = GroupId(Uuid::from_u128(0x60));
const DESK: DeskId = DeskId(Uuid::from_u128(0xd));

#[test]
fn a_page_arrives_speaks_and_leaves() {
    let arrive = FromPatron::Arrive {
        mode: Mode::Video,
        name: "Ada".into(),
        language: Language::It,
        topic: Some(TOPIC),
        person: Some(PersonName::parse("maria.rossi").expect("a name")),
    };
    assert_snapshot!(json(&arrive), @r#"{"type":"arrive","mode":"video","name":"Ada","language":"it","topic":"00000000-0000-0000-0000-000000000070","person":"maria.rossi"}"#);
    let introduce = FromPatron::Introduce {
        name: "Ada".into(),
        language: Language::En,
    };
    assert_snapshot!(json(&introduce), @r#"{"type":"introduce","name":"Ada","language":"en"}"#);
    let say = FromPatron::Say {
        id: MESSAGE,
        text: "Ciao".into(),
        file: Some(FILE),
    };
    assert_snapshot!(json(&say), @r#"{"type":"say","id":"00000000-0000-0000-0000-00000000000e","text":"Ciao","file":"00000000-0000-0000-0000-00000000000f"}"#);
    assert_snapshot!(json(&FromPatron::Leave {}), @r#"{"type":"leave"}"#);
}

#[test]
fn a_page_marks_types_changes_its_mode_answers_and_rates() {
    let marks = MarksView {
        received: 8,
        read: 7,
    };
    assert_snapshot!(json(&FromPatron::Mark { marks }), @r#"{"type":"mark","marks":{"received":8,"read":7}}"#);
    assert_snapshot!(json(&FromPatron::Typing {}), @r#"{"type":"typing"}"#);
    assert_snapshot!(json(&FromPatron::SetMode { mode: Mode::Voice }), @r#"{"type":"setMode","mode":"voice"}"#);
    let answer = FromPatron::AnswerCall {
        contact: CONTACT,
        with: Some(Mode::Voice),
    };
    assert_snapshot!(json(&answer), @r#"{"type":"answerCall","contact":"00000000-0000-0000-0000-00000000000c","with":"voice"}"#);
    let rating = Rating::new(4).expect("1 to 5");
    assert_snapshot!(json(&FromPatron::Rate { contact: CONTACT, rating }), @r#"{"type":"rate","contact":"00000000-0000-0000-0000-00000000000c","rating":4}"#);
}

#[test]
fn a_page_is_shown_the_desk() {
    let desk = DeskView {
        library: "Biblioteca di Prova".into(),
        name: "Sportello".into(),
        handle: Handle::parse("@biblioteca.prova").expect("a handle"),
        state: DeskState::Open {
            until: Some(9),
            available: 1,
            on_contact: 2,
            in_person: 3,
        },
        waiting: 3,
        wait: WaitView::Range {
            shortest: 1,
            longest: 4,
            fits: true,
        },
        chat_wait: WaitView::Unknown,
        email: "sportello@prova.example".into(),
        topics: vec![TopicView {
            id: TOPIC,
            italian: "Prestiti".into(),
            english: "Loans".into(),
        }],
        consultations: Vec::new(),
        loans: false,
        branch: vec!["Sede centrale".into(), "Via Roma 1".into()],
        hours: vec![vec!["09:00-13:00".into()], Vec::new()],
        person: Some(PersonView {
            person: PersonName::parse("maria.rossi").expect("a name"),
            name: "Maria Rossi".into(),
            available: false,
        }),
        retention_days: 90,
        admission: true,
        greeting: SpokenView {
            it: "Buongiorno".into(),
            en: "Good morning".into(),
        },
        privacy_contact: "privacy@prova.example".into(),
        privacy_notice: SpokenView::default(),
        zone: "Europe/Rome".into(),
    };
    assert_snapshot!(json(&ToPatron::Desk { desk }), @r#"{"type":"desk","desk":{"library":"Biblioteca di Prova","name":"Sportello","handle":"biblioteca.prova","state":{"type":"open","until":9,"available":1,"onContact":2,"inPerson":3},"waiting":3,"wait":{"type":"range","shortest":1,"longest":4,"fits":true},"chatWait":{"type":"unknown"},"email":"sportello@prova.example","topics":[{"id":"00000000-0000-0000-0000-000000000070","italian":"Prestiti","english":"Loans"}],"consultations":[],"loans":false,"branch":["Sede centrale","Via Roma 1"],"hours":[["09:00-13:00"],[]],"person":{"person":"maria.rossi","name":"Maria Rossi","available":false},"retentionDays":90,"admission":true,"greeting":{"it":"Buongiorno","en":"Good morning"},"privacyContact":"privacy@prova.example","privacyNotice":{"it":"","en":""},"zone":"Europe/Rome"}}"#);
    assert_snapshot!(json(&DeskState::NobodyThere { until: None }), @r#"{"type":"nobodyThere","until":null}"#);
    let closed = DeskState::Closed {
        opens: Some(5),
        reason: "Ferragosto".into(),
    };
    assert_snapshot!(json(&closed), @r#"{"type":"closed","opens":5,"reason":"Ferragosto"}"#);
}

#[test]
fn a_page_is_shown_its_contact() {
    let state = PatronContactState::Waiting {
        position: 2,
        wait: WaitView::Unknown,
        ringing: false,
        booked_before: 1,
        stepped_back: true,
        at_counter: false,
        instead_of: Some("Maria Rossi".into()),
    };
    let contact = Some(PatronContact {
        id: CONTACT,
        mode: Mode::Voice,
        state,
    });
    assert_snapshot!(json(&ToPatron::Contact { contact, ice_servers: Vec::new() }), @r#"{"type":"contact","contact":{"id":"00000000-0000-0000-0000-00000000000c","mode":"voice","state":{"type":"waiting","position":2,"wait":{"type":"unknown"},"ringing":false,"bookedBefore":1,"steppedBack":true,"atCounter":false,"insteadOf":"Maria Rossi"}},"iceServers":[]}"#);
    let librarian = "Bruno".to_owned();
    assert_snapshot!(json(&PatronContactState::Calling { librarian: librarian.clone() }), @r#"{"type":"calling","librarian":"Bruno"}"#);
    let state = PatronContactState::Talking {
        since: 0,
        librarian,
        answered_with: Mode::Voice,
        on_hold: true,
        proposed: Some(Mode::Video),
        admitted: false,
        still_for: None,
        passing_to: Some(PassingTo::Librarian {
            name: "Cleo".into(),
        }),
    };
    assert_snapshot!(json(&state), @r#"{"type":"talking","librarian":"Bruno","since":0,"answeredWith":"voice","onHold":true,"proposed":"video","admitted":false,"stillFor":null,"passingTo":{"type":"librarian","name":"Cleo"}}"#);
    assert_snapshot!(json(&PassingTo::Colleagues), @r#"{"type":"colleagues"}"#);
    let state = PatronContactState::Ended {
        by: EndedBy::Absence,
        outcome: Outcome::MessageLeft,
        librarian: None,
        rating: Rating::new(5),
    };
    assert_snapshot!(json(&state), @r#"{"type":"ended","by":"absence","outcome":"messageLeft","librarian":null,"rating":5}"#);
}

#[test]
fn a_page_hears_of_its_thread() {
    let desk = MarksView {
        received: 3,
        read: 2,
    };
    let history = ToPatron::History {
        messages: Vec::new(),
        desk,
        own: MarksView::default(),
    };
    assert_snapshot!(json(&history), @r#"{"type":"history","messages":[],"desk":{"received":3,"read":2},"own":{"received":0,"read":0}}"#);
    assert_snapshot!(json(&ToPatron::Marks { desk }), @r#"{"type":"marks","desk":{"received":3,"read":2}}"#);
    assert_snapshot!(json(&ToPatron::Typing { librarian: "Bruno".into() }), @r#"{"type":"typing","librarian":"Bruno"}"#);
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
fn a_seat_serves_a_contact_to_its_end() {
    let contact = CONTACT;
    assert_snapshot!(json(&FromSeat::Hold { contact, on: true }), @r#"{"type":"hold","contact":"00000000-0000-0000-0000-00000000000c","on":true}"#);
    assert_snapshot!(json(&FromSeat::SetMode { contact, mode: Mode::Video }), @r#"{"type":"setMode","contact":"00000000-0000-0000-0000-00000000000c","mode":"video"}"#);
    assert_snapshot!(json(&FromSeat::Admit { contact }), @r#"{"type":"admit","contact":"00000000-0000-0000-0000-00000000000c"}"#);
    let block = FromSeat::Block {
        contact,
        days: 30,
        reason: "insulti".into(),
    };
    assert_snapshot!(json(&block), @r#"{"type":"block","contact":"00000000-0000-0000-0000-00000000000c","days":30,"reason":"insulti"}"#);
    let wrap_up = FromSeat::WrapUp {
        contact,
        topic: Some(TOPIC),
        outcome: Outcome::ResolvedAtFirstLevel,
        note: String::new(),
    };
    assert_snapshot!(json(&wrap_up), @r#"{"type":"wrapUp","contact":"00000000-0000-0000-0000-00000000000c","topic":"00000000-0000-0000-0000-000000000070","outcome":"resolvedAtFirstLevel","note":""}"#);
    assert_snapshot!(json(&FromSeat::SignOut {}), @r#"{"type":"signOut"}"#);
}

#[test]
fn a_seat_passes_a_contact_on() {
    let transfer = |order| FromSeat::Transfer {
        contact: CONTACT,
        order,
    };
    let to = |whom| TransferOrder::To {
        whom,
        note: "cerca una mappa".into(),
        else_line: true,
    };
    let librarian = to(TransferTo::Librarian {
        librarian: COLLEAGUE,
    });
    assert_snapshot!(json(&transfer(librarian)), @r#"{"type":"transfer","contact":"00000000-0000-0000-0000-00000000000c","order":{"type":"to","whom":{"type":"librarian","librarian":"00000000-0000-0000-0000-0000000000c0"},"note":"cerca una mappa","elseLine":true}}"#);
    let group = to(TransferTo::Group { group: GROUP });
    assert_snapshot!(json(&group), @r#"{"type":"to","whom":{"type":"group","group":"00000000-0000-0000-0000-000000000060"},"note":"cerca una mappa","elseLine":true}"#);
    assert_snapshot!(json(&transfer(TransferOrder::TakeBack {})), @r#"{"type":"transfer","contact":"00000000-0000-0000-0000-00000000000c","order":{"type":"takeBack"}}"#);
    let note = String::new();
    assert_snapshot!(json(&TransferOrder::ToLine { note }), @r#"{"type":"toLine","note":""}"#);
    let librarian = || "Cleo".to_owned();
    let told = [
        OfferEnd::TakenOver {
            librarian: librarian(),
        },
        OfferEnd::TakenBack {
            librarian: librarian(),
        },
        OfferEnd::NotTakenOver {
            asked: Some(librarian()),
            refused: true,
            in_line: false,
        },
    ];
    assert_snapshot!(json(&told), @r#"[{"type":"takenOver","librarian":"Cleo"},{"type":"takenBack","librarian":"Cleo"},{"type":"notTakenOver","asked":"Cleo","refused":true,"inLine":false}]"#);
}

#[test]
fn a_seat_speaks_in_threads() {
    let thread = THREAD;
    assert_snapshot!(json(&FromSeat::OpenThread { thread }), @r#"{"type":"openThread","thread":"00000000-0000-0000-0000-000000000007"}"#);
    assert_snapshot!(json(&FromSeat::CloseThread {}), @r#"{"type":"closeThread"}"#);
    let say = FromSeat::Say {
        thread,
        id: MESSAGE,
        text: "Eccomi".into(),
        file: None,
    };
    assert_snapshot!(json(&say), @r#"{"type":"say","thread":"00000000-0000-0000-0000-000000000007","id":"00000000-0000-0000-0000-00000000000e","text":"Eccomi","file":null}"#);
    let marks = MarksView {
        received: 8,
        read: 8,
    };
    assert_snapshot!(json(&FromSeat::Mark { thread, marks }), @r#"{"type":"mark","thread":"00000000-0000-0000-0000-000000000007","marks":{"received":8,"read":8}}"#);
    assert_snapshot!(json(&FromSeat::Typing { thread }), @r#"{"type":"typing","thread":"00000000-0000-0000-0000-000000000007"}"#);
    assert_snapshot!(json(&FromSeat::CallPatron { thread, mode: Mode::Voice }), @r#"{"type":"callPatron","thread":"00000000-0000-0000-0000-000000000007","mode":"voice"}"#);
}

#[test]
fn a_seat_is_welcome_and_is_shown_the_house() {
    let welcome = ToSeat::Welcome {
        token: "t".into(),
        librarian: LibrarianView {
            id: LibrarianId(Uuid::from_u128(0xb)),
            name: "Bruno".into(),
        },
        role: Role::Supervisor,
        at: 5,
        library: "Biblioteca di Prova".into(),
        handles: Vec::new(),
        public: PublicAddress {
            base: "https://prova.example".into(),
            this_computer_only: false,
        },
    };
    assert_snapshot!(json(&welcome), @r#"{"type":"welcome","token":"t","librarian":{"id":"00000000-0000-0000-0000-00000000000b","name":"Bruno"},"role":"supervisor","at":5,"library":"Biblioteca di Prova","handles":[],"public":{"base":"https://prova.example","thisComputerOnly":false}}"#);
    let house = House {
        library: "Biblioteca di Prova".into(),
        zone: "Europe/Rome".into(),
        handles: Vec::new(),
        topics: Vec::new(),
        desks: vec![DeskName {
            id: DESK,
            name: "Sportello".into(),
            admission: false,
            handle: Handle::parse("@prova").expect("a handle"),
            email: "a@prova.example".into(),
            hours: vec![vec!["09:00-13:00".into()]],
        }],
        branches: Vec::new(),
        consultations: Vec::new(),
        librarians: Vec::new(),
        warnings: vec![WarningView::NobodyAnswers { desk: DESK }],
    };
    assert_snapshot!(json(&ToSeat::House { house }), @r#"{"type":"house","house":{"library":"Biblioteca di Prova","zone":"Europe/Rome","handles":[],"topics":[],"desks":[{"id":"00000000-0000-0000-0000-00000000000d","name":"Sportello","admission":false,"handle":"prova","email":"a@prova.example","hours":[["09:00-13:00"]]}],"branches":[],"consultations":[],"librarians":[],"warnings":[{"type":"nobodyAnswers","desk":"00000000-0000-0000-0000-00000000000d"}]}}"#);
    let entry = ThreadEntry {
        thread: THREAD,
        desk: DESK,
        name: "Ada".into(),
        language: Language::It,
        speaker: Speaker::Patron,
        excerpt: "Buongiorno".into(),
        at: 7,
        unread: true,
        present: false,
    };
    assert_snapshot!(json(&ToSeat::Threads { threads: vec![entry] }), @r#"{"type":"threads","threads":[{"thread":"00000000-0000-0000-0000-000000000007","desk":"00000000-0000-0000-0000-00000000000d","name":"Ada","language":"it","speaker":{"type":"patron"},"excerpt":"Buongiorno","at":7,"unread":true,"present":false}]}"#);
}

#[test]
fn a_seat_is_shown_the_line_its_contact_and_what_is_to_be_written_down() {
    let passed_on = PassedOnView {
        by: "Cleo".into(),
        note: "cerca una mappa".into(),
    };
    let line = LineEntry {
        contact: CONTACT,
        name: "Ada".into(),
        mode: Mode::Video,
        language: Language::It,
        desk: DESK,
        topic: None,
        wanted: None,
        arrived_at: 3,
        rings_here: true,
        absent: false,
        called: false,
        mine: true,
        booked: None,
        passed_on: Some(passed_on.clone()),
        from_colleague: true,
    };
    assert_snapshot!(json(&line), @r#"{"contact":"00000000-0000-0000-0000-00000000000c","name":"Ada","mode":"video","language":"it","desk":"00000000-0000-0000-0000-00000000000d","topic":null,"wanted":null,"arrivedAt":3,"ringsHere":true,"absent":false,"called":false,"mine":true,"booked":null,"passedOn":{"by":"Cleo","note":"cerca una mappa"},"fromColleague":true}"#);
    let contact = SeatContact {
        id: CONTACT,
        thread: THREAD,
        desk: DESK,
        topic: Some(TOPIC),
        calling: false,
        on_hold: true,
        proposed: None,
        admitted: true,
        name: "Ada".into(),
        mode: Mode::Video,
        answered_with: Mode::Voice,
        language: Language::It,
        since: 4,
        here: true,
        wanted: Some("Maria Rossi".into()),
        absent: false,
        booked: None,
        still: StillView::Unasked,
        transfer: Some(TransferView {
            to: "Prestito".into(),
            until: 9,
            else_line: true,
        }),
        passed_on: None,
    };
    assert_snapshot!(json(&contact), @r#"{"id":"00000000-0000-0000-0000-00000000000c","thread":"00000000-0000-0000-0000-000000000007","desk":"00000000-0000-0000-0000-00000000000d","topic":"00000000-0000-0000-0000-000000000070","calling":false,"onHold":true,"proposed":null,"admitted":true,"name":"Ada","mode":"video","answeredWith":"voice","language":"it","since":4,"here":true,"wanted":"Maria Rossi","absent":false,"booked":null,"still":{"type":"unasked"},"transfer":{"to":"Prestito","until":9,"elseLine":true},"passedOn":null}"#);
    let desk = SeatDesk {
        chosen: ChosenPresence::Available,
        presence: Presence::WrapUp,
        line: Vec::new(),
        waiting: 0,
        contacts: Vec::new(),
        wrap_up: Some(WrapUpView {
            contact: CONTACT,
            name: "Ada".into(),
            topic: None,
            booked: true,
            until: 9,
            behind: 2,
        }),
        colleagues: vec![ColleagueView {
            id: COLLEAGUE,
            name: "Cleo".into(),
            presence: Presence::InPerson,
            takes_calls: false,
            takes_chats: true,
        }],
        groups: vec![GroupView {
            id: GROUP,
            name: "Prestito".into(),
            take_calls: 1,
            take_chats: 2,
        }],
    };
    assert_snapshot!(json(&ToSeat::Desk { desk }), @r#"{"type":"desk","desk":{"chosen":"available","presence":"wrapUp","line":[],"waiting":0,"contacts":[],"wrapUp":{"contact":"00000000-0000-0000-0000-00000000000c","name":"Ada","topic":null,"booked":true,"until":9,"behind":2},"colleagues":[{"id":"00000000-0000-0000-0000-0000000000c0","name":"Cleo","presence":"inPerson","takesCalls":false,"takesChats":true}],"groups":[{"id":"00000000-0000-0000-0000-000000000060","name":"Prestito","takeCalls":1,"takeChats":2}]}}"#);
}

#[test]
fn a_seat_hears_of_threads_and_of_its_own_presence() {
    let thread = THREAD;
    let patron = MarksView {
        received: 8,
        read: 7,
    };
    let history = ToSeat::History {
        thread,
        name: "Ada".into(),
        messages: Vec::new(),
        patron,
    };
    assert_snapshot!(json(&history), @r#"{"type":"history","thread":"00000000-0000-0000-0000-000000000007","name":"Ada","messages":[],"patron":{"received":8,"read":7}}"#);
    assert_snapshot!(json(&ToSeat::Marks { thread, patron }), @r#"{"type":"marks","thread":"00000000-0000-0000-0000-000000000007","patron":{"received":8,"read":7}}"#);
    assert_snapshot!(json(&ToSeat::Typing { thread }), @r#"{"type":"typing","thread":"00000000-0000-0000-0000-000000000007"}"#);
    let presence = ChosenPresence::Away;
    assert_snapshot!(json(&ToSeat::PresenceChanged { presence }), @r#"{"type":"presenceChanged","presence":"away"}"#);
    let why = OfferEnd::PatronDidNotAnswer;
    assert_snapshot!(json(&ToSeat::OfferEnded { patron: String::new(), why }), @r#"{"type":"offerEnded","patron":"","why":{"type":"patronDidNotAnswer"}}"#);
}

#[test]
fn a_message_on_disk_names_its_speaker_and_its_file() {
    let speaker = Speaker::Librarian {
        name: "Bruno".into(),
    };
    let message = MessageView {
        id: MESSAGE,
        contact: Some(CONTACT),
        speaker,
        text: "Eccomi".into(),
        attachment: None,
        appointment: None,
        loans: Vec::new(),
        case: None,
        at: 7,
    };
    assert_snapshot!(json(&ToPatron::Message { message }), @r#"{"type":"message","message":{"id":"00000000-0000-0000-0000-00000000000e","contact":"00000000-0000-0000-0000-00000000000c","speaker":{"type":"librarian","name":"Bruno"},"text":"Eccomi","attachment":null,"appointment":null,"loans":[],"case":null,"at":7}}"#);
    let message = MessageView {
        id: MESSAGE,
        contact: None,
        speaker: Speaker::Desk {
            happened: Happened::TurnMissed,
        },
        text: String::new(),
        attachment: Some(Attachment {
            file: FILE,
            name: "tessera.png".into(),
            kind: FileKind::Png,
            size: 12,
            consented_at: Some(6),
        }),
        appointment: None,
        loans: Vec::new(),
        case: None,
        at: 8,
    };
    assert_snapshot!(json(&ToSeat::Message { thread: THREAD, message }), @r#"{"type":"message","thread":"00000000-0000-0000-0000-000000000007","message":{"id":"00000000-0000-0000-0000-00000000000e","contact":null,"speaker":{"type":"desk","happened":"turnMissed"},"text":"","attachment":{"file":"00000000-0000-0000-0000-00000000000f","name":"tessera.png","kind":"png","size":12,"consentedAt":6},"appointment":null,"loans":[],"case":null,"at":8}}"#);
}

#[test]
fn answers_are_kept_refused_and_told() {
    let id = AnswerId(Uuid::from_u128(0xa));
    let answer = AnswerView {
        id,
        name: "Orari".into(),
        italian: "Siamo aperti {orari}".into(),
        english: String::new(),
    };
    let order = AnswersOrder::Save {
        answer: answer.clone(),
    };
    assert_snapshot!(json(&FromSeat::Answers { order }), @r#"{"type":"answers","order":{"type":"save","answer":{"id":"00000000-0000-0000-0000-00000000000a","name":"Orari","italian":"Siamo aperti {orari}","english":""}}}"#);
    let order = AnswersOrder::Remove { id };
    assert_snapshot!(json(&FromSeat::Answers { order }), @r#"{"type":"answers","order":{"type":"remove","id":"00000000-0000-0000-0000-00000000000a"}}"#);
    let news = AnswersNews::All {
        answers: vec![answer],
    };
    assert_snapshot!(json(&ToSeat::Answers { news }), @r#"{"type":"answers","news":{"type":"all","answers":[{"id":"00000000-0000-0000-0000-00000000000a","name":"Orari","italian":"Siamo aperti {orari}","english":""}]}}"#);
    let news = AnswersNews::Refused {
        id,
        why: AnswerTrouble::UnknownPlaceholder,
    };
    assert_snapshot!(json(&ToSeat::Answers { news }), @r#"{"type":"answers","news":{"type":"refused","id":"00000000-0000-0000-0000-00000000000a","why":"unknownPlaceholder"}}"#);
}

#[test]
fn a_still_is_asked_for_and_answered() {
    let contact = CONTACT;
    let purpose = || "la copertina".to_owned();
    let order = StillsOrder::Ask {
        contact,
        purpose: purpose(),
    };
    assert_snapshot!(json(&FromSeat::Stills { order }), @r#"{"type":"stills","order":{"type":"ask","contact":"00000000-0000-0000-0000-00000000000c","purpose":"la copertina"}}"#);
    let order = StillsOrder::Withdraw { contact };
    assert_snapshot!(json(&FromSeat::Stills { order }), @r#"{"type":"stills","order":{"type":"withdraw","contact":"00000000-0000-0000-0000-00000000000c"}}"#);
    let answer = StillAnswer::NoPicture;
    assert_snapshot!(json(&FromPatron::AnswerStill { contact, answer }), @r#"{"type":"answerStill","contact":"00000000-0000-0000-0000-00000000000c","answer":"noPicture"}"#);
    let allowed = StillView::Allowed {
        purpose: purpose(),
        until: 9,
    };
    assert_snapshot!(json(&allowed), @r#"{"type":"allowed","purpose":"la copertina","until":9}"#);
}

#[test]
fn a_seat_is_told_what_happened_before_in_a_thread() {
    let visit = VisitView {
        contact: CONTACT,
        mode: Mode::Video,
        arrived_at: 1,
        called_out: false,
        answered_at: Some(2),
        ended_at: Some(3),
        ended_by: Some(EndedBy::Patron),
        librarian: Some("Bruno".into()),
        outcome: Some(Outcome::HandedOff),
        wrapped_up: true,
        topic: None,
        note: "Richiama".into(),
    };
    let visits = ThreadVisits {
        thread: THREAD,
        visits: vec![visit],
    };
    assert_snapshot!(json(&ToSeat::Visits { visits }), @r#"{"type":"visits","visits":{"thread":"00000000-0000-0000-0000-000000000007","visits":[{"contact":"00000000-0000-0000-0000-00000000000c","mode":"video","arrivedAt":1,"calledOut":false,"answeredAt":2,"endedAt":3,"endedBy":"patron","librarian":"Bruno","outcome":"handedOff","wrappedUp":true,"topic":null,"note":"Richiama"}]}}"#);
}

#[test]
fn a_window_orders_and_hears_news() {
    let read = WindowOrder::Read {
        thread: THREAD,
        up_to: 7,
    };
    assert_snapshot!(json(&read), @r#"{"type":"read","thread":"00000000-0000-0000-0000-000000000007","upTo":7}"#);
    let save = WindowOrder::SaveFile {
        thread: THREAD,
        message: MESSAGE,
        file: FILE,
    };
    assert_snapshot!(json(&save), @r#"{"type":"saveFile","thread":"00000000-0000-0000-0000-000000000007","message":"00000000-0000-0000-0000-00000000000e","file":"00000000-0000-0000-0000-00000000000f"}"#);
    assert_snapshot!(json(&WindowOrder::Hold { contact: CONTACT, on: false }), @r#"{"type":"hold","contact":"00000000-0000-0000-0000-00000000000c","on":false}"#);
    let news = NewsItem::FileNotSent {
        name: "libro.exe".into(),
        why: FileTrouble::WrongKind,
    };
    assert_snapshot!(json(&news), @r#"{"type":"fileNotSent","name":"libro.exe","why":"wrongKind"}"#);
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
        r#"{"type":"arrive","mode":"chat","name":"","language":"it","topic":null,"person":null,"first":true}"#,
        r#"{"type":"arrive","mode":"fax","name":"","language":"it","topic":null,"person":null}"#,
        r#"{"type":"leave","now":true}"#,
        r#"{"type":"rate","contact":"00000000-0000-0000-0000-00000000000c","rating":6}"#,
        r#"{"type":"becomeLibrarian"}"#,
        r#"{"type":"leave","type":"leave"}"#,
        r#"["leave"]"#,
        r#"[]"#,
    ] {
        assert!(sportello_wire::read::<FromPatron>(text).is_err(), "{text}");
    }
    let leave = sportello_wire::read::<FromPatron>(r#"{"type":"leave"}"#);
    assert_eq!(leave.expect("a word of the wire"), FromPatron::Leave {});
    let sign_out = sportello_wire::read::<FromSeat>(r#"{"type":"signOut"}"#);
    assert_eq!(sign_out.expect("a word of the wire"), FromSeat::SignOut {});
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

#[test]
fn an_administrator_saves_and_is_told_what_came_of_it() {
    use sportello_core::settings::{BranchForm, Fault, Field, SettingsChange, Told, Why};
    use sportello_wire::seat::administration::{
        AdministrationNews, AdministrationOrder, ChangeView, Verdict,
    };
    let form = BranchForm {
        name: "Centrale".into(),
        address: String::new(),
    };
    let order = AdministrationOrder::Save {
        asked: 7,
        change: Box::new(SettingsChange::Branch { branch: None, form }),
        seen: None,
    };
    assert_snapshot!(json(&FromSeat::Administer { order }), @r#"{"type":"administer","order":{"type":"save","asked":7,"change":{"type":"branch","branch":null,"form":{"name":"Centrale","address":""}},"seen":null}}"#);
    let verdict = Verdict {
        asked: 7,
        saved: None,
        faults: vec![Fault {
            field: Field::Name,
            row: None,
            why: Why::Taken,
        }],
        warnings: Vec::new(),
        preview: None,
    };
    let news = AdministrationNews::Verdict { verdict };
    assert_snapshot!(json(&ToSeat::Administration { news }), @r#"{"type":"administration","news":{"type":"verdict","verdict":{"asked":7,"saved":null,"faults":[{"field":"name","row":null,"why":{"type":"taken"}}],"warnings":[],"preview":null}}}"#);
    let change = ChangeView {
        number: 3,
        at: 9,
        who: "Bo Conti".into(),
        what: Told::WentBack { at: 5 },
    };
    assert_snapshot!(json(&change), @r#"{"number":3,"at":9,"who":"Bo Conti","what":{"type":"wentBack","at":5}}"#);
}

#[test]
fn a_call_back_is_agreed_taken_and_told() {
    use sportello_core::{CallBackId, CaseId};
    use sportello_wire::patron::{OwnCallBack, OwnCallBacksOrder};
    use sportello_wire::seat::{
        CallBackCaseView, CallBackRefusal, CallBackView, CallBacksOrder, CallBacksTold, CallCameOut,
    };
    use sportello_wire::{CallBackTime, CallBackWay};
    let call_back = CallBackId(Uuid::from_u128(0xcb));
    let agree = CallBacksOrder::Agree {
        call_back,
        case: Some(CaseId(Uuid::from_u128(0xca))),
        thread: None,
        way: CallBackWay::Page { mode: Mode::Voice },
        when: CallBackTime::At {
            shown: "2026-11-24T10:30".into(),
        },
        about: "La tessera".into(),
    };
    let order = Box::new(agree);
    assert_snapshot!(json(&FromSeat::CallBacks { number: 3, order }), @r#"{"type":"callBacks","number":3,"order":{"type":"agree","callBack":"00000000-0000-0000-0000-0000000000cb","case":"00000000-0000-0000-0000-0000000000ca","thread":null,"way":{"type":"page","mode":"voice"},"when":{"type":"at","shown":"2026-11-24T10:30"},"about":"La tessera"}}"#);
    let order = Box::new(CallBacksOrder::CameOut {
        call_back,
        how: CallCameOut::NotReached,
    });
    assert_snapshot!(json(&FromSeat::CallBacks { number: 4, order }), @r#"{"type":"callBacks","number":4,"order":{"type":"cameOut","callBack":"00000000-0000-0000-0000-0000000000cb","how":"notReached"}}"#);
    let view = CallBackView {
        id: call_back,
        desk: sportello_core::DeskId(Uuid::from_u128(0xd)),
        name: "Ada".into(),
        language: Language::It,
        case: Some(CallBackCaseView {
            id: CaseId(Uuid::from_u128(0xca)),
            number: "2026/0012".into(),
            subject: "La tessera".into(),
        }),
        thread: None,
        way: CallBackWay::Phone {
            number: "0571 757840".into(),
        },
        about: "La tessera".into(),
        due: 9,
        is_due: true,
        tries: 1,
        most_tries: 3,
        taken_by: None,
        present: false,
    };
    let told = CallBacksTold::Open {
        call_backs: vec![view],
    };
    assert_snapshot!(json(&ToSeat::CallBacks { told }), @r#"{"type":"callBacks","told":{"type":"open","callBacks":[{"id":"00000000-0000-0000-0000-0000000000cb","desk":"00000000-0000-0000-0000-00000000000d","name":"Ada","language":"it","case":{"id":"00000000-0000-0000-0000-0000000000ca","number":"2026/0012","subject":"La tessera"},"thread":null,"way":{"type":"phone","number":"0571 757840"},"about":"La tessera","due":9,"isDue":true,"tries":1,"mostTries":3,"takenBy":null,"present":false}]}}"#);
    let why = CallBackRefusal::Closed {
        reason: "Natale".into(),
        opens: Some(9),
    };
    let told = CallBacksTold::Refused { number: 3, why };
    assert_snapshot!(json(&ToSeat::CallBacks { told }), @r#"{"type":"callBacks","told":{"type":"refused","number":3,"why":{"type":"closed","reason":"Natale","opens":9}}}"#);
    let order = OwnCallBacksOrder::CallOff { call_back };
    assert_snapshot!(json(&FromPatron::CallBacks { order }), @r#"{"type":"callBacks","order":{"type":"callOff","callBack":"00000000-0000-0000-0000-0000000000cb"}}"#);
    let own = OwnCallBack {
        id: call_back,
        way: CallBackWay::Phone {
            number: "…840".into(),
        },
        due: 9,
        case: "2026/0012".into(),
        calling: false,
    };
    assert_snapshot!(json(&ToPatron::CallBacks { call_backs: vec![own] }), @r#"{"type":"callBacks","callBacks":[{"id":"00000000-0000-0000-0000-0000000000cb","way":{"type":"phone","number":"…840"},"due":9,"case":"2026/0012","calling":false}]}"#);
}
