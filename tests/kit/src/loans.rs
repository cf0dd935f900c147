//! The cast about loans and notices.

use sportello_wire::patron::{
    FromPatron, OwnCard, OwnLoansNews, OwnLoansOrder, OwnLoansRefusal, ToPatron,
};
use sportello_wire::seat::{
    BorrowerView, FilePreview, FromSeat, LedgerEntry, LoansOrder, LoansRefusal, LoansTold,
    LoansView, SourceForm, SourceKind, ToSeat,
};
use sportello_wire::{DeskId, Happened, MessageView, SourceId, Speaker, ThreadId};

use crate::desk::Desk;
use crate::librarian::Librarian;
use crate::patron::Patron;
use crate::web::{Answer, percent_encoded};

/// The number of every order here: one waits for its answer before the next.
const NUMBER: u32 = 13;

impl Librarian {
    /// Orders something about loans, and waits for how it comes out.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks_of_loans(&mut self, order: LoansOrder) -> Result<LoansTold, LoansRefusal> {
        let (number, order) = (NUMBER, Box::new(order));
        self.say(FromSeat::Loans { number, order }).await;
        self.hear("an answer about loans", |heard| match heard {
            ToSeat::Loans { told } => match told {
                LoansTold::Refused {
                    number: NUMBER,
                    why,
                } => Some(Err(*why)),
                LoansTold::Done { number }
                | LoansTold::Tried { number, .. }
                | LoansTold::Previewed { number, .. }
                | LoansTold::Found { number, .. }
                | LoansTold::MadeLink { number, .. }
                | LoansTold::Week { number, .. }
                | LoansTold::Ledger { number, .. }
                | LoansTold::Print { number, .. }
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

    /// Looks at loans and notices from now on.
    pub async fn watches_loans(&mut self) {
        let watched = self.asks_of_loans(LoansOrder::Watch { on: true }).await;
        watched.expect("everybody may look");
    }

    /// Waits until loans and notices are as wanted.
    pub async fn sees_loans<R>(&mut self, what: &str, pick: impl Fn(&LoansView) -> Option<R>) -> R {
        self.see(what, |view| pick(view.loans.as_ref()?)).await
    }

    /// Sets a source, and waits until it is there.
    pub async fn sets_source(
        &mut self,
        desk: DeskId,
        name: &str,
        kind: SourceKind,
        password: Option<&str>,
    ) -> SourceId {
        let form = Box::new(SourceForm {
            name: name.into(),
            desk,
            kind,
        });
        let order = LoansOrder::SaveSource {
            id: None,
            form,
            password: password.map(Into::into),
        };
        self.asks_of_loans(order)
            .await
            .expect("an administrator may");
        self.sees_loans("the source", |view| {
            let mut sources = view.sources.iter();
            Some(sources.find(|source| source.form.name == name)?.id)
        })
        .await
    }

    /// Sends a file of loans; what it would change.
    pub async fn sends_loans(&self, desk: &Desk, source: SourceId, text: &str) -> FilePreview {
        let answer = self.sends_any_loans(desk, source, text.as_bytes()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_slice(&answer.bytes).expect("a preview")
    }

    /// Sends any bytes as a file of loans.
    pub async fn sends_any_loans(&self, desk: &Desk, source: SourceId, bytes: &[u8]) -> Answer {
        let bearer = self.bearer();
        let name = percent_encoded("prestiti.csv");
        let headers = [
            ("Authorization", bearer.as_str()),
            ("X-File-Name", name.as_str()),
        ];
        let path = format!("/api/seat/loans?source={source}");
        desk.send(&path, &headers, bytes).await
    }

    /// Sends a file and takes it as it is understood.
    pub async fn takes_loans(&mut self, desk: &Desk, source: SourceId, text: &str) {
        let preview = self.sends_loans(desk, source, text).await;
        let order = LoansOrder::TakeFile {
            upload: preview.upload,
            columns: preview.columns,
            anyway: false,
        };
        self.asks_of_loans(order).await.expect("it is taken");
    }

    /// The borrowers whose name or card holds this.
    pub async fn finds_borrowers(&mut self, text: &str) -> Vec<BorrowerView> {
        let text = text.into();
        let found = self.asks_of_loans(LoansOrder::FindBorrowers { text }).await;
        match found {
            Ok(LoansTold::Found { borrowers, .. }) => borrowers,
            other => panic!("no borrowers: {other:?}"),
        }
    }

    /// All notices that were sent, the newest first.
    pub async fn reads_ledger(&mut self) -> Vec<LedgerEntry> {
        let order = LoansOrder::AskLedger {
            text: String::new(),
            state: None,
            before: None,
        };
        match self.asks_of_loans(order).await {
            Ok(LoansTold::Ledger { notices, .. }) => notices,
            other => panic!("no ledger: {other:?}"),
        }
    }

    /// Waits until it is shown who stands behind a thread.
    pub async fn sees_behind<R>(
        &mut self,
        thread: ThreadId,
        what: &str,
        pick: impl Fn(&[BorrowerView]) -> Option<R>,
    ) -> R {
        let number = 0;
        let order = Box::new(LoansOrder::AskThread { thread });
        self.say(FromSeat::Loans { number, order }).await;
        self.see(what, |view| pick(view.borrowers.get(&thread)?))
            .await
    }
}

impl Patron {
    /// Orders something about their own loans, and waits for how it comes out.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks_of_loans(&mut self, order: OwnLoansOrder) -> Result<(), OwnLoansRefusal> {
        self.say(FromPatron::Loans { order }).await;
        self.hear("an answer about loans", |heard| match heard {
            ToPatron::Loans { news } => match news {
                OwnLoansNews::Done { .. } | OwnLoansNews::CodeSent {} => Some(Ok(())),
                OwnLoansNews::Refused { why, .. } => Some(Err(*why)),
                OwnLoansNews::Stands { .. } => None,
            },
            _ => None,
        })
        .await
    }

    /// Waits for what the desk says by itself, of this kind.
    pub async fn hears_of_desk(&mut self, what: Happened) -> MessageView {
        let named = format!("{what:?}");
        let is_it = |message: &MessageView| matches!(message.speaker, Speaker::Desk { happened } if happened == what);
        self.hear(&named, |heard| match heard {
            ToPatron::Message { message } if is_it(message) => Some(message.clone()),
            _ => None,
        })
        .await
    }

    /// Waits until their cards are as wanted; they look from then on.
    pub async fn sees_cards<R>(&mut self, what: &str, pick: impl Fn(&[OwnCard]) -> Option<R>) -> R {
        let order = OwnLoansOrder::Ask {};
        self.say(FromPatron::Loans { order }).await;
        self.see(what, |view| pick(&view.cards.as_ref()?.0)).await
    }
}
