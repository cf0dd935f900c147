//! One question to Koha and its answer. Connections stay open for the next question for a
//! little while.

use std::sync::PoisonError;
use std::time::{Duration, SystemTime};

use chrono::DateTime;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER,
    USER_AGENT,
};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use sportello_core::{SourceCause, SourceTrouble, Span};
use tokio::time::{Instant, sleep_until, timeout};
use url::{Position, Url};

use super::Koha;

/// The most of an answer's head that is held.
const LONGEST_HEAD: usize = 64 * 1024;
/// The longest answer that is read.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;
/// For how long a connection is kept that nobody asks over.
const LONGEST_IDLE: Duration = Duration::from_secs(10);
/// How many calls are under way at once.
pub(super) const AT_ONCE: usize = 4;

/// A question.
pub(super) struct Question<'a> {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) body: Option<Body<'a>>,
}

/// What is sent with a question.
pub(super) enum Body<'a> {
    /// A form, as browsers send it.
    Form(&'a str),
    /// JSON.
    Json(&'a str),
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// A connection; it ends when it is dropped.
pub(super) struct Line {
    /// When it was last asked over.
    since: Instant,
    sender: SendRequest<Full<Bytes>>,
    connection: tokio::task::JoinHandle<Result<(), hyper::Error>>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

/// Why there is no answer.
struct NoAnswer {
    trouble: SourceTrouble,
    /// The connection was an old one and had ended; nothing came back.
    was_stale: bool,
}

impl From<SourceTrouble> for NoAnswer {
    fn from(trouble: SourceTrouble) -> Self {
        let was_stale = false;
        Self { trouble, was_stale }
    }
}

impl Koha {
    /// A place in the API.
    pub(super) fn at(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        let path = format!("{}{path}", self.root.path());
        url.set_path(&path);
        url
    }

    /// A question that changes nothing.
    pub(super) fn get(&self, path: &str, query: &[(&str, &str)]) -> Question<'static> {
        let mut url = self.at(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Question {
            method: Method::GET,
            url,
            body: None,
        }
    }

    /// Asks, and shows who asks.
    pub(super) async fn ask_showing(
        &self,
        question: &Question<'_>,
        shown: Option<&str>,
    ) -> Result<Answer, SourceTrouble> {
        self.wait_for_turn().await;
        // What changes something is asked over a connection that nobody can have ended.
        if question.method == Method::GET
            && let Some(line) = self.kept_line()
        {
            match self.asked(line, question, shown).await {
                Err(why) if why.was_stale => {}
                answered => return answered.map_err(|why| why.trouble),
            }
        }
        let line = self.new_line(&question.url).await?;
        let answered = self.asked(line, question, shown).await;
        answered.map_err(|why| why.trouble)
    }

    /// Waits until the next call may begin.
    pub(super) async fn wait_for_turn(&self) {
        let mut next = self.next_call.lock().await;
        let now = Instant::now();
        let turn = next.map_or(now, |next| next.max(now));
        *next = Some(turn + self.patience.pace);
        drop(next);
        if turn > now {
            sleep_until(turn).await;
        }
    }

    fn kept_line(&self) -> Option<Line> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(line) = lines.pop() {
            if line.sender.is_ready() && line.since.elapsed() < LONGEST_IDLE {
                return Some(line);
            }
        }
        None
    }

    fn keep(&self, mut line: Line) {
        line.since = Instant::now();
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() < AT_ONCE && !line.sender.is_closed() {
            lines.push(line);
        }
    }

    async fn new_line(&self, url: &Url) -> Result<Line, SourceTrouble> {
        let stream = self.connect(url).await?;
        let mut builder = http1::Builder::new();
        builder.max_buf_size(LONGEST_HEAD);
        let shaken = builder.handshake(TokioIo::new(stream)).await;
        let (sender, connection) = shaken.map_err(|why| no_answer(&why))?;
        let connection = tokio::spawn(connection);
        Ok(Line {
            since: Instant::now(),
            sender,
            connection,
        })
    }

    async fn asked(
        &self,
        mut line: Line,
        question: &Question<'_>,
        shown: Option<&str>,
    ) -> Result<Answer, NoAnswer> {
        let slow = |words: &str| SourceTrouble::new(SourceCause::TooSlow, words);
        let request = request(question, shown);
        let request = request.ok_or_else(|| SourceTrouble::from(SourceCause::NotSet))?;
        let answering = line.sender.send_request(request);
        let answered = timeout(self.patience.answer, answering).await;
        let answered = answered.map_err(|_| slow("no answer in time"))?;
        let answer = answered.map_err(|why| NoAnswer {
            was_stale: why.is_canceled() || why.is_closed() || why.is_incomplete_message(),
            trouble: no_answer(&why),
        })?;
        let (head, body) = answer.into_parts();
        let reading = Limited::new(body, LONGEST_ANSWER).collect();
        let read = timeout(self.patience.answer, reading).await;
        let read = read.map_err(|_| slow("the answer has no end"))?;
        let read = read.map_err(|why| match why.is::<http_body_util::LengthLimitError>() {
            true => SourceTrouble::new(SourceCause::BadAnswer, "the answer is too long"),
            false => SourceTrouble::new(SourceCause::Cut, &why.to_string()),
        })?;
        if timeout(self.patience.answer, line.sender.ready())
            .await
            .is_ok_and(|ready| ready.is_ok())
        {
            self.keep(line);
        }
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: read.to_bytes(),
        })
    }
}

fn no_answer(why: &hyper::Error) -> SourceTrouble {
    // What can't be parsed is no HTTP at all.
    let cause = match why.is_parse() {
        true => SourceCause::NotKoha,
        false => SourceCause::Cut,
    };
    SourceTrouble::new(cause, &why.to_string())
}

fn request(question: &Question<'_>, shown: Option<&str>) -> Option<Request<Full<Bytes>>> {
    let url = &question.url;
    let mut request = Request::builder()
        .method(&question.method)
        .uri(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(USER_AGENT, "Sportello")
        .header(ACCEPT, "application/json");
    if let Some(shown) = shown {
        let mut value = HeaderValue::from_str(shown).ok()?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    let body = match &question.body {
        None => "",
        Some(Body::Form(form)) => {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            form
        }
        Some(Body::Json(json)) => {
            request = request.header(CONTENT_TYPE, "application/json");
            json
        }
    };
    request
        .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
        .ok()
}

impl Answer {
    /// What it says, read as JSON.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, SourceTrouble> {
        // serde would quote what it read.
        serde_json::from_slice(&self.body).map_err(|why| match self.is_json() {
            true => {
                let place = format!("line {} column {}", why.line(), why.column());
                SourceTrouble::new(SourceCause::BadAnswer, &place)
            }
            false => self.trouble(SourceCause::NotKoha),
        })
    }

    /// How many there are of what is listed.
    pub(super) fn total(&self) -> Option<usize> {
        let total = self.headers.get("x-total-count")?.to_str().ok()?;
        total.trim().parse().ok()
    }

    pub(super) fn is_json(&self) -> bool {
        let kind = self.headers.get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        kind.to_ascii_lowercase().contains("json")
    }

    fn value(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// What Koha says about an error; empty when it says nothing.
    pub(super) fn error(&self) -> String {
        let value = self.value().unwrap_or_default();
        let error = ["error", "error_description"]
            .iter()
            .find_map(|key| value.get(key)?.as_str());
        error.unwrap_or_default().to_owned()
    }

    /// The rights that are missing, if that is what it says.
    pub(super) fn rights(&self) -> Option<String> {
        let value = self.value()?;
        match value.get("required_permissions")? {
            serde_json::Value::Object(rights) => {
                let named = rights.iter().map(|(area, right)| match right.as_str() {
                    Some(right) => format!("{area}: {right}"),
                    None => area.clone(),
                });
                Some(named.collect::<Vec<_>>().join(", "))
            }
            serde_json::Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    pub(super) fn trouble(&self, cause: SourceCause) -> SourceTrouble {
        let said = format!("{} {}", self.status, self.error());
        SourceTrouble {
            peace: self.peace(),
            ..SourceTrouble::new(cause, said.trim())
        }
    }

    /// What an answer means that is not the one that was wanted.
    pub(super) fn judged(&self) -> SourceTrouble {
        match self.status.as_u16() {
            401 if self.error().contains("Basic authentication disabled") => {
                self.trouble(SourceCause::BasicOff)
            }
            401 => self.trouble(SourceCause::WrongPassword),
            403 if self.is_json() => {
                let rights = self.rights().unwrap_or_else(|| self.error());
                SourceTrouble::new(SourceCause::RightMissing, &rights)
            }
            408 | 425 | 429 | 502 | 504 => self.trouble(SourceCause::Busy),
            503 => self.trouble(SourceCause::Maintenance),
            300..=399 => {
                let to = self.headers.get(LOCATION).and_then(|to| to.to_str().ok());
                let to = to.and_then(|to| Url::parse(to).ok());
                let host = to.as_ref().and_then(Url::host_str).unwrap_or_default();
                SourceTrouble::new(SourceCause::LeadsElsewhere, host)
            }
            _ if !self.is_json() => self.trouble(SourceCause::NotKoha),
            404 | 405 | 410 => self.trouble(SourceCause::NotKoha),
            _ => self.trouble(SourceCause::BadAnswer),
        }
    }

    /// A span in seconds, or the time at which it ends.
    fn peace(&self) -> Option<Span> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
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
