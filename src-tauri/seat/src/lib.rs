//! A librarian's seat: everything a librarian's program does but draw.
//!
//! It signs in by `link`, holds the call by `media`, and shows a [`Host`] the whole
//! [`WindowState`] at each change. Orders come in as [`WindowOrder`]s. The desktop
//! app is a host with a window; the headless librarian of tests and benches is a
//! host that records. This is the only room that knows both the desk and the media.
//!
//! **The rule.** The server's view of the desk is the truth; a call follows it. What
//! a librarian wrote and the server has not confirmed is kept and said again. Times
//! are the server's inside, and this computer's in what the host is shown.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod call;
mod clock;
mod devices;
mod downloads;
mod gate;
mod kept;
mod quality;
mod ringing;
mod silence;
mod task;
mod thread;
mod threads;

use std::path::PathBuf;
use std::sync::Arc;

pub use downloads::save_among;
pub use kept::KeptSession;
pub use sportello_link::{AddressError, NotFound, ServerAddress, look_for};
use sportello_media::{CallStatistics, Engine, PictureSettings, Reach};
use sportello_wire::seat::{CallBackView, LineEntry, ThreadEntry};
use sportello_wire::window::setup::{Setup, SetupOrder};
use sportello_wire::window::{
    ComputerOrder, ComputerView, DevicesChosen, KeptIn, WindowOrder, WindowState,
};
use sportello_wire::{ChosenPresence, ContactId, SourceId, ThreadId};
use tokio::sync::mpsc;

/// What only the surroundings of a seat can do.
pub trait Host: Send + Sync + 'static {
    /// Shows the state; it is the whole of it.
    fn show(&self, state: &WindowState);

    /// Shows a picture, packed as [`sportello_wire::window::picture`] says. The host
    /// answers each picture of the patron by [`Seat::drawn`].
    fn picture(&self, packed: Vec<u8>);

    /// A contact begins to ring: notify.
    fn rings(&self, contact: &LineEntry);

    /// A contact rings no more: take the notification back.
    fn rings_no_more(&self, contact: &LineEntry);

    /// Sounds the bell or stops it, without waiting for it. A host that finds no
    /// bell says so by [`Seat::has_no_bell`].
    fn bell(&self, on: bool);

    /// A patron wrote into a thread that is not open: notify, unless it can be seen.
    fn has_written(&self, thread: &ThreadEntry);

    /// The time of a call-back has come, and nobody has taken it: notify, unless it can be
    /// seen.
    fn call_back_is_due(&self, _call_back: &CallBackView) {}

    /// The desk changed the librarian's presence because a ring was missed: notify.
    fn presence_changed(&self, presence: ChosenPresence);

    /// Saves a file where the librarian finds it, under this name or one like it, and
    /// tells where; nothing that is there is overwritten. May take its time.
    ///
    /// # Errors
    /// When it can't be written.
    fn save_file(&self, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf>;

    /// What the computer around the seat offers. A host that finds it changed says so by
    /// [`Seat::computer_changed`].
    fn computer(&self) -> ComputerView {
        ComputerView::default()
    }

    /// The librarian orders something of that computer. Must not take its time.
    fn order_computer(&self, order: ComputerOrder) {
        tracing::warn!(?order, "there is no desktop here");
    }

    /// The librarian chooses how this computer comes to a desk server. What comes of it
    /// is shown by [`Seat::show_setup`] and [`Seat::use_server`].
    fn set_up(&self, _order: SetupOrder) {}

    /// Keeps a session for the next start, in the place of one before of the same
    /// server, and says where; nothing when it can't be kept. May take its time.
    fn keep_session(&self, _session: &KeptSession) -> Option<KeptIn> {
        None
    }

    /// The session that is kept for a server, named as in [`KeptSession::server`], and
    /// where. May take its time.
    fn kept_session(&self, _server: &str) -> Option<(KeptSession, KeptIn)> {
        None
    }

    /// Keeps no session for a server any more. May take its time.
    fn forget_session(&self, _server: &str) {}

    /// The devices that were chosen on this computer. Asked once, at the start.
    fn devices_chosen(&self) -> DevicesChosen {
        DevicesChosen::default()
    }

    /// Keeps what was chosen for the next start.
    fn keep_devices(&self, _chosen: &DevicesChosen) {}

    /// A second of a call in numbers.
    fn statistics(&self, _statistics: &CallStatistics) {}
}

/// How a seat is set up.
#[derive(Clone, Debug)]
pub struct SeatSettings {
    /// The desk server that runs inside this program, if there is one.
    pub embedded: Option<ServerAddress>,
    /// From where patrons' media can come.
    pub reach: Reach,
    /// The librarian's own picture.
    pub picture: PictureSettings,
    /// What the program and the computer are called, in the librarian's own list of
    /// sessions.
    pub program: String,
}

/// A seat that runs. It ends when the last of its handles is dropped.
#[derive(Clone, Debug)]
pub struct Seat {
    inputs: mpsc::UnboundedSender<Input>,
}

/// What comes to the seat's task from outside.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "an input is taken as soon as it comes: none is kept in numbers"
)]
enum Input {
    Order(WindowOrder),
    File {
        thread: ThreadId,
        name: String,
        bytes: Vec<u8>,
    },
    Calendar {
        bytes: Vec<u8>,
    },
    Loans {
        source: SourceId,
        name: String,
        bytes: Vec<u8>,
    },
    Still {
        contact: ContactId,
        name: String,
        bytes: Vec<u8>,
    },
    SignInForOnce {
        user: String,
        password: String,
    },
    Quit,
    Drawn,
    Show,
    ComputerChanged,
    NoBell,
    Setup(Box<Setup>),
    UseServer {
        server: Option<ServerAddress>,
        embedded: bool,
    },
}

impl Seat {
    /// Starts a seat. Must be called inside a tokio runtime.
    pub fn start(settings: SeatSettings, engine: Arc<dyn Engine>, host: Arc<dyn Host>) -> Self {
        let (inputs, waiting) = mpsc::unbounded_channel();
        tokio::spawn(task::Task::new(settings, engine, host).run(waiting));
        Self { inputs }
    }

    /// Gives an order.
    pub fn order(&self, order: WindowOrder) {
        let _ = self.inputs.send(Input::Order(order)); // the seat ends with its last handle
    }

    /// Signs in at the embedded server by an account of this run: the session is not
    /// kept, because its password is another one at the next start.
    pub fn sign_in_for_once(&self, user: String, password: String) {
        let _ = self.inputs.send(Input::SignInForOnce { user, password });
    }

    /// The program quits: a session that is kept goes on at the next start, any other
    /// is ended.
    pub fn quit(&self) {
        let _ = self.inputs.send(Input::Quit); // it may have ended
    }

    /// Sends a file into an open thread. What comes of it shows in the state.
    pub fn send_file(&self, thread: ThreadId, name: String, bytes: Vec<u8>) {
        let file = Input::File {
            thread,
            name,
            bytes,
        };
        let _ = self.inputs.send(file); // the seat ends with its last handle
    }

    /// Sends the librarian's own calendar, to be read for when they are busy. What comes
    /// of it shows in the state.
    pub fn send_calendar(&self, bytes: Vec<u8>) {
        let _ = self.inputs.send(Input::Calendar { bytes }); // the seat ends with its last handle
    }

    /// Sends a file of loans for a source. Its preview shows in the state.
    pub fn send_loans(&self, source: SourceId, name: String, bytes: Vec<u8>) {
        let loans = Input::Loans {
            source,
            name,
            bytes,
        };
        let _ = self.inputs.send(loans); // the seat ends with its last handle
    }

    /// Sends a still of the patron's picture, to which they consented in this contact.
    /// What comes of it shows in the state.
    pub fn send_still(&self, contact: ContactId, name: String, bytes: Vec<u8>) {
        let still = Input::Still {
            contact,
            name,
            bytes,
        };
        let _ = self.inputs.send(still); // the seat ends with its last handle
    }

    /// A picture of the patron was drawn, or thrown away.
    pub fn drawn(&self) {
        let _ = self.inputs.send(Input::Drawn);
    }

    /// There is nothing to ring with: the librarian must know.
    pub fn has_no_bell(&self) {
        let _ = self.inputs.send(Input::NoBell);
    }

    /// What [`Host::computer`] tells has changed.
    pub fn computer_changed(&self) {
        let _ = self.inputs.send(Input::ComputerChanged);
    }

    /// How this computer is set up has changed.
    pub fn show_setup(&self, setup: Setup) {
        let _ = self.inputs.send(Input::Setup(Box::new(setup)));
    }

    /// From now on this is the server to sign in at; whoever was signed in at another
    /// is signed out. `embedded` when it runs inside this program.
    pub fn use_server(&self, server: Option<ServerAddress>, embedded: bool) {
        let _ = self.inputs.send(Input::UseServer { server, embedded });
    }

    /// Shows the state once more: a window has just opened.
    pub fn show(&self) {
        let _ = self.inputs.send(Input::Show);
    }
}
