//! How this computer comes to a desk server: the assistant's orders, the setup file,
//! and the server inside, which is started, stopped and started again here.
//!
//! One task does it all, one thing after another. What is in use stays in use until
//! something else works; a library is never taken away. The task shows the window what
//! is so through the seat, like everything else.
//!
//! It is long because that one task is: each step of the assistant reads and writes
//! the same state. What can stand alone (the file, the network) stands in `setup/`.

mod file;
mod network;

use std::time::{Duration, Instant};

use anyhow::Context;
use sportello_seat::{Seat, ServerAddress};
use sportello_server::StoreError;
use sportello_server::admin::{Founder, Founding as Library, Hours};
use sportello_wire::window::WindowOrder;
use sportello_wire::window::setup::{
    Assistant, Founding, FoundingHours, LinkCode, Network, NetworkFound, ServerFound, Setup,
    SetupOrder, SetupTrouble, Way,
};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use url::Url;

use crate::embedded::{self, Embedded, Folders, Plan};
use file::{Found, SetupFile};

/// How often it is seen whether the server inside still runs.
const LOOKING_AFTER: Duration = Duration::from_secs(2);
/// How long a server that did not start is left alone before the next attempt.
const ONCE_MORE: Duration = Duration::from_secs(10);
/// How many codes are kept for the window.
const CODES: usize = 8;

/// The way to the task.
#[derive(Clone)]
pub(crate) struct SettingUp {
    inputs: mpsc::UnboundedSender<Input>,
}

#[expect(
    clippy::large_enum_variant,
    reason = "an input is taken as soon as it comes: none is kept in numbers"
)]
enum Input {
    Order(SetupOrder),
    Stop(oneshot::Sender<()>),
}

/// What was looked at beside the task.
enum Looked {
    Network(NetworkFound),
    Server(ServerFound),
}

impl SettingUp {
    /// The way, and the end at which [`Begun`] takes over once there is a seat.
    pub(crate) fn begin() -> (Self, Begun) {
        let (inputs, waiting) = mpsc::unbounded_channel();
        (Self { inputs }, Begun { waiting })
    }

    /// Gives an order.
    pub(crate) fn order(&self, order: SetupOrder) {
        let _ = self.inputs.send(Input::Order(order)); // it ends with the program
    }

    /// Stops the server inside, and waits for it.
    pub(crate) async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if self.inputs.send(Input::Stop(done)).is_ok() {
            let _ = stopped.await;
        }
    }
}

/// A setting up that waits for its seat.
pub(crate) struct Begun {
    waiting: mpsc::UnboundedReceiver<Input>,
}

impl Begun {
    /// Goes on with what is set up; `sample` opens the sample library and remembers
    /// nothing. From the first moment the window knows that something is under way.
    pub(crate) fn start(self, seat: Seat, file: SetupFile, folders: Folders, sample: bool) {
        let setup = Setup {
            working: true,
            ..Setup::default()
        };
        seat.show_setup(setup.clone());
        let task = Task {
            seat,
            file: (!sample).then_some(file),
            folders,
            setup,
            embedded: None,
            wanted: None,
            tried: Instant::now(),
            looking: JoinSet::new(),
        };
        // Opening a store is no future that may move between threads.
        std::thread::spawn(move || tauri::async_runtime::block_on(task.run(self.waiting)));
    }
}

/// The file of a folder.
pub(crate) fn file_in(folder: &std::path::Path) -> SetupFile {
    SetupFile::of(folder)
}

struct Task {
    seat: Seat,
    /// None when nothing is to be remembered.
    file: Option<SetupFile>,
    folders: Folders,
    setup: Setup,
    embedded: Option<Embedded>,
    /// What the server inside should serve; none when the server is elsewhere.
    wanted: Option<Plan>,
    /// It was tried last at this time.
    tried: Instant,
    looking: JoinSet<Looked>,
}

impl Task {
    async fn run(mut self, mut inputs: mpsc::UnboundedReceiver<Input>) {
        self.begin().await;
        let mut rounds = interval(LOOKING_AFTER);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.seat.show_setup(self.setup.clone());
            tokio::select! {
                input = inputs.recv() => match input {
                    Some(Input::Order(order)) => self.obey(order).await,
                    Some(Input::Stop(done)) => {
                        self.stop_embedded().await;
                        let _ = done.send(()); // whoever asked may have gone
                        return;
                    }
                    None => return self.stop_embedded().await,
                },
                Some(Ok(looked)) = self.looking.join_next() => self.take(looked),
                _ = rounds.tick() => self.look_after_embedded().await,
            }
        }
    }

    /// Goes on where the last run ended.
    async fn begin(&mut self) {
        self.go_on().await;
        self.setup.working = false;
    }

    async fn go_on(&mut self) {
        let Some(file) = &self.file else {
            return self.open_sample().await;
        };
        match file.read() {
            Found::Nothing => {}
            Found::Written(written) => {
                self.setup.library = written.library;
                self.setup.way = written.way;
            }
            Found::Unreadable => self.setup.library = self.kept_library().await,
            Found::FromTheFuture => {
                self.file = None; // what a newer program wrote is not written over
                self.setup.trouble = Some(SetupTrouble::FromTheFuture);
                self.setup.library = self.kept_library().await;
            }
        }
        match self.setup.way.clone() {
            None => self.setup.assistant = Some(Assistant::Choosing),
            Some(Way::Sample) => self.open_sample().await,
            Some(Way::Join { server }) => self.use_elsewhere(&server),
            Some(way @ (Way::Here { .. } | Way::Network { .. })) => {
                if let Some(plan) = Plan::of(&way) {
                    let _ = self.switch(plan).await; // the trouble is shown
                }
            }
        }
    }

    async fn kept_library(&mut self) -> String {
        match self.folders.kept_library().await {
            Ok(library) => library,
            Err(why) => {
                self.setup.trouble = Some(trouble_of(&why, 0));
                String::new()
            }
        }
    }

    async fn obey(&mut self, order: SetupOrder) {
        match order {
            SetupOrder::LookAtNetwork { network } => self.look_at_network(network),
            SetupOrder::LookForServer { server } => {
                self.setup.server = None;
                self.looking
                    .spawn(async { Looked::Server(network::look_for_server(server).await) });
            }
            SetupOrder::OpenSample => {
                self.work();
                self.open_sample().await;
            }
            SetupOrder::Found { network, founding } => self.found(network, founding).await,
            SetupOrder::OpenLibrary { network } => {
                self.work();
                self.open_library(network).await;
            }
            SetupOrder::Join { server } => self.join(server).await,
            SetupOrder::StartAgain => {
                self.work();
                if let Some(plan) = self.wanted.clone() {
                    let _ = self.switch(plan).await; // the trouble is shown
                }
            }
            SetupOrder::BeginAnew => {
                self.setup.assistant = Some(Assistant::Choosing);
                self.setup.network = None;
                self.setup.server = None;
                if self.embedded.is_some() {
                    self.setup.trouble = None; // of something that was tried before
                }
            }
            SetupOrder::Leave => {
                if self.setup.way.is_some() {
                    self.setup.assistant = None;
                }
            }
            SetupOrder::DrawCode { link } => self.draw_code(link),
            SetupOrder::OpenPoster { link } => open_poster(&link),
        }
        self.setup.working = false;
    }

    /// Shows that something is under way.
    fn work(&mut self) {
        self.setup.working = true;
        self.setup.trouble = None;
        self.seat.show_setup(self.setup.clone());
    }

    fn take(&mut self, looked: Looked) {
        match looked {
            Looked::Network(found) => self.setup.network = Some(found),
            Looked::Server(found) => self.setup.server = Some(found),
        }
    }

    fn look_at_network(&mut self, network: Network) {
        self.setup.network = None;
        let own = self.own_public_port();
        self.looking
            .spawn_blocking(move || Looked::Network(network::look_at(network, own)));
    }

    /// The port at which our own server is reached from others, if it is.
    fn own_public_port(&self) -> Option<u16> {
        let plan = self.embedded.as_ref()?.plan();
        plan.network().map(|network| network.port)
    }

    async fn open_sample(&mut self) {
        let Ok(account) = self.switch(Plan::Sample).await else {
            return;
        };
        self.chose(Way::Sample, None);
        if let Some((user, password)) = account {
            self.sign_in_for_once(user, password);
        }
    }

    /// Makes the library and goes on as its first librarian.
    async fn found(&mut self, network: Option<Network>, founding: Founding) {
        self.work();
        if let Some(trouble) = self.in_the_way_of(network.as_ref()) {
            self.setup.trouble = Some(trouble);
            return;
        }
        let (user, password) = (founding.user.clone(), founding.password.clone());
        let founded = match library_of(founding) {
            Ok((library, founder)) => embedded::found(&self.folders, library, founder).await,
            Err(why) => Err(why),
        };
        if let Err(why) = founded {
            self.setup.trouble = Some(trouble_of_founding(&why));
            return;
        }
        self.open_library(network).await;
        if self.setup.trouble.is_none() {
            self.sign_in(user, password);
        } else {
            // It is on disk, and will be there when what is in the way is gone.
            self.setup.library = self.kept_library().await;
        }
    }

    async fn open_library(&mut self, network: Option<Network>) {
        let network = network.map(network::tidied);
        let port = match &self.setup.way {
            Some(Way::Here { port }) => *port,
            Some(Way::Sample | Way::Network { .. } | Way::Join { .. }) | None => 0,
        };
        let plan = Plan::Library {
            port: network.as_ref().map_or(port, |network| network.port),
            network: network.clone(),
        };
        if self.switch(plan).await.is_err() {
            return;
        }
        let way = match network {
            Some(network) => Way::Network { network },
            None => Way::Here {
                port: self.embedded.as_ref().map_or(0, |one| one.plan().port()),
            },
        };
        self.chose(way, Some(Assistant::Trying));
    }

    /// What keeps others from reaching this computer, before anything is changed.
    fn in_the_way_of(&self, network: Option<&Network>) -> Option<SetupTrouble> {
        use sportello_wire::window::setup::NetworkTrouble as Trouble;
        let network = network?;
        let found = network::look_at(network.clone(), self.own_public_port());
        let trouble = found.troubles.first()?;
        Some(match trouble {
            Trouble::PortTaken => SetupTrouble::PortTaken { port: network.port },
            Trouble::PortForbidden => SetupTrouble::PortForbidden { port: network.port },
            Trouble::NotAName
            | Trouble::CertificateUnreadable
            | Trouble::NotACertificate
            | Trouble::KeyUnreadable
            | Trouble::NotAKey
            | Trouble::KeyOfAnother
            | Trouble::OtherName { .. }
            | Trouble::NotYet
            | Trouble::Ended => SetupTrouble::Certificate,
        })
    }

    async fn join(&mut self, server: String) {
        self.work();
        let found = network::look_for_server(server).await;
        let address = found.trouble.is_none().then(|| found.address.clone());
        self.setup.server = Some(found);
        let Some(address) = address else { return };
        self.wanted = None;
        self.use_elsewhere(&address);
        self.stop_embedded().await;
        let way = Way::Join { server: address };
        self.chose(way, Some(Assistant::Trying));
    }

    fn use_elsewhere(&mut self, server: &str) {
        self.seat
            .use_server(ServerAddress::parse(server).ok(), false);
    }

    /// From now on this is the way, after the next start, too.
    fn chose(&mut self, way: Way, assistant: Option<Assistant>) {
        self.setup.way = Some(way);
        self.setup.assistant = assistant;
        self.setup.codes.clear();
        let Some(file) = &self.file else { return };
        if let Err(why) = file.write(self.setup.way.as_ref(), &self.setup.library) {
            let what = format!("{why}");
            self.setup.trouble = Some(SetupTrouble::Other { what });
        }
    }

    /// Shows what is so, then signs in: the window must know where it stands.
    fn sign_in(&mut self, user: String, password: String) {
        self.setup.working = false;
        self.seat.show_setup(self.setup.clone());
        self.seat.order(WindowOrder::SignIn {
            server: String::new(),
            user,
            password,
        });
    }

    /// The same with an account of the sample library, whose password is another one at
    /// the next start: its session is not kept.
    fn sign_in_for_once(&mut self, user: String, password: String) {
        self.setup.working = false;
        self.seat.show_setup(self.setup.clone());
        self.seat.sign_in_for_once(user, password);
    }

    /// Serves this instead of what was served; goes back to that when it can't be. Gives
    /// back the account that is to be signed in at once, if there is one.
    async fn switch(&mut self, plan: Plan) -> Result<Option<(String, String)>, ()> {
        self.tried = Instant::now();
        if let Some(trouble) = self.in_the_way_of(plan.network()) {
            self.setup.trouble = Some(trouble);
            self.wanted.get_or_insert(plan);
            return Err(());
        }
        let before = self.embedded.as_ref().map(Embedded::plan);
        self.stop_embedded().await;
        match self.start(plan.clone()).await {
            Ok(account) => {
                self.setup.trouble = None;
                self.wanted = Some(plan);
                Ok(account)
            }
            Err(why) => {
                let trouble = trouble_of(&why, plan.port());
                tracing::error!(why = format!("{why:#}"), "the desk server does not start");
                match before.filter(|before| *before != plan) {
                    Some(before) => {
                        let again = self.start(before.clone()).await;
                        self.wanted = Some(before);
                        if let Err(why) = again {
                            tracing::error!(why = format!("{why:#}"), "nor does the one before");
                        }
                    }
                    None => self.wanted = Some(plan),
                }
                self.setup.trouble = Some(trouble);
                Err(())
            }
        }
    }

    async fn start(&mut self, plan: Plan) -> anyhow::Result<Option<(String, String)>> {
        let is_sample = plan == Plan::Sample;
        let embedded = Embedded::start(&self.folders, plan).await?;
        if !is_sample {
            self.setup.library = embedded.library.clone();
        }
        self.seat.use_server(Some(embedded.address.clone()), true);
        let account = embedded.account.clone();
        self.embedded = Some(embedded);
        Ok(account.map(|account| (account.user, account.password)))
    }

    async fn stop_embedded(&mut self) {
        if let Some(embedded) = self.embedded.take() {
            embedded.stop().await;
        }
    }

    /// A server inside that ended by itself is started again, and one that could not be
    /// started is tried now and then: what was in the way may have gone.
    async fn look_after_embedded(&mut self) {
        let plan = match &self.embedded {
            Some(embedded) if embedded.is_running() => return,
            Some(embedded) => {
                tracing::error!("the desk server inside has ended; it is started again");
                embedded.plan()
            }
            None => match &self.wanted {
                Some(plan) if self.tried.elapsed() >= ONCE_MORE => plan.clone(),
                Some(_) | None => return,
            },
        };
        let again = self.switch(plan).await;
        if let Ok(Some((user, password))) = again {
            self.sign_in_for_once(user, password);
        }
    }

    fn draw_code(&mut self, link: String) {
        if !works_elsewhere(&link) || self.setup.codes.iter().any(|code| code.link == link) {
            return;
        }
        if let Some(svg) = sportello_server::code_of(&link) {
            self.setup.codes.truncate(CODES - 1);
            self.setup.codes.push(LinkCode { link, svg });
        }
    }
}

/// A link that can't work from another device is never shown as if it could.
fn works_elsewhere(link: &str) -> bool {
    let Ok(url) = Url::parse(link) else {
        return false;
    };
    let here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => true,
    };
    url.scheme() == "https" && !here
}

/// The page with the poster of a desk's link: it leads to where the link leads, to the desk
/// or to a patron's loans.
fn poster_of(link: &str) -> Option<String> {
    let url = Url::parse(link).ok().filter(|_| works_elsewhere(link))?;
    let is_desk = url.path().starts_with("/@") && url.query().is_none();
    let (page, which) = match link.split_once('#') {
        None => (link, "poster"),
        Some((page, "prestiti")) => (page, "poster/prestiti"),
        Some(_) => return None,
    };
    is_desk.then(|| format!("{}/{which}", page.trim_end_matches('/')))
}

fn open_poster(link: &str) {
    let Some(poster) = poster_of(link) else {
        return;
    };
    if let Err(why) = open::that_detached(poster) {
        tracing::warn!(%why, "no browser could be opened");
    }
}

/// A library in the words of the server.
fn library_of(founding: Founding) -> anyhow::Result<(Library, Founder)> {
    let hours = founding.hours.map(hours_of).transpose()?;
    let library = Library {
        library: founding.library,
        handle: founding.handle,
        desk: founding.desk,
        branch: founding.branch,
        address: founding.address,
        hours,
    };
    let founder = Founder {
        name: founding.name,
        user: founding.user,
        password: founding.password,
    };
    Ok((library, founder))
}

fn hours_of(hours: FoundingHours) -> anyhow::Result<Hours> {
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let week: serde_json::Map<_, _> = DAYS
        .iter()
        .zip(hours.week)
        .map(|(day, openings)| ((*day).to_owned(), openings.into()))
        .collect();
    let mut text = serde_json::json!({ "zone": hours.zone, "week": week });
    if hours.italian_holidays {
        text["holidays"] = "it".into();
    }
    serde_json::from_value(text).context("the hours can't be read")
}

/// What is in the way, and what the window can say of it.
fn trouble_of(why: &anyhow::Error, port: u16) -> SetupTrouble {
    for cause in why.chain() {
        match cause.downcast_ref::<StoreError>() {
            Some(StoreError::Owned(_)) => return SetupTrouble::InUse,
            Some(StoreError::FromTheFuture { .. }) => return SetupTrouble::FromTheFuture,
            Some(StoreError::Directory(path, _)) => {
                let path = path.display().to_string();
                return SetupTrouble::Folder { path };
            }
            Some(_) | None => {}
        }
        match cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind)
        {
            Some(std::io::ErrorKind::AddrInUse) => return SetupTrouble::PortTaken { port },
            Some(std::io::ErrorKind::PermissionDenied) if port > 0 => {
                return SetupTrouble::PortForbidden { port };
            }
            Some(_) | None => {}
        }
    }
    let what = format!("{why:#}");
    SetupTrouble::Other { what }
}

/// What the store says is a trouble of this computer; the rest was typed.
fn trouble_of_founding(why: &anyhow::Error) -> SetupTrouble {
    let of_store = why.chain().any(|cause| cause.is::<StoreError>());
    if of_store {
        trouble_of(why, 0)
    } else {
        let why = format!("{why:#}");
        SetupTrouble::Refused { why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_this_computer_gets_no_code_and_no_poster() {
        for here in [
            "http://localhost:8470/@biblioteca.empoli",
            "https://localhost:8470/@biblioteca.empoli",
            "https://127.0.0.1/@biblioteca.empoli",
            "http://desk.example/@biblioteca.empoli",
            "nonsense",
        ] {
            assert!(!works_elsewhere(here), "{here}");
            assert_eq!(poster_of(here), None, "{here}");
        }
        let link = "https://desk.example/@biblioteca.empoli";
        assert!(works_elsewhere(link));
        let poster = poster_of(link);
        assert_eq!(
            poster.as_deref(),
            Some("https://desk.example/@biblioteca.empoli/poster")
        );
        assert_eq!(
            poster_of(&format!("{link}#prestiti")).as_deref(),
            Some("https://desk.example/@biblioteca.empoli/poster/prestiti")
        );
        assert_eq!(poster_of(&format!("{link}#tessera=secret")), None);
        assert_eq!(poster_of("https://desk.example/else"), None);
    }

    #[test]
    fn hours_are_those_of_a_settings_file() {
        let mut week: [Vec<String>; 7] = Default::default();
        week[0] = vec!["09:00-13:00".into(), "15:00-19:00".into()];
        let typed = FoundingHours {
            zone: "Europe/Rome".into(),
            italian_holidays: true,
            week,
        };
        let hours = hours_of(typed.clone()).expect("hours");
        assert!(hours.holidays.is_some());
        let odd = FoundingHours {
            zone: "Europe/Empoli".into(),
            ..typed
        };
        assert!(hours_of(odd).is_err());
    }

    #[test]
    fn what_is_in_the_way_is_told_by_what_can_be_done_about_it() {
        let taken = std::io::Error::from(std::io::ErrorKind::AddrInUse);
        let why = anyhow::Error::from(taken).context("can't listen on 0.0.0.0:8443");
        assert_eq!(
            trouble_of(&why, 8443),
            SetupTrouble::PortTaken { port: 8443 }
        );
        let owned = anyhow::Error::from(StoreError::Owned("/data".into()));
        assert_eq!(trouble_of(&owned, 0), SetupTrouble::InUse);
        let refused = trouble_of_founding(&anyhow::anyhow!("“a b” is no handle"));
        assert!(matches!(refused, SetupTrouble::Refused { .. }));
    }
}
