//! What a mail says, as it is written down.

use sha2::{Digest as _, Sha256};
use sportello_core::cases::LONGEST_ENTRY;
use sportello_core::{CaseEntryKind, CaseId, LetterInId, MailRemark};
use sportello_mail::incoming::{Incoming, Kind, LeftOut};
use sportello_mail::reply::is_like_ours;
use sportello_store::{NewCaseEntry, NewLetterIn};

use super::belonging::bare;
use crate::cases::making::{cut, new_entry};
use crate::clock::new_id;

/// An entry that says what a mail says.
pub(super) fn entry(mail: &Incoming, case: CaseId, kind: CaseEntryKind) -> NewCaseEntry {
    NewCaseEntry {
        with: writer(mail),
        subject: mail.subject.clone(),
        text: cut(&mail.text.said),
        folded: folded(mail),
        message_id: mail.id.as_ref().map_or_else(String::new, bare),
        left_out: left_out(mail),
        remark: too_large(mail),
        ..new_entry(case, kind, None)
    }
}

/// A mail that belongs to no case, as it is kept.
pub(super) fn letter(mail: &Incoming, suggested: Option<CaseId>) -> NewLetterIn {
    let from = mail.from.address.as_ref();
    NewLetterIn {
        id: LetterInId(new_id()),
        from_name: mail.from.name.clone(),
        from_mail: from.map_or_else(String::new, |from| from.as_str().to_owned()),
        subject: mail.subject.clone(),
        text: cut(&mail.text.said),
        folded: folded(mail),
        message_id: mail.id.as_ref().map_or_else(String::new, bare),
        kind: match mail.kind {
            Kind::Person => "person",
            Kind::AutoReply(_) => "autoReply",
            Kind::Bounce(_) => "bounce",
            Kind::Receipt(_) => "receipt",
        },
        left_out: left_out(mail),
        remark: too_large(mail),
        suggested,
    }
}

/// What stands for a mail that can't be read or taken.
pub(super) fn stand_in() -> NewLetterIn {
    NewLetterIn {
        id: LetterInId(new_id()),
        from_name: String::new(),
        from_mail: String::new(),
        subject: String::new(),
        text: String::new(),
        folded: String::new(),
        message_id: String::new(),
        kind: "person",
        left_out: 0,
        remark: Some(MailRemark::Unreadable {}),
        suggested: None,
    }
}

/// Who wrote: `Anna Bini <anna@example.org>`.
pub(super) fn writer(mail: &Incoming) -> String {
    let name = mail.from.name.as_str();
    match (&mail.from.address, name) {
        (None, name) => name.to_owned(),
        (Some(address), "") => address.as_str().to_owned(),
        (Some(address), name) => format!("{name} <{}>", address.as_str()),
    }
}

/// Whether an entry has no room for all that is new: the whole is attached then.
pub(super) fn is_too_long(mail: &Incoming) -> bool {
    mail.text.said.chars().count() > LONGEST_ENTRY
}

/// Nothing can be read of a mail that is too large but its head.
fn too_large(mail: &Incoming) -> Option<MailRemark> {
    mail.left_out.iter().find_map(|one| match one {
        LeftOut::Everything { bytes } => {
            let megabytes = bytes.div_ceil(1024 * 1024);
            let megabytes = u32::try_from(megabytes).unwrap_or(u32::MAX);
            Some(MailRemark::TooLarge { megabytes })
        }
        LeftOut::Parts { .. } | LeftOut::Depths | LeftOut::Head | LeftOut::EndOfText => None,
    })
}

fn folded(mail: &Incoming) -> String {
    let text = &mail.text;
    let parts = [text.signature.as_str(), text.quoted.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    cut(&parts.join("\n\n"))
}

fn left_out(mail: &Incoming) -> u32 {
    let parts = mail.left_out.iter().map(|one| match one {
        LeftOut::Parts { count } => u32::try_from(*count).unwrap_or(u32::MAX),
        LeftOut::Depths | LeftOut::Head => 1,
        // The whole of it is attached, or else that it is too large is said.
        LeftOut::EndOfText | LeftOut::Everything { .. } => 0,
    });
    parts.fold(0, u32::saturating_add)
}

/// By what a mail is known when it comes again: what it says, and not by which way it came.
/// A mail to two cases comes twice, to the address of each.
pub(super) fn hash(mail: &Incoming) -> String {
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    let at = mail.delivered_to.iter().find(|one| is_like_ours(one));
    let at = at.map_or_else(String::new, |at| at.local().to_ascii_lowercase());
    add(at.as_bytes());
    add(mail.id.as_ref().map_or("", |id| id.as_str()).as_bytes());
    add(writer(mail).as_bytes());
    add(mail.subject.as_bytes());
    add(&mail.date.unwrap_or_default().to_be_bytes());
    add(mail.text.said.as_bytes());
    add(mail.text.quoted.as_bytes());
    add(mail.text.signature.as_bytes());
    for file in &mail.attachments {
        add(file.name.as_bytes());
        add(&file.bytes);
    }
    hex(&hash.finalize())
}

/// By what something is known that is no mail.
pub(super) fn hash_of_bytes(bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"unreadable ");
    hash.update(bytes);
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
