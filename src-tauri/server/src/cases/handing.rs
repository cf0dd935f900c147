//! A case is handed to an office or a colleague, and letters about cases.
//!
//! **The rule.** What the preview shows is what goes out, to the letter: both are the same
//! [`Composed`], and what is sent is kept in the row that goes out.

use serde::{Deserialize, Serialize};
use sportello_core::cases::excerpt;
use sportello_core::{
    Case, CaseEntryKind, CaseId, CaseStep, Channel, FileId, FileKind, Happened, LibrarianId,
    MailAddress, OutgoingId, OutgoingKind, Settings,
};
use sportello_store::{NewOutgoing, OfficeRow, StoreError};
use sportello_wire::CaseFile;
use sportello_wire::seat::{CasesField, CasesRefusal, HandOffForm};

use super::making::{WRITTEN_IN, name_of_librarian, new_entry, promised_on, words};
use super::undone::Undone;
use super::{CaseWrite, Cases, Word};
use crate::clock::new_id;
use crate::files::media_type;
use crate::outbox::host_of;

/// The most bytes of files that go along with a letter: most mail servers take 25 MB, and
/// a file grows by a third on its way.
const MOST_BYTES: u64 = 15 * 1024 * 1024;
/// The most files of one letter.
const MOST_FILES: usize = 20;

/// What a letter about a case says: the payload of what goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaseLetter {
    /// About which.
    pub(crate) case: CaseId,
    /// Its subject.
    pub(crate) subject: String,
    /// Its text.
    pub(crate) text: String,
    /// What goes along.
    pub(crate) files: Vec<Enclosed>,
    /// A machine had it written, because of a mail that came.
    #[serde(default)]
    pub(crate) automatic: bool,
}

/// A file that goes along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Enclosed {
    /// Which.
    pub(crate) id: FileId,
    /// What it is called.
    pub(crate) name: String,
    /// What it is: `application/pdf`.
    pub(crate) kind: String,
    /// In bytes.
    pub(crate) size: u32,
}

/// A hand-off as it would go out.
pub(super) struct Composed {
    pub(super) office: OfficeRow,
    pub(super) letter: CaseLetter,
}

impl Composed {
    pub(super) fn to(&self) -> String {
        let office = &self.office.office;
        format!("{} <{}>", office.name, office.mail.as_str())
    }

    pub(super) fn files(&self) -> Vec<CaseFile> {
        let file = |file: &Enclosed| CaseFile {
            id: file.id,
            name: file.name.clone(),
            kind: file.kind.clone(),
            size: file.size,
        };
        self.letter.files.iter().map(file).collect()
    }
}

impl Cases {
    /// What a hand-off would say.
    pub(super) async fn compose(
        &self,
        by: LibrarianId,
        case: CaseId,
        form: &HandOffForm,
    ) -> Result<(Case, Composed), Undone> {
        let mut case = self.0.store.case(self.0.library, case).await?.case;
        let settings = self.settings().await?;
        let mut offices = self.0.store.offices(self.0.library).await?.into_iter();
        let office = offices.find(|row| row.office.id == form.office && !row.is_gone);
        let office = office.ok_or(CasesField::Office)?;
        let today = self.clock_of(&settings, case.desk).date();
        case.promised = promised_on(&form.promised, today)?;
        let letter = CaseLetter {
            case: case.id,
            subject: format!("[Pratica {}] {}", case.number, case.subject),
            text: self.hand_off_text(by, &case, form, &settings).await?,
            files: self.enclosed(&case, &form.files).await?,
            automatic: false,
        };
        Ok((case, Composed { office, letter }))
    }

    /// Hands a case off: the letter is queued, and the patron told, in one transaction.
    pub(super) async fn hand_off(
        &self,
        by: LibrarianId,
        case: CaseId,
        form: &HandOffForm,
    ) -> Result<(), Undone> {
        match self.0.store.mail_account(self.0.library).await {
            Ok(_) => {}
            Err(StoreError::NotFound) => return Err(CasesRefusal::NoMail {}.into()),
            Err(why) => return Err(why.into()),
        }
        let _turn = self.0.turn.lock().await;
        let (mut case, composed) = self.compose(by, case, form).await?;
        let state = case.state;
        if !case.step(CaseStep::HandOff, self.now()) {
            return Err(CasesRefusal::NotNow { state }.into());
        }
        case.office = Some(composed.office.office.id);
        case.owner = case.owner.or(Some(by));
        case.news = None;
        case.snoozed_until = None;
        let mail = &composed.office.office.mail;
        let letter = self.letter(&case, OutgoingKind::HandOff, mail, &composed.letter)?;
        let mut entry = new_entry(case.id, CaseEntryKind::HandedOff, Some(by));
        entry.with = composed.to();
        entry.subject.clone_from(&composed.letter.subject);
        entry.text.clone_from(&composed.letter.text);
        entry.message_id.clone_from(&letter.message_id);
        entry.outgoing = Some(letter.id);
        let mut write = CaseWrite::of(case, entry);
        write.letters.push(letter);
        let word = Word {
            happened: Happened::CaseOpened,
            text: String::new(),
        };
        self.write(write, Some(word)).await
    }

    async fn hand_off_text(
        &self,
        by: LibrarianId,
        case: &Case,
        form: &HandOffForm,
        settings: &Settings,
    ) -> Result<String, Undone> {
        let summary = words(&form.summary)?;
        let desk = settings.desks.iter().find(|desk| desk.id == case.desk);
        let desk = desk.map_or(String::new(), |desk| desk.name.clone());
        let day = case.promised.format("%d/%m/%Y");
        let mut parts = vec![
            "Buongiorno,".to_owned(),
            format!(
                "Vi passiamo una richiesta arrivata a {desk} ({}).",
                self.0.library_name
            ),
            format!("Pratica {}: {}", case.number, case.subject),
            summary,
        ];
        let names: Vec<&str> = if form.hide_names {
            vec![case.asker.name.as_str()]
        } else {
            Vec::new()
        };
        if let Some(thread) = case.thread.filter(|_| !form.messages.is_empty()) {
            let (of, _) = self.0.store.thread_of(thread).await?;
            let lines = self.lines(settings, of, &form.messages).await?;
            let said = excerpt(&lines, &names, "l’utente");
            parts.push(format!("Dalla conversazione:\n{said}"));
        }
        if form.with_contact {
            parts.push(contact(case));
        }
        parts.push(format!(
            "All’utente abbiamo promesso una risposta entro il {day}. Rispondete a questa \
             e-mail lasciando l’indirizzo com’è: la risposta arriva nella pratica."
        ));
        parts.push(format!(
            "Cordiali saluti\n{}\n{}",
            name_of_librarian(settings, by),
            self.0.library_name
        ));
        Ok(parts.join("\n\n"))
    }

    /// The files that go along: of the case, or of its conversation, and of nothing else.
    async fn enclosed(&self, case: &Case, files: &[FileId]) -> Result<Vec<Enclosed>, Undone> {
        if files.len() > MOST_FILES {
            return Err(CasesRefusal::TooLarge {}.into());
        }
        let mut enclosed = Vec::new();
        for id in files {
            enclosed.push(self.one_enclosed(case, *id).await?);
        }
        let bytes: u64 = enclosed.iter().map(|file| u64::from(file.size)).sum();
        if bytes > MOST_BYTES {
            return Err(CasesRefusal::TooLarge {}.into());
        }
        Ok(enclosed)
    }

    async fn one_enclosed(&self, case: &Case, id: FileId) -> Result<Enclosed, Undone> {
        match self.0.store.case_file(id).await {
            Ok((file, of, _)) if of == case.id => {
                return Ok(Enclosed {
                    id,
                    name: file.name,
                    kind: file.kind,
                    size: file.size,
                });
            }
            Ok(_) => return Err(CasesRefusal::Gone {}.into()),
            Err(StoreError::NotFound) => {}
            Err(why) => return Err(why.into()),
        }
        let file = self.0.store.file(id).await?;
        if Some(file.thread) != case.thread || file.sent_with.is_none() {
            return Err(CasesRefusal::Gone {}.into());
        }
        let kind: FileKind = file.kind;
        Ok(Enclosed {
            id,
            name: file.name,
            kind: media_type(kind).to_owned(),
            size: file.size,
        })
    }

    /// A letter about a case, as it goes out.
    pub(super) fn letter(
        &self,
        case: &Case,
        kind: OutgoingKind,
        to: &MailAddress,
        letter: &CaseLetter,
    ) -> Result<NewOutgoing, Undone> {
        let id = OutgoingId(new_id());
        Ok(NewOutgoing {
            id,
            library: self.0.library,
            channel: Channel::Mail,
            kind,
            once: format!("case {} {id}", case.id),
            address: to.clone().into(),
            desk: Some(case.desk),
            thread: None,
            patron: None,
            contact: None,
            language: WRITTEN_IN,
            payload: serde_json::to_string(letter).map_err(anyhow::Error::from)?,
            message_id: format!("case-{id}@{}", host_of(&self.0.base)),
            due: self.now(),
        })
    }

    /// What a patron without a conversation is written, if they can be.
    pub(super) fn letter_of(
        &self,
        write: &CaseWrite,
        word: &Word,
        settings: &Settings,
    ) -> Option<NewOutgoing> {
        let case = &write.case;
        let to = case.asker.mail.as_ref()?;
        let desk = settings.desks.iter().find(|desk| desk.id == case.desk);
        let desk = desk.map_or(String::new(), |desk| desk.name.clone());
        let day = case.promised.format("%d/%m/%Y");
        let number = case.number;
        let says = match word.happened {
            Happened::CaseOpened => format!(
                "la Sua richiesta «{}» ha il numero {number}. Le rispondiamo entro il {day}.",
                case.subject
            ),
            Happened::CasePromiseMoved => format!(
                "per la pratica {number} ci serve più tempo di quanto avevamo detto, e ce ne \
                 scusiamo. Le rispondiamo entro il {day}."
            ),
            Happened::CaseClosed => format!("la pratica {number} è chiusa."),
            _ => format!("per la pratica {number} Le scriviamo:\n\n{}", word.text),
        };
        let (files, says) = match answered_with(write) {
            Some(files) => (files, says),
            None => (Vec::new(), format!("{says}\n\n{TOO_MUCH}")),
        };
        let greeting = match case.asker.name.as_str() {
            "" => "Buongiorno,".to_owned(),
            name => format!("Gentile {name},"),
        };
        let letter = CaseLetter {
            case: case.id,
            subject: format!("Pratica {number} – {}", self.0.library_name),
            text: format!(
                "{greeting}\n\n{says}\n\nPuò rispondere a questa e-mail: la risposta arriva \
                 nella pratica.\n\nCordiali saluti\n{desk}\n{}",
                self.0.library_name
            ),
            files,
            automatic: write.taken.is_some(),
        };
        self.letter(case, OutgoingKind::CaseNews, to, &letter).ok()
    }
}

/// What is said in place of files that no mail server would take.
const TOO_MUCH: &str = "Gli allegati sono troppo grandi per un’e-mail: ce li può chiedere.";

/// The files of an answer; nothing when they are too much for a letter.
fn answered_with(write: &CaseWrite) -> Option<Vec<Enclosed>> {
    let is_answer = |of: usize| {
        let entry = write.entries.get(of);
        entry.is_some_and(|entry| entry.kind == CaseEntryKind::Answered)
    };
    let files = write.files.iter().filter(|(of, _)| is_answer(*of));
    let files: Vec<Enclosed> = files
        .map(|(_, file)| Enclosed {
            id: file.id,
            name: file.name.clone(),
            kind: file.kind.clone(),
            size: file.size,
        })
        .collect();
    let bytes: u64 = files.iter().map(|file| u64::from(file.size)).sum();
    (files.len() <= MOST_FILES && bytes <= MOST_BYTES).then_some(files)
}

/// How the patron can be reached.
fn contact(case: &Case) -> String {
    let asker = &case.asker;
    let mail = asker.mail.as_ref().map_or("", MailAddress::as_str);
    let known: Vec<&str> = [asker.name.as_str(), mail, asker.phone.as_str()]
        .into_iter()
        .filter(|one| !one.is_empty())
        .collect();
    if known.is_empty() {
        return "L’utente si raggiunge soltanto attraverso lo sportello.".to_owned();
    }
    format!(
        "Recapito dell’utente, che è d’accordo: {}",
        known.join(", ")
    )
}
