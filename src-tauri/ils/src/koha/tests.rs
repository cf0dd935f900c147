//! The client of Koha against a Koha of the kit's, and against what is none.

use std::sync::{Arc, Mutex};

use chrono_tz::Europe::Rome;
use serde_json::{Value, json};
use sportello_core::Span;
use sportello_kit::{KOHA_CLIENT, KOHA_PASSWORD, KOHA_SECRET, KOHA_USER, Koha as Peer, KohaMood};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::source::Stage;

/// Long enough for anything on this computer, short enough to wait for.
const PATIENCE: Patience = Patience {
    connection: Duration::from_secs(5),
    answer: Duration::from_secs(5),
    pace: Duration::ZERO,
};

#[tokio::test]
async fn every_loan_that_is_due_then_is_read_with_its_borrower_and_title() {
    let peer = Peer::start().await;
    let ada = peer.patron("T001", "Ada", "Lovelace", "ada@example.org");
    peer.notes(ada, "lang", json!("it-IT"));
    peer.notes(ada, "mobile", json!("333 123"));
    let loan = peer.lend(ada, "Il Gattopardo", "2026-11-30T23:59:00+01:00");
    peer.changes(loan, "auto_renew", json!(1));
    peer.changes(loan, "renewals_count", json!(2));
    peer.lend(ada, "Troppo presto", "2026-11-21T23:59:00+01:00");
    peer.lend(ada, "Troppo tardi", "2026-12-01T00:00:00+01:00");
    let back = peer.lend(ada, "Rientrato", "2026-11-30T23:59:00+01:00");
    peer.give_back(back);
    let data = read(&koha(&peer)).await.expect("loans");
    let [borrower] = &data.borrowers[..] else {
        panic!("{data:?}");
    };
    assert_eq!((&*borrower.card, &*borrower.name), ("T001", "Ada Lovelace"));
    assert_eq!(
        borrower.mail.as_ref().expect("one").as_str(),
        "ada@example.org"
    );
    assert_eq!(borrower.phone, "333 123");
    assert_eq!(borrower.language, Some(sportello_core::Language::It));
    let [read] = &data.loans[..] else {
        panic!("{data:?}");
    };
    assert_eq!(
        (read.key.clone(), read.borrower.clone()),
        (loan.to_string(), ada.to_string())
    );
    assert_eq!(
        (&*read.title, &*read.author, &*read.item),
        ("Il Gattopardo", "Autore", "B2001")
    );
    assert_eq!(read.due, day("2026-11-30"));
    assert_eq!(read.lent, Some(day("2026-11-01")));
    assert_eq!(
        (read.renewals, read.renews_itself, read.is_awaited),
        (Some(2), true, false)
    );
}

#[tokio::test]
async fn pages_are_counted_and_no_link_is_followed() {
    for one_by_one in [false, true] {
        let peer = Peer::start().await;
        peer.is_now(KohaMood {
            one_by_one,
            ..KohaMood::default()
        });
        let patrons = ["A", "B", "C"].map(|card| peer.patron(card, "", card, ""));
        for number in 0..250 {
            peer.lend(patrons[number % 3], &format!("Titolo {number}"), DUE);
        }
        let told = Mutex::new(Vec::new());
        let tell = |progress| told.lock().expect("nobody panics").push(progress);
        let data = koha(&peer).read(WANTED, &tell).await.expect("loans");
        assert_eq!((data.loans.len(), data.borrowers.len()), (250, 3));
        assert!(
            data.loans
                .iter()
                .all(|loan| loan.title.starts_with("Titolo "))
        );
        let asked = |start: &str| {
            let requests = peer.requests().into_iter();
            requests.filter(|line| line.starts_with(start)).count()
        };
        assert_eq!(asked("GET checkouts?"), 3);
        assert_eq!(asked("POST oauth/token"), 1);
        // Each patron, item and title once.
        let singles = [
            asked("GET patrons/"),
            asked("GET items/"),
            asked("GET biblios/"),
        ];
        assert_eq!(singles, if one_by_one { [3, 250, 250] } else { [0, 0, 0] });
        let told = told.into_inner().expect("nobody panics");
        let of = |stage| told.iter().rfind(|one| one.stage == stage).expect("told");
        assert_eq!(
            (of(Stage::Loans).done, of(Stage::Loans).all),
            (250, Some(250))
        );
        assert_eq!(
            (of(Stage::Borrowers).done, of(Stage::Borrowers).all),
            (3, Some(3))
        );
        assert_eq!(
            (of(Stage::Titles).done, of(Stage::Titles).all),
            (250, Some(250))
        );
    }
}

#[tokio::test]
async fn a_loan_that_slipped_from_one_page_to_another_is_not_lost() {
    let peer = Peer::start().await;
    let ada = peer.patron("T", "Ada", "", "");
    let loans: Vec<u64> = (0..150).map(|_| peer.lend(ada, "x", DUE)).collect();
    peer.is_now(KohaMood {
        returns_after_page: Some(loans[0]),
        ..KohaMood::default()
    });
    let data = read(&koha(&peer)).await.expect("loans");
    let keys: Vec<String> = data.loans.into_iter().map(|loan| loan.key).collect();
    let all: Vec<String> = loans[1..].iter().map(u64::to_string).collect();
    assert_eq!(keys, all);
}

#[tokio::test]
async fn what_the_account_may_not_see_is_empty_and_no_error() {
    let peer = Peer::start().await;
    let hidden = peer.patron("T001", "Ada", "Lovelace", "ada@example.org");
    peer.hide(hidden);
    let gone = peer.lend(hidden, "x", DUE);
    peer.changes(gone, "item_id", Value::Null);
    let anonymous = peer.lend(hidden, "x", DUE);
    peer.changes(anonymous, "patron_id", Value::Null);
    peer.lend(9_999, "Di nessuno che si veda", DUE);
    peer.is_now(KohaMood {
        forbidden: vec!["items", "biblios"],
        ..KohaMood::default()
    });
    let koha = koha(&peer);
    let data = read(&koha).await.expect("loans");
    assert_eq!(data.loans.len(), 2, "and none of nobody");
    assert!(
        data.loans
            .iter()
            .all(|loan| loan.title.is_empty() && loan.item.is_empty())
    );
    assert_eq!(data.borrowers.len(), 2);
    for borrower in &data.borrowers {
        assert!(borrower.name.is_empty() && borrower.card.is_empty() && borrower.mail.is_none());
    }
    let tried = koha.try_it().await.expect("it works");
    assert_eq!(
        (tried.found, tried.hides_borrowers, tried.hides_titles),
        (3, true, false)
    );
}

#[tokio::test]
async fn a_token_is_fetched_once_and_again_when_it_is_not_taken() {
    let peer = Peer::start().await;
    let ada = peer.patron("T", "Ada", "", "");
    let loan = peer.lend(ada, "x", DUE).to_string();
    let koha = koha(&peer);
    let tokens = || {
        let requests = peer.requests().into_iter();
        requests.filter(|line| line.contains("oauth")).count()
    };
    for wanted in [1, 1] {
        assert!(koha.loan(&loan).await.expect("an answer").is_some());
        assert_eq!(tokens(), wanted);
    }
    peer.expire_tokens();
    assert!(koha.loan(&loan).await.expect("an answer").is_some());
    assert_eq!(tokens(), 2);
    peer.expire_tokens();
    let renewed = koha.renew(&loan).await.expect("an answer");
    assert_eq!(
        renewed.expect("renewed").renewals,
        Some(1),
        "once, and not twice"
    );
}

#[tokio::test]
async fn who_is_not_let_in_hears_why() {
    let peer = Peer::start().await;
    for (sign_in, cause) in [
        (oauth(KOHA_CLIENT, KOHA_SECRET), None),
        (basic(KOHA_USER, KOHA_PASSWORD), None),
        (
            oauth(KOHA_CLIENT, "altro"),
            Some(SourceCause::WrongPassword),
        ),
        (basic(KOHA_USER, "altro"), Some(SourceCause::WrongPassword)),
    ] {
        let tried = signed(&peer, sign_in.clone()).try_it().await;
        assert_eq!(tried.err().map(|why| why.cause), cause, "{sign_in:?}");
    }
    peer.is_now(KohaMood {
        basic_off: true,
        oauth_off: true,
        ..KohaMood::default()
    });
    let why = |sign_in| async {
        signed(&peer, sign_in)
            .try_it()
            .await
            .expect_err("a trouble")
    };
    let basic = why(basic(KOHA_USER, KOHA_PASSWORD)).await;
    assert_eq!(basic.cause, SourceCause::BasicOff);
    let oauth = why(oauth(KOHA_CLIENT, KOHA_SECRET)).await;
    assert_eq!(oauth.cause, SourceCause::OAuthOff);
}

#[tokio::test]
async fn a_right_that_is_missing_is_named() {
    let peer = Peer::start().await;
    let ada = peer.patron("T", "Ada", "", "");
    let loan = peer.lend(ada, "x", DUE).to_string();
    let koha = koha(&peer);
    for forbidden in ["checkouts", "patrons"] {
        peer.is_now(KohaMood {
            forbidden: vec![forbidden],
            ..KohaMood::default()
        });
        let why = koha.try_it().await.expect_err("a trouble");
        let right = "circulate: circulate_remaining_permissions";
        assert_eq!((why.cause, &*why.said), (SourceCause::RightMissing, right));
        let why = read(&koha).await.expect_err("a trouble");
        assert_eq!(why.cause, SourceCause::RightMissing, "{forbidden}");
    }
    peer.is_now(KohaMood {
        forbidden: vec!["checkouts"],
        ..KohaMood::default()
    });
    let why = koha.renew(&loan).await.expect_err("a trouble");
    assert_eq!(
        why.cause,
        SourceCause::RightMissing,
        "no refusal of the library's"
    );
}

#[tokio::test]
async fn a_loan_is_renewed_or_the_reason_is_told() {
    let peer = Peer::start().await;
    let ada = peer.patron("T", "Ada", "", "");
    let loan = peer.lend(ada, "x", "2026-11-30T23:59:00+01:00");
    let koha = koha(&peer);
    let key = loan.to_string();
    for (due, renewals) in [("2026-12-30", 1), ("2027-01-29", 2)] {
        let renewed = koha.renew(&key).await.expect("an answer").expect("renewed");
        assert_eq!((renewed.due, renewed.renewals), (day(due), Some(renewals)));
        let now = koha.loan(&key).await.expect("an answer").expect("out");
        assert_eq!((now.due, now.renewals), (renewed.due, renewed.renewals));
    }
    assert_eq!(koha.renew(&key).await, Ok(Err(NotRenewed::TooMany)));
    peer.refuses(loan, "on_reserve");
    assert_eq!(koha.renew(&key).await, Ok(Err(NotRenewed::Awaited)));
    for strange in ["4711", "", "../patrons/1", "12/renewals"] {
        assert_eq!(
            koha.renew(strange).await,
            Ok(Err(NotRenewed::Returned)),
            "{strange}"
        );
        assert_eq!(koha.loan(strange).await, Ok(None), "{strange}");
    }
    peer.give_back(loan);
    assert_eq!(koha.loan(&key).await, Ok(None));
}

#[tokio::test]
async fn renewals_are_found_where_they_were_once() {
    let peer = Peer::start().await;
    peer.is_now(KohaMood {
        old_renewals: true,
        ..KohaMood::default()
    });
    let ada = peer.patron("T", "Ada", "", "");
    let loan = peer.lend(ada, "x", DUE).to_string();
    let renewed = koha(&peer).renew(&loan).await.expect("an answer");
    assert!(renewed.is_ok());
}

#[tokio::test]
async fn everything_in_the_way_has_a_cause() {
    let peer = Peer::start().await;
    let mood = KohaMood::default;
    let peace = |seconds| Some(Span::seconds(seconds));
    let elsewhere = "https://altrove.example/login".to_owned();
    for (mood, cause, wants_peace) in [
        (
            KohaMood {
                maintenance: true,
                ..mood()
            },
            SourceCause::Maintenance,
            None,
        ),
        (
            KohaMood {
                busy: Some(90),
                ..mood()
            },
            SourceCause::Busy,
            peace(90),
        ),
        (
            KohaMood {
                page: true,
                ..mood()
            },
            SourceCause::NotKoha,
            None,
        ),
        (
            KohaMood {
                silent: true,
                ..mood()
            },
            SourceCause::TooSlow,
            None,
        ),
        (
            KohaMood {
                leads_to: Some(elsewhere),
                ..mood()
            },
            SourceCause::LeadsElsewhere,
            None,
        ),
    ] {
        peer.is_now(mood.clone());
        // At the door, and past it.
        for sign_in in [
            oauth(KOHA_CLIENT, KOHA_SECRET),
            basic(KOHA_USER, KOHA_PASSWORD),
        ] {
            let mut koha = signed(&peer, sign_in);
            koha.patience.answer = Duration::from_millis(200);
            for why in [
                koha.try_it().await.expect_err("a trouble"),
                read(&koha).await.expect_err("a trouble"),
                koha.loan("11").await.expect_err("a trouble"),
                koha.renew("11").await.expect_err("a trouble"),
            ] {
                let told = (why.cause, why.peace);
                assert_eq!(told, (cause, wants_peace), "{mood:?}: {}", why.said);
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_koha_is_told_and_never_read_for_ever() {
    let json = |body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Total-Count: 1\r\n\
            Content-Length: {length}\r\n\r\n{body}"
        )
    };
    let long = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Total-Count: 1\r\n\r\n[{}",
        " ".repeat(5_000_000)
    );
    for (answer, cause) in [
        ("SSH-2.0-OpenSSH_9.2\r\n".to_owned(), SourceCause::NotKoha),
        (String::new(), SourceCause::Cut),
        (
            json("[{\"checkout_id\":\"Il Gattopardo\"}]"),
            SourceCause::BadAnswer,
        ),
        (json("[[[["), SourceCause::BadAnswer),
        (
            json("[{\"checkout_id\":1,\"patron_id\":1}]"),
            SourceCause::BadAnswer,
        ),
        (
            json("[]").replace("X-Total-Count", "X-Other"),
            SourceCause::NotKoha,
        ),
        (
            json("[]").replace("Count: 1", "Count: 99999999"),
            SourceCause::TooMuch,
        ),
        (json("[]"), SourceCause::Busy),
        (long, SourceCause::BadAnswer),
    ] {
        let shown: String = answer.chars().take(120).collect();
        let root = a_server(answer).await;
        let koha = at(&root, basic(KOHA_USER, KOHA_PASSWORD));
        let why = read(&koha).await.expect_err(&shown);
        assert_eq!(why.cause, cause, "{shown}: {}", why.said);
        assert!(!why.said.contains("Gattopardo"), "{}", why.said);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told() {
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let root = format!("http://{}", closed.local_addr().expect("an address"));
    drop(closed);
    for (address, cause) in [
        (root.as_str(), SourceCause::NobodyAnswers),
        ("https://koha.invalid/", SourceCause::NameNotFound),
        ("http://192.0.2.1/", SourceCause::PlainOnlyAtHome),
    ] {
        let why = at(address, basic("bo", "x")).try_it().await;
        assert_eq!(why.expect_err("a trouble").cause, cause, "{address}");
    }
}

#[test]
fn an_account_that_cannot_be_meant_is_not_tried() {
    let of = |address: &str, sign_in| {
        let authority = String::new();
        let account = KohaAccount {
            address: address.into(),
            sign_in,
            authority,
        };
        Koha::new(account, Rome)
    };
    for address in ["", "ftp://koha.example/", "https://bo:acqua@koha.example/"] {
        let why = of(address, basic("bo", "x")).expect_err("a trouble");
        assert_eq!(why.cause, SourceCause::NotSet, "{address}");
    }
    let cause = |sign_in| of("koha.example", sign_in).expect_err("a trouble").cause;
    assert_eq!(cause(oauth("", "x")), SourceCause::NotSet);
    assert_eq!(cause(oauth("id", "")), SourceCause::PasswordMissing);
}

#[test]
fn the_api_is_found_from_whatever_of_koha_is_named() {
    for address in [
        "koha.example",
        " https://koha.example/ ",
        "https://koha.example/api/v1",
        "https://koha.example/api/v1/checkouts?x=1",
        "https://koha.example/cgi-bin/koha/mainpage.pl",
    ] {
        let root = root(address).expect("an address");
        assert_eq!(root.as_str(), "https://koha.example/api/v1/", "{address}");
    }
    let root = root("https://comune.example/koha/").expect("an address");
    assert_eq!(root.as_str(), "https://comune.example/koha/api/v1/");
}

#[tokio::test]
async fn a_certificate_is_believed_only_when_somebody_vouches_for_it() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("made");
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der());
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .expect("versions")
    .with_no_client_auth()
    .with_single_cert(vec![made.cert.der().clone()], key.expect("a key"))
    .expect("a certificate");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut heard = [0; 1_000];
                let _ = stream.read(&mut heard).await;
                let away = b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n";
                let _ = stream.write_all(away).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    let cause = |host: &str, authority: String| {
        let account = KohaAccount {
            address: format!("https://{host}:{port}/"),
            sign_in: basic("bo", "x"),
            authority,
        };
        let koha = Koha::new(account, Rome).expect("an account");
        async move { koha.try_it().await.expect_err("a trouble").cause }
    };
    let pem = made.cert.pem();
    assert_eq!(
        cause("localhost", String::new()).await,
        SourceCause::CertificateNotTrusted
    );
    assert_eq!(
        cause("localhost", pem.clone()).await,
        SourceCause::Maintenance
    );
    assert_eq!(
        cause("127.0.0.1", pem).await,
        SourceCause::CertificateForAnotherName
    );
    let none = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".to_owned();
    assert_eq!(cause("localhost", none).await, SourceCause::BadAuthority);
}

#[tokio::test(start_paused = true)]
async fn calls_are_spaced() {
    let account = KohaAccount {
        address: "http://127.0.0.1:1/".into(),
        sign_in: basic("bo", "x"),
        authority: String::new(),
    };
    let koha = Koha::new(account, Rome).expect("an account");
    let began = Instant::now();
    for _ in 0..21 {
        koha.wait_for_turn().await;
    }
    assert_eq!(began.elapsed(), Duration::from_secs(1));
}

#[test]
fn nothing_prints_a_password() {
    let account = KohaAccount {
        address: "koha.example".into(),
        sign_in: oauth("id", "acqua alta"),
        authority: String::new(),
    };
    let koha = Koha::new(account.clone(), Rome).expect("an account");
    assert!(!format!("{account:?} {koha:?}").contains("acqua"));
}

const DUE: &str = "2026-11-30T23:59:00+01:00";

const WANTED: Wanted = Wanted {
    due_from: NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day"),
    due_until: NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day"),
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn oauth(id: &str, secret: &str) -> SignIn {
    let (id, secret) = (id.to_owned(), Secret::new(secret));
    SignIn::OAuth { id, secret }
}

fn basic(user: &str, password: &str) -> SignIn {
    let (user, password) = (user.to_owned(), Secret::new(password));
    SignIn::Basic { user, password }
}

fn at(address: &str, sign_in: SignIn) -> Koha {
    let account = KohaAccount {
        address: address.to_owned(),
        sign_in,
        authority: String::new(),
    };
    let mut koha = Koha::new(account, Rome).expect("an account");
    koha.patience = PATIENCE;
    koha
}

fn signed(peer: &Peer, sign_in: SignIn) -> Koha {
    at(&peer.named(), sign_in)
}

fn koha(peer: &Peer) -> Koha {
    signed(peer, oauth(KOHA_CLIENT, KOHA_SECRET))
}

async fn read(koha: &Koha) -> Result<LoanData, SourceTrouble> {
    koha.read(WANTED, &|_| {}).await
}

/// A server that says the same to everybody, one question a connection.
async fn a_server(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let root = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut heard = [0; 4_096];
            let _ = stream.read(&mut heard).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    root
}
