//! A page as text.
//!
//! Nothing of a page is ever shown as one: what comes out is characters, with line breaks
//! where blocks end, links behind their words, pictures by their description, and quotes
//! with `> ` before their lines. Scripts, styles and everything remote stay behind.
//!
//! It reads tags, not a tree, as pages in mails are broken anyway; every byte is looked
//! at a bounded number of times.

use mail_parser::decoders::html::add_html_token;
use memchr::memchr;

/// What an element of these holds is not text.
const SILENT: [&str; 6] = ["script", "style", "head", "template", "title", "object"];
/// These begin and end a line.
const BLOCKS: [&str; 28] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "section",
    "table",
    "tr",
    "ul",
    "main",
];
/// How far a tag is read with regard to its quotes, in bytes.
const LONGEST_TAG: usize = 4096;
/// The longest link that is written out, in bytes.
const LONGEST_LINK: usize = 2000;
/// How deep quotes are shown.
const DEEPEST_QUOTE: usize = 8;
/// The longest name of a character, in bytes.
const LONGEST_ENTITY: usize = 32;

/// The text of a page.
pub(super) fn text(page: &str) -> String {
    let mut writer = Writer::default();
    let mut reader = Reader::new(page);
    while let Some(next) = reader.next() {
        match next {
            Next::Words(words) => writer.words(words),
            Next::Tag(inside) => writer.tag(inside),
        }
    }
    writer.done()
}

enum Next<'a> {
    Words(&'a str),
    /// What stands between `<` and `>`.
    Tag(&'a str),
}

/// Goes through a page.
struct Reader<'a> {
    page: &'a str,
    at: usize,
    /// Where the next `>` and the next `-->` are, once they were looked for: what is not
    /// there is not looked for again and again.
    closes: Option<usize>,
    comment_ends: Option<usize>,
    /// Elements of which no end follows any more.
    endless: Vec<&'static str>,
}

impl<'a> Reader<'a> {
    fn new(page: &'a str) -> Self {
        Self {
            page,
            at: 0,
            closes: None,
            comment_ends: None,
            endless: Vec::new(),
        }
    }

    fn next(&mut self) -> Option<Next<'a>> {
        loop {
            let rest = &self.page[self.at..];
            if rest.is_empty() {
                return None;
            }
            let words = match memchr(b'<', rest.as_bytes()) {
                Some(0) => match self.tag(rest) {
                    Some(Tag::Of(inside)) => {
                        self.at += inside.len() + 2;
                        self.pass_silent(inside);
                        return Some(Next::Tag(inside));
                    }
                    Some(Tag::Nothing(length)) => {
                        self.at += length;
                        continue;
                    }
                    None => 1,
                },
                Some(at) => at,
                None => rest.len(),
            };
            self.at += words;
            return Some(Next::Words(&rest[..words]));
        }
    }

    /// The tag that begins here, if one does.
    fn tag(&mut self, rest: &'a str) -> Option<Tag<'a>> {
        let bytes = rest.as_bytes();
        match bytes.get(1)? {
            b'!' if rest.starts_with("<!--") => {
                // One that has no end goes no further than a tag would.
                let end = self.comment_end().map(|end| end + 3);
                let end = end.or_else(|| self.close().map(|end| end + 1))?;
                Some(Tag::Nothing(end - self.at))
            }
            b'!' | b'?' => self.close().map(|end| Tag::Nothing(end + 1 - self.at)),
            b'/' | b'a'..=b'z' | b'A'..=b'Z' => {
                let close = self.close()? - self.at;
                let end = quoted_end(bytes).unwrap_or(close);
                Some(Tag::Of(&rest[1..end]))
            }
            _ => None,
        }
    }

    fn close(&mut self) -> Option<usize> {
        let from = self.at;
        if self.closes.is_none_or(|at| at < from) {
            let found = memchr(b'>', &self.page.as_bytes()[from..]);
            self.closes = Some(found.map_or(usize::MAX, |at| from + at));
        }
        self.closes.filter(|at| *at < usize::MAX)
    }

    fn comment_end(&mut self) -> Option<usize> {
        let from = (self.at + 4).min(self.page.len());
        if self.comment_ends.is_none_or(|at| at < from) {
            let found = self.page[from..].find("-->");
            self.comment_ends = Some(found.map_or(usize::MAX, |at| from + at));
        }
        self.comment_ends.filter(|at| *at < usize::MAX)
    }

    /// Passes over what an element holds that is not text, up to its end; that of a
    /// `head` is the beginning of the body, too. One that does not end is taken for empty,
    /// so that nothing is lost.
    fn pass_silent(&mut self, inside: &str) {
        let name = name_of(inside);
        let is_whole = inside.ends_with('/') || inside.starts_with('/');
        let Some(name) = SILENT.into_iter().find(|one| *one == name && !is_whole) else {
            return;
        };
        if self.endless.contains(&name) {
            return;
        }
        let end = ["/", name].concat();
        let page = self.page.as_bytes();
        let mut at = self.at;
        while let Some(next) = memchr(b'<', &page[at..]) {
            at += next;
            let begins = |wanted: &str| {
                let tag = page.get(at + 1..at + 1 + wanted.len());
                tag.is_some_and(|tag| tag.eq_ignore_ascii_case(wanted.as_bytes()))
            };
            if begins(&end) || name == "head" && begins("body") {
                self.at = at;
                return;
            }
            at += 1;
        }
        self.endless.push(name);
    }
}

enum Tag<'a> {
    /// What stands between `<` and `>`.
    Of(&'a str),
    /// A comment or the like, of so many bytes.
    Nothing(usize),
}

/// Where a tag ends whose quotes may hold a `>`.
fn quoted_end(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, one) in bytes.iter().enumerate().skip(1).take(LONGEST_TAG) {
        match (quote, one) {
            (None, b'>') => return Some(at),
            (_, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(*one),
            (Some(open), one) if open == *one => quote = None,
            _ => {}
        }
    }
    None
}

fn name_of(inside: &str) -> String {
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let name = inside
        .split(|one: char| one.is_whitespace() || one == '/')
        .next();
    let name = name.unwrap_or_default();
    name.chars()
        .take(20)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// The value of an attribute.
fn attribute(inside: &str, wanted: &str) -> Option<String> {
    let mut rest = inside.trim_start_matches(|one: char| !one.is_whitespace());
    while !rest.is_empty() {
        rest = rest.trim_start_matches(|one: char| one.is_whitespace() || one == '/');
        let end = rest
            .find(|one: char| one.is_whitespace() || one == '=')
            .unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|one| matches!(one, '"' | '\''));
            let inner = quote.map_or(after, |_| &after[1..]);
            let end = match quote {
                Some(quote) => inner.find(quote),
                None => inner.find(char::is_whitespace),
            };
            let end = end.unwrap_or(inner.len());
            value = &inner[..end];
            rest = inner[end..]
                .strip_prefix(['"', '\''])
                .unwrap_or(&inner[end..]);
        } else if end == 0 {
            break;
        }
        if name.eq_ignore_ascii_case(wanted) {
            return Some(unescaped(value));
        }
    }
    None
}

/// Characters that are written by their names, as themselves.
fn unescaped(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        whole.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest
            .bytes()
            .take(LONGEST_ENTITY)
            .position(|one| one == b';');
        let is_name = |end: &usize| {
            rest[1..*end]
                .bytes()
                .all(|one| one.is_ascii_alphanumeric() || one == b'#')
        };
        let length = match end.filter(is_name) {
            Some(end) => {
                add_html_token(&mut whole, &rest.as_bytes()[..=end], false);
                end + 1
            }
            None => {
                whole.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    whole.push_str(rest);
    whole
}

/// Puts the text down.
#[derive(Default)]
struct Writer {
    whole: String,
    /// How many quotes are open.
    quotes: usize,
    /// Whether a blank is due before the next word.
    blank: bool,
    /// How many line breaks are due before the next word.
    breaks: usize,
    /// How many elements are open whose line breaks count.
    kept: usize,
    /// The link that is open, and where its words begin.
    link: Option<(String, usize)>,
}

impl Writer {
    fn words(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let text = unescaped(text);
        if self.kept > 0 {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    self.end_line(true);
                }
                self.put(line.trim_end_matches('\r'));
            }
            return;
        }
        let is_blank = |one: char| one.is_ascii_whitespace();
        self.blank |= text.starts_with(is_blank);
        for word in text.split(is_blank).filter(|word| !word.is_empty()) {
            self.put(word);
            self.blank = true;
        }
        self.blank =
            text.ends_with(is_blank) || self.blank && text.trim_matches(is_blank).is_empty();
    }

    fn put(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let begins = self.whole.is_empty();
        for _ in 0..self.breaks.min(2) {
            if !begins {
                self.whole.push('\n');
            }
        }
        if self.breaks > 0 || begins {
            let depth = self.quotes.min(DEEPEST_QUOTE);
            self.whole.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                self.whole.push(' ');
            }
        } else if self.blank {
            self.whole.push(' ');
        }
        (self.blank, self.breaks) = (false, 0);
        self.whole.push_str(word);
    }

    /// Ends the line; `again` where a second time leaves an empty line.
    fn end_line(&mut self, again: bool) {
        self.breaks = if again {
            self.breaks + 1
        } else {
            self.breaks.max(1)
        };
        self.blank = false;
    }

    fn tag(&mut self, inside: &str) {
        let ends = inside.starts_with('/');
        let name = name_of(inside);
        match name.as_str() {
            "br" => self.end_line(true),
            "p" => {
                self.end_line(false);
                self.breaks = 2;
            }
            "pre" | "textarea" => {
                self.end_line(false);
                self.kept = if ends {
                    self.kept.saturating_sub(1)
                } else {
                    self.kept + 1
                };
            }
            "blockquote" => {
                self.end_line(false);
                self.quotes = if ends {
                    self.quotes.saturating_sub(1)
                } else {
                    self.quotes + 1
                };
            }
            "td" | "th" => self.blank = true,
            "img" => self.picture(inside),
            "a" if ends => self.end_link(),
            "a" => self.begin_link(inside),
            "hr" => {
                self.end_line(false);
                self.put("________________________________");
                self.end_line(false);
            }
            name if BLOCKS.contains(&name) => {
                self.end_line(false);
                if name == "li" && !ends {
                    self.put("-");
                    self.blank = true;
                }
            }
            _ => {}
        }
    }

    /// A picture is its description.
    fn picture(&mut self, inside: &str) {
        let described = attribute(inside, "alt").unwrap_or_default();
        let described: Vec<&str> = described.split_whitespace().collect();
        if !described.is_empty() {
            self.blank = true;
            self.put(&format!("[{}]", described.join(" ")));
            self.blank = true;
        }
    }

    fn begin_link(&mut self, inside: &str) {
        self.end_link();
        let place = attribute(inside, "href").unwrap_or_default();
        let place: String = place
            .chars()
            .filter(|one| !one.is_whitespace() && !one.is_control())
            .collect();
        let small = place.get(..8).unwrap_or(&place).to_ascii_lowercase();
        let leads = ["http:", "https:", "mailto:", "tel:"].into_iter();
        if leads.into_iter().any(|begin| small.starts_with(begin)) && place.len() <= LONGEST_LINK {
            self.link = Some((place, self.whole.len()));
        }
    }

    /// Writes out where a link leads, if its words do not.
    fn end_link(&mut self) {
        let Some((place, from)) = self.link.take() else {
            return;
        };
        let words = self.whole.get(from..).unwrap_or_default().trim();
        let bare = |text: &str| {
            let text = text.trim_end_matches('/').to_ascii_lowercase();
            let begins = ["https://", "http://", "mailto:", "tel:", "www."];
            begins
                .iter()
                .fold(text, |text, begin| match text.strip_prefix(begin) {
                    Some(rest) => rest.to_owned(),
                    None => text,
                })
        };
        if bare(words) != bare(&place) {
            self.blank = true;
            self.put(&format!("<{place}>"));
        }
    }

    fn done(mut self) -> String {
        self.end_link();
        self.whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_as_a_text() {
        for (page, wanted) in [
            ("<p>Buongiorno,</p><p>grazie.</p>", "Buongiorno,\n\ngrazie."),
            ("<div>uno</div><div>due</div>", "uno\ndue"),
            ("uno<br>due<br><br>tre", "uno\ndue\n\ntre"),
            (
                "perch&eacute; &amp; &#232; &#x20AC; &nessuno; & &",
                "perché & è € &nessuno; & &",
            ),
            ("  uno\n   <b>due</b>tre ", "uno duetre"),
            ("<ul><li>uno</li><li>due</li></ul>", "- uno\n- due"),
            (
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
                "a b\nc",
            ),
            ("<pre>a\n  b\n\nc</pre>d", "a\n  b\n\nc\nd"),
            (
                "a<blockquote>b<blockquote>c</blockquote></blockquote>d",
                "a\n> b\n>> c\nd",
            ),
            ("2 < 3 e 3 > 2", "2 < 3 e 3 > 2"),
            ("a <!-- b > c --> d", "a d"),
            ("a <!-- senza fine > b", "a b"),
            (
                "<img src=https://x.test/a.gif alt=\"Il logo\"> ciao",
                "[Il logo] ciao",
            ),
        ] {
            assert_eq!(text(page), wanted, "{page}");
        }
    }

    #[test]
    fn nothing_of_a_page_that_runs_or_loads_is_carried_over() {
        let page = "<html><head><title>t</title><style>p{}</style></head><body onload=x()>\
            <script>alert('<p>no</p>')</script><p style=\"background:url(https://spia.test)\">sì\
            <img src=\"https://spia.test/p.gif\"><iframe src=https://spia.test></iframe></p>\
            <SCRIPT SRC=https://spia.test/></SCRIPT><object data=x>no</object></body></html>";
        assert_eq!(text(page), "sì");
        assert_eq!(text("<style>p{} <p>non finisce"), "p{}\n\nnon finisce");
    }

    #[test]
    fn a_link_shows_where_it_leads() {
        for (page, wanted) in [
            (
                "<a href=\"https://a.it/x?b=1&amp;c=2\">qui</a>.",
                "qui <https://a.it/x?b=1&c=2>.",
            ),
            (
                "<a href='https://banca.it'>www.banca.it</a>",
                "www.banca.it",
            ),
            (
                "<a href='https://ladri.it'>https://banca.it</a>",
                "https://banca.it <https://ladri.it>",
            ),
            ("<a href=mailto:ada@a.it>ada@a.it</a>", "ada@a.it"),
            ("<a href=\"javascript:alert(1)\">qui</a>", "qui"),
            ("<a href=\" java\nscript:alert(1)\">qui</a>", "qui"),
            (
                "<a href='https://a.it' title='x>y'>qui",
                "qui <https://a.it>",
            ),
        ] {
            assert_eq!(text(page), wanted, "{page}");
        }
    }
}
