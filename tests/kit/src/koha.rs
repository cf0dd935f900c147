//! A Koha of the test's own: it keeps patrons, items and loans, and answers over HTTP as
//! the public description of Koha's REST API says: tokens that expire, pages with
//! `X-Total-Count`, patrons that are hidden, renewals with rules, refusals, maintenance.
//!
//! What a test wants otherwise is switched at it; what it was asked it remembers.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Days, FixedOffset};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The client's id of the API key that it takes.
pub const KOHA_CLIENT: &str = "sportello";
/// The secret of that.
pub const KOHA_SECRET: &str = "un segreto & due";
/// The user that it takes.
pub const KOHA_USER: &str = "bo";
/// The password of that.
pub const KOHA_PASSWORD: &str = "acqua:alta";

/// For how many days a loan is renewed.
const RENEWED_FOR: u64 = 30;
/// How often one may be.
const MOST_RENEWALS: u64 = 2;
/// How many stand on a page when nobody says.
const PAGE: usize = 20;

/// What it does otherwise than usual.
#[derive(Clone, Debug, Default)]
pub struct KohaMood {
    /// It is being worked on: 503 to everything.
    pub maintenance: bool,
    /// 429, to be left in peace for so many seconds.
    pub busy: Option<u32>,
    /// It never answers.
    pub silent: bool,
    /// It answers with a page for people.
    pub page: bool,
    /// It leads everything there.
    pub leads_to: Option<String>,
    /// `RESTBasicAuth` is off.
    pub basic_off: bool,
    /// `RESTOAuth2ClientCredentials` is off.
    pub oauth_off: bool,
    /// Nothing that begins so may be asked: `patrons`, `checkouts`.
    pub forbidden: Vec<&'static str>,
    /// Items, biblios and patrons are had one by one only.
    pub one_by_one: bool,
    /// Renewals are asked for at `/renewal` alone, as they were once.
    pub old_renewals: bool,
    /// The next page is followed by a return.
    pub returns_after_page: Option<u64>,
}

#[derive(Debug, Default)]
struct Shared {
    mood: KohaMood,
    patrons: BTreeMap<u64, Value>,
    biblios: BTreeMap<u64, Value>,
    items: BTreeMap<u64, Value>,
    checkouts: BTreeMap<u64, Value>,
    /// Why a loan is not renewed.
    refusals: BTreeMap<u64, String>,
    tokens: BTreeSet<String>,
    tokens_made: u32,
    requests: Vec<String>,
}

/// A Koha.
#[derive(Debug)]
pub struct Koha {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    serving: JoinHandle<()>,
}

impl Drop for Koha {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Koha {
    /// One without patrons, on a free port of this computer.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("it listens");
        let shared = Arc::new(Mutex::new(Shared::default()));
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move {
            let served = axum::serve(listener, router).await;
            served.expect("it serves as long as the test runs");
        });
        Self {
            address,
            shared,
            serving,
        }
    }

    /// The address of it, as an administrator types it.
    pub fn named(&self) -> String {
        format!("http://{}", self.address)
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().expect("nobody panics")
    }

    /// Somebody with a card, and their number.
    pub fn patron(&self, card: &str, first: &str, surname: &str, mail: &str) -> u64 {
        let patrons = &mut self.shared().patrons;
        let id = 100 + patrons.len() as u64;
        let patron = json!({
            "patron_id": id, "cardnumber": card, "firstname": first, "surname": surname,
            "email": mail, "secondary_email": null, "mobile": null, "phone": null,
            "sms_number": null, "lang": "default",
        });
        patrons.insert(id, patron);
        id
    }

    /// Something is put into a patron's record.
    pub fn notes(&self, patron: u64, field: &str, value: Value) {
        let mut shared = self.shared();
        let patron = shared.patrons.get_mut(&patron).expect("a patron");
        patron[field] = value;
    }

    /// All about a patron but their number is hidden from the account.
    pub fn hide(&self, patron: u64) {
        let mut shared = self.shared();
        let patron = shared.patrons.get_mut(&patron).expect("a patron");
        let fields = patron.as_object_mut().expect("an object").iter_mut();
        for (_, value) in fields.filter(|(name, _)| *name != "patron_id") {
            *value = Value::Null;
        }
    }

    /// Lends a new item until then, and says the number of the loan.
    pub fn lend(&self, patron: u64, title: &str, due: &str) -> u64 {
        let mut shared = self.shared();
        let number = shared.checkouts.len() as u64 + 1;
        let (item, biblio, loan) = (number + 2_000, number + 5_000, number + 10);
        let title =
            json!({"biblio_id": biblio, "title": title, "subtitle": null, "author": "Autore"});
        shared.biblios.insert(biblio, title);
        let barcode = format!("B{item}");
        let copy = json!({"item_id": item, "biblio_id": biblio, "external_id": barcode});
        shared.items.insert(item, copy);
        let checkout = json!({
            "checkout_id": loan, "patron_id": patron, "item_id": item, "due_date": due,
            "checkout_date": "2026-11-01T10:00:00+01:00", "checkin_date": null,
            "renewals_count": 0, "auto_renew": false, "library_id": "CPL",
        });
        shared.checkouts.insert(loan, checkout);
        loan
    }

    /// Something of a loan becomes otherwise.
    pub fn changes(&self, loan: u64, field: &str, value: Value) {
        let mut shared = self.shared();
        let checkout = shared.checkouts.get_mut(&loan).expect("a loan");
        checkout[field] = value;
    }

    /// A loan is returned.
    pub fn give_back(&self, loan: u64) {
        self.changes(loan, "checkin_date", json!("2026-11-22T12:00:00+01:00"));
    }

    /// A loan is not renewed, for this reason of Koha's.
    pub fn refuses(&self, loan: u64, reason: &str) {
        self.shared().refusals.insert(loan, reason.to_owned());
    }

    /// No token that was given is taken any more.
    pub fn expire_tokens(&self) {
        self.shared().tokens.clear();
    }

    /// It is being worked on, or is not any more.
    pub fn maintenance(&self, on: bool) {
        self.shared().mood.maintenance = on;
    }

    /// From now on it is like this.
    pub fn is_now(&self, mood: KohaMood) {
        self.shared().mood = mood;
    }

    /// What it was asked so far: `GET checkouts?_page=1`, decoded.
    pub fn requests(&self) -> Vec<String> {
        self.shared().requests.clone()
    }
}

type Asked = Query<Vec<(String, String)>>;

async fn answer(
    State(shared): State<Arc<Mutex<Shared>>>,
    method: Method,
    uri: Uri,
    Query(query): Asked,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (mood, path) = {
        let mut shared = shared.lock().expect("nobody panics");
        let path = uri.path().trim_start_matches("/api/v1/").to_owned();
        let pairs: Vec<String> = query
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let line = match pairs.is_empty() {
            true => format!("{method} {path}"),
            false => format!("{method} {path}?{}", pairs.join("&")),
        };
        shared.requests.push(line);
        (shared.mood.clone(), path)
    };
    if mood.silent {
        std::future::pending::<()>().await;
    }
    let mut shared = shared.lock().expect("nobody panics");
    shared.answer(&mood, &method, &path, &query, &headers, &body)
}

fn said(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    let headers = [(CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, headers, body.to_string()).into_response()
}

fn error(status: u16, words: &str) -> Response {
    said(status, &json!({ "error": words }))
}

impl Shared {
    fn answer(
        &mut self,
        mood: &KohaMood,
        method: &Method,
        path: &str,
        query: &[(String, String)],
        headers: &HeaderMap,
        body: &[u8],
    ) -> Response {
        if mood.page {
            let kind = [(CONTENT_TYPE, "text/html")];
            return (kind, "<!DOCTYPE html><html>Accedi</html>").into_response();
        }
        if let Some(to) = &mood.leads_to {
            return (StatusCode::FOUND, [("location", to.as_str())]).into_response();
        }
        if mood.maintenance {
            return error(503, "System is under maintenance.");
        }
        if let Some(seconds) = mood.busy {
            let later = [(RETRY_AFTER, seconds.to_string())];
            return (later, error(429, "Too many requests")).into_response();
        }
        if (method, path) == (&Method::POST, "oauth/token") {
            return self.token(mood, body);
        }
        if let Some(refused) = self.turns_away(mood, path, headers) {
            return refused;
        }
        let parts: Vec<&str> = path.split('/').collect();
        match (method.as_str(), &parts[..]) {
            ("GET", ["checkouts"]) => self.list("checkouts", query),
            ("GET", [kind @ ("patrons" | "items" | "biblios")]) if !mood.one_by_one => {
                self.list(kind, query)
            }
            ("GET", [kind, id]) => self.one(kind, id),
            ("POST", ["checkouts", id, "renewals"]) if !mood.old_renewals => self.renew(id),
            ("POST", ["checkouts", id, "renewal"]) => self.renew(id),
            _ => error(404, "Not found"),
        }
    }

    fn token(&mut self, mood: &KohaMood, body: &[u8]) -> Response {
        let form = String::from_utf8_lossy(body).into_owned();
        if mood.oauth_off {
            return error(400, "Unimplemented grant type");
        }
        // As forms write "un segreto & due".
        let secret = KOHA_SECRET.replace('&', "%26").replace(' ', "+");
        let wanted = [
            "grant_type=client_credentials".to_owned(),
            format!("client_id={KOHA_CLIENT}"),
            format!("client_secret={secret}"),
        ];
        let has = |pair: &String| form.split('&').any(|one| one == pair);
        if !wanted.iter().all(has) {
            return error(403, "unauthorized_client");
        }
        self.tokens_made += 1;
        let token = format!("token-{}", self.tokens_made);
        self.tokens.insert(token.clone());
        let granted = json!({"access_token": token, "token_type": "Bearer", "expires_in": 3600});
        said(200, &granted)
    }

    fn turns_away(&self, mood: &KohaMood, path: &str, headers: &HeaderMap) -> Option<Response> {
        let shown = headers
            .get(AUTHORIZATION)
            .and_then(|shown| shown.to_str().ok());
        let shown = shown.unwrap_or_default();
        let basic = STANDARD.encode(format!("{KOHA_USER}:{KOHA_PASSWORD}"));
        if let Some(token) = shown.strip_prefix("Bearer ") {
            if !self.tokens.contains(token) {
                return Some(error(401, "Token has expired"));
            }
        } else if mood.basic_off {
            return Some(error(401, "Basic authentication disabled"));
        } else if shown != format!("Basic {basic}") {
            return Some(error(401, "Invalid password"));
        }
        let is_forbidden = mood.forbidden.iter().any(|start| path.starts_with(start));
        let missing = json!({
            "error": "Authorization failure. Missing required permission(s).",
            "required_permissions": {"circulate": "circulate_remaining_permissions"},
        });
        is_forbidden.then(|| said(403, &missing))
    }

    fn of(&self, kind: &str) -> Option<&BTreeMap<u64, Value>> {
        Some(match kind {
            "checkouts" => &self.checkouts,
            "patrons" => &self.patrons,
            "items" => &self.items,
            "biblios" => &self.biblios,
            _ => return None,
        })
    }

    fn one(&self, kind: &str, id: &str) -> Response {
        let of = self.of(kind).unwrap_or(&self.checkouts);
        match id.parse().ok().and_then(|id: u64| of.get(&id)) {
            Some(one) => said(200, one),
            None => error(404, &format!("{} not found", kind.trim_end_matches('s'))),
        }
    }

    fn list(&mut self, kind: &str, query: &[(String, String)]) -> Response {
        let known = [
            "q",
            "_page",
            "_per_page",
            "_order_by",
            "_match",
            "patron_id",
        ];
        if query.iter().any(|(key, _)| !known.contains(&key.as_str())) {
            return error(400, "Malformed query string");
        }
        let asked = |name: &str| {
            let found = query.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str())
        };
        let wanted: Value = match serde_json::from_str(asked("q").unwrap_or("{}")) {
            Ok(wanted) => wanted,
            Err(_) => return error(400, "Malformed query string"),
        };
        let all = self.of(kind).into_iter().flat_map(BTreeMap::values);
        let is_out = |one: &&Value| kind != "checkouts" || one["checkin_date"].is_null();
        let meant: Vec<Value> = all
            .filter(is_out)
            .filter(|one| is_meant(one, &wanted))
            .cloned()
            .collect();
        let number = |name| asked(name).and_then(|text| text.parse::<usize>().ok());
        let (page, per_page) = (
            number("_page").unwrap_or(1),
            number("_per_page").unwrap_or(PAGE),
        );
        let on_page = meant.iter().skip((page - 1) * per_page).take(per_page);
        let on_page = Value::from(on_page.cloned().collect::<Vec<_>>());
        if kind == "checkouts"
            && let Some(loan) = self.mood.returns_after_page.take()
        {
            self.checkouts.remove(&loan);
        }
        let count = [
            ("x-total-count", meant.len().to_string()),
            // A proxy's own name for it, which nobody should follow.
            (
                "link",
                "<http://koha.invalid/api/v1/x?_page=2>; rel=\"next\"".to_owned(),
            ),
        ];
        (count, said(200, &on_page)).into_response()
    }

    fn renew(&mut self, id: &str) -> Response {
        let id: u64 = id.parse().unwrap_or_default();
        let Some(checkout) = self.checkouts.get_mut(&id) else {
            return error(404, "Checkout not found");
        };
        let count = checkout["renewals_count"].as_u64().unwrap_or_default();
        let reason = match self.refusals.get(&id) {
            Some(reason) => Some(reason.as_str()),
            None if !checkout["checkin_date"].is_null() => Some("no_checkout"),
            None => (count >= MOST_RENEWALS).then_some("too_many"),
        };
        if let Some(reason) = reason {
            return error(403, &format!("Renewal not authorized ({reason})"));
        }
        let due = instant(&checkout["due_date"]).expect("a due date");
        let due = due.checked_add_days(Days::new(RENEWED_FOR)).expect("a day");
        checkout["due_date"] = json!(due.to_rfc3339());
        checkout["renewals_count"] = json!(count + 1);
        said(201, checkout)
    }
}

/// Whether a question means it: each field by a value, one of several, or a comparison.
fn is_meant(one: &Value, wanted: &Value) -> bool {
    let Some(fields) = wanted.as_object() else {
        return true;
    };
    fields.iter().all(|(field, wanted)| match wanted {
        Value::Array(some) => some.contains(&one[field]),
        Value::Object(compared) => compared.iter().all(|(how, than)| {
            let both = instant(&one[field]).zip(instant(than));
            both.is_some_and(|(value, than)| match how.as_str() {
                ">=" => value >= than,
                "<=" => value <= than,
                _ => false,
            })
        }),
        value => one[field] == *value,
    })
}

fn instant(value: &Value) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(value.as_str()?).ok()
}
