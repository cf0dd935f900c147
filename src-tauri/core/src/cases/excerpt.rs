//! What was said in a chat, as it is handed to somebody who was not there.

/// A message, as an excerpt needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When, in the library's words: `23/11 10:41`.
    pub at: String,
    /// Who said it: a name, or what stands for it.
    pub who: String,
    /// The words.
    pub text: String,
}

/// The lines, one under another. Each of the `hidden` names is left out of the words as
/// well, whatever its case; what stands for it is put in its place.
pub fn excerpt(lines: &[Line], hidden: &[&str], instead: &str) -> String {
    let written = lines.iter().map(|line| {
        let said = format!("[{}] {}: {}", line.at, line.who, line.text.trim());
        hide(&said, hidden, instead)
    });
    written.collect::<Vec<_>>().join("\n")
}

fn hide(text: &str, hidden: &[&str], instead: &str) -> String {
    let mut names: Vec<&str> = hidden
        .iter()
        .flat_map(|name| std::iter::once(*name).chain(name.split_whitespace()))
        .map(str::trim)
        .filter(|name| name.chars().count() > 1)
        .collect();
    // The whole name before its parts, so that it is not replaced twice.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.into_iter().fold(text.to_owned(), |text, name| {
        replace_word(&text, name, instead)
    })
}

/// Replaces a name where it stands as a word of its own.
fn replace_word(text: &str, name: &str, instead: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let is_part = |at: Option<&char>| at.is_some_and(|c| c.is_alphanumeric());
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = at + name.len();
        let is_here = end <= chars.len()
            && chars[at..end]
                .iter()
                .zip(&name)
                .all(|(a, b)| a == b || a.to_lowercase().eq(b.to_lowercase()));
        let stands_alone = is_here
            && !is_part(at.checked_sub(1).and_then(|before| chars.get(before)))
            && !is_part(chars.get(end));
        if stands_alone {
            written.push_str(instead);
            at = end;
        } else {
            written.push(chars[at]);
            at += 1;
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(who: &str, text: &str) -> Line {
        Line {
            at: "23/11 10:41".into(),
            who: who.into(),
            text: text.into(),
        }
    }

    #[test]
    fn an_excerpt_says_who_said_what_and_when() {
        let lines = [line("Carla", "Buongiorno "), line("Maria", "Mi dica")];
        assert_eq!(
            excerpt(&lines, &[], ""),
            "[23/11 10:41] Carla: Buongiorno\n[23/11 10:41] Maria: Mi dica"
        );
    }

    #[test]
    fn a_hidden_name_is_nowhere_not_in_part_and_not_in_the_words() {
        let lines = [
            line("Carla Ferrini", "sono CARLA, la ferrini di via Roma"),
            line("Maria", "Bene, Carla Ferrini; carlate resta"),
        ];
        assert_eq!(
            excerpt(&lines, &["Carla Ferrini"], "l’utente"),
            "[23/11 10:41] l’utente: sono l’utente, la l’utente di via Roma\n\
             [23/11 10:41] Maria: Bene, l’utente; carlate resta"
        );
    }
}
