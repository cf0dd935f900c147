//! One question to a server and its answer, each over a connection of its own.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{
    AUTHORIZATION, CONTENT_TYPE, ETAG, HOST, HeaderMap, HeaderName, HeaderValue, LOCATION,
    RETRY_AFTER, USER_AGENT, WWW_AUTHENTICATE,
};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use sportello_core::{Cause, Span, Trouble};
use sportello_way::Stream;
use tokio::time::timeout;
use url::{Position, Url};
use zeroize::Zeroizing;

use super::{ETag, Fault, Server};

/// The most of an answer's head that is held.
const LONGEST_HEAD: usize = 64 * 1024;
/// The longest answer that is read.
const LONGEST_ANSWER: usize = 2 * 1024 * 1024;
/// How often a question is led elsewhere.
const MOST_TURNS: usize = 5;

/// A question.
pub(super) struct Question<'a> {
    pub(super) method: Method,
    pub(super) headers: Vec<(HeaderName, &'a str)>,
    pub(super) body: &'a str,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// Who gave it in the end.
    pub(super) url: Url,
    pub(super) status: StatusCode,
    headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Why there is no answer.
pub(super) struct NoAnswer {
    trouble: Trouble,
    /// Whether the server may have the question.
    asked: bool,
}

impl From<NoAnswer> for Fault {
    fn from(why: NoAnswer) -> Self {
        match why.asked {
            true => Self::Uncertain(why.trouble),
            false => Self::no_way(why.trouble),
        }
    }
}

impl Server<'_> {
    /// Asks, and follows where the server leads as long as it is the same host.
    pub(super) async fn ask(&self, url: &Url, question: &Question<'_>) -> Result<Answer, NoAnswer> {
        let before = |trouble| NoAnswer {
            trouble,
            asked: false,
        };
        let mut url = url.clone();
        for _ in 0..MOST_TURNS {
            let stream = self.connect(&url).await.map_err(before)?;
            let answer = self.asked(stream, &url, question).await?;
            let leads_on = matches!(answer.status.as_u16(), 301 | 302 | 307 | 308);
            let Some(location) = answer.header(&LOCATION).filter(|_| leads_on) else {
                return Ok(answer);
            };
            url = self.leads(&url, location).map_err(before)?;
        }
        let trouble = Trouble::new(Cause::NotACalendar, "it leads round in circles");
        Err(before(trouble))
    }

    async fn asked(
        &self,
        stream: Box<dyn Stream>,
        url: &Url,
        question: &Question<'_>,
    ) -> Result<Answer, NoAnswer> {
        let unclear = |cause, words: &str| NoAnswer {
            trouble: Trouble::new(cause, words),
            asked: true,
        };
        let request = self.request(url, question).ok_or_else(|| NoAnswer {
            trouble: Trouble::new(Cause::NotSet, ""),
            asked: false,
        })?;
        let answering = async {
            let mut builder = http1::Builder::new();
            builder.max_buf_size(LONGEST_HEAD);
            let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await?;
            let connection = Ending(tokio::spawn(connection));
            let answer = sender.send_request(request).await?;
            Ok::<_, hyper::Error>((answer, connection))
        };
        let answered = timeout(self.patience.answer, answering).await;
        let answered = answered.map_err(|_| unclear(Cause::TooSlow, ""))?;
        let (answer, _connection) = answered.map_err(|why| {
            // What can't be parsed is no HTTP at all.
            let cause = if why.is_parse() {
                Cause::NotACalendar
            } else {
                Cause::Cut
            };
            unclear(cause, &why.to_string())
        })?;
        let (head, body) = answer.into_parts();
        let reading = Limited::new(body, LONGEST_ANSWER).collect();
        let read = timeout(self.patience.answer, reading).await;
        let read = read.map_err(|_| unclear(Cause::TooSlow, "the answer has no end"))?;
        let read = read.map_err(|why| match why.is::<http_body_util::LengthLimitError>() {
            true => unclear(Cause::NotACalendar, "the answer is too long"),
            false => unclear(Cause::Cut, &why.to_string()),
        })?;
        Ok(Answer {
            url: url.clone(),
            status: head.status,
            headers: head.headers,
            body: read.to_bytes(),
        })
    }

    fn request(&self, url: &Url, question: &Question<'_>) -> Option<Request<Full<Bytes>>> {
        let mut request = Request::builder()
            .method(&question.method)
            .uri(&url[Position::BeforePath..Position::AfterQuery])
            .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
            .header(USER_AGENT, "Sportello");
        if !self.account.user.is_empty() {
            let both = format!("{}:{}", self.account.user, self.account.password.reveal());
            let both = Zeroizing::new(both);
            let basic = Zeroizing::new(format!("Basic {}", STANDARD.encode(both.as_bytes())));
            let mut basic = HeaderValue::from_str(&basic).ok()?;
            basic.set_sensitive(true);
            request = request.header(AUTHORIZATION, basic);
        }
        for (name, value) in &question.headers {
            request = request.header(name, *value);
        }
        let body = Bytes::copy_from_slice(question.body.as_bytes());
        request.body(Full::new(body)).ok()
    }
}

/// A connection that ends when nobody waits for it any more.
struct Ending(tokio::task::JoinHandle<Result<(), hyper::Error>>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Answer {
    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn etag(&self) -> Option<ETag> {
        ETag::new(self.header(&ETAG)?)
    }

    /// Whether it is a page for people: often the one where they sign in. PHP calls an
    /// answer HTML, too, when there is nothing in it.
    pub(super) fn is_page(&self) -> bool {
        let kind = self.header(&CONTENT_TYPE);
        let is_html = kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
        is_html && self.status == StatusCode::OK && !self.body.is_empty()
    }

    pub(super) fn trouble(&self, cause: Cause) -> Trouble {
        Trouble::new(cause, &self.status.to_string())
    }

    /// What an answer means that is not the one that was wanted.
    pub(super) fn fault(&self, has_user: bool) -> Fault {
        let not_now = |cause| Fault::NotNow {
            trouble: self.trouble(cause),
            peace: self.peace(),
        };
        match self.status.as_u16() {
            401 => Fault::no_way(self.trouble(self.not_signed_in(has_user))),
            413 => Fault::Never(self.trouble(Cause::TooLarge)),
            408 | 425 | 429 => not_now(Cause::Deferred),
            423 => not_now(Cause::Busy),
            507 => Fault::Never(self.trouble(Cause::Refused)),
            404 | 405 | 409 | 410 | 501 => Fault::no_way(self.trouble(Cause::NotACalendar)),
            400..=499 => Fault::Never(self.trouble(Cause::Refused)),
            500..=599 => not_now(Cause::Busy),
            _ => Fault::no_way(self.trouble(Cause::NotACalendar)),
        }
    }

    fn not_signed_in(&self, has_user: bool) -> Cause {
        let ways = self.headers.get_all(WWW_AUTHENTICATE).iter();
        let ways: Vec<String> = ways
            .filter_map(|way| way.to_str().ok())
            .map(str::to_ascii_lowercase)
            .collect();
        let takes_passwords = ways.is_empty() || ways.iter().any(|way| way.contains("basic"));
        match (takes_passwords, has_user) {
            (false, _) => Cause::NoSignIn,
            (true, false) => Cause::SignInNeeded,
            (true, true) => Cause::WrongPassword,
        }
    }

    /// A span in seconds, or the time at which it ends.
    fn peace(&self) -> Option<Span> {
        let text = self.header(&RETRY_AFTER)?.trim();
        if let Ok(seconds) = text.parse::<u32>() {
            return Some(Span::seconds(seconds.into()));
        }
        let end = DateTime::parse_from_rfc2822(text).ok()?.timestamp_millis();
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .ok()?;
        let now = i64::try_from(now.as_millis()).ok()?;
        (end > now).then(|| Span::millis(end - now))
    }
}
