//! The connection to a library system.

use sportello_core::{SourceCause as Cause, SourceTrouble as Trouble};
use sportello_way::{NoWay, Obstacle, Stream};
use url::Url;

use super::Koha;

impl Koha {
    /// Connects to the host of an address, encrypted unless it is on this computer.
    pub(super) async fn connect(&self, url: &Url) -> Result<Box<dyn Stream>, Trouble> {
        let way = sportello_way::connect(url, &self.account.authority, self.patience.connection);
        way.await.map_err(|why| trouble(&why))
    }
}

fn trouble(why: &NoWay) -> Trouble {
    let cause = match why.obstacle {
        Obstacle::NameNotFound => Cause::NameNotFound,
        Obstacle::NobodyAnswers => Cause::NobodyAnswers,
        Obstacle::PlainOnlyAtHome => Cause::PlainOnlyAtHome,
        Obstacle::TooSlow => Cause::TooSlow,
        Obstacle::Cut => Cause::Cut,
        Obstacle::EncryptionFailed => Cause::EncryptionFailed,
        Obstacle::CertificateNotTrusted => Cause::CertificateNotTrusted,
        Obstacle::CertificateSignsItself => Cause::CertificateSignsItself,
        Obstacle::CertificateForAnotherName => Cause::CertificateForAnotherName,
        Obstacle::CertificateExpired => Cause::CertificateExpired,
        Obstacle::CertificateNotYetValid => Cause::CertificateNotYetValid,
        Obstacle::BadAuthority => Cause::BadAuthority,
    };
    Trouble::new(cause, &why.said)
}
