//! Who shows this desktop's notifications: it may come, go, and draw buttons or none.

use std::time::Duration;

use futures_util::StreamExt;
use sportello_wire::window::NotificationsView;
use tokio::time::timeout;
use zbus::Connection;
use zbus::fdo::DBusProxy;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// A daemon that is started for the question needs a moment; one that hangs has none.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tells who shows notifications, now and at each change.
pub(crate) async fn watch(tell: impl Fn(NotificationsView)) {
    if let Err(why) = follow(&tell).await {
        tracing::warn!(%why, "there is no session bus, and so there are no notifications");
        tell(NotificationsView::Missing {});
    }
}

async fn follow(tell: &impl Fn(NotificationsView)) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let names = DBusProxy::new(&bus).await?;
    let mut changes = names
        .receive_name_owner_changed_with_args(&[(0, NAME)])
        .await?;
    tell(ask(&bus).await);
    while let Some(change) = changes.next().await {
        let gone = change.args().is_ok_and(|change| change.new_owner.is_none());
        tell(if gone {
            NotificationsView::Missing {}
        } else {
            ask(&bus).await
        });
    }
    Ok(())
}

async fn ask(bus: &Connection) -> NotificationsView {
    let asked = bus.call_method(Some(NAME), PATH, Some(NAME), "GetCapabilities", &());
    let Ok(Ok(answer)) = timeout(PATIENCE, asked).await else {
        return NotificationsView::Missing {};
    };
    let can: Vec<String> = answer.body().deserialize().unwrap_or_default();
    if can.iter().any(|one| one == "actions") {
        NotificationsView::WithButtons {}
    } else {
        NotificationsView::Plain {}
    }
}
