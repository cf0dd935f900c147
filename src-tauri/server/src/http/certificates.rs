//! The certificate that visitors are offered. That of `tls.mode = "files"` is read again
//! when its files change: a renewed one is in use within seconds, without a restart.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WantsServerCert;
use rustls::{ConfigBuilder, ServerConfig};

/// How often the files are looked at, and then only if somebody connects.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// What is spoken over it. Who comes for the relay may say so; most say nothing, and
/// are known by their words.
pub(crate) const PROTOCOLS: [&[u8]; 2] = [b"http/1.1", b"stun.turn"];

/// What visitors are offered.
#[derive(Debug)]
pub(crate) enum Offer {
    /// What stands in files.
    Files(Certificates),
    /// What an authority gave us, and renews.
    Ordered(Arc<ServerConfig>),
}

impl Offer {
    /// What to offer the next visitor.
    pub(super) fn current(&self) -> Arc<ServerConfig> {
        match self {
            Self::Files(files) => files.current(),
            Self::Ordered(ordered) => Arc::clone(ordered),
        }
    }
}

/// A certificate chain and its key, as they stand in files.
#[derive(Debug)]
pub(crate) struct Certificates {
    certificate: PathBuf,
    key: PathBuf,
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    config: Arc<ServerConfig>,
    /// Of the files that were looked at last, be they good or not.
    changed: [Option<SystemTime>; 2],
    looked: Instant,
}

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    /// Names the file and what is wrong with it.
    pub(crate) fn read(certificate: PathBuf, key: PathBuf) -> anyhow::Result<Self> {
        let changed = changed(&certificate, &key);
        let current = Current {
            config: Arc::new(read(&certificate, &key)?),
            changed,
            looked: Instant::now(),
        };
        Ok(Self {
            certificate,
            key,
            current: Mutex::new(current),
        })
    }

    /// What to offer the next visitor. Files that changed to something unusable
    /// leave the old certificate in place; half of a renewal may be on disk.
    fn current(&self) -> Arc<ServerConfig> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.looked.elapsed() >= LOOK_AGAIN {
            current.looked = Instant::now();
            let changed = changed(&self.certificate, &self.key);
            if changed != current.changed {
                current.changed = changed;
                match read(&self.certificate, &self.key) {
                    Ok(config) => {
                        current.config = Arc::new(config);
                        tracing::info!("the certificate was read again");
                    }
                    Err(why) => {
                        let why = format!("{why:#}");
                        tracing::error!(why, "the old certificate stays in use");
                    }
                }
            }
        }
        Arc::clone(&current.config)
    }
}

fn changed(certificate: &Path, key: &Path) -> [Option<SystemTime>; 2] {
    [certificate, key].map(|file| {
        std::fs::metadata(file)
            .and_then(|file| file.modified())
            .ok()
    })
}

fn read(certificate: &Path, key: &Path) -> anyhow::Result<ServerConfig> {
    let in_file = |file: &Path| format!("in {}", file.display());
    let text = std::fs::read(certificate)
        .with_context(|| format!("can't read tls.certificate {}", certificate.display()))?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<_, _>>()
        .with_context(|| in_file(certificate))?;
    anyhow::ensure!(
        !chain.is_empty(),
        "there is no certificate in {}",
        certificate.display()
    );
    let text =
        std::fs::read(key).with_context(|| format!("can't read tls.key {}", key.display()))?;
    let key_of = PrivateKeyDer::from_pem_slice(&text).with_context(|| in_file(key))?;
    let config = speaking()?.with_single_cert(chain, key_of);
    let mut config = config.with_context(|| {
        format!(
            "{} does not go with {}",
            key.display(),
            certificate.display()
        )
    })?;
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(config)
}

/// How we speak TLS, but for the certificate.
pub(crate) fn speaking() -> anyhow::Result<ConfigBuilder<ServerConfig, WantsServerCert>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ServerConfig::builder_with_provider(provider);
    Ok(versions
        .with_safe_default_protocol_versions()?
        .with_no_client_auth())
}
