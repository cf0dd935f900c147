//! Who wrote a mail that stands in a case: what they are decides what follows from it.

use super::{Case, CaseEntryKind};
use crate::reach::MailAddress;

/// Houses with so many people that sharing one means nothing.
const ANYBODY: [&str; 16] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.it",
    "hotmail.com",
    "hotmail.it",
    "live.it",
    "live.com",
    "yahoo.it",
    "yahoo.com",
    "libero.it",
    "virgilio.it",
    "tiscali.it",
    "alice.it",
    "icloud.com",
    "tim.it",
];

/// What whoever writes into a case is to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseWriter {
    /// Who asked.
    Patron,
    /// The office that has it: what it writes may go on to the patron.
    Office,
    /// A colleague of the office, or somebody to whom the office gave it. What they write
    /// is the office's word, and for a librarian to look at.
    ForTheOffice,
    /// Anybody else.
    Other,
}

impl CaseWriter {
    /// As what their words stand in the case.
    pub const fn wrote(self) -> CaseEntryKind {
        match self {
            Self::Patron => CaseEntryKind::PatronWrote,
            Self::Office | Self::ForTheOffice => CaseEntryKind::OfficeWrote,
            Self::Other => CaseEntryKind::OtherWrote,
        }
    }
}

impl Case {
    /// Who writes `from` an address. `office` is the address of the office that has the
    /// case; the mail `is_signed` where it came to the address that was signed for the case.
    pub fn writer(
        &self,
        from: Option<&MailAddress>,
        office: Option<&MailAddress>,
        is_signed: bool,
    ) -> CaseWriter {
        let Some(from) = from else {
            return CaseWriter::Other;
        };
        if self.asker.mail.as_ref().is_some_and(|mail| mail.is(from)) {
            return CaseWriter::Patron;
        }
        match office {
            Some(office) if office.is(from) => CaseWriter::Office,
            Some(office) if are_colleagues(office, from) => CaseWriter::ForTheOffice,
            // The signed address went to the office, and to no patron who reads mail.
            Some(_) if is_signed && self.asker.mail.is_none() => CaseWriter::ForTheOffice,
            _ => CaseWriter::Other,
        }
    }
}

/// Whether two addresses are of one house, and not of one where anybody is.
fn are_colleagues(one: &MailAddress, other: &MailAddress) -> bool {
    let (one, other) = (one.house(), other.house());
    one.eq_ignore_ascii_case(other) && !ANYBODY.iter().any(|house| one.eq_ignore_ascii_case(house))
}

#[cfg(test)]
mod tests {
    use super::super::tests::case;
    use super::*;
    use crate::cases::Asker;

    fn mail(text: &str) -> MailAddress {
        MailAddress::parse(text).expect("an address")
    }

    fn asked_by(patron: Option<&str>) -> Case {
        let asker = Asker {
            mail: patron.map(mail),
            ..Asker::default()
        };
        Case { asker, ..case() }
    }

    #[test]
    fn the_patron_and_the_office_are_known_by_their_addresses_however_they_are_spelt() {
        let (case, office) = (
            asked_by(Some("ada@casa.it")),
            mail("anagrafe@comune.empoli.fi.it"),
        );
        let writer = |from| case.writer(Some(&mail(from)), Some(&office), true);
        assert_eq!(writer("Ada@Casa.it"), CaseWriter::Patron);
        assert_eq!(writer("Anagrafe@comune.empoli.fi.it"), CaseWriter::Office);
        assert_eq!(writer("altri@casa.it"), CaseWriter::Other);
        assert_eq!(case.writer(None, Some(&office), true), CaseWriter::Other);
    }

    #[test]
    fn colleagues_share_a_house_and_not_the_post_of_everybody() {
        let case = asked_by(None);
        let writer = |office, from| case.writer(Some(&mail(from)), Some(&mail(office)), false);
        let archive = "archivio@comune.empoli.fi.it";
        let colleague = writer(archive, "a.bini@Comune.Empoli.fi.it");
        assert_eq!(colleague, CaseWriter::ForTheOffice);
        let elsewhere = writer(archive, "a.bini@comune.vinci.fi.it");
        assert_eq!(elsewhere, CaseWriter::Other);
        let anybody = writer("archivio.empoli@gmail.com", "altri@gmail.com");
        assert_eq!(anybody, CaseWriter::Other);
    }

    #[test]
    fn who_has_the_signed_address_had_it_from_the_office_unless_the_patron_has_it_too() {
        let (office, third) = (mail("archivio@comune.it"), mail("perito@studio.it"));
        let writer = |case: &Case, is_signed| case.writer(Some(&third), Some(&office), is_signed);
        assert_eq!(writer(&asked_by(None), true), CaseWriter::ForTheOffice);
        assert_eq!(writer(&asked_by(None), false), CaseWriter::Other);
        let by_mail = asked_by(Some("ada@casa.it"));
        assert_eq!(writer(&by_mail, true), CaseWriter::Other);
        let nobody_s = asked_by(None).writer(Some(&third), None, true);
        assert_eq!(nobody_s, CaseWriter::Other, "no office has it");
    }
}
