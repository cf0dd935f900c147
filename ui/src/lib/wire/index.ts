// Written from src-tauri/wire by `make types`; change it there.

export type ContactId = string;

export type MessageId = string;

export type LegId = string;

export type LibrarianId = string;

export type SeatId = string;

export type Handle = string;

export type Mode = "video" | "voice" | "chat";

export type Language = "it" | "en";

export type EndedBy = "patron" | "librarian" | "absence";

export type ChosenPresence = "available" | "away";

export type Presence = "available" | "onContact" | "away" | "offline";

export type Signal = { "type": "offer", 
/**
 * SDP.
 */
sdp: string, } | { "type": "answer", 
/**
 * SDP.
 */
sdp: string, } | { "type": "candidate", 
/**
 * As `RTCIceCandidate.toJSON()` gives it.
 */
candidate: CandidateInit, };

export type CandidateInit = { 
/**
 * The candidate line; empty at the end of candidates.
 */
candidate: string, 
/**
 * The media section it belongs to.
 */
sdpMid: string | null, 
/**
 * The index of that section.
 */
sdpMLineIndex: number | null, };

export type IceServer = { 
/**
 * `stun:` or `turn:` addresses.
 */
urls: Array<string>, 
/**
 * Empty for STUN.
 */
username: string, 
/**
 * Empty for STUN.
 */
credential: string, };

export type CallData = { "type": "devices", 
/**
 * A live picture is being sent.
 */
camera: boolean, 
/**
 * Sound is being sent.
 */
microphone: boolean, };

export type Speaker = { "type": "patron" } | { "type": "librarian", 
/**
 * As colleagues and patrons read it.
 */
name: string, };

export type MessageView = { 
/**
 * Made by the author's side.
 */
id: MessageId, 
/**
 * The contact during which it was said.
 */
contact: ContactId, 
/**
 * Whose words.
 */
speaker: Speaker, 
/**
 * The words.
 */
text: string, 
/**
 * Milliseconds since 1970 UTC.
 */
at: number, };

export type RefusalCode = "deskClosed" | "noSuchContact" | "contactEnded" | "answeredByColleague" | "notRinging" | "alreadyOnContact" | "badText" | "badMessage" | "tooMany" | "notSaved";

export type FromPatron = { "type": "arrive", 
/**
 * How to meet.
 */
mode: Mode, 
/**
 * What to be called; may be empty.
 */
name: string, 
/**
 * What the page is read in.
 */
language: Language, } | { "type": "leave" } | { "type": "say", 
/**
 * Made by the page.
 */
id: MessageId, 
/**
 * The words.
 */
text: string, } | { "type": "signal", 
/**
 * The peer connection it belongs to; made by the page.
 */
leg: LegId, 
/**
 * The step.
 */
signal: Signal, };

export type ToPatron = { "type": "desk", 
/**
 * The desk.
 */
desk: DeskView, } | { "type": "contact", 
/**
 * The contact.
 */
contact: PatronContact | null, 
/**
 * Where to look for a way to the librarian.
 */
iceServers: Array<IceServer>, } | { "type": "history", 
/**
 * The messages.
 */
messages: Array<MessageView>, } | { "type": "message", 
/**
 * The message.
 */
message: MessageView, } | { "type": "signal", 
/**
 * The peer connection it belongs to.
 */
leg: LegId, 
/**
 * The step.
 */
signal: Signal, } | { "type": "refused", 
/**
 * Why.
 */
code: RefusalCode, 
/**
 * The message that was not taken, if it was one.
 */
about: MessageId | null, } | { "type": "superseded" } | { "type": "heartbeat" };

export type DeskView = { 
/**
 * The library's name.
 */
library: string, 
/**
 * The desk's name.
 */
name: string, 
/**
 * The desk's handle, without `@`.
 */
handle: Handle, 
/**
 * Whether anybody is there.
 */
state: DeskState, 
/**
 * How many wait in the line.
 */
waiting: number, };

export type DeskState = { "type": "open", 
/**
 * How many may be rung now.
 */
available: number, 
/**
 * How many are talking with somebody.
 */
onContact: number, } | { "type": "closed" };

export type PatronContact = { 
/**
 * Its id.
 */
id: ContactId, 
/**
 * How the patron wants to meet.
 */
mode: Mode, 
/**
 * Where it stands.
 */
state: PatronContactState, };

export type PatronContactState = { "type": "waiting", 
/**
 * 1 is the next to be served.
 */
position: number, 
/**
 * It is ringing at a librarian.
 */
ringing: boolean, } | { "type": "talking", 
/**
 * The librarian's name.
 */
librarian: string, 
/**
 * What the librarian sends.
 */
answeredWith: Mode, } | { "type": "ended", 
/**
 * By whom.
 */
by: EndedBy, };

export type LibrarianView = { 
/**
 * The account.
 */
id: LibrarianId, 
/**
 * The name.
 */
name: string, };

export type PublicAddress = { 
/**
 * `https://host` without a slash at the end.
 */
base: string, 
/**
 * The link works on the server's own computer only.
 */
thisComputerOnly: boolean, };

export type SignInRefusal = "wrongNameOrPassword" | "sessionEnded" | "tooManyTries";

export type SeatDesk = { 
/**
 * What the librarian chose.
 */
chosen: ChosenPresence, 
/**
 * What is so.
 */
presence: Presence, 
/**
 * Who waits, the next first.
 */
line: Array<LineEntry>, 
/**
 * The contact under way, at this seat or at another of the same librarian.
 */
contact: SeatContact | null, };

export type LineEntry = { 
/**
 * Which contact.
 */
contact: ContactId, 
/**
 * As the patron gave it; may be empty.
 */
name: string, 
/**
 * How the patron wants to meet.
 */
mode: Mode, 
/**
 * What the patron reads.
 */
language: Language, 
/**
 * When the patron took the place: milliseconds since 1970 UTC.
 */
arrivedAt: number, 
/**
 * It rings at this librarian.
 */
ringsHere: boolean, 
/**
 * The patron's page is away for the moment.
 */
absent: boolean, };

export type SeatContact = { 
/**
 * Which.
 */
id: ContactId, 
/**
 * As the patron gave it; may be empty.
 */
name: string, 
/**
 * How the patron wants to meet.
 */
mode: Mode, 
/**
 * What the librarian sends.
 */
answeredWith: Mode, 
/**
 * What the patron reads.
 */
language: Language, 
/**
 * When it was answered: milliseconds since 1970 UTC.
 */
since: number, 
/**
 * The call is at this seat, not at another of the same librarian.
 */
here: boolean, 
/**
 * The patron's page is away for the moment.
 */
absent: boolean, };

export type WindowState = { 
/**
 * How the seat stands with its server.
 */
connection: Connection, 
/**
 * The server's address, as typed or as embedded.
 */
server: string, 
/**
 * The server runs inside this program.
 */
embedded: boolean, 
/**
 * Everything that needs a sign-in; kept while the server is away.
 */
desk: WindowDesk | null, 
/**
 * News that fade: the window shows them and forgets them.
 */
news: Array<News>, };

export type Connection = { "type": "signedOut", 
/**
 * Why not, if it was tried.
 */
why: SignInTrouble | null, } | { "type": "signingIn" } | { "type": "online" } | { "type": "away" };

export type SignInTrouble = { "type": "refused", 
/**
 * Why.
 */
code: SignInRefusal, } | { "type": "unreachable" } | { "type": "badAddress" };

export type WindowDesk = { 
/**
 * Who is signed in.
 */
librarian: LibrarianView, 
/**
 * The library's name.
 */
library: string, 
/**
 * The links for patrons, complete.
 */
links: Array<string>, 
/**
 * Who can use those links.
 */
public: PublicAddress, 
/**
 * Presence, line and contact.
 */
seat: SeatDesk, 
/**
 * The thread of the contact under way.
 */
messages: Array<WindowMessage>, 
/**
 * The call of the contact under way; none for a chat.
 */
call: CallView | null, };

export type WindowMessage = { 
/**
 * The message.
 */
message: MessageView, 
/**
 * The server has not taken it yet.
 */
pending: boolean, };

export type CallView = { 
/**
 * How the peers are connected.
 */
link: CallLink, 
/**
 * The librarian's own devices.
 */
own: CallDevices, 
/**
 * The patron's devices, as their page says.
 */
patron: CallDevices, 
/**
 * The librarian's devices that failed, each once.
 */
troubles: Array<DeviceTrouble>, };

export type CallLink = "connecting" | "connected" | "interrupted" | "failed";

export type CallDevices = { 
/**
 * A live picture is being sent.
 */
camera: boolean, 
/**
 * Sound is being sent.
 */
microphone: boolean, };

export type DeviceTrouble = "camera" | "microphone" | "speaker";

export type News = { 
/**
 * Grows by one; the window shows each number once.
 */
number: number, 
/**
 * What happened.
 */
what: NewsItem, };

export type NewsItem = { "type": "answeredBy", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, 
/**
 * The colleague.
 */
librarian: string, } | { "type": "patronLeft", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, } | { "type": "missed", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, } | { "type": "contactEnded", 
/**
 * By whom.
 */
by: EndedBy, } | { "type": "refused", 
/**
 * Why.
 */
code: RefusalCode, } | { "type": "noRingingSound" };

export type WindowOrder = { "type": "signIn", 
/**
 * Its address; empty for the embedded one.
 */
server: string, 
/**
 * The account's name.
 */
user: string, 
/**
 * The account's password.
 */
password: string, } | { "type": "signOut" } | { "type": "setPresence", 
/**
 * The choice.
 */
presence: ChosenPresence, } | { "type": "answer", 
/**
 * Which.
 */
contact: ContactId, 
/**
 * With what.
 */
with: Mode, } | { "type": "decline", 
/**
 * Which.
 */
contact: ContactId, } | { "type": "hangUp" } | { "type": "say", 
/**
 * The words.
 */
text: string, } | { "type": "setCamera", 
/**
 * On.
 */
on: boolean, } | { "type": "setMicrophone", 
/**
 * On.
 */
on: boolean, } | { "type": "setPictures", 
/**
 * It can decode VP8 itself.
 */
decodesVp8: boolean, } | { "type": "needKeyPicture" };

