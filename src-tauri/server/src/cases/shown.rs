//! Cases, offices and letters, as the window reads them.

use sportello_core::OutgoingState;
use sportello_store::{CaseEntryRow, CaseFileRow, LetterInRow, MailboxRow, OfficeRow};
use sportello_wire::CaseFile;
use sportello_wire::seat::{
    CaseEntryView, CaseRow, LetterInView, MailboxForm, MailboxView, OfficeForm, OfficeView,
    OutgoingStateView, TroubleView,
};

/// How much of a mail stands in a list, in characters.
const EXCERPT: usize = 400;

pub(super) fn entry_view(row: CaseEntryRow) -> CaseEntryView {
    let entry = row.entry;
    CaseEntryView {
        id: entry.id,
        kind: entry.kind,
        at: row.at,
        by: row.librarian_name,
        with: entry.with,
        subject: entry.subject,
        text: entry.text,
        folded: entry.folded,
        files: row.files.iter().map(file_view).collect(),
        letter: row.letter.map(|letter| state_view(letter.state)),
        left_out: entry.left_out,
        remark: entry.remark,
        contact: entry.contact,
    }
}

pub(super) fn file_view(file: &CaseFileRow) -> CaseFile {
    CaseFile {
        id: file.id,
        name: file.name.clone(),
        kind: file.kind.clone(),
        size: file.size,
    }
}

const fn state_view(state: OutgoingState) -> OutgoingStateView {
    match state {
        OutgoingState::Queued { due } => OutgoingStateView::Queued { due },
        OutgoingState::Sending => OutgoingStateView::Sending {},
        OutgoingState::Sent => OutgoingStateView::Sent {},
        OutgoingState::Uncertain => OutgoingStateView::Uncertain {},
        OutgoingState::Failed => OutgoingStateView::Failed {},
        OutgoingState::Read => OutgoingStateView::Read {},
    }
}

pub(super) fn office_view(row: &OfficeRow) -> OfficeView {
    let office = &row.office;
    OfficeView {
        id: office.id,
        form: OfficeForm {
            name: office.name.clone(),
            mail: office.mail.as_str().to_owned(),
            phone: office.phone.clone(),
            hours: office.hours.clone(),
            note: office.note.clone(),
            topics: office.topics.clone(),
            straight: office.straight,
        },
        bad_since: office.bad_since,
        bad_said: row.bad_said.clone(),
    }
}

pub(super) fn letter_view(row: LetterInRow, suggested: Option<CaseRow>) -> LetterInView {
    LetterInView {
        id: row.id,
        at: row.at,
        from: row.from(),
        subject: row.subject,
        text: row.text.chars().take(EXCERPT).collect(),
        remark: row.remark,
        files: row.files,
        suggested,
    }
}

pub(super) fn mailbox_view(row: MailboxRow, has_password: bool) -> MailboxView {
    MailboxView {
        form: MailboxForm {
            server: row.server,
            port: row.port,
            security: row.security,
            user: row.user,
            folder: row.folder,
            authority: row.authority,
            unknown: row.unknown,
        },
        has_password,
        read_at: row.read_at,
        trouble: row.trouble.map(|(cause, said)| TroubleView { cause, said }),
    }
}
