//! The words in which a library is spoken to, and in which it answers.

use crate::call_back::{CallBack, CallBackNote};
use crate::cases::CaseMentioned;
use crate::chat::{Attachment, ChatMessage, LoanMentioned, Marks, Mentioned, Side, Text, Thread};
use crate::contact::{Contact, ContactEvent, EndedBy, Language, Mode, PatronName};
use crate::ids::{
    AppointmentId, ContactId, DeskId, LibrarianId, MessageId, PageId, PatronId, SeatId, ThreadId,
    TopicId,
};
use crate::moment::Moment;
use crate::presence::ChosenPresence;
use crate::settings::Settings;
use crate::wait::Service;

/// All that a library is made of when it is read from the store.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What is set.
    pub settings: Settings,
    /// Contacts that are not over, and those whose wrap-up is under way.
    pub contacts: Vec<Contact>,
    /// Threads with messages that are not past their retention.
    pub threads: Vec<Thread>,
    /// How the newest contacts of each desk were served, the newest last.
    pub services: Vec<(DeskId, Service)>,
    /// Who is blocked, and until when.
    pub blocks: Vec<Block>,
    /// How many contacts each librarian has answered since midnight UTC.
    pub answered_today: Vec<(LibrarianId, u32)>,
    /// Call-backs that are not over.
    pub call_backs: Vec<CallBack>,
}

/// A patron who may not come to a desk for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Who.
    pub patron: PatronId,
    /// Until when: milliseconds since 1970 UTC.
    pub until: i64,
    /// Who blocked.
    pub by: LibrarianId,
    /// The contact that was ended.
    pub contact: ContactId,
    /// Why, for the log.
    pub reason: Text,
    /// When: milliseconds since 1970 UTC.
    pub at: i64,
}

/// A patron at the door.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The id that the contact will have, should it become one.
    pub contact: ContactId,
    /// The desk that was reached.
    pub desk: DeskId,
    /// Who came.
    pub patron: PatronId,
    /// The chat with that patron.
    pub thread: ThreadId,
    /// How the patron wants to meet.
    pub mode: Mode,
    /// What the patron wants to be called.
    pub name: PatronName,
    /// What the patron reads.
    pub language: Language,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// Whom the patron asks for.
    pub wanted: Option<LibrarianId>,
    /// The appointment that the patron comes for.
    pub booked: Option<AppointmentId>,
}

/// A lasting chat and who it is between, as the store knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadOf {
    /// The thread.
    pub thread: ThreadId,
    /// The desk.
    pub desk: DeskId,
    /// The patron.
    pub patron: PatronId,
}

/// Something that somebody wants to say.
#[derive(Clone, Debug)]
pub struct Saying {
    /// Made by the author's side.
    pub id: MessageId,
    /// The words; there may be none beside a file.
    pub text: Option<Text>,
    /// The file that hangs on it; the server has judged it.
    pub attachment: Option<Attachment>,
    /// The appointment that the desk writes about.
    pub appointment: Option<Mentioned>,
    /// The loans that the desk writes about.
    pub loans: Vec<LoanMentioned>,
    /// The case that the desk writes about.
    pub case: Option<CaseMentioned>,
}

/// One end of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// The patron's page.
    Patron(PatronId),
    /// A librarian's seat.
    Seat(SeatId),
}

/// What must be done, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Write the contact as it now is.
    SaveContact(Box<Contact>),
    /// Write what happened to a contact.
    SaveEvent(ContactEvent),
    /// Write the message; the same id twice is one message.
    SaveMessage(ChatMessage),
    /// Write what the patron of a thread is called and reads.
    SaveThread(ThreadId, PatronName, Language),
    /// Write how far a side has come in a thread.
    SaveMarks(ThreadId, Side, Marks),
    /// Write what a librarian chose.
    SaveChosenPresence(LibrarianId, ChosenPresence),
    /// Write that a patron is blocked.
    SaveBlock(Block),
    /// Write when the librarian of a contact was free again.
    SaveFree(ContactId, Moment),
    /// It is the turn of a patron whose page is away: call them on the way on which
    /// they want to be reached.
    CallToTurn {
        /// The patron's thread.
        thread: ThreadId,
        /// What they wait with.
        contact: ContactId,
        /// They have missed one turn already.
        again: bool,
    },
    /// Write the call-back as it now is.
    SaveCallBack(Box<CallBack>),
    /// Write of a call-back's case what happened.
    NoteCallBack(Box<CallBackNote>),
    /// Somebody is called back whose page is not open: have it opened.
    RingBack {
        /// The patron's thread.
        thread: ThreadId,
        /// What rings there.
        contact: ContactId,
    },
    /// Pass the message on to whoever has its thread open.
    ShowMessage(ChatMessage),
    /// Show how far a side has come to the other.
    ShowMarks(ThreadId, Side, Marks),
    /// Show an end of a contact all that was said in its thread.
    ShowHistory(Party, ThreadId),
    /// Views of the desk may have changed.
    ShowDesk,
    /// The list of threads has changed.
    ShowThreads,
    /// Tell a librarian why a contact stopped ringing.
    TellOfferEnd(LibrarianId, PatronName, OfferEnd),
    /// Tell a librarian that the desk changed their presence because of a missed ring.
    TellPresenceChanged(LibrarianId, ChosenPresence),
    /// Put an older page of the patron aside.
    SupersedePage(PageId),
}

/// Why a contact stopped ringing, or a call its talking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferEnd {
    /// Somebody else answered.
    AnsweredBy(LibrarianId),
    /// The patron left, or was gone for too long.
    PatronLeft,
    /// It rang for its whole time.
    Missed,
    /// A patron who waits for longer is there again and rings here instead.
    EarlierPatron,
    /// The patron did not answer the librarian's call, or said no.
    PatronDidNotAnswer,
    /// The contact under way is over.
    Ended(EndedBy),
    /// Nothing ended: the patron of a chat would rather call, and can't, because the
    /// librarian is on another call.
    WouldCall,
    /// A colleague took over what was passed on.
    TakenOver(LibrarianId),
    /// Nobody took over what was passed on.
    NotTakenOver {
        /// The only one who was asked, if it was one.
        asked: Option<LibrarianId>,
        /// It was refused, not missed.
        refused: bool,
        /// It is in the line again, at its place.
        in_line: bool,
    },
    /// Who wanted to pass it on goes on with it.
    TakenBack(LibrarianId),
}

/// Why something asked for was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The desk is closed, or nobody is there.
    #[error("nobody is at the desk")]
    DeskClosed,
    /// The patron may not come for a while.
    #[error("the patron is blocked")]
    Blocked,
    /// There is no such contact, or it is somebody else's.
    #[error("no such contact")]
    NoSuchContact,
    /// There is no such thread, or it is somebody else's.
    #[error("no such thread")]
    NoSuchThread,
    /// The contact is over.
    #[error("the contact is over")]
    ContactEnded,
    /// Somebody else answered first.
    #[error("a colleague answered first")]
    AnsweredByColleague,
    /// It does not ring at this librarian.
    #[error("the contact does not ring here")]
    NotRinging,
    /// The librarian is talking with somebody else.
    #[error("already on a contact")]
    AlreadyOnContact,
    /// The patron's page is not open, or in another contact: it can't be called.
    #[error("the patron can't be called now")]
    PatronNotThere,
    /// It can't be said of this contact: a chat on hold, an outcome that is not one
    /// of a contact that was answered, a rating of an unanswered one.
    #[error("that does not fit the contact")]
    DoesNotFit,
    /// The patron said no a moment ago.
    #[error("the patron said no a moment ago")]
    TooSoon,
    /// The patron has not said yes to a still, or too long ago.
    #[error("the patron has not consented")]
    NoConsent,
    /// Nobody of those whom a contact is to be passed on to can take it now.
    #[error("no colleague can take it now")]
    NobodyToTake,
}

/// Why the machine wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wake {
    /// An offer will have been missed.
    OfferMissed,
    /// A librarian may be rung again for a contact.
    PeaceOver,
    /// The next tier of a desk opens for a contact.
    TierOpens,
    /// A patron will have missed their turn.
    TurnMissed,
    /// A librarian's call will have gone unanswered.
    CallUnanswered,
    /// Who is to give an appointment has been awaited long enough.
    LibrarianAwaited,
    /// A patron will have been away for too long.
    PatronGone,
    /// A seat with a call will have been away for too long.
    SeatGone,
    /// A question about a still, a consent or a no will be over.
    StillOver,
    /// A librarian's time for the wrap-up will be over.
    WrapUpOver,
    /// A desk opens or closes.
    HoursChange,
    /// A call-back enters the line, or is in it again.
    CallBackDue,
}
