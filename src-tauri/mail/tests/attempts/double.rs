//! A mail server that keeps to a script: it does all as it should, but for one step.
//!
//! It runs in the runtime of its test, so that with a clock that stands still the test
//! knows exactly how long somebody waited.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sportello_mail::{Account, Authority, Letter, Mailbox, Password, Security};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// The steps of a letter's way, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Greeting,
    Hello,
    StartTls,
    /// The hello that is said again, encrypted.
    SecondHello,
    SignIn,
    Sender,
    Recipient,
    Data,
    /// The dot that ends the letter.
    End,
}

impl Step {
    pub const ALL: [Self; 9] = [
        Self::Greeting,
        Self::Hello,
        Self::StartTls,
        Self::SecondHello,
        Self::SignIn,
        Self::Sender,
        Self::Recipient,
        Self::Data,
        Self::End,
    ];
}

/// What the server does at the step that goes wrong.
#[derive(Clone, Debug)]
pub enum Does {
    /// All as it should.
    Right,
    /// Says this, and goes on.
    Says(&'static [u8]),
    /// Says this and is gone, in one breath.
    SaysAndCuts(&'static [u8]),
    /// Is gone.
    Cuts,
    /// Says nothing, and stays.
    Stalls,
    /// Says this over and over.
    Floods(&'static [u8]),
    /// Goes after so many bytes of the letter.
    CutsInTheLetter(usize),
}

/// How the server presents itself.
#[derive(Clone, Debug)]
pub struct Manner {
    pub security: Security,
    /// What it offers after the first hello and after the second.
    pub offers: [&'static str; 2],
    pub user: Option<&'static str>,
}

impl Manner {
    pub fn encrypted() -> Self {
        Self {
            security: Security::StartTls,
            offers: ["STARTTLS", "AUTH PLAIN LOGIN"],
            user: Some("sportello"),
        }
    }

    pub fn plain() -> Self {
        Self {
            security: Security::Plain,
            offers: ["SIZE 1000000", ""],
            user: None,
        }
    }
}

/// What the server has heard.
#[derive(Debug, Default)]
pub struct Heard {
    pub commands: Vec<String>,
    /// Whole letters, up to their dot.
    pub letters: Vec<String>,
}

pub struct Double {
    pub account: Account,
    serving: JoinHandle<Heard>,
}

impl Double {
    /// One that is asked once.
    pub async fn new(manner: Manner, at: Step, does: Does) -> Self {
        Self::with_papers(Papers::good(), manner, at, does).await
    }

    /// One that shows these papers.
    pub async fn with_papers(papers: Papers, manner: Manner, at: Step, does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it listens").port();
        let account = Account {
            server: match manner.security {
                Security::Plain => "127.0.0.1".into(),
                Security::StartTls | Security::Tls => "localhost".into(),
            },
            port,
            security: manner.security,
            user: manner.user.map(str::to_owned),
            sender: Mailbox::new("Biblioteca", address("sportello@biblioteca.test"))
                .expect("a name"),
            bounces: Some(address("resi@biblioteca.test")),
            authority: Some(papers.authority()),
        };
        let server = Server {
            manner,
            at,
            does,
            tls: papers.acceptor(),
            heard: Heard::default(),
        };
        let serving = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("somebody comes");
            // The clock stands still: nothing may wait for the kernel to make up its mind.
            stream.set_nodelay(true).expect("a socket of ours");
            server.serve(stream).await
        });
        Self { account, serving }
    }

    pub async fn send(&self) -> Result<(), sportello_mail::Failure> {
        sportello_mail::send(&self.account, Some(&password()), &letter()).await
    }

    pub async fn check(&self) -> Result<(), sportello_mail::Obstacle> {
        sportello_mail::check(&self.account, Some(&password())).await
    }

    /// What it heard, once its visitor has gone.
    pub async fn heard(self) -> Heard {
        self.serving.await.expect("the double keeps to its script")
    }
}

pub fn address(text: &str) -> sportello_mail::Address {
    text.parse().expect("an address")
}

pub fn password() -> Password {
    Password::new("acqua e sale").expect("a short one")
}

pub fn letter() -> Letter {
    Letter {
        id: "<1@biblioteca.test>".parse().expect("an id"),
        to: address("ada@example.it"),
        language: sportello_core::Language::It,
        subject: "È il Suo turno".into(),
        text: "Buongiorno,\n.\n..\nè il Suo turno.\n".into(),
        html: "<p>È il Suo turno.</p>".into(),
        reply_to: None,
        invitation: None,
        references: Vec::new(),
        automatic: true,
        files: Vec::new(),
    }
}

/// What a server shows to be believed, in PEM.
pub struct Papers {
    certificate: String,
    key: String,
    authority: String,
}

impl Papers {
    fn good() -> Self {
        Self::made(|_| {})
    }

    /// By an authority of its own, for `localhost`, changed as told.
    pub fn made(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let new_key = || KeyPair::generate().expect("chance enough");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, new_key()).expect("an authority");
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        change(&mut params);
        let key = new_key();
        let certificate = params.signed_by(&key, &authority).expect("a certificate");
        Self {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
            authority: authority.pem(),
        }
    }

    /// The certificate of an authority, as OpenSSL's shortest command makes it.
    pub fn of_an_authority() -> Self {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("chance enough");
        let certificate = params.self_signed(&key).expect("an authority").pem();
        Self {
            key: key.serialize_pem(),
            authority: certificate.clone(),
            certificate,
        }
    }

    fn authority(&self) -> Authority {
        Authority::from_pem(self.authority.as_bytes()).expect("a certificate")
    }

    fn acceptor(&self) -> TlsAcceptor {
        let chain = CertificateDer::from_pem_slice(self.certificate.as_bytes());
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows them")
            .with_no_client_auth()
            .with_single_cert(vec![chain.expect("a certificate")], key)
            .expect("a key of its own");
        TlsAcceptor::from(Arc::new(config))
    }
}

struct Server {
    manner: Manner,
    at: Step,
    does: Does,
    tls: TlsAcceptor,
    heard: Heard,
}

/// How a part of the conversation ended.
enum Ended {
    /// Whoever asked went, or was left.
    Over,
    /// Encryption was asked for and granted.
    ToEncrypt,
}

impl Server {
    async fn serve(mut self, stream: TcpStream) -> Heard {
        match self.manner.security {
            Security::Tls => {
                if let Ok(stream) = self.tls.clone().accept(stream).await {
                    self.converse(&mut BufReader::new(stream), true, true).await;
                }
            }
            Security::StartTls | Security::Plain => {
                let mut stream = BufReader::new(stream);
                if let Ended::ToEncrypt = self.converse(&mut stream, true, false).await
                    && let Ok(stream) = self.tls.clone().accept(stream.into_inner()).await
                {
                    self.converse(&mut BufReader::new(stream), false, true)
                        .await;
                }
            }
        }
        self.heard
    }

    async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut BufReader<S>,
        greets: bool,
        encrypted: bool,
    ) -> Ended {
        let mut over = greets && !self.act(stream, Step::Greeting, "220 mx.test\r\n").await;
        while !over {
            let mut line = Vec::new();
            match stream.read_until(b'\n', &mut line).await {
                Ok(read) if read > 0 => {}
                _ => break,
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_owned();
            self.heard.commands.push(line);
            over = match verb.as_str() {
                "EHLO" => {
                    let again = encrypted && self.manner.security == Security::StartTls;
                    let (step, offers) = match again {
                        true => (Step::SecondHello, self.manner.offers[1]),
                        false => (Step::Hello, self.manner.offers[0]),
                    };
                    let answer = format!("250-mx.test\r\n250 {offers}\r\n");
                    !self.act(stream, step, &answer).await
                }
                "STARTTLS" => {
                    let right = self.at != Step::StartTls || matches!(self.does, Does::Right);
                    if self.act(stream, Step::StartTls, "220 go ahead\r\n").await && right {
                        return Ended::ToEncrypt;
                    }
                    !right && !matches!(self.does, Does::Says(_))
                }
                "AUTH"
                    if self
                        .heard
                        .commands
                        .last()
                        .is_some_and(|line| line == "AUTH LOGIN") =>
                {
                    for asked in ["334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n"] {
                        let mut line = Vec::new();
                        let _ = stream.write_all(asked.as_bytes()).await;
                        let _ = stream.flush().await;
                        let _ = stream.read_until(b'\n', &mut line).await;
                        let line = String::from_utf8_lossy(&line);
                        self.heard.commands.push(line.trim_end().to_owned());
                    }
                    !self
                        .act(stream, Step::SignIn, "235 2.7.0 welcome\r\n")
                        .await
                }
                "AUTH" => {
                    !self
                        .act(stream, Step::SignIn, "235 2.7.0 welcome\r\n")
                        .await
                }
                "MAIL" => !self.act(stream, Step::Sender, "250 2.1.0 ok\r\n").await,
                "RCPT" => !self.act(stream, Step::Recipient, "250 2.1.5 ok\r\n").await,
                "DATA" => !self.take_letter(stream).await,
                "QUIT" => {
                    let _ = stream.write_all(b"221 bye\r\n").await;
                    true
                }
                _ => stream.write_all(b"250 as you like\r\n").await.is_err(),
            };
        }
        Ended::Over
    }

    async fn take_letter<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut BufReader<S>,
    ) -> bool {
        if !self.act(stream, Step::Data, "354 go ahead\r\n").await {
            return false;
        }
        if self.at == Step::Data && matches!(self.does, Does::Says(_)) {
            return true;
        }
        let mut letter = Vec::new();
        while !letter.ends_with(b"\r\n.\r\n") {
            if let Does::CutsInTheLetter(after) = self.does
                && letter.len() >= after
            {
                return false;
            }
            match stream.read_until(b'\n', &mut letter).await {
                Ok(read) if read > 0 => {}
                _ => return false,
            }
        }
        let letter = String::from_utf8(letter).expect("ASCII");
        self.heard.letters.push(letter);
        self.act(stream, Step::End, "250 2.0.0 taken\r\n").await
    }

    /// Says what is right at this step, or does what the script has; says whether to go on.
    async fn act<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut BufReader<S>,
        step: Step,
        right: &str,
    ) -> bool {
        let does = match step == self.at {
            true => self.does.clone(),
            false => Does::Right,
        };
        match does {
            Does::Right | Does::CutsInTheLetter(_) => {
                stream.write_all(right.as_bytes()).await.is_ok() && stream.flush().await.is_ok()
            }
            Does::Says(words) => {
                stream.write_all(words).await.is_ok() && stream.flush().await.is_ok()
            }
            Does::SaysAndCuts(words) => {
                let _ = stream.write_all(words).await;
                let _ = stream.flush().await;
                false
            }
            Does::Cuts => false,
            Does::Stalls => {
                // Until the other side has had enough.
                let mut line = Vec::new();
                while matches!(stream.read_until(b'\n', &mut line).await, Ok(read) if read > 0) {
                    line.clear();
                }
                false
            }
            Does::Floods(words) => {
                while stream.write_all(words).await.is_ok() {
                    tokio::task::yield_now().await;
                }
                false
            }
        }
    }
}
