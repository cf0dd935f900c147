//! The cast about cases.

use sportello_wire::patron::{
    FromPatron, OwnCase, OwnCasesNews, OwnCasesOrder, OwnCasesRefusal, ToPatron,
};
use sportello_wire::seat::{
    AskerForm, CaseForm, CaseRow, CaseView, CasesLook, CasesOrder, CasesRefusal, CasesTold,
    CasesView, FromSeat, HandOffForm, MailboxForm, OfficeForm, ToSeat,
};
use sportello_wire::{CaseId, DeskId, OfficeId, ThreadId};

use crate::librarian::Librarian;
use crate::patron::Patron;

/// The number of every order here: one waits for its answer before the next.
const NUMBER: u32 = 17;

/// A case as it is made in a conversation.
pub fn case_in(desk: DeskId, thread: Option<ThreadId>, subject: &str) -> CaseForm {
    CaseForm {
        desk,
        thread,
        contact: None,
        messages: Vec::new(),
        subject: subject.into(),
        topic: None,
        note: String::new(),
        promised: None,
        asker: AskerForm::default(),
    }
}

/// A hand-off that says only what is asked.
pub fn hand_off(office: OfficeId, summary: &str, promised: &str) -> HandOffForm {
    HandOffForm {
        office,
        summary: summary.into(),
        messages: Vec::new(),
        hide_names: false,
        with_contact: false,
        files: Vec::new(),
        promised: promised.into(),
    }
}

impl Librarian {
    /// Orders something about cases, and waits for how it comes out.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks_of_cases(&mut self, order: CasesOrder) -> Result<CasesTold, CasesRefusal> {
        let (number, order) = (NUMBER, Box::new(order));
        self.say(FromSeat::Cases { number, order }).await;
        self.hear("an answer about cases", |heard| match heard {
            ToSeat::Cases { told } => match told {
                CasesTold::Refused {
                    number: NUMBER,
                    why,
                } => Some(Err(why.clone())),
                CasesTold::Done { number }
                | CasesTold::List { number, .. }
                | CasesTold::Made { number, .. }
                | CasesTold::Previewed { number, .. }
                | CasesTold::Offices { number, .. }
                | CasesTold::Imported { number, .. }
                | CasesTold::TriedMailbox { number, .. }
                    if *number == NUMBER =>
                {
                    Some(Ok(told.clone()))
                }
                _ => None,
            },
            _ => None,
        })
        .await
    }

    /// Looks at cases from now on.
    pub async fn watches_cases(&mut self) {
        let watched = self.asks_of_cases(CasesOrder::Watch { on: true }).await;
        watched.expect("everybody may look");
    }

    /// Waits until cases are as wanted.
    pub async fn sees_cases<R>(&mut self, what: &str, pick: impl Fn(&CasesView) -> Option<R>) -> R {
        self.see(what, |view| pick(view.cases.as_ref()?)).await
    }

    /// Makes a case; its id and its number.
    pub async fn makes_case(&mut self, form: CaseForm) -> (CaseId, String) {
        let form = Box::new(form);
        match self.asks_of_cases(CasesOrder::MakeCase { form }).await {
            Ok(CasesTold::Made { case, name, .. }) => (case, name),
            other => panic!("no case: {other:?}"),
        }
    }

    /// Opens a case.
    pub async fn opens_case(&mut self, case: CaseId) -> CaseView {
        let order = Box::new(CasesOrder::OpenCase { case });
        self.say(FromSeat::Cases { number: 0, order }).await;
        self.sees_case("the case that was opened", move |view| {
            (view.row.id == case).then(|| view.clone())
        })
        .await
    }

    /// Waits until the case that is open is as wanted.
    pub async fn sees_case<R>(&mut self, what: &str, pick: impl Fn(&CaseView) -> Option<R>) -> R {
        self.see(what, |view| pick(view.case.as_ref()?)).await
    }

    /// The cases that are found.
    pub async fn finds_cases(&mut self, look: CasesLook) -> Vec<CaseRow> {
        match self
            .asks_of_cases(CasesOrder::AskList { look, after: None })
            .await
        {
            Ok(CasesTold::List { cases, .. }) => cases,
            other => panic!("no cases: {other:?}"),
        }
    }

    /// Sets from where mail is read.
    pub async fn reads_mail(&mut self, form: MailboxForm, password: &str) {
        let order = CasesOrder::SaveMailbox {
            form: Some(Box::new(form)),
            password: Some(password.into()),
        };
        let saved = self.asks_of_cases(order).await;
        saved.expect("an administrator may");
    }

    /// Writes an office into the address book.
    pub async fn adds_office(&mut self, name: &str, mail: &str) -> OfficeId {
        self.adds_office_as(OfficeForm {
            name: name.into(),
            mail: mail.into(),
            ..OfficeForm::default()
        })
        .await
    }

    /// Writes an office into the address book, as it is to be.
    pub async fn adds_office_as(&mut self, form: OfficeForm) -> OfficeId {
        let (name, form) = (form.name.clone(), Box::new(form));
        let saved = self
            .asks_of_cases(CasesOrder::SaveOffice { id: None, form })
            .await;
        saved.expect("everybody may");
        self.sees_cases("the office", move |view| {
            let mut offices = view.offices.iter();
            Some(offices.find(|office| office.form.name == name)?.id)
        })
        .await
    }
}

impl Patron {
    /// Orders something about their own cases, and waits for how it comes out.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks_of_cases(&mut self, order: OwnCasesOrder) -> Result<(), OwnCasesRefusal> {
        self.say(FromPatron::Cases { order }).await;
        self.hear("an answer about cases", |heard| match heard {
            ToPatron::Cases { news } => match news {
                OwnCasesNews::Done { .. } => Some(Ok(())),
                OwnCasesNews::Refused { why, .. } => Some(Err(*why)),
                OwnCasesNews::Stands { .. } => None,
            },
            _ => None,
        })
        .await
    }

    /// Waits until their cases are as wanted; they look from then on.
    pub async fn sees_cases<R>(&mut self, what: &str, pick: impl Fn(&[OwnCase]) -> Option<R>) -> R {
        let order = OwnCasesOrder::Ask {};
        self.say(FromPatron::Cases { order }).await;
        self.see(what, |view| pick(view.cases.as_ref()?)).await
    }
}
