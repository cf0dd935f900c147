//! A librarian about accounts: their own, and those of colleagues.

use sportello_wire::seat::{
    AccountsOrder, AccountsRefusal, AccountsTold, AccountsView, FromSeat, MadeLink, ToSeat,
};

use super::Librarian;

/// The number of every order here: one waits for its answer before the next.
const NUMBER: u32 = 7;

impl Librarian {
    /// Orders something about accounts, and waits for how it comes out; a link, if one
    /// was made.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks(
        &mut self,
        order: AccountsOrder,
    ) -> Result<Option<MadeLink>, AccountsRefusal> {
        let number = NUMBER;
        self.say(FromSeat::Accounts { number, order }).await;
        self.hear("an answer about accounts", |heard| match heard {
            ToSeat::Accounts { told } => match told {
                AccountsTold::Done { number: NUMBER } => Some(Ok(None)),
                AccountsTold::Link {
                    number: NUMBER,
                    link,
                } => Some(Ok(Some(link.clone()))),
                AccountsTold::Refused {
                    number: NUMBER,
                    why,
                } => Some(Err(*why)),
                _ => None,
            },
            _ => None,
        })
        .await
    }

    /// Looks at accounts from now on.
    pub async fn watches_accounts(&mut self) {
        let watched = self.asks(AccountsOrder::Watch { on: true }).await;
        assert_eq!(watched, Ok(None));
    }

    /// Waits until accounts are as wanted.
    pub async fn sees_accounts<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&AccountsView) -> Option<R>,
    ) -> R {
        self.see(what, |view| pick(view.accounts.as_ref()?)).await
    }
}
