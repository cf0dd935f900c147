//! Pages that the server writes itself: a template with `{{names}}`, filled in one
//! pass. Whatever is filled in as text can write no markup.

use std::borrow::Cow;

/// What stands in the place of a name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    /// Words, which may come from anybody.
    Text(&'a str),
    /// Markup that was made here.
    Html(&'a str),
}

/// Fills a template. A name that is given nothing stays empty.
pub(super) fn fill(template: &str, pieces: &[(&str, Piece)]) -> String {
    let mut page = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("{{") {
        page.push_str(before);
        let Some((name, behind)) = behind.split_once("}}") else {
            break;
        };
        let piece = pieces.iter().find(|(known, _)| *known == name.trim());
        debug_assert!(piece.is_some(), "nothing is given for {name}");
        match piece {
            Some((_, Piece::Text(text))) => page.push_str(&escaped(text)),
            Some((_, Piece::Html(html))) => page.push_str(html),
            None => {}
        }
        rest = behind;
    }
    page.push_str(rest);
    page
}

/// A text that is nothing but text, in markup and between quotes.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            harmless => safe.push(harmless),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_can_write_no_markup_and_ask_for_no_other_name() {
        let pieces = [
            ("a", Piece::Text("<b title=\"x\" id='y'>&")),
            ("b", Piece::Text("{{a}}")),
            ("c", Piece::Html("<hr>")),
        ];
        assert_eq!(
            fill("{{a}}|{{ b }}|{{c}}", &pieces),
            "&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;|{{a}}|<hr>"
        );
    }
}
