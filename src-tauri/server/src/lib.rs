//! The desk server: it performs what `sportello-core` decides.
//!
//! One task owns one library ([`owner`]); pages and seats speak to it through
//! sockets ([`ws`]); [`http`] hands out the patron's page. [`Server::start`] is the
//! whole of it, for the program `sportello-server` and for the desktop app that
//! embeds it: both run the same code.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

pub mod accounts;
mod acme;
pub mod admin;
mod appointments;
mod at_page;
pub mod care;
mod cases;
pub mod certificate;
pub mod clock;
pub mod config;
pub mod demo;
mod desks;
mod files;
mod http;
mod jobs;
mod limits;
pub mod link_life;
mod loans;
mod mail_password;
pub mod network;
mod outbox;
mod outside;
mod owner;
mod push_key;
pub mod reports;
mod rhythm;
pub mod secrets;
pub mod sessions;
pub mod settings_file;
pub mod transport;
pub mod turn;
mod ws;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
pub use jobs::SESSIONS_LAST;
use sportello_core::Handle;
pub use sportello_store::{Store, StoreError};
use sportello_wire::IceServer;
use sportello_wire::seat::PublicAddress;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::cases::{CaseParts, Cases};
use crate::clock::Clock;
use crate::desks::Desks;
use crate::files::Files;
use crate::http::{Certificates, Offer};
use crate::limits::Allowances;
use crate::limits::Limits;
pub use crate::link_life::LinkLife;
use crate::loans::{LoanParts, Loans};
use crate::mail_password::MailPasswords;
use crate::outbox::{Bell, Calendars, Post, Pushing};
pub use crate::outbox::{OutboxPace, PushSettings};
use crate::owner::OwnerHandle;
use crate::sessions::SessionLife;
use crate::transport::Transport;
use crate::turn::{TurnSettings, Ways};

/// How long a stop waits for clients to take their goodbye: a service manager that
/// is kept waiting kills.
const GOODBYE: Duration = Duration::from_secs(3);

/// What a server needs to know before it starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; loopback unless told otherwise.
    pub listen: SocketAddr,
    /// The address under which patrons reach it, when there is one.
    pub public: Option<url::Url>,
    /// Where everything is kept.
    pub data: PathBuf,
    /// How requests reach it.
    pub transport: Transport,
    /// What one visitor may ask for.
    pub allowances: Allowances,
    /// How long a librarian's session lasts.
    pub session_life: SessionLife,
    /// When things go out to patrons who are not on the page.
    pub outbox: OutboxPace,
    /// How long private links work.
    pub links: LinkLife,
    /// Pushes to their browsers.
    pub push: PushSettings,
    /// Servers that help two peers to find each other, without credentials.
    pub ice_servers: Vec<IceServer>,
    /// Who relays what finds no other way.
    pub turn: TurnSettings,
    /// Listen on this port of loopback besides, for the program that this server runs
    /// in: it must not depend on a name and a certificate to reach what it holds
    /// itself. 0 takes any port.
    pub inner_door: Option<u16>,
}

impl Settings {
    /// On this computer alone, on a free port.
    pub fn on_this_computer(data: PathBuf) -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            public: None,
            data,
            transport: Transport::Plain,
            allowances: Allowances::default(),
            session_life: SessionLife::default(),
            outbox: OutboxPace::default(),
            links: LinkLife::default(),
            push: PushSettings::default(),
            ice_servers: Vec::new(),
            turn: TurnSettings::Off,
            inner_door: None,
        }
    }

    /// What does not go together is refused before anything is opened.
    fn check(&self) -> anyhow::Result<()> {
        self.transport.check(self.listen)?;
        let public = self.public.as_ref().filter(|url| url.scheme() == "https");
        if let Some(public) = public {
            anyhow::ensure!(
                self.transport.is_secure(),
                "public is {public}, but tls.mode is “off”: set it to “files”, with a \
                 certificate, to “acme” to get one, or to “proxy” if one stands in front"
            );
        }
        Ok(())
    }
}

/// A server that runs.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where patrons find it.
    pub public: PublicAddress,
    /// Where the program that it runs in finds it.
    inner: Option<SocketAddr>,
    desks: Desks,
    stop: watch::Sender<bool>,
    sessions_changed: watch::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
    owners: Vec<(OwnerHandle, JoinHandle<()>)>,
    sending: JoinHandle<()>,
    looking: Vec<JoinHandle<()>>,
    store: Store,
}

/// Each report reads up to two years of visits.
const REPORTS_AT_ONCE: usize = 2;

/// What every handler may use.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    desks: Desks,
    owners: Arc<BTreeMap<sportello_core::LibraryId, OwnerHandle>>,
    store: Store,
    clock: Clock,
    limits: Arc<Limits>,
    files: Files,
    glances: Arc<http::Glances>,
    public: PublicAddress,
    transport: Arc<Transport>,
    ways: Arc<Ways>,
    session_life: SessionLife,
    links: LinkLife,
    /// Rung when something is to go out.
    bell: Bell,
    mail_passwords: MailPasswords,
    calendar_passwords: MailPasswords,
    /// What looks after the loans of each library.
    loans: Arc<BTreeMap<sportello_core::LibraryId, Loans>>,
    /// What looks after the cases of each library.
    cases: Arc<BTreeMap<sportello_core::LibraryId, Cases>>,
    /// Told when a session was ended: whose, the sockets find out.
    sessions_changed: watch::Sender<()>,
    /// Told when an account, an invitation, a session or a block was changed.
    accounts_changed: watch::Sender<()>,
    /// How many reports may still be made at once.
    reports: Arc<Semaphore>,
    stopping: watch::Receiver<bool>,
}

impl Server {
    /// Opens the store, wakes every library and listens.
    ///
    /// # Errors
    /// Says in plain words what is in the way: the data directory is in use, the
    /// port is taken, the disk is full.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        settings.check()?;
        let store = Store::open(&settings.data).await?;
        Self::start_with(store, settings).await
    }

    /// Like [`Server::start`], over a store that is open already.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn start_with(store: Store, settings: Settings) -> anyhow::Result<Self> {
        settings.check()?;
        let (stop, stopping) = watch::channel(false);
        let certificates = match &settings.transport {
            Transport::Tls { certificate, key } => Some(Offer::Files(Certificates::read(
                certificate.clone(),
                key.clone(),
            )?)),
            Transport::Acme(authority) => {
                let order = acme::Order::new(authority, settings.public.as_ref(), &settings.data)?;
                Some(Offer::Ordered(order.keep(stopping.clone()).await?))
            }
            Transport::Plain | Transport::Proxy { .. } => None,
        };
        let listener = TcpListener::bind(settings.listen)
            .await
            .with_context(|| format!("can't listen on {}", settings.listen))?;
        let address = listener.local_addr()?;
        let inner = match settings.inner_door {
            Some(port) => Some(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?),
            None => None,
        };
        let ways = Arc::new(Ways::open(&settings).await?);
        let public = public_address(&settings, address);
        let sessions_changed = watch::Sender::new(());
        let accounts_changed = watch::Sender::new(());
        let clock = Clock::new();
        let bell = Bell::default();
        let mail_passwords = MailPasswords::of(&settings.data);
        let calendar_passwords = MailPasswords::of_calendars(&settings.data);
        let pushing = Pushing::open(&settings, &store, clock, &public.base).await?;
        let desks = Desks::default();
        let mut owners = BTreeMap::new();
        let (mut loans, mut cases) = (BTreeMap::new(), BTreeMap::new());
        let mut tasks = Vec::new();
        let mut looking = Vec::new();
        for library in store.libraries().await? {
            let id = library.id;
            let cases_changed = watch::Sender::new(());
            let house_changed = watch::Sender::new(());
            let house = house_changed.subscribe();
            let parts = owner::Parts {
                library: library.clone(),
                store: store.clone(),
                clock,
                public: public.clone(),
                ways: ways.clone(),
                desks: desks.clone(),
                accounts_changed: accounts_changed.clone(),
                cases_changed: cases_changed.clone(),
                house_changed,
                reaching: owner::Reaching::new(
                    bell.clone(),
                    settings.outbox,
                    &public.base,
                    pushing.clone(),
                ),
            };
            let (handle, task) = owner::start(parts).await?;
            owners.insert(id, handle.clone());
            let of_cases = Cases::new(CaseParts {
                changed: cases_changed,
                library: id,
                library_name: library.name.clone(),
                store: store.clone(),
                clock,
                owner: handle.clone(),
                base: public.base.clone(),
                bell: bell.clone(),
                files: Files::of(&settings.data),
                mailbox_passwords: MailPasswords::of_mailboxes(&settings.data),
            });
            looking.push(tokio::spawn(
                of_cases.clone().look_after(house, stopping.clone()),
            ));
            looking.push(tokio::spawn(of_cases.clone().read_mail(stopping.clone())));
            cases.insert(id, of_cases);
            let of_loans = Loans::new(LoanParts {
                library,
                store: store.clone(),
                clock,
                owner: handle.clone(),
                passwords: MailPasswords::of_sources(&settings.data),
                base: public.base.clone(),
                bell: bell.clone(),
            });
            looking.push(tokio::spawn(of_loans.clone().look_after(stopping.clone())));
            loans.insert(id, of_loans);
            tasks.push((handle, task));
        }
        let shared = Shared {
            desks: desks.clone(),
            owners: Arc::new(owners),
            store: store.clone(),
            clock,
            limits: Arc::new(Limits::new(settings.allowances)),
            files: Files::of(&settings.data),
            glances: Arc::default(),
            public: public.clone(),
            transport: Arc::new(settings.transport),
            ways,
            session_life: settings.session_life,
            links: settings.links,
            bell: bell.clone(),
            mail_passwords: mail_passwords.clone(),
            calendar_passwords: calendar_passwords.clone(),
            loans: Arc::new(loans),
            cases: Arc::new(cases),
            sessions_changed: sessions_changed.clone(),
            accounts_changed,
            reports: Arc::new(Semaphore::new(REPORTS_AT_ONCE)),
            stopping: stopping.clone(),
        };
        let sweeping =
            files::sweep_up(shared.files.clone(), store.clone(), clock, stopping.clone());
        tokio::spawn(sweeping);
        let told = shared.owners.as_ref().clone();
        let purging = jobs::purge_nightly(store.clone(), told, clock, stopping.clone());
        tokio::spawn(purging);
        let sending = jobs::Sending {
            store: store.clone(),
            clock,
            courier: Arc::new(Post {
                store: store.clone(),
                calendars: Calendars::new(store.clone(), calendar_passwords, public.base.clone()),
                passwords: mail_passwords,
                clock,
                pushing,
                base: public.base.clone(),
                files: Files::of(&settings.data),
            }),
            bell,
            pace: settings.outbox,
            links: settings.links,
            base: public.base.clone(),
        };
        let sending = tokio::spawn(sending.run(stopping.clone()));
        let inner_address = inner.as_ref().map(TcpListener::local_addr).transpose()?;
        if let Some(inner) = inner {
            let inside = http::serve(inner, shared.clone(), None, stopping.clone());
            tokio::spawn(inside); // it ends with the other
        }
        let serving = tokio::spawn(http::serve(listener, shared, certificates, stopping));
        tracing::info!(%address, public = public.base, "the desk server listens");
        Ok(Self {
            address,
            public,
            inner: inner_address,
            desks,
            stop,
            sessions_changed,
            serving,
            owners: tasks,
            sending,
            looking,
            store,
        })
    }

    /// Where the program that it runs in finds it.
    pub fn own_address(&self) -> String {
        match self.inner {
            Some(inner) => format!("http://{inner}"),
            None => self.public.base.clone(),
        }
    }

    /// Whether it still does everything it was started for.
    pub fn is_running(&self) -> bool {
        let owned = self.owners.iter().all(|(_, task)| !task.is_finished());
        owned && !self.serving.is_finished()
    }

    /// The handles of its desks.
    pub fn handles(&self) -> Vec<Handle> {
        self.desks.handles()
    }

    /// The complete links for patrons.
    pub fn links(&self) -> Vec<String> {
        self.handles()
            .iter()
            .map(|handle| format!("{}/{handle}", self.public.base))
            .collect()
    }

    /// Ends all sessions of a librarian and closes their sockets; gives back how many
    /// sessions there were.
    ///
    /// # Errors
    /// When there is no such account, or the store fails.
    pub async fn end_sessions(&self, user: &str) -> anyhow::Result<u64> {
        let ended = admin::end_sessions(&self.store, user).await?;
        self.sessions_changed.send_replace(());
        Ok(ended)
    }

    /// Says goodbye to everybody, writes what is left and closes the store.
    pub async fn stop(self) {
        let Self {
            stop,
            mut serving,
            owners,
            sending,
            looking,
            store,
            ..
        } = self;
        stop.send_replace(true);
        let goodbyes = async {
            let _ = (&mut serving).await;
            stop.closed().await; // every socket holds the other end until it is closed
        };
        if tokio::time::timeout(GOODBYE, goodbyes).await.is_err() {
            tracing::info!("some clients did not wait for their goodbye");
            serving.abort();
        }
        for task in looking {
            let _ = task.await; // it heard of the end before the others
        }
        for (owner, task) in owners {
            owner.stop().await;
            let _ = task.await;
        }
        let _ = sending.await; // it heard of the end before the others
        store.close().await;
        tracing::info!("the desk server has stopped");
    }
}

/// The code of a link, for a phone to read; nothing when it is too long for one.
pub fn code_of(link: &str) -> Option<String> {
    http::code_of(link, link)
}

/// A link that can't work from another device is never shown as if it could:
/// without a public address, patrons' browsers give a camera to this computer only.
fn public_address(settings: &Settings, listening: SocketAddr) -> PublicAddress {
    match &settings.public {
        Some(url) => PublicAddress {
            base: url.as_str().trim_end_matches('/').to_owned(),
            this_computer_only: false,
        },
        None => PublicAddress {
            base: if settings.transport.is_tls() {
                format!("https://localhost:{}", listening.port())
            } else {
                format!("http://localhost:{}", listening.port())
            },
            this_computer_only: true,
        },
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn the_program_that_it_runs_in_needs_neither_its_name_nor_its_certificate() {
        let folder = tempfile::tempdir().expect("a folder");
        let made = rcgen::generate_simple_self_signed(["sportello.example".to_owned()]);
        let made = made.expect("a certificate");
        let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        std::fs::write(&certificate, made.cert.pem()).expect("writable");
        std::fs::write(&key, made.signing_key.serialize_pem()).expect("writable");
        let settings = Settings {
            public: Some("https://sportello.example".parse().expect("an address")),
            transport: Transport::Tls { certificate, key },
            inner_door: Some(0),
            ..Settings::on_this_computer(folder.path().join("data"))
        };
        let server = Server::start(settings).await.expect("it starts");
        assert_eq!(server.public.base, "https://sportello.example");
        assert!(!server.public.this_computer_only);
        let own = server.own_address();
        let at = own.strip_prefix("http://").expect("plain, and only here");
        let mut stream = TcpStream::connect(at).await.expect("it listens");
        let asked = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        stream.write_all(asked).await.expect("it hears");
        let mut said = String::new();
        stream.read_to_string(&mut said).await.expect("it answers");
        assert!(said.contains("\"status\":\"ok\""), "{said}");
        assert!(said.contains("\"program\":\"sportello\""), "{said}");
        assert!(server.is_running());
        server.stop().await;
    }
}
