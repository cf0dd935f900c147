//! What a certificate in files says of itself, and whether a server can use it.

use std::path::Path;

use anyhow::Context;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;

use crate::http::Certificates;

/// What a certificate says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// When it begins to hold, in seconds since 1970 UTC.
    pub begins: i64,
    /// When it ends, in seconds since 1970 UTC.
    pub ends: i64,
    /// The hosts it is for, `*.` for each of a domain.
    pub names: Vec<String>,
}

/// Why a certificate can't be used for a host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Its file can't be read.
    #[error("the file of the certificate can't be read")]
    CertificateUnreadable,
    /// Its file holds no certificate.
    #[error("the file holds no certificate")]
    NotACertificate,
    /// The key's file can't be read.
    #[error("the file of the key can't be read")]
    KeyUnreadable,
    /// The key's file holds no key.
    #[error("the file holds no key")]
    NotAKey,
    /// The key is of another certificate.
    #[error("the key is of another certificate")]
    KeyOfAnother,
    /// It is for other names.
    #[error("the certificate is for {}", .0.join(", "))]
    OtherName(Vec<String>),
    /// It does not hold yet.
    #[error("the certificate does not hold yet")]
    NotYet,
    /// It has ended.
    #[error("the certificate has ended")]
    Ended,
}

impl Facts {
    /// Whether it is for a host.
    pub fn is_for(&self, host: &str) -> bool {
        self.names.iter().any(|name| match name.strip_prefix("*.") {
            Some(domain) => host
                .split_once('.')
                .is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(domain)),
            None => host.eq_ignore_ascii_case(name),
        })
    }
}

/// All that keeps a server from using a certificate and its key for a host, at a time
/// in seconds since 1970 UTC; and what the certificate says, if it can be read.
pub fn look_at(
    certificate: &Path,
    key: &Path,
    host: &str,
    now: i64,
) -> (Option<Facts>, Vec<Fault>) {
    let mut faults = Vec::new();
    let facts = match std::fs::read(certificate) {
        Err(_) => {
            faults.push(Fault::CertificateUnreadable);
            None
        }
        Ok(text) => {
            let facts = facts_of(&text).ok();
            if facts.is_none() {
                faults.push(Fault::NotACertificate);
            }
            facts
        }
    };
    match std::fs::read(key) {
        Err(_) => faults.push(Fault::KeyUnreadable),
        Ok(text) if PrivateKeyDer::from_pem_slice(&text).is_err() => faults.push(Fault::NotAKey),
        Ok(_) => {}
    }
    if let Some(facts) = facts.as_ref().filter(|_| faults.is_empty()) {
        if Certificates::read(certificate.to_owned(), key.to_owned()).is_err() {
            faults.push(Fault::KeyOfAnother);
        }
        if !facts.is_for(host) {
            faults.push(Fault::OtherName(facts.names.clone()));
        }
        if now < facts.begins {
            faults.push(Fault::NotYet);
        } else if now >= facts.ends {
            faults.push(Fault::Ended);
        }
    }
    (facts, faults)
}

/// What the first certificate of a chain says.
///
/// # Errors
/// When the file can't be read, or holds none.
pub(crate) fn read(chain: &Path) -> anyhow::Result<Facts> {
    let text = std::fs::read(chain)?;
    facts_of(&text).with_context(|| format!("in {}", chain.display()))
}

fn facts_of(pem: &[u8]) -> anyhow::Result<Facts> {
    let der = CertificateDer::pem_slice_iter(pem).next();
    let der = der.context("there is no certificate")??;
    let (_, certificate) = parse_x509_certificate(&der).context("it can't be understood")?;
    let named = certificate.subject_alternative_name();
    let named = named.context("its names can't be understood")?;
    let names = named.map_or(&[][..], |named| &named.value.general_names);
    Ok(Facts {
        begins: certificate.validity().not_before.timestamp(),
        ends: certificate.validity().not_after.timestamp(),
        names: names.iter().filter_map(host).collect(),
    })
}

fn host(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        _ => None, // addresses are no public name of a desk
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    const HOST: &str = "sportello.example";
    /// The middle of 2026.
    const NOW: i64 = 1_782_000_000;

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Self {
            Self(tempfile::tempdir().expect("a folder"))
        }

        fn write(&self, name: &str, text: &str) -> PathBuf {
            let path = self.0.path().join(name);
            std::fs::write(&path, text).expect("writable");
            path
        }

        /// A certificate for a host that holds in 2026, and its key.
        fn certificate(&self, name: &str, host: &str) -> (PathBuf, PathBuf) {
            let key = KeyPair::generate().expect("a key");
            let mut wanted = CertificateParams::new([host.to_owned()]).expect("a name");
            wanted.not_before = date_time_ymd(2026, 1, 1);
            wanted.not_after = date_time_ymd(2027, 1, 1);
            let made = wanted.self_signed(&key).expect("a certificate");
            let certificate = self.write(&format!("{name}.pem"), &made.pem());
            let key = self.write(&format!("{name}.key"), &key.serialize_pem());
            (certificate, key)
        }
    }

    #[test]
    fn a_certificate_that_holds_for_the_host_has_no_fault() {
        let folder = Folder::new();
        let (certificate, key) = folder.certificate("own", HOST);
        let (facts, faults) = look_at(&certificate, &key, "Sportello.Example", NOW);
        assert_eq!(faults, []);
        assert!(facts.is_some_and(|facts| facts.ends > NOW));
        let (wild, key) = folder.certificate("wild", "*.example");
        assert_eq!(look_at(&wild, &key, HOST, NOW).1, []);
    }

    #[test]
    fn each_fault_is_told_by_itself() {
        let folder = Folder::new();
        let (certificate, key) = folder.certificate("own", HOST);
        let (_, anothers) = folder.certificate("another", HOST);
        let text = folder.write("text.pem", "buongiorno");
        let nowhere = folder.0.path().join("nowhere.pem");
        let faults = |certificate: &Path, key: &Path, host: &str, now| {
            look_at(certificate, key, host, now).1
        };
        assert_eq!(
            faults(&nowhere, &nowhere, HOST, NOW),
            [Fault::CertificateUnreadable, Fault::KeyUnreadable]
        );
        assert_eq!(
            faults(&text, &text, HOST, NOW),
            [Fault::NotACertificate, Fault::NotAKey]
        );
        assert_eq!(
            faults(&certificate, &anothers, HOST, NOW),
            [Fault::KeyOfAnother]
        );
        assert_eq!(
            faults(&certificate, &key, "other.example", NOW),
            [Fault::OtherName(vec![HOST.into()])]
        );
        const YEAR: i64 = 365 * 24 * 60 * 60;
        assert_eq!(
            faults(&certificate, &key, HOST, NOW - YEAR),
            [Fault::NotYet]
        );
        assert_eq!(faults(&certificate, &key, HOST, NOW + YEAR), [Fault::Ended]);
    }
}
