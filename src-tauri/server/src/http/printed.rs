//! Pages to print or to put into other sites: the QR code of a desk, its poster, the
//! button for a website and the frame that shows how the desk stands. None holds a
//! script, and each says so in its policy.
//!
//! **The frame** shows and links; the call itself opens in a tab of its own. Inside
//! another site a browser keeps our cookie back (it is `SameSite=Strict`, and third
//! parties' cookies are refused by most anyway), so a place in the line could not be
//! kept there. A desk may be framed only by the origins that its settings name.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use url::Url;

use super::facts::Facts;
use super::qr;
use super::template::{Piece, escaped, fill};
use super::words::Words;

/// Marks a response whose policy says who may frame it.
#[derive(Clone, Copy, Debug)]
pub(super) struct MayBeFramed;

/// The public link of a desk.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// Complete.
    pub(super) address: String,
    /// It leads nowhere from another device, and must not look as if it did.
    pub(super) this_computer_only: bool,
}

impl Link {
    /// Where a patron sees their loans; nowhere at a desk that tells of none.
    fn to_loans(&self, facts: &Facts) -> Option<Self> {
        facts.loans.then(|| Self {
            address: format!("{}#prestiti", self.address),
            this_computer_only: self.this_computer_only,
        })
    }

    /// What a page says of a link that works on this computer only.
    fn caution(&self, words: &Words) -> String {
        match self.this_computer_only {
            true => format!(
                "<p class=\"caution\">{}</p>",
                escaped(words.this_computer_only)
            ),
            false => String::new(),
        }
    }
}

/// The QR code of a link, as a picture of its own.
pub(super) fn qr_picture(link: &str) -> Option<Response> {
    let picture = qr::svg(link, link)?;
    let headers = [(header::CONTENT_TYPE, "image/svg+xml")];
    Some((headers, picture).into_response())
}

/// The code that opens a patron's loans; nothing where a desk tells of none.
pub(super) fn loans_picture(facts: &Facts, link: &Link) -> Option<Response> {
    qr_picture(&link.to_loans(facts)?.address)
}

/// A sheet of A4 to hang on a door.
pub(super) fn poster(facts: &Facts, link: &Link, words: &Words) -> Response {
    let hours = facts.hours(words);
    sheet(
        facts,
        link,
        words,
        [words.poster_call, words.poster_how, &hours],
    )
}

/// A sheet of A4 for the counter, which leads to a patron's loans; nothing where a desk
/// tells of none.
pub(super) fn loans_poster(facts: &Facts, link: &Link, words: &Words) -> Option<Response> {
    let link = link.to_loans(facts)?;
    let says = [words.loans_poster_call, words.loans_poster_how, ""];
    Some(sheet(facts, &link, words, says))
}

/// What a sheet calls for, how that is done, and what stands below.
fn sheet(facts: &Facts, link: &Link, words: &Words, [call, how, below]: [&str; 3]) -> Response {
    const STYLE: &str = include_str!("poster.css");
    let address = link.address.as_str();
    let is_same = facts.desk == facts.library;
    let page = fill(
        include_str!("poster.html"),
        &[
            ("lang", Piece::Text(words.code)),
            ("title", Piece::Text(&facts.where_it_is())),
            ("style", Piece::Html(STYLE)),
            ("print", Piece::Text(words.poster_print)),
            ("desk", Piece::Text(if is_same { "" } else { &facts.desk })),
            ("library", Piece::Text(&facts.library)),
            ("call", Piece::Text(call)),
            ("caution", Piece::Html(&link.caution(words))),
            (
                "qr",
                Piece::Html(&qr::svg(address, address).unwrap_or_default()),
            ),
            ("link", Piece::Text(as_typed(address))),
            ("how", Piece::Text(how)),
            ("hours", Piece::Html(below)),
        ],
    );
    page_of(page, STYLE, "'none'")
}

/// What whoever makes the library's website copies, and how it looks.
pub(super) fn button(facts: &Facts, link: &Link, is_framed: bool, words: &Words) -> Response {
    let address = link.address.as_str();
    let line = format!("<a href=\"{}\">{}</a>", escaped(address), words.ask);
    let frame = match is_framed {
        true => format!(
            "<p id=\"frame\">{}</p><pre aria-labelledby=\"frame\">{}</pre>",
            escaped(words.button_frame),
            escaped(&frame_snippet(facts, address))
        ),
        false => String::new(),
    };
    let page = fill(
        include_str!("button.html"),
        &[
            ("lang", Piece::Text(words.code)),
            ("style", Piece::Html(EMBED_STYLE)),
            ("button_title", Piece::Text(words.button_title)),
            ("button_text", Piece::Text(words.button_text)),
            ("button_link", Piece::Text(words.button_link)),
            ("caution", Piece::Html(&link.caution(words))),
            ("link_snippet", Piece::Text(&line)),
            ("link", Piece::Text(address)),
            ("ask", Piece::Text(words.ask)),
            ("frame", Piece::Html(&frame)),
            ("poster", Piece::Text(&format!("{address}/poster"))),
            ("button_poster", Piece::Text(words.button_poster)),
        ],
    );
    page_of(page, EMBED_STYLE, "'none'")
}

/// The frame for other sites; nothing when no site may show it.
pub(super) fn frame(
    facts: &Facts,
    link: &Link,
    ancestors: &[Ancestor],
    words: &Words,
) -> Option<Response> {
    if ancestors.is_empty() {
        return None;
    }
    let page = fill(
        include_str!("embed.html"),
        &[
            ("lang", Piece::Text(words.code)),
            ("style", Piece::Html(EMBED_STYLE)),
            ("title", Piece::Text(&facts.where_it_is())),
            ("state", Piece::Text(&facts.state(words))),
            ("line", Piece::Text(&facts.line(words))),
            ("wait", Piece::Text(&facts.waiting_time(words))),
            ("link", Piece::Text(&link.address)),
            ("ask", Piece::Text(words.ask)),
            ("new_tab", Piece::Text(words.new_tab)),
        ],
    );
    let origins: Vec<&str> = ancestors.iter().map(|one| one.0.as_str()).collect();
    let mut response = page_of(page, EMBED_STYLE, &origins.join(" "));
    response.extensions_mut().insert(MayBeFramed);
    Some(response)
}

/// An origin that may show the frame of a desk: `https://` and a host, no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ancestor(String);

impl Ancestor {
    /// Reads an origin; nothing when it is none, or not reached over TLS.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok()?;
        let is_origin = url.scheme() == "https"
            && matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let origin = url.origin().ascii_serialization();
        let plain = |c: char| c.is_ascii_alphanumeric() || ":/.-[]".contains(c);
        (is_origin && origin.chars().all(plain)).then_some(Self(origin))
    }
}

const EMBED_STYLE: &str = include_str!("embed.css");

fn frame_snippet(facts: &Facts, link: &str) -> String {
    format!(
        "<iframe src=\"{}/embed\" title=\"{}\" width=\"320\" height=\"220\" \
         allow=\"camera; microphone\" loading=\"lazy\"></iframe>",
        escaped(link),
        escaped(&facts.where_it_is())
    )
}

/// As people type an address.
fn as_typed(link: &str) -> &str {
    link.strip_prefix("https://").unwrap_or(link)
}

/// A page without a script, whose one style is named by its hash.
fn page_of(page: String, style: &str, ancestors: &str) -> Response {
    let style = STANDARD.encode(Sha256::digest(style.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors {ancestors}"
    );
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(
        "default-src 'none'; frame-ancestors 'none'",
    ));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ];
    (headers, page).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use sportello_core::Language;

    use super::super::facts::tests::facts;
    use super::super::words::words;
    use super::*;

    const LINK: &str = "https://sportello.example/@biblioteca.empoli";

    fn link() -> Link {
        Link {
            address: LINK.into(),
            this_computer_only: false,
        }
    }

    async fn body(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), 1_000_000).await;
        String::from_utf8(bytes.expect("a small page").to_vec()).expect("text")
    }

    fn policy(response: &Response) -> &str {
        let policy = response.headers().get(header::CONTENT_SECURITY_POLICY);
        policy.expect("a policy").to_str().expect("plain text")
    }

    #[tokio::test]
    async fn the_poster_has_the_code_the_link_and_the_hours_and_no_script() {
        let poster = poster(&facts(), &link(), words(Language::It));
        assert!(policy(&poster).starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(policy(&poster).ends_with("frame-ancestors 'none'"));
        let page = body(poster).await;
        for part in [
            "<html lang=\"it\">",
            "<h1>Biblioteca di Empoli</h1>",
            "<svg ",
            "<p class=\"link\">sportello.example/@biblioteca.empoli</p>",
            "<td>09:00–13:00, 15:00–19:00</td>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("<script") && !page.contains("{{"));
    }

    #[tokio::test]
    async fn the_poster_of_loans_leads_to_them_and_says_how_to_get_in() {
        for (language, how) in [
            (Language::It, "numero della tessera"),
            (Language::En, "number of your card"),
        ] {
            let poster = loans_poster(&facts(), &link(), words(language)).expect("a poster");
            assert!(policy(&poster).ends_with("frame-ancestors 'none'"));
            let page = body(poster).await;
            let leads = format!("aria-label=\"{LINK}#prestiti\"");
            let typed = "<p class=\"link\">sportello.example/@biblioteca.empoli#prestiti</p>";
            for part in [leads.as_str(), typed, how] {
                assert!(page.contains(part), "{part} in {page}");
            }
            assert!(!page.contains("<script") && !page.contains("{{"));
            assert!(!page.contains("<table"), "a place to call has hours");
        }
        let picture = loans_picture(&facts(), &link()).expect("a code");
        assert!(body(picture).await.contains(&format!("{LINK}#prestiti")));
    }

    #[tokio::test]
    async fn a_desk_without_loans_has_no_poster_of_them() {
        let facts = Facts {
            loans: false,
            ..facts()
        };
        let italian = words(Language::It);
        assert!(loans_poster(&facts, &link(), italian).is_none());
        assert!(loans_picture(&facts, &link()).is_none());
    }

    #[tokio::test]
    async fn the_policy_names_the_style_that_stands_in_the_page() {
        let poster = poster(&facts(), &link(), words(Language::En));
        let policy = policy(&poster).to_owned();
        let page = body(poster).await;
        let style = page
            .split_once("<style>")
            .and_then(|(_, rest)| rest.split_once("</style>"));
        let hash = STANDARD.encode(Sha256::digest(style.expect("a style").0.as_bytes()));
        assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
    }

    #[tokio::test]
    async fn the_frame_is_shown_by_the_origins_that_are_named_and_by_no_other() {
        let italian = words(Language::It);
        assert!(frame(&facts(), &link(), &[], italian).is_none());
        let ancestors: Vec<_> = ["https://www.comune.example", "https://b.example:8443/"]
            .iter()
            .filter_map(|one| Ancestor::parse(one))
            .collect();
        let frame = frame(&facts(), &link(), &ancestors, italian).expect("a frame");
        let named = "frame-ancestors https://www.comune.example https://b.example:8443";
        assert!(policy(&frame).ends_with(named), "{}", policy(&frame));
        assert!(frame.extensions().get::<MayBeFramed>().is_some());
        let page = body(frame).await;
        assert!(page.contains(&format!(
            "href=\"{LINK}\" target=\"_blank\" rel=\"noopener\""
        )));
        assert!(page.contains("Aperto fino alle 19:00") && !page.contains("<script"));
    }

    #[test]
    fn an_ancestor_is_an_origin_over_tls_and_nothing_that_could_write_a_policy() {
        for text in [
            "http://a.example",
            "https://a.example/path",
            "https://a.example?x",
            "https://me@a.example",
            "*",
            "https://*",
            "https://a.example; script-src *",
            "'self'",
            "",
        ] {
            assert_eq!(Ancestor::parse(text), None, "{text}");
        }
    }

    #[tokio::test]
    async fn the_button_is_copied_as_text_and_the_frame_is_offered_only_where_it_works() {
        let link_alone = body(button(&facts(), &link(), false, words(Language::It))).await;
        let snippet = format!("&lt;a href=&quot;{LINK}&quot;&gt;Chiedi alla biblioteca&lt;/a&gt;");
        assert!(link_alone.contains(&snippet), "{link_alone}");
        assert!(!link_alone.contains("iframe"));
        let both = body(button(&facts(), &link(), true, words(Language::En))).await;
        assert!(both.contains("&lt;iframe src=&quot;") && both.contains("camera; microphone"));
        assert!(!both.contains("<script") && !both.contains("<iframe"));
    }

    #[tokio::test]
    async fn a_link_that_works_here_alone_says_so() {
        let here = Link {
            address: "http://localhost:8470/@biblioteca.empoli".into(),
            this_computer_only: true,
        };
        for (link, says_so) in [(here, true), (link(), false)] {
            let poster = body(poster(&facts(), &link, words(Language::It))).await;
            let button = body(button(&facts(), &link, false, words(Language::It))).await;
            let told = "solo su questo computer";
            assert_eq!([poster.contains(told), button.contains(told)], [says_so; 2]);
        }
    }
}
