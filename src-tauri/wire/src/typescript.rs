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
        sportello_core::ThreadId,
        sportello_core::DeskId,
        sportello_core::GroupId,
        sportello_core::TopicId,
        sportello_core::FileId,
        sportello_core::PersonName,
        sportello_core::Role,
        sportello_core::Outcome,
        sportello_core::Rating,
        sportello_core::Happened,
        sportello_core::Attachment,
        sportello_core::FileKind,
        shared::Signal,
        shared::CandidateInit,
        shared::IceServer,
        shared::CallData,
        shared::Speaker,
        shared::MessageView,
        shared::MarksView,
        shared::TopicView,
        shared::WaitView,
        shared::RefusalCode,
        patron::FromPatron,
        patron::ToPatron,
        patron::DeskView,
        patron::PersonView,
        patron::DeskState,
        patron::PatronContact,
        patron::PatronContactState,
        seat::LibrarianView,
        seat::PublicAddress,
        seat::SignInRefusal,
        seat::SeatDesk,
        seat::ColleagueView,
        seat::WrapUpView,
        seat::House,
        seat::DeskName,
        seat::WarningView,
        seat::ThreadEntry,
        seat::LineEntry,
        seat::SeatContact,
        window::WindowState,
        window::Connection,
        window::SignInTrouble,
        window::WindowDesk,
        window::WindowThread,
        window::WindowMessage,
        window::CallView,
        window::CallLink,
        window::CallDevices,
        window::DeviceTrouble,
        window::News,
        window::NewsItem,
        window::FileTrouble,
        window::away::Away,
        window::setup::Setup,
        window::setup::Way,
        window::setup::Network,
        window::setup::Assistant,
        window::setup::NetworkFound,
        window::setup::NetworkTrouble,
        window::setup::ServerFound,
        window::setup::ServerTrouble,
        window::setup::SetupTrouble,
        window::setup::LinkCode,
        window::setup::Founding,
        window::setup::FoundingHours,
        window::setup::SetupOrder,
        window::WindowOrder,
        window::ComputerView,
        window::Rest,
        window::NotificationsView,
        window::ShortcutsView,
        window::ShortcutView,
        window::Asked,
        window::Shortcut,
        window::ComputerOrder,
    );
    file
}
