//! A librarian about the outbox.

use std::net::SocketAddr;

use sportello_wire::seat::{
    FromSeat, OutboxConcerns, OutboxOrder, OutboxRefusal, OutboxTold, OutboxView, ToSeat,
    TroubleView,
};
use sportello_wire::{MailAccountForm, MailSecurity};

use super::Librarian;

/// The number of every order here: one waits for its answer before the next.
const NUMBER: u32 = 8;

impl Librarian {
    /// Orders something about the outbox, and waits for how it comes out; what was in
    /// the way of a test, if something was.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn asks_of_outbox(
        &mut self,
        order: OutboxOrder,
    ) -> Result<Option<TroubleView>, OutboxRefusal> {
        let number = NUMBER;
        self.say(FromSeat::Outbox { number, order }).await;
        self.hear("an answer about the outbox", |heard| match heard {
            ToSeat::Outbox { told } => match told {
                OutboxTold::Done { number: NUMBER } => Some(Ok(None)),
                OutboxTold::Tested {
                    number: NUMBER,
                    trouble,
                } => Some(Ok(trouble.clone())),
                OutboxTold::Refused {
                    number: NUMBER,
                    why,
                } => Some(Err(*why)),
                _ => None,
            },
            _ => None,
        })
        .await
    }

    /// Sets the mail account to a server of the test's own.
    pub async fn sets_mail(&mut self, server: SocketAddr) {
        let account = Box::new(mail_at(server));
        let password = None;
        let order = OutboxOrder::SaveMail { account, password };
        assert_eq!(self.asks_of_outbox(order).await, Ok(None));
    }

    /// Looks at the outbox from now on.
    pub async fn watches_outbox(&mut self) {
        let order = OutboxOrder::Watch { on: true };
        self.say(FromSeat::Outbox { number: 0, order }).await;
    }

    /// Wants to be told what of the outbox concerns everybody, as each seat does.
    pub async fn hears_of_outbox(&mut self) {
        let order = OutboxOrder::Watch { on: false };
        self.say(FromSeat::Outbox { number: 0, order }).await;
    }

    /// Waits until what concerns everybody is as wanted.
    pub async fn is_concerned<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&OutboxConcerns) -> Option<R>,
    ) -> R {
        self.see(what, |view| pick(view.outbox_concerns.as_ref()?))
            .await
    }

    /// Waits until the outbox is as wanted.
    pub async fn sees_outbox<R>(
        &mut self,
        what: &str,
        pick: impl Fn(&OutboxView) -> Option<R>,
    ) -> R {
        self.see(what, |view| pick(view.outbox.as_ref()?)).await
    }
}

/// An account at a server of the test's own.
pub fn mail_at(server: SocketAddr) -> MailAccountForm {
    MailAccountForm {
        server: server.ip().to_string(),
        port: server.port(),
        security: MailSecurity::Plain,
        sender: "biblioteca@example.org".into(),
        sender_name: "Biblioteca di Prova".into(),
        ..MailAccountForm::default()
    }
}
