//! Mail that came and belongs to no case: a librarian says where it goes.

use sportello_core::cases::{LONGEST_SUBJECT, MOST_OPEN};
use sportello_core::{
    Asker, Case, CaseEntryKind, CaseId, CaseNumber, CaseWriter, DeskId, LetterInId, LibrarianId,
    MailAddress, Office,
};
use sportello_store::{LetterInRow, NewCaseEntry, StoreError};
use sportello_wire::seat::{CasesField, CasesRefusal};

use super::making::{cut, new_entry, subject};
use super::undone::Undone;
use super::{CaseWrite, Cases, commit};

impl Cases {
    /// Puts a mail to a case, as what it is there: the office's word, the patron's, or
    /// somebody else's.
    pub(super) async fn file_letter(
        &self,
        by: LibrarianId,
        letter: LetterInId,
        case: CaseId,
    ) -> Result<(), Undone> {
        let _turn = self.0.turn.lock().await;
        let mut case = self.stored(case).await?.case;
        let letter = self.0.store.letter_in(self.0.library, letter).await?;
        let kind = match letter.is_auto_reply {
            true => CaseEntryKind::AutoReply,
            false => {
                let from = MailAddress::parse(&letter.from_mail).ok();
                self.who_writes(&case, from.as_ref(), false).await?.wrote()
            }
        };
        case.receives(kind, self.now());
        if case.owner == Some(by) {
            case.news = None; // who looks after it has just read it
        }
        let entry = entry_of(&letter, case.id, kind, by);
        self.put(&letter, CaseWrite::of(case, entry)).await
    }

    /// Makes a case of a mail, in one action: whoever wrote it asks.
    pub(super) async fn case_of_letter(
        &self,
        by: LibrarianId,
        letter: LetterInId,
        desk: DeskId,
    ) -> Result<(CaseId, CaseNumber), Undone> {
        let settings = self.settings().await?;
        if !settings.desks.iter().any(|one| one.id == desk) {
            return Err(CasesField::Desk.into());
        }
        let _turn = self.0.turn.lock().await;
        let letter = self.0.store.letter_in(self.0.library, letter).await?;
        if self.0.store.open_cases(desk).await? >= MOST_OPEN {
            return Err(CasesRefusal::TooMany {}.into());
        }
        let about = subject_of(&letter.subject, &letter.text, &letter.from());
        let mut case = self.new_case(&settings, desk, &about).await?;
        case.owner = Some(by);
        case.asker = Asker {
            name: letter.from_name.clone(),
            mail: MailAddress::parse(&letter.from_mail).ok(),
            phone: String::new(),
        };
        let (id, number) = (case.id, case.number);
        let opened = new_entry(id, CaseEntryKind::Opened, Some(by));
        let mut write = CaseWrite::of(case, opened);
        let wrote = entry_of(&letter, id, CaseEntryKind::PatronWrote, by);
        write.entries.push(wrote);
        self.put(&letter, write).await?;
        tracing::info!(case = %id, librarian = %by, "a mail became a case");
        Ok((id, number))
    }

    /// A mail is of no interest: it goes, with its files.
    pub(super) async fn drop_letter(&self, letter: LetterInId) -> Result<(), Undone> {
        let _turn = self.0.turn.lock().await;
        let files = self.0.store.files_of_letter(letter).await?;
        let mut writing = self.0.store.write().await?;
        sportello_store::drop_letter_in(&mut writing, self.0.library, letter).await?;
        commit(writing).await?;
        for file in files {
            // What can't be deleted now is swept up later, as what nobody names.
            let _ = self.0.files.folder.remove(file);
        }
        self.show();
        Ok(())
    }

    /// Writes the case with the letter in it; the last entry has its files.
    async fn put(&self, letter: &LetterInRow, mut write: CaseWrite) -> Result<(), Undone> {
        write.letter = Some(letter.id);
        self.write(write, None).await
    }

    /// Who writes into a case from an address.
    pub(super) async fn who_writes(
        &self,
        case: &Case,
        from: Option<&MailAddress>,
        is_signed: bool,
    ) -> Result<CaseWriter, StoreError> {
        let office = self.office_of(case).await?;
        let office = office.as_ref().map(|office| &office.mail);
        Ok(case.writer(from, office, is_signed))
    }

    /// The office that has a case, if the address book has it still.
    pub(super) async fn office_of(&self, case: &Case) -> Result<Option<Office>, StoreError> {
        let Some(office) = case.office else {
            return Ok(None);
        };
        let offices = self.0.store.offices(self.0.library).await?;
        let mut offices = offices.into_iter().map(|row| row.office);
        Ok(offices.find(|one| one.id == office))
    }
}

fn entry_of(
    letter: &LetterInRow,
    case: CaseId,
    kind: CaseEntryKind,
    by: LibrarianId,
) -> NewCaseEntry {
    NewCaseEntry {
        with: letter.from(),
        subject: letter.subject.clone(),
        text: cut(&letter.text),
        folded: letter.folded.clone(),
        message_id: letter.message_id.clone(),
        left_out: letter.left_out,
        remark: letter.remark,
        ..new_entry(case, kind, Some(by))
    }
}

/// What a case is about that a mail opens: what the mail says it is about, else how it
/// begins, else who wrote it.
pub(super) fn subject_of(says: &str, text: &str, from: &str) -> String {
    let mut lines = [says].into_iter().chain(text.lines()).chain([from]);
    let subject = lines.find_map(|line| {
        let short: String = line.chars().take(LONGEST_SUBJECT).collect();
        subject(&short).ok()
    });
    subject.unwrap_or_else(|| "?".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_named_after_what_its_mail_says_first() {
        let long = "à".repeat(LONGEST_SUBJECT + 1);
        for (says, text, named) in [
            ("Un atto", "Buongiorno", "Un atto"),
            (" ", "\n\nBuongiorno,\ncerco", "Buongiorno,"),
            ("", "", "ada@casa.test"),
            ("", &long, &long[..LONGEST_SUBJECT * 2]),
        ] {
            assert_eq!(subject_of(says, text, "ada@casa.test"), named);
        }
        assert_eq!(subject_of("", "", ""), "?");
    }
}
