//! What only the computer around the window has: a tray, notifications, keys that work
//! everywhere, and a way to start with the session.
//!
//! A seat without a desktop shows [`ComputerView::default`]: there is nothing of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What this computer offers, and what it waits to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComputerView {
    /// The program starts with the session; `None` where it can't be told to.
    pub autostart: Option<bool>,
    /// Where the window goes when it is closed.
    pub rest: Rest,
    /// Who shows the notifications; `None` until it is known.
    pub notifications: Option<NotificationsView>,
    /// Keys that work while another program has the focus.
    pub shortcuts: ShortcutsView,
    /// The librarian wants to quit, and somebody would lose by it.
    pub quitting: bool,
    /// A link opened the program.
    pub asked: Option<Asked>,
}

/// Where the window goes when it is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Rest {
    /// Among the open windows: there is no tray to come back from.
    #[default]
    Minimised,
    /// Into the tray.
    Tray,
}

/// Who shows the notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum NotificationsView {
    /// Nobody: what rings is seen in the window alone.
    Missing {},
    /// Somebody who draws no buttons: a click answers.
    Plain {},
    /// Somebody who draws buttons.
    WithButtons {},
}

/// Keys that work while another program has the focus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ShortcutsView {
    /// This desktop lets no program have any.
    #[default]
    Impossible,
    /// They can be had.
    Possible {
        /// The librarian wants them.
        on: bool,
        /// Answers whoever has rung for longest.
        answer: ShortcutView,
        /// Goes away or becomes available.
        presence: ShortcutView,
    },
}

/// One of those keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShortcutView {
    /// The chord, such as `Ctrl+Alt+Enter`.
    pub chord: String,
    /// The chords to choose from.
    pub choices: Vec<String>,
    /// It is wanted, and another program has it.
    pub taken: bool,
}

/// What a link asks of the librarian.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Asked {
    /// To work at a server.
    Join {
        /// Its address.
        server: String,
        /// The secret of an invitation, if the link has one.
        invitation: Option<String>,
    },
    /// Nothing that this program understands.
    Unreadable,
}

/// One of the [`ShortcutsView`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Shortcut {
    /// Answers whoever has rung for longest.
    Answer,
    /// Goes away or becomes available.
    Presence,
}

/// What the librarian orders of the computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum ComputerOrder {
    /// Start with the session, or no more.
    SetAutostart {
        /// Start.
        on: bool,
    },
    /// Have keys that work everywhere, or none.
    SetShortcuts {
        /// Have them.
        on: bool,
    },
    /// Take another chord for one of them.
    SetChord {
        /// For which.
        shortcut: Shortcut,
        /// One of its choices.
        chord: String,
    },
    /// End the program; asks first when somebody would lose by it.
    Quit {},
    /// End the program all the same.
    QuitAnyway {},
    /// Do not end it.
    Stay {},
    /// What the link asked is done with.
    Dismiss {},
}
