//! What must be true of any bytes that are read as a mail: it is a mail within its bounds,
//! whose every line can be shown, and the same each time; or it is none. Shared by the fuzz
//! target and by the tests of `sportello-mail`.

use sportello_mail::incoming::{
    Incoming, Kind, LONGEST_LABEL, LONGEST_SUBJECT, LONGEST_TEXT, LeftOut, MOST_ADDRESSES,
    MOST_EARLIER, MOST_PARTS, MOST_UNDELIVERED, read, read_head,
};

/// Reads the bytes as a mail, and as the head of one.
///
/// # Panics
/// When something of that does not hold.
pub fn judge(noise: &[u8]) {
    if let Ok(head) = read_head(noise, 1 << 40) {
        let bytes = 1 << 40;
        assert!(head.left_out.contains(&LeftOut::Everything { bytes }));
        assert!(head.text.said.is_empty() && head.attachments.is_empty());
    }
    let Ok(mail) = read(noise) else {
        assert!(read_head(noise, 0).is_err());
        return;
    };
    assert!(read(noise).as_ref() == Ok(&mail));
    holds(&mail, noise.len());
}

fn holds(mail: &Incoming, size: usize) {
    let is_line = |text: &str, longest: usize| {
        let count = text.chars().count();
        count <= longest && text.trim() == text && !text.contains(char::is_control)
    };
    assert!(
        is_line(&mail.subject, LONGEST_SUBJECT),
        "{:?}",
        mail.subject
    );
    let parties = [&mail.to, &mail.cc].into_iter().flatten();
    for party in parties.chain([&mail.from]) {
        assert!(is_line(&party.name, LONGEST_LABEL), "{:?}", party.name);
    }
    let counts = [mail.to.len(), mail.cc.len(), mail.delivered_to.len() / 4];
    assert!(counts.into_iter().all(|count| count <= MOST_ADDRESSES));
    assert!(mail.in_reply_to.len() <= MOST_EARLIER && mail.references.len() <= MOST_EARLIER);
    assert!(mail.earlier().len() <= 2 * MOST_EARLIER);
    assert!(!mail.may_be_answered() || mail.kind == Kind::Person);
    if let Kind::Bounce(bounce) = &mail.kind {
        assert!(bounce.recipients.len() <= MOST_UNDELIVERED);
        assert!(
            bounce
                .recipients
                .iter()
                .all(|one| is_line(&one.diagnostic, 300))
        );
    }
    let text = &mail.text;
    let texts = [&text.said, &text.quoted, &text.signature];
    let length: usize = texts.iter().map(|text| text.len()).sum();
    // Line ends may be counted twice where one of the three goes over into the next.
    assert!(length <= LONGEST_TEXT + 8, "{length}");
    for text in texts {
        let may_stand = |one: char| !one.is_control() || one == '\n' || one == '\t';
        assert!(text.chars().all(may_stand), "{text:?}");
    }
    // A mail within the envelope of certified mail brings its own.
    assert!(mail.attachments.len() <= 2 * MOST_PARTS + 2);
    let mut bytes = 0;
    for one in &mail.attachments {
        assert!(
            !one.name.is_empty() && is_line(&one.name, LONGEST_LABEL),
            "{:?}",
            one.name
        );
        assert!(
            !one.name.contains(['/', '\\']) && !one.name.starts_with('.'),
            "{:?}",
            one.name
        );
        let may_stand = |one: char| one.is_ascii_graphic();
        assert!(!one.media_type.is_empty() && one.media_type.chars().all(may_stand));
        bytes += one.bytes.len();
    }
    assert!(bytes <= 8 * size + 4096, "{bytes} of {size}");
}
