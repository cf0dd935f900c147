//! Mail that somebody's mail program hands in, as it is: the post office changes nothing.

use std::fmt::Write as _;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::PostOffice;

/// A mail as mail programs write it.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    /// Who writes: `Anna Bini <anna@example.org>`.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Its subject, in ASCII.
    pub subject: String,
    /// Its own id, with its brackets.
    pub id: String,
    /// The mail that it answers, with its brackets; empty for none.
    pub answers: String,
    /// What else stands in its head, line by line.
    pub head: Vec<String>,
    /// What it says.
    pub text: String,
    /// What is sent along: a name, a kind, and text.
    pub file: Option<(String, String, String)>,
}

impl Mail {
    /// All of it, with lines as they travel.
    pub fn written(&self) -> String {
        let mut mail = String::new();
        let mut line = |line: &str| {
            let _ = write!(mail, "{line}\r\n"); // a text takes everything
        };
        line(&format!("From: {}", self.from));
        line(&format!("To: {}", self.to));
        line(&format!("Subject: {}", self.subject));
        line("Date: Mon, 23 Nov 2026 10:00:00 +0100");
        line(&format!("Message-ID: {}", self.id));
        if !self.answers.is_empty() {
            line(&format!("In-Reply-To: {}", self.answers));
            line(&format!("References: {}", self.answers));
        }
        self.head.iter().for_each(|one| line(one));
        line("MIME-Version: 1.0");
        let text = "Content-Type: text/plain; charset=utf-8";
        let Some((name, kind, content)) = &self.file else {
            line(text);
            line("");
            self.text.lines().for_each(&mut line);
            return mail;
        };
        line("Content-Type: multipart/mixed; boundary=\"tra una parte e l'altra\"");
        line("");
        line("--tra una parte e l'altra");
        line(text);
        line("");
        self.text.lines().for_each(&mut line);
        line("--tra una parte e l'altra");
        line(&format!("Content-Type: {kind}; name=\"{name}\""));
        line(&format!(
            "Content-Disposition: attachment; filename=\"{name}\""
        ));
        line("");
        content.lines().for_each(&mut line);
        line("--tra una parte e l'altra--");
        mail
    }
}

impl PostOffice {
    /// Hands a mail in for whom it names.
    pub async fn hand_in(&self, mail: &Mail) {
        self.hand_in_as(bare(&mail.from), bare(&mail.to), &mail.written())
            .await;
    }

    /// Hands something in, for an envelope's sender and recipient.
    pub async fn hand_in_as(&self, from: &str, to: &str, mail: &str) {
        let stream = TcpStream::connect(("127.0.0.1", self.relay())).await;
        let mut stream = BufReader::new(stream.expect("it is open"));
        hears(&mut stream, '2').await;
        for (said, wanted) in [
            ("HELO prova.test".to_owned(), '2'),
            (format!("MAIL FROM:<{from}>"), '2'),
            (format!("RCPT TO:<{to}>"), '2'),
            ("DATA".to_owned(), '3'),
        ] {
            says(&mut stream, &said).await;
            hears(&mut stream, wanted).await;
        }
        says(&mut stream, &format!("{}\r\n.", mail.trim_end())).await;
        hears(&mut stream, '2').await;
        says(&mut stream, "QUIT").await;
    }
}

/// What stands between the brackets.
fn bare(address: &str) -> &str {
    let inner = address.rsplit_once('<').map_or(address, |(_, inner)| inner);
    inner.trim_end_matches('>')
}

async fn says(stream: &mut BufReader<TcpStream>, what: &str) {
    let line = format!("{what}\r\n");
    let written = stream.write_all(line.as_bytes()).await;
    written.expect("the post office listens");
}

async fn hears(stream: &mut BufReader<TcpStream>, wanted: char) {
    loop {
        let mut line = String::new();
        let read = stream.read_line(&mut line).await;
        read.expect("the post office speaks");
        // A hyphen behind the number: there is more.
        if line.as_bytes().get(3) != Some(&b'-') {
            assert!(line.starts_with(wanted), "{line}");
            return;
        }
    }
}
