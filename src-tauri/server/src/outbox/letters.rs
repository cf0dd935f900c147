//! What letters say: the wordings of a library, as the window and the courier need them.

use std::collections::BTreeMap;

use sportello_core::{Language, OutgoingKind};
use sportello_mail::templates::{
    Kind, Part, Placeholder, Values, Wording, WordingTrouble, preview, preview_page,
};
use sportello_store::OwnWording;
use sportello_wire::seat::{
    LetterTried, LetterView, PagePart, PlaceholderView, WordingFault, WordingForm,
};

const KINDS: [OutgoingKind; 10] = [
    OutgoingKind::PrivateLink,
    OutgoingKind::Answered,
    OutgoingKind::YourTurn,
    OutgoingKind::AppointmentBooked,
    OutgoingKind::AppointmentToConfirm,
    OutgoingKind::AppointmentMoved,
    OutgoingKind::AppointmentCancelled,
    OutgoingKind::AppointmentReminder,
    OutgoingKind::LoanNotice,
    OutgoingKind::CardCode,
];

/// A library's own wordings.
pub(crate) type Own = BTreeMap<(OutgoingKind, Language), OwnWording>;

/// The letter that tells of something.
pub(crate) fn kind_of(kind: OutgoingKind) -> Kind {
    match kind {
        OutgoingKind::PrivateLink => Kind::PrivateLink,
        // What is written about a case is written by a librarian, word by word.
        OutgoingKind::Answered | OutgoingKind::HandOff | OutgoingKind::CaseNews => Kind::Answered,
        // Who is called back is told by push alone.
        OutgoingKind::YourTurn | OutgoingKind::CallBack => Kind::YourTurn,
        // What goes to a calendar goes to nobody by mail.
        OutgoingKind::AppointmentBooked | OutgoingKind::CalendarKeep => Kind::AppointmentBooked,
        OutgoingKind::AppointmentToConfirm => Kind::AppointmentToConfirm,
        OutgoingKind::AppointmentMoved => Kind::AppointmentMoved,
        OutgoingKind::AppointmentCancelled | OutgoingKind::CalendarRemove => {
            Kind::AppointmentCancelled
        }
        OutgoingKind::AppointmentReminder => Kind::AppointmentReminder,
        OutgoingKind::LoanNotice => Kind::LoanNotice,
        OutgoingKind::CardCode => Kind::CardCode,
    }
}

/// The wording of a library, if it has one that can be used: it was judged when it was
/// kept, and is judged again, since letters may have come to say something else.
pub(crate) fn own_wording(own: &Own, kind: OutgoingKind, language: Language) -> Option<Wording> {
    let own = own.get(&(kind, language))?;
    Wording::new(kind_of(kind), &own.subject, &own.text).ok()
}

/// What every letter says.
pub(crate) fn all(own: &Own) -> Vec<LetterView> {
    let languages = [Language::It, Language::En];
    let each = KINDS
        .into_iter()
        .flat_map(|kind| languages.map(|language| (kind, language)));
    each.map(|(kind, language)| view(own, kind, language))
        .collect()
}

fn view(own: &Own, kind: OutgoingKind, language: Language) -> LetterView {
    let wording = own_wording(own, kind, language);
    let is_own = wording.is_some();
    let wording = wording.unwrap_or_else(|| Wording::embedded(kind_of(kind), language));
    let values = Values::sample(language);
    let placeholder = |one: &Placeholder| PlaceholderView {
        word: one.word(language).to_owned(),
        sample: values.get(*one, language),
        in_subject: one.may_stand_in_subject(),
    };
    LetterView {
        wording: WordingForm {
            kind,
            language,
            subject: wording.subject().to_owned(),
            text: wording.text().to_owned(),
        },
        own: is_own,
        placeholders: kind_of(kind)
            .placeholders()
            .iter()
            .map(placeholder)
            .collect(),
    }
}

/// A wording as it was typed, judged.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn judge(form: &WordingForm) -> Result<Wording, WordingFault> {
    let judged = Wording::new(kind_of(form.kind), &form.subject, &form.text);
    judged.map_err(|trouble| match trouble {
        WordingTrouble::NoSubject => WordingFault::NoSubject,
        WordingTrouble::SubjectTooLong => WordingFault::SubjectTooLong,
        WordingTrouble::SubjectNotOneLine => WordingFault::SubjectNotOneLine,
        WordingTrouble::NotInSubject => WordingFault::NotInSubject,
        WordingTrouble::NoText => WordingFault::NoText,
        WordingTrouble::TextTooLong => WordingFault::TextTooLong,
        WordingTrouble::UnknownPlaceholder => WordingFault::UnknownPlaceholder,
        WordingTrouble::NoLink => WordingFault::NoLink,
        WordingTrouble::NoCode => WordingFault::NoCode,
    })
}

/// What a letter with a wording says, or what is wrong with it.
pub(crate) fn tried(form: &WordingForm) -> LetterTried {
    let wording = match judge(form) {
        Ok(wording) => wording,
        Err(fault) => {
            return LetterTried {
                fault: Some(fault),
                subject: String::new(),
                text: String::new(),
                page: Vec::new(),
            };
        }
    };
    let (kind, wording) = (kind_of(form.kind), Some(&wording));
    let written = preview(kind, form.language, wording);
    let part = |part| match part {
        Part::Paragraph(lines) => PagePart::Paragraph { lines },
        Part::Button(words) => PagePart::Button { words },
    };
    LetterTried {
        fault: None,
        subject: written.subject,
        text: written.text,
        page: preview_page(kind, form.language, wording)
            .into_iter()
            .map(part)
            .collect(),
    }
}
