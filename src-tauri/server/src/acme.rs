//! A certificate that the server gets for its public name by itself, and renews: from
//! an authority that speaks ACME (RFC 8555), which looks for us on our own port
//! (TLS-ALPN-01, RFC 8737).
//!
//! The account and the certificate are kept in `acme/` of the data directory, so that
//! a restart asks nobody. An authority that is away, or refuses, is asked again later
//! and later; what we have stays in use meanwhile. One that never answers costs some
//! hours: the whole errand is begun anew after [`ERRAND`].

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context;
use futures_util::StreamExt;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_acme::acme::{ACME_TLS_ALPN_NAME, LETS_ENCRYPT_PRODUCTION_DIRECTORY};
use rustls_acme::caches::DirCache;
use rustls_acme::{
    AcmeConfig, AcmeState, EventError, EventOk, ResolvesServerCertAcme, is_tls_alpn_challenge,
};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use url::{Host, Url};

use crate::certificate::{Facts, read};
use crate::http::{PROTOCOLS, speaking};
use crate::ws::stopped;

/// Where account and certificate are kept.
const FOLDER: &str = "acme";
/// What the names of kept certificates begin with.
const CERTIFICATE: &str = "cached_cert_";
/// After how long all is begun anew, what came of it so far being kept.
const ERRAND: Duration = Duration::from_secs(6 * 60 * 60);
/// How long a start waits for what was kept to be read.
const READING: Duration = Duration::from_secs(3);
/// How long to wait after a refusal, in minutes. An authority may count them: Let's
/// Encrypt takes five an hour.
const PATIENCE: [u64; 3] = [1, 15, 60];

/// Who gives certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Where its directory is.
    pub directory: Url,
    /// The address of mail that it may write to.
    pub contact: Option<String>,
    /// Who vouches for its own certificate, in PEM, if this computer's certificates do not.
    pub root: Option<PathBuf>,
}

impl Authority {
    /// Let's Encrypt's directory, which is the usual one.
    pub fn lets_encrypt() -> Url {
        Url::parse(LETS_ENCRYPT_PRODUCTION_DIRECTORY).expect("an address")
    }
}

/// What is asked for.
#[derive(Debug)]
pub(crate) struct Order {
    host: String,
    authority: Authority,
    asking: Arc<ClientConfig>,
    folder: PathBuf,
}

impl Order {
    /// A certificate for the host of the public address.
    ///
    /// # Errors
    /// Names the setting that is missing or wrong.
    pub(crate) fn new(
        authority: &Authority,
        public: Option<&Url>,
        data: &Path,
    ) -> anyhow::Result<Self> {
        let host = public
            .filter(|public| public.scheme() == "https")
            .and_then(Url::host);
        let Some(Host::Domain(host)) = host else {
            anyhow::bail!(
                "tls.mode is “acme”: it needs `public`, an https:// address with a name, for \
                 which the certificate is to be"
            );
        };
        anyhow::ensure!(
            authority.directory.scheme() == "https",
            "tls.acme_directory is {}: it must be an https:// address",
            authority.directory
        );
        if let Some(contact) = &authority.contact {
            anyhow::ensure!(
                contact.contains('@') && !contact.contains(':'),
                "tls.acme_contact is “{contact}”: it must be an address of mail"
            );
        }
        Ok(Self {
            host: host.to_owned(),
            authority: authority.clone(),
            asking: Arc::new(asking(authority.root.as_deref())?),
            folder: data.join(FOLDER),
        })
    }

    /// Gets the certificate and renews it until told to stop; gives back what to offer
    /// visitors: what was kept, or nothing until there is a certificate.
    ///
    /// # Errors
    /// When there is no folder to keep it in.
    pub(crate) async fn keep(
        self,
        mut stopping: watch::Receiver<bool>,
    ) -> anyhow::Result<Arc<ServerConfig>> {
        own_folder(&self.folder)
            .with_context(|| format!("can't make {}", self.folder.display()))?;
        let mut errand = self.errand();
        let given = Arc::new(Given::by(&errand));
        if kept_in(&self.folder, &self.host).is_some() {
            // It is read before anything else is done.
            let read = timeout(READING, errand.next()).await;
            tracing::debug!(?read, "a certificate was kept");
        }
        let mut offer = speaking()?.with_cert_resolver(given.clone());
        offer.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
        offer.alpn_protocols.push(ACME_TLS_ALPN_NAME.to_vec());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = timeout(ERRAND, run(errand, &given, &self.host)) => {}
                    () = stopped(&mut stopping) => return,
                }
                errand = self.errand();
                given.look_for_challenges_of(&errand);
            }
        });
        Ok(Arc::new(offer))
    }

    fn errand(&self) -> Errand {
        AcmeConfig::new_with_client_config([&self.host], Arc::clone(&self.asking))
            .directory(&self.authority.directory)
            .contact(
                self.authority
                    .contact
                    .iter()
                    .map(|to| format!("mailto:{to}")),
            )
            .cache(DirCache::new(self.folder.clone()))
            .state()
    }
}

type Errand = AcmeState<std::io::Error>;

/// Looks after one certificate; ends never by itself.
async fn run(mut errand: Errand, given: &Given, host: &str) {
    let mut refused = 0;
    while let Some(event) = errand.next().await {
        match event {
            Ok(EventOk::DeployedCachedCert) => given.offer_that_of(&errand),
            Ok(EventOk::DeployedNewCert) => {
                refused = 0;
                given.offer_that_of(&errand);
                tracing::info!(host, "the authority gave a certificate");
            }
            Ok(EventOk::CertCacheStore | EventOk::AccountCacheStore) => {}
            Err(EventError::Order(why)) => {
                let minutes = PATIENCE[refused.min(PATIENCE.len() - 1)];
                refused += 1;
                tracing::warn!(
                    host, %why, minutes,
                    "no certificate was to be had; it is asked for again. The authority must \
                     reach this server on port 443 of the host"
                );
                sleep(Duration::from_secs(60 * minutes)).await;
            }
            Err(why) => {
                tracing::warn!(host, %why, "what was given can't be kept, or not read again")
            }
        }
    }
}

/// What authorities gave us.
#[derive(Debug)]
struct Given(Mutex<Errands>);

#[derive(Debug)]
struct Errands {
    /// Whose challenges are answered.
    asking: Arc<ResolvesServerCertAcme>,
    /// Whose certificate visitors are offered.
    offering: Arc<ResolvesServerCertAcme>,
}

impl Given {
    fn by(errand: &Errand) -> Self {
        Self(Mutex::new(Errands {
            asking: errand.resolver(),
            offering: errand.resolver(),
        }))
    }

    fn look_for_challenges_of(&self, errand: &Errand) {
        self.errands().asking = errand.resolver();
    }

    fn offer_that_of(&self, errand: &Errand) {
        self.errands().offering = errand.resolver();
    }

    fn errands(&self) -> MutexGuard<'_, Errands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for Given {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let errands = self.errands();
        if is_tls_alpn_challenge(&hello) {
            errands.asking.resolve(hello)
        } else {
            errands.offering.resolve(hello)
        }
    }
}

/// What the certificate says that is kept for a host, if there is one: of several, that
/// which ends last.
pub(crate) fn kept(data: &Path, host: &str) -> Option<Facts> {
    kept_in(&data.join(FOLDER), host)
}

fn kept_in(folder: &Path, host: &str) -> Option<Facts> {
    let files = std::fs::read_dir(folder).ok()?.flatten();
    let certificates = files.filter(|file| {
        let name = file.file_name();
        name.to_str()
            .is_some_and(|name| name.starts_with(CERTIFICATE))
    });
    let facts = certificates.filter_map(|file| read(&file.path()).ok());
    facts
        .filter(|facts| facts.is_for(host))
        .max_by_key(|facts| facts.ends)
}

/// How the authority is spoken to.
fn asking(root: Option<&Path>) -> anyhow::Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let speaking =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut trusted = RootCertStore::empty();
    match root {
        None => {
            let known = rustls_native_certs::load_native_certs();
            trusted.add_parsable_certificates(known.certs);
        }
        Some(root) => {
            let in_file = || format!("tls.acme_root {}", root.display());
            let text = std::fs::read(root).with_context(in_file)?;
            for certificate in CertificateDer::pem_slice_iter(&text) {
                trusted
                    .add(certificate.with_context(in_file)?)
                    .with_context(in_file)?;
            }
            anyhow::ensure!(!trusted.is_empty(), "{} holds no certificate", in_file());
        }
    }
    Ok(speaking
        .with_root_certificates(trusted)
        .with_no_client_auth())
}

/// A folder that nobody else can look into: what is written there are keys.
fn own_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(public: Option<&str>, change: impl FnOnce(&mut Authority)) -> Result<Order, String> {
        let mut authority = Authority {
            directory: Authority::lets_encrypt(),
            contact: None,
            root: None,
        };
        change(&mut authority);
        let public = public.map(|public| Url::parse(public).expect("an address"));
        let order = Order::new(&authority, public.as_ref(), Path::new("data"));
        order.map_err(|why| format!("{why:#}"))
    }

    #[test]
    fn a_certificate_is_for_the_public_name() {
        let order = order(Some("https://sportello.example"), |_| {}).expect("all is said");
        assert_eq!(order.host, "sportello.example");
    }

    #[test]
    fn what_is_missing_is_named() {
        for public in [
            None,
            Some("https://192.0.2.1"),
            Some("http://sportello.example"),
        ] {
            let why = order(public, |_| {}).expect_err("no name");
            assert!(why.contains("`public`"), "{why}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        type Change = fn(&mut Authority);
        let wrong: [(&str, Change); 3] = [
            ("tls.acme_contact", |authority| {
                authority.contact = Some("mailto:a@b".into())
            }),
            ("tls.acme_root", |authority| {
                authority.root = Some("nowhere.pem".into())
            }),
            ("tls.acme_directory", |authority| {
                authority.directory = Url::parse("http://authority.example/").expect("one");
            }),
        ];
        for (setting, change) in wrong {
            let why = order(Some("https://sportello.example"), change).expect_err(setting);
            assert!(why.contains(setting), "{why}");
        }
    }
}
