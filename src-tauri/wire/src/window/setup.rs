//! How this computer comes to a desk server: what the assistant of the first run asks,
//! and what the program answers. Nobody need be signed in for it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How this computer stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// What was chosen and is in use; none on a new computer.
    pub way: Option<Way>,
    /// The name of the library that is kept on this computer, if there is one.
    pub library: String,
    /// Where the assistant stands; none when it is not wanted.
    pub assistant: Option<Assistant>,
    /// The program is at it.
    pub working: bool,
    /// Why the last thing that was asked, or the desk server of this computer, did
    /// not come off.
    pub trouble: Option<SetupTrouble>,
    /// What was found of the name, certificate and port that were looked at last.
    pub network: Option<NetworkFound>,
    /// What was found of the server that was looked at last.
    pub server: Option<ServerFound>,
    /// The codes of links that were asked for.
    pub codes: Vec<LinkCode>,
}

/// Which way this computer comes to a desk server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Way {
    /// A sample library to look around in; nothing in it is real.
    Sample,
    /// The library's own desk, reached from this computer alone.
    Here {
        /// The port it had last, so that its link stays the same; 0 before the first.
        #[serde(default)]
        port: u16,
    },
    /// The library's own desk, reached under a name with a certificate.
    Network {
        /// How.
        network: Network,
    },
    /// A desk server elsewhere.
    Join {
        /// Its address.
        server: String,
    },
}

/// How the desk server of this computer is reached from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Network {
    /// Its DNS name.
    pub host: String,
    /// Where it listens.
    pub port: u16,
    /// The file with the certificate chain, PEM.
    pub certificate: String,
    /// The file with its key, PEM.
    pub key: String,
}

/// Where the assistant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Assistant {
    /// The way is being chosen and described.
    Choosing,
    /// It works: the devices are tried, and the link is handed out.
    Trying,
}

/// What came of looking at a name, a certificate and a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkFound {
    /// What was looked at.
    pub network: Network,
    /// What is in the way; nothing when it can be used.
    pub troubles: Vec<NetworkTrouble>,
    /// When the certificate ends, in milliseconds since 1970 UTC; 0 when it could not
    /// be read.
    #[ts(type = "number")]
    pub ends: i64,
}

/// What is in the way of being reached from other computers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum NetworkTrouble {
    /// The name is none that a certificate can be for.
    NotAName,
    /// The certificate's file is not there, or can't be read.
    CertificateUnreadable,
    /// The certificate's file holds none.
    NotACertificate,
    /// The key's file is not there, or can't be read.
    KeyUnreadable,
    /// The key's file holds none.
    NotAKey,
    /// The key is of another certificate.
    KeyOfAnother,
    /// The certificate is for other names.
    OtherName {
        /// Which.
        names: Vec<String>,
    },
    /// The certificate does not hold yet.
    NotYet,
    /// The certificate has ended.
    Ended,
    /// Another program listens at the port.
    PortTaken,
    /// The system keeps the port for its own programs.
    PortForbidden,
}

/// What came of looking for a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServerFound {
    /// As it was typed.
    pub typed: String,
    /// Its address, complete; empty when what was typed is none.
    pub address: String,
    /// What is in the way; none when it can be used.
    pub trouble: Option<ServerTrouble>,
}

/// Why a server can't be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ServerTrouble {
    /// What was typed is no web address.
    NotAnAddress,
    /// It begins with `http://`: a password must not cross a network in the clear.
    NotSecure,
    /// There is no computer of that name.
    NoSuchName,
    /// Nothing answers there.
    NoAnswer,
    /// It answers, and its certificate can't be trusted.
    NotTrusted,
    /// What answers is no desk server.
    NotSportello,
    /// It is one, and is unwell at the moment.
    Unwell,
}

/// Why the setting up did not come off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum SetupTrouble {
    /// Another program listens at the port.
    PortTaken {
        /// Which.
        port: u16,
    },
    /// The system keeps the port for its own programs.
    PortForbidden {
        /// Which.
        port: u16,
    },
    /// The certificate or its key can't be used any more.
    Certificate,
    /// Another program has the library open.
    InUse,
    /// The library's folder can't be made or written.
    Folder {
        /// Which.
        path: String,
    },
    /// A newer program made the library.
    FromTheFuture,
    /// Something that was typed can't be taken.
    Refused {
        /// Why, in the words of the program.
        why: String,
    },
    /// Something else.
    Other {
        /// What, in the words of the program.
        what: String,
    },
}

/// The code of a link, to be read by a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinkCode {
    /// The link.
    pub link: String,
    /// Its QR code, an SVG element.
    pub svg: String,
}

/// A library as its first librarian describes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Founding {
    /// Its name.
    pub library: String,
    /// The public name of its desk.
    pub handle: String,
    /// What people call the desk.
    pub desk: String,
    /// What people call the site.
    pub branch: String,
    /// Where it stands; may be empty.
    pub address: String,
    /// When it is open; none means whenever somebody is there.
    pub hours: Option<FoundingHours>,
    /// The librarian's name, as patrons read it.
    pub name: String,
    /// Their name to sign in with.
    pub user: String,
    /// Their password.
    pub password: String,
}

/// The hours of every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FoundingHours {
    /// Where the desk's clock hangs, such as `Europe/Rome`.
    pub zone: String,
    /// Closed on the public holidays of Italy.
    pub italian_holidays: bool,
    /// From Monday to Sunday: openings such as `09:00-13:00`; none on a closed day.
    pub week: [Vec<String>; 7],
}

/// What the assistant asks of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[expect(
    clippy::large_enum_variant,
    reason = "a message is made, sent and dropped: none is kept in numbers"
)]
pub enum SetupOrder {
    /// Look at a name, a certificate and a port.
    LookAtNetwork {
        /// Which.
        network: Network,
    },
    /// Look for a server.
    LookForServer {
        /// Its address, as typed.
        server: String,
    },
    /// Open the sample library.
    OpenSample,
    /// Make the library of this computer and sign its first librarian in.
    Found {
        /// How it is reached; none from this computer alone.
        network: Option<Network>,
        /// The library.
        founding: Founding,
    },
    /// Open the library that is kept on this computer.
    OpenLibrary {
        /// How it is reached; none from this computer alone.
        network: Option<Network>,
    },
    /// Use a server elsewhere from now on.
    Join {
        /// Its address, as typed.
        server: String,
    },
    /// Start the desk server of this computer again.
    StartAgain,
    /// Begin the assistant anew; what is in use stays so until something is chosen.
    BeginAnew,
    /// Leave the assistant.
    Leave,
    /// Draw the code of a link.
    DrawCode {
        /// Which.
        link: String,
    },
    /// Open the poster of a link in the browser, to print it.
    OpenPoster {
        /// Of which link.
        link: String,
    },
}

impl std::fmt::Debug for Founding {
    /// Without the password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Founding")
            .field("library", &self.library)
            .field("handle", &self.handle)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_written_down_by_accident() {
        let founding = Founding {
            library: "Biblioteca di Empoli".into(),
            handle: "biblioteca.empoli".into(),
            desk: "Sportello".into(),
            branch: "Centrale".into(),
            address: String::new(),
            hours: None,
            name: "Maria Rossi".into(),
            user: "maria".into(),
            password: "acqua e sale".into(),
        };
        let order = SetupOrder::Found {
            network: None,
            founding,
        };
        assert!(!format!("{order:?}").contains("acqua"));
        let said = serde_json::to_string(&order).expect("it can be said");
        assert_eq!(
            serde_json::from_str::<SetupOrder>(&said).expect("and heard"),
            order
        );
    }
}
