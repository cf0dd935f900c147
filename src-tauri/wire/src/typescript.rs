//! The TypeScript of every wire type, as one file.

use ts_rs::{Config, TS};

use crate::{patron, seat, shared, window};

/// The whole of `ui/src/lib/wire/index.ts`.
pub fn render() -> String {
    let config = Config::default();
    let mut file =
        String::from("// Written from src-tauri/wire by `make types`; change it there.\n\n");
    macro_rules! write_types {
        ($($type:ty),* $(,)?) => {$(
            file.push_str("export ");
            file.push_str(&<$type>::decl(&config));
            file.push_str("\n\n");
        )*};
    }
    write_types!(
        sportello_core::ContactId,
        sportello_core::MessageId,
        sportello_core::LegId,
        sportello_core::LibrarianId,
        sportello_core::SeatId,
        sportello_core::Handle,
        sportello_core::Mode,
        sportello_core::Language,
        sportello_core::EndedBy,
        sportello_core::ChosenPresence,
        sportello_core::Presence,
        shared::Signal,
        shared::CandidateInit,
        shared::IceServer,
        shared::CallData,
        shared::Speaker,
        shared::MessageView,
        shared::RefusalCode,
        patron::FromPatron,
        patron::ToPatron,
        patron::DeskView,
        patron::DeskState,
        patron::PatronContact,
        patron::PatronContactState,
        seat::LibrarianView,
        seat::PublicAddress,
        seat::SignInRefusal,
        seat::SeatDesk,
        seat::LineEntry,
        seat::SeatContact,
        window::WindowState,
        window::Connection,
        window::SignInTrouble,
        window::WindowDesk,
        window::WindowMessage,
        window::CallView,
        window::CallLink,
        window::CallDevices,
        window::DeviceTrouble,
        window::News,
        window::NewsItem,
        window::WindowOrder,
    );
    file
}
