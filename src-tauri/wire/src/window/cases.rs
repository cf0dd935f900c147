//! Cases, in the window.

use serde::{Deserialize, Serialize};
use sportello_core::{CaseId, ThreadId};
use ts_rs::TS;

use crate::cases::CaseFile;
use crate::seat::{
    CaseRow, CaseView, CasesOrder, CasesRefusal, CasesView, RejectedLine, TroubleView,
};

/// What the window shows of cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowCases {
    /// What the server shows, while it is watched.
    pub view: Option<CasesView>,
    /// The case that is open.
    pub open: Option<CaseView>,
    /// The case that was open was erased.
    pub gone: Option<CaseId>,
    /// The cases of conversations that were asked for.
    pub of_threads: Vec<ThreadCases>,
    /// How the last order came out.
    pub answer: Option<CasesAnswer>,
}

/// The cases of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThreadCases {
    /// Which.
    pub thread: ThreadId,
    /// The newest first.
    pub cases: Vec<CaseRow>,
}

/// How an order came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CasesAnswer {
    /// Which, by the number the window gave it.
    pub number: u32,
    /// Why it was not done; none when it was.
    pub refused: Option<CasesRefusal>,
    /// What it brought.
    pub brought: CasesBrought,
}

/// What an order brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CasesBrought {
    /// Nothing but that it was done.
    #[default]
    Nothing,
    /// Cases.
    List {
        /// They.
        cases: Vec<CaseRow>,
        /// There are more.
        more: bool,
    },
    /// A case was made.
    Made {
        /// It.
        case: CaseId,
        /// Its number.
        name: String,
    },
    /// What a letter would say.
    Preview {
        /// To whom: name and address.
        to: String,
        /// Its subject.
        subject: String,
        /// Its text.
        text: String,
        /// What goes along.
        files: Vec<CaseFile>,
    },
    /// The address book.
    Offices {
        /// A CSV file.
        text: String,
    },
    /// A CSV file was read.
    Imported {
        /// So many are new.
        added: u32,
        /// So many are changed.
        changed: u32,
        /// Lines that were left out.
        rejected: Vec<RejectedLine>,
    },
    /// How a mailbox was tried.
    TriedMailbox {
        /// So many mails lie there.
        mails: Option<u32>,
        /// What was in the way.
        trouble: Option<TroubleView>,
    },
}

/// What the librarian orders about cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CasesWindowOrder {
    /// Order something of the server.
    Ask {
        /// The window's own number for it, told back with the answer.
        number: u32,
        /// What.
        order: Box<CasesOrder>,
    },
}
