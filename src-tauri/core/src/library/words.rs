//! The words of the machine: what it is told, what it orders, what it refuses.

use crate::chat::ChatMessage;
use crate::contact::{Contact, EndedBy, Language, Mode, PatronName};
use crate::handle::Handle;
use crate::ids::{ContactId, DeskId, LibrarianId, PageId, PatronId, SeatId, ThreadId};
use crate::presence::ChosenPresence;

/// A desk of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Its id.
    pub id: DeskId,
    /// Its public name.
    pub handle: Handle,
    /// What people call it.
    pub name: String,
}

/// A librarian of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Librarian {
    /// The account.
    pub id: LibrarianId,
    /// As colleagues and patrons read it.
    pub name: String,
    /// What they chose last.
    pub chosen: ChosenPresence,
}

/// All that a library is made of when it is read from the store.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Its desks.
    pub desks: Vec<Desk>,
    /// Its librarians.
    pub librarians: Vec<Librarian>,
    /// Contacts that are not over.
    pub contacts: Vec<Contact>,
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
    /// Write the message; the same id twice is one message.
    SaveMessage(ChatMessage),
    /// Write what a librarian chose.
    SaveChosenPresence(LibrarianId, ChosenPresence),
    /// Pass the message on to both ends of its contact.
    ShowMessage(ChatMessage),
    /// Show an end of a contact all that was said in its thread.
    ShowHistory(Party, ContactId),
    /// Views of the desk may have changed.
    ShowDesk,
    /// Tell a librarian why a contact stopped ringing.
    TellOfferEnd(LibrarianId, PatronName, OfferEnd),
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
    /// The contact under way is over.
    Ended(EndedBy),
}

/// Why something asked for was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody is at the desk.
    #[error("nobody is at the desk")]
    DeskClosed,
    /// There is no such contact, or it is somebody else's.
    #[error("no such contact")]
    NoSuchContact,
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
}

/// Why the machine wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wake {
    /// An offer will have been missed.
    OfferMissed,
    /// A librarian may be rung again for a contact.
    PeaceOver,
    /// A patron will have been away for too long.
    PatronGone,
    /// A seat with a call will have been away for too long.
    SeatGone,
}
