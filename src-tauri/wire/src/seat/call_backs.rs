//! Call-backs, as librarians agree, take and answer for them.

use serde::{Deserialize, Serialize};
use sportello_core::{CallBackId, CaseId, DeskId, Language, LibrarianId, ThreadId};
use ts_rs::TS;

use crate::call_backs::{CallBackTime, CallBackWay};

/// What a librarian does about call-backs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CallBacksOrder {
    /// Agree one with who asked for a case, or with the patron of a conversation.
    Agree {
        /// Made by the window; the same twice is one.
        call_back: CallBackId,
        /// The case to which it belongs.
        case: Option<CaseId>,
        /// The conversation; of a case, the case knows it.
        thread: Option<ThreadId>,
        /// How.
        way: CallBackWay,
        /// When.
        when: CallBackTime,
        /// What for, in a few words; may be empty.
        about: String,
    },
    /// Agree on another time.
    Move {
        /// Which.
        call_back: CallBackId,
        /// When.
        when: CallBackTime,
    },
    /// It will not take place.
    CallOff {
        /// Which.
        call_back: CallBackId,
    },
    /// Call now, one whose time has come: a page rings at once, a number is shown.
    Take {
        /// Which.
        call_back: CallBackId,
    },
    /// Say how a call on a telephone came out.
    CameOut {
        /// Which.
        call_back: CallBackId,
        /// How.
        how: CallCameOut,
    },
}

/// How a call on a telephone came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CallCameOut {
    /// They were spoken to.
    Reached,
    /// Nobody answered.
    NotReached,
    /// They answered, and it is to be tried again later.
    Later,
    /// It was not tried: somebody else may take it.
    NotTried,
}

/// What a seat hears of call-backs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CallBacksTold {
    /// All that are not over: after `Welcome`, where there are some, and at each change.
    Open {
        /// The next first; at most a hundred.
        call_backs: Vec<CallBackView>,
    },
    /// An order was done.
    Done {
        /// Which.
        number: u32,
    },
    /// An order was not done.
    Refused {
        /// Which.
        number: u32,
        /// Why.
        why: CallBackRefusal,
    },
}

/// A call-back that is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallBackView {
    /// Which.
    pub id: CallBackId,
    /// The desk that calls.
    pub desk: DeskId,
    /// What they are called; may be empty.
    pub name: String,
    /// What they read.
    pub language: Language,
    /// The case to which it belongs.
    pub case: Option<CallBackCaseView>,
    /// The conversation, if there is one.
    pub thread: Option<ThreadId>,
    /// How they are called; the number is there for who has taken it.
    pub way: CallBackWay,
    /// What for; may be empty.
    pub about: String,
    /// When: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub due: i64,
    /// Its time has come: it is in the line.
    pub is_due: bool,
    /// How often they were tried in vain.
    pub tries: u8,
    /// How often they are tried at most.
    pub most_tries: u8,
    /// Who calls.
    pub taken_by: Option<LibrarianId>,
    /// The patron's page is open.
    pub present: bool,
}

/// The case to which a call-back belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallBackCaseView {
    /// Which.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub subject: String,
}

/// Why an order about call-backs was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CallBackRefusal {
    /// There is none any more.
    NoSuchCallBack,
    /// A colleague calls.
    Taken {
        /// Who.
        by: LibrarianId,
    },
    /// Its time has not come.
    TooEarly,
    /// That time is past.
    Past,
    /// That time is too far ahead.
    TooFar,
    /// The clock never shows that time, or it is none.
    NoSuchTime,
    /// The desk is closed then.
    Closed {
        /// Why on that day, if it is out of the ordinary; may be empty.
        reason: String,
        /// When it opens after that.
        #[ts(type = "number | null")]
        opens: Option<i64>,
    },
    /// They have no page here: only a telephone is left.
    NoPage,
    /// That is no telephone number.
    BadNumber,
    /// As many are agreed as may be.
    TooMany,
    /// They are in another contact, or may not come.
    NotNow,
    /// This librarian is talking with somebody.
    AlreadyOnContact,
    /// It could not be written.
    NotSaved,
}
