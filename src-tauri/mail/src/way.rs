//! The connection to a mail server, and its encryption: the same for letters that leave
//! and for mail that is fetched.

use std::time::Duration;

use sportello_way::{Believed, NoWay, Obstacle as InTheWay, Reach, Stream, cause_of};
use tokio::net::TcpStream;

use crate::account::Security;
use crate::trouble::{Obstacle, Trouble};

/// Connects to the server: to the first of its addresses that answers, each within so long.
pub(crate) async fn connect(
    (server, port): (&str, u16),
    security: Security,
    within: Duration,
) -> Result<TcpStream, Obstacle> {
    let reach = match security {
        Security::Plain => Reach::ThisComputer,
        Security::StartTls | Security::Tls => Reach::Anywhere,
    };
    let stream = sportello_way::reach((server.trim(), port), reach, within).await;
    stream.map_err(|why| obstacle(&why))
}

/// Encrypts the connection with a server of that name, for whom somebody vouches who is
/// believed.
pub(crate) async fn encrypt(
    stream: impl Stream + 'static,
    server: &str,
    believed: &Believed,
    within: Duration,
) -> Result<Box<dyn Stream>, Obstacle> {
    let encrypted = sportello_way::encrypt(stream, server.trim(), believed, within).await;
    encrypted.map_err(|why| match why.obstacle {
        // Who falls silent here, or hangs up, often speaks another encryption on this port.
        InTheWay::TooSlow => Obstacle::said(Trouble::EncryptionFailed, "no answer in time"),
        InTheWay::Cut => Obstacle::said(Trouble::EncryptionFailed, &why.said),
        _ => obstacle(&why),
    })
}

/// What is in the way, in the words of mail.
pub(crate) fn obstacle(why: &NoWay) -> Obstacle {
    let trouble = cause_of!(why.obstacle, Trouble);
    Obstacle::said(trouble, &why.said)
}

#[cfg(test)]
mod tests {
    use tokio::io::{DuplexStream, duplex};

    use super::*;

    async fn what_is_in_the_way(stream: DuplexStream, server: &str) -> (Trouble, String) {
        let believed = Believed::known_to_this_computer();
        let within = Duration::from_secs(30);
        match encrypt(stream, server, &believed, within).await {
            Ok(_) => panic!("there is nobody who could encrypt"),
            Err(found) => (found.why, found.detail.words),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_falls_silent_or_hangs_up_instead_of_encrypting_does_not_encrypt() {
        let (silent, _far) = duplex(4096);
        let found = what_is_in_the_way(silent, "mx.biblioteca.test").await;
        let said = "no answer in time".to_owned();
        assert_eq!(found, (Trouble::EncryptionFailed, said));
        let (gone, _) = duplex(4096);
        let (why, _) = what_is_in_the_way(gone, "mx.biblioteca.test").await;
        assert_eq!(why, Trouble::EncryptionFailed);
    }

    #[tokio::test]
    async fn a_name_that_no_certificate_could_be_for_is_not_found() {
        let (stream, _far) = duplex(4096);
        let found = what_is_in_the_way(stream, "mx biblioteca").await;
        assert_eq!(found, (Trouble::NameNotFound, String::new()));
    }
}
