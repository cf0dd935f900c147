//! Keeps the computer awake while it is needed: a PC that falls asleep takes a call
//! along, and with it the desk that lives in this program.
//!
//! Two are asked, since desktops differ in whom they obey: the screen saver of the
//! session, and the system that suspends. Both let go by themselves when the program
//! ends.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use zbus::Connection;
use zbus::zvariant::OwnedFd;

use crate::glance::Glance;

const SAVER: &str = "org.freedesktop.ScreenSaver";
const SAVER_PATH: &str = "/org/freedesktop/ScreenSaver";
const SLEEP: &str = "org.freedesktop.login1";
const SLEEP_PATH: &str = "/org/freedesktop/login1";
const SLEEP_INTERFACE: &str = "org.freedesktop.login1.Manager";
/// Who is asked for longer than this will not answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// What a desktop tells of who keeps it awake.
const WHO: &str = "Sportello";
const WHY: &str = "A patron is at the desk";

/// Keeps awake whenever the desk needs it, as long as the program runs.
pub(crate) async fn keep(mut glances: watch::Receiver<Glance>) {
    while glances.wait_for(Glance::keeps_awake).await.is_ok() {
        let (saver, sleep) = tokio::join!(Saver::hold(), hold_sleep());
        match (&saver, &sleep) {
            (None, None) => {
                tracing::warn!("nobody here keeps the computer awake; it may sleep in a call");
            }
            (Some(_), _) | (_, Some(_)) => tracing::info!("the computer is kept awake"),
        }
        let ends = glances
            .wait_for(|glance| !glance.keeps_awake())
            .await
            .is_err();
        if let Some(saver) = saver {
            saver.release().await;
        }
        drop(sleep);
        tracing::info!("the computer may sleep");
        if ends {
            return;
        }
    }
}

/// The session's screen saver, held off.
struct Saver {
    /// It lets go when whoever asked leaves the bus.
    bus: Connection,
    cookie: u32,
}

impl Saver {
    async fn hold() -> Option<Self> {
        let asked = timeout(PATIENCE, async {
            let bus = Connection::session().await?;
            let asked = bus
                .call_method(Some(SAVER), SAVER_PATH, Some(SAVER), "Inhibit", &(WHO, WHY))
                .await?;
            let cookie = asked.body().deserialize()?;
            zbus::Result::Ok(Self { bus, cookie })
        });
        taken("the screen saver", asked.await)
    }

    async fn release(self) {
        let cookie = (self.cookie,);
        let asked =
            self.bus
                .call_method(Some(SAVER), SAVER_PATH, Some(SAVER), "UnInhibit", &cookie);
        taken("the screen saver", timeout(PATIENCE, asked).await);
    }
}

/// Holds off suspending until what it gives is dropped.
async fn hold_sleep() -> Option<OwnedFd> {
    let asked = timeout(PATIENCE, async {
        let bus = Connection::system().await?;
        let wanted = ("sleep:idle", WHO, WHY, "block");
        let asked = bus
            .call_method(
                Some(SLEEP),
                SLEEP_PATH,
                Some(SLEEP_INTERFACE),
                "Inhibit",
                &wanted,
            )
            .await?;
        asked.body().deserialize()
    });
    taken("the system", asked.await)
}

fn taken<T>(who: &str, asked: Result<zbus::Result<T>, tokio::time::error::Elapsed>) -> Option<T> {
    match asked {
        Ok(Ok(taken)) => return Some(taken),
        Ok(Err(why)) => tracing::debug!(%why, "{who} was asked about sleep in vain"),
        Err(_) => tracing::debug!("{who} does not answer about sleep"),
    }
    None
}
