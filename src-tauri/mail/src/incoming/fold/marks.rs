//! The lines that programs and offices write around what a person says.

/// How many lines an attribution may be broken into.
const ATTRIBUTION_LINES: usize = 5;
/// The longest attribution, in bytes.
const LONGEST_ATTRIBUTION: usize = 500;
/// How far the head of a quoted mail is looked at, in lines.
const HEADER_LINES: usize = 10;
/// How a paragraph of a legal notice is looked at, in bytes.
const NOTICE: usize = 1500;

/// How attributions begin and end, in small letters.
const ATTRIBUTIONS: [(&str, &[&str]); 7] = [
    ("il ", &["ha scritto:", "scriveva:", "scrive:", "scritto:"]),
    ("in data ", &["ha scritto:", "scriveva:", "scrive:"]),
    ("alle ", &["ha scritto:", "scriveva:"]),
    ("on ", &["wrote:", "writes:"]),
    ("at ", &["wrote:", "writes:"]),
    ("am ", &["schrieb:"]),
    ("le ", &["a écrit :", "a écrit:", "a ecrit :"]),
];

/// The fields of a quoted head, in small letters.
const FIELDS: [&str; 22] = [
    "da",
    "inviato",
    "inviata",
    "data",
    "a",
    "cc",
    "oggetto",
    "per",
    "from",
    "sent",
    "date",
    "to",
    "subject",
    "reply-to",
    "rispondi a",
    "von",
    "gesendet",
    "an",
    "betreff",
    "de",
    "envoyé",
    "objet",
];
/// Those with which one begins.
const FIRST_FIELDS: [&str; 9] = [
    "da", "from", "oggetto", "subject", "data", "date", "inviato", "von", "de",
];

/// What stands between dashes above a quoted mail, in small letters.
const ORIGINALS: [&str; 7] = [
    "messaggio originale",
    "messaggio originario",
    "messaggio d'origine",
    "original message",
    "original mail",
    "ursprüngliche nachricht",
    "message d'origine",
];

/// What stands above a forwarded mail, in small letters.
const FORWARDED: [&str; 6] = [
    "messaggio inoltrato",
    "inizio messaggio inoltrato:",
    "forwarded message",
    "begin forwarded message:",
    "weitergeleitete nachricht",
    "inoltrato messaggio",
];

/// What programs and telephones add, in small letters.
const ADDED: [&str; 25] = [
    "inviato da iphone",
    "inviato da ipad",
    "inviato dal mio ",
    "inviato dall'app ",
    "inviato da outlook",
    "inviato da posta per windows",
    "inviato da libero mail",
    "inviato da yahoo",
    "inviato da smartphone",
    "inviato da samsung",
    "inviato da proton",
    "inviato con proton mail",
    "inviato con ",
    "inviata da iphone",
    "scarica outlook per ",
    "ottieni outlook per ",
    "sent from my ",
    "sent from mail for ",
    "sent from outlook",
    "sent from yahoo",
    "sent with proton",
    "sent via ",
    "get outlook for ",
    "mail priva di virus",
    "virus-free",
];

/// How legal notices begin, in small letters.
const NOTICES: [&str; 34] = [
    "ai sensi del",
    "ai sensi dell",
    "ai sensi degli",
    "ai sensi e per gli effetti",
    "in ottemperanza al",
    "questo messaggio è",
    "questo messaggio e'",
    "questo messaggio di posta",
    "questo messaggio, ",
    "questo messaggio ed ",
    "questo messaggio e i ",
    "questo messaggio può contenere",
    "questa e-mail",
    "questa email",
    "questa comunicazione",
    "questo documento è",
    "il presente messaggio",
    "la presente comunicazione",
    "la presente e-mail",
    "il contenuto di questo messaggio",
    "il contenuto della presente",
    "le informazioni contenute",
    "le informazioni trasmesse",
    "avviso di riservatezza",
    "nota di riservatezza",
    "informativa privacy",
    "privacy:",
    "this message",
    "this e-mail",
    "this email",
    "this communication",
    "the information contained",
    "the contents of this",
    "confidentiality notice",
];
/// What a legal notice speaks of, in small letters.
const NOTICE_WORDS: [&str; 12] = [
    "riservat",
    "confiden",
    "destinatari",
    "privacy",
    "gdpr",
    "2016/679",
    "679/2016",
    "196/2003",
    "trattamento dei dati",
    "intended",
    "recipient",
    "privileged",
];
/// Pleas for the trees, in small letters.
const PLEAS: [&str; 5] = [
    "prima di stampare",
    "rispetta l'ambiente",
    "please consider the environment",
    "p prima di stampare",
    "disclaimer",
];

/// What is looked at of a line: small letters, without what programs put around it.
fn bare(line: &str) -> String {
    let line = line
        .trim()
        .trim_matches(['*', '_', '|', '[', ']', '\u{200b}', '\u{feff}']);
    let line: String = line.trim().chars().take(LONGEST_ATTRIBUTION).collect();
    line.to_lowercase().replace(['’', '´', '`'], "'")
}

/// How many lines an attribution takes that begins here.
pub(super) fn attribution(lines: &[&str]) -> Option<usize> {
    let first = bare(lines.first()?);
    let begins = ATTRIBUTIONS
        .iter()
        .find(|(begins, _)| first.starts_with(begins));
    let ends: &[&str] = match begins {
        Some((_, ends)) => ends,
        // `Ada Rossi <ada@example.it> ha scritto:`, `2026-11-20 10:11 … <ada@example.it>:`
        None if is_of_somebody(&first) => return Some(1),
        None => return None,
    };
    let mut whole = String::new();
    for (number, line) in lines.iter().take(ATTRIBUTION_LINES).enumerate() {
        let line = bare(line);
        if number > 0 && (line.is_empty() || line.starts_with('>')) {
            return None;
        }
        whole.push_str(&line);
        if whole.len() > LONGEST_ATTRIBUTION {
            return None;
        }
        if ends.iter().any(|end| whole.ends_with(end)) {
            return has_time_or_address(&whole).then_some(number + 1);
        }
        whole.push(' ');
    }
    None
}

fn is_of_somebody(line: &str) -> bool {
    let wrote = ["ha scritto:", "wrote:", "scriveva:"];
    let wrote = wrote.iter().any(|end| line.ends_with(end));
    let begins_with_a_day = line.len() > 10 && line.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    let has_address = line.contains('@') && line.contains('<');
    has_address && (wrote || begins_with_a_day && line.ends_with(">:"))
}

/// *Il sindaco ha scritto:* is what somebody says; *Il 3/4 alle 10:11 … ha scritto:* is not.
fn has_time_or_address(line: &str) -> bool {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    line.contains('@') || digits >= 4
}

/// Whether the head of a quoted mail begins here: three of its fields in a few lines.
pub(super) fn starts_headers(lines: &[&str]) -> bool {
    let first = lines.first().and_then(|line| field(line));
    if !first.is_some_and(|first| FIRST_FIELDS.contains(&first)) {
        return false;
    }
    let mut found: Vec<&str> = Vec::new();
    for line in lines.iter().take(HEADER_LINES) {
        if let Some(name) = field(line)
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    let has = |some: &[&str]| found.iter().any(|one| some.contains(one));
    let who = has(&["da", "from", "von", "de"]);
    let when = has(&[
        "inviato", "inviata", "data", "sent", "date", "gesendet", "envoyé",
    ]);
    let what = has(&["oggetto", "subject", "betreff", "objet"]);
    found.len() >= 3 && who && (when || what)
}

fn field(line: &str) -> Option<&'static str> {
    let line = bare(line);
    let (name, _) = line.split_once(':')?;
    let name = name.trim_matches(['*', ' ']);
    FIELDS.into_iter().find(|one| *one == name)
}

/// `-----Messaggio originale-----`.
pub(super) fn names_original(line: &str) -> bool {
    let line = bare(line);
    let inner = line.trim_matches(['-', ' ', '=', '_']);
    line.starts_with(['-', '=', '_']) && ORIGINALS.contains(&inner)
}

/// `---------- Forwarded message ---------`.
pub(super) fn names_forwarded(line: &str) -> bool {
    let line = bare(line);
    FORWARDED.contains(&line.trim_matches(['-', ' ', '=', '_']))
}

/// A line across.
pub(super) fn is_separator(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 5 && line.chars().all(|one| matches!(one, '-' | '_' | '=' | '*'))
}

/// The line that begins a signature by the norm, and its common misspelling.
pub(super) fn is_signature_mark(line: &str) -> bool {
    matches!(line.trim_end(), "--" | "—") && !line.starts_with(' ')
}

/// Whether what programs, telephones or offices add begins here.
pub(super) fn begins_signature(lines: &[&str]) -> bool {
    let Some(first) = lines.first().map(|line| bare(line)) else {
        return false;
    };
    if first.is_empty() {
        return false;
    }
    let begins = |some: &[&str]| some.iter().any(|one| first.starts_with(one));
    if first.len() <= 200 && (begins(&ADDED) || begins(&PLEAS)) {
        return true;
    }
    if !begins(&NOTICES) {
        return false;
    }
    let mut notice = String::new();
    for line in lines {
        if line.trim().is_empty() || notice.len() > NOTICE {
            break;
        }
        notice.push_str(&bare(line));
        notice.push(' ');
    }
    NOTICE_WORDS.iter().any(|word| notice.contains(word))
}
