//! The public page as it leaves the server: the built page, with the language, the
//! title and what the desk says of itself written in. The app takes the place of the
//! block when it starts; without a script it stays.

use std::sync::OnceLock;

use super::facts::Facts;
use super::template::escaped;
use super::words::Words;

/// The places in the built page (`ui/src/patron/index.html`) that are written.
const LANGUAGE: &str = "<html lang=\"it\">";
const TITLE: &str = "<title>Sportello</title>";
const BLOCK: &str = "<!--desk-->";

/// The built page, cut at the places that are written.
struct Shell {
    before_title: String,
    before_block: String,
    rest: String,
}

/// Writes the page of a desk; nothing when the built page has other places.
pub(super) fn write(built: &str, facts: &Facts, words: &Words) -> Option<String> {
    static SHELL: OnceLock<Option<Shell>> = OnceLock::new();
    let shell = SHELL.get_or_init(|| Shell::cut(built)).as_ref()?;
    Some(shell.fill(facts, words))
}

impl Shell {
    fn cut(built: &str) -> Option<Self> {
        let (start, rest) = built.split_once(LANGUAGE)?;
        let (before_title, rest) = rest.split_once(TITLE)?;
        let (before_block, rest) = rest.split_once(BLOCK)?;
        let is_start_alone = start.trim().eq_ignore_ascii_case("<!doctype html>");
        is_start_alone.then(|| Self {
            before_title: before_title.to_owned(),
            before_block: before_block.to_owned(),
            rest: rest.to_owned(),
        })
    }

    fn fill(&self, facts: &Facts, words: &Words) -> String {
        let title = facts.where_it_is();
        let description = format!("{} {title}.", words.description);
        [
            "<!doctype html>\n<html lang=\"",
            words.code,
            "\">",
            &self.before_title,
            "<title>",
            &escaped(&title),
            "</title>\n    <meta name=\"description\" content=\"",
            &escaped(&description),
            "\" />",
            &self.before_block,
            &facts.block(words),
            &self.rest,
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use sportello_core::Language;

    use super::super::facts::tests::facts;
    use super::super::words::words;
    use super::*;

    const BUILT: &str = "<!doctype html>\n<html lang=\"it\">\n<head><title>Sportello</title></head>\
        <body><div id=\"page\"><!--desk--></div><script src=\"/a.js\"></script></body></html>";

    #[test]
    fn the_page_is_written_in_the_readers_language() {
        let shell = Shell::cut(BUILT).expect("it has all its places");
        let page = shell.fill(&facts(), words(Language::En));
        for part in [
            "<!doctype html>\n<html lang=\"en\">",
            "<title>Sportello – Biblioteca di Empoli</title>",
            "content=\"Video call, voice call or chat with the library, from the browser: \
             Sportello – Biblioteca di Empoli.\"",
            "<div id=\"page\"><main class=\"facts\">",
            "</main>\n</div><script src=\"/a.js\"></script></body></html>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
    }

    #[test]
    fn a_name_can_not_leave_the_title_or_the_description() {
        let evil = "x\"></title><script>alert(1)</script>";
        let facts = Facts {
            library: evil.into(),
            ..facts()
        };
        let shell = Shell::cut(BUILT).expect("it has all its places");
        let page = shell.fill(&facts, words(Language::It));
        assert_eq!(page.matches("<script").count(), 1, "our own: {page}");
        assert_eq!(page.matches("</title>").count(), 1);
    }

    #[test]
    fn a_page_without_its_places_is_not_written() {
        assert!(Shell::cut("<html></html>").is_none());
    }
}
