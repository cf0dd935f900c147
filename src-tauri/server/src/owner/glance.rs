//! A desk as whoever passes by sees it: in HTML, on a poster, in a frame of another
//! site. The page itself is shown its desk over the socket.

use sportello_core::DeskId;
use sportello_core::hours::Hours;
use sportello_wire::patron::DeskView;

use super::Owner;
use super::views::Rendered;

/// What can be seen in passing.
#[derive(Clone, Debug)]
pub(crate) struct Glance {
    /// The desk as its page shows it.
    pub(crate) view: DeskView,
    /// Its hours, or its branch's: they know what the clock on its wall shows.
    pub(crate) hours: Option<Hours>,
    /// Origins that may show it in a frame.
    pub(crate) ancestors: Vec<String>,
}

impl Owner {
    pub(super) fn glance(&self, desk: DeskId) -> Option<Glance> {
        let view = self.desk_view(desk, None, &mut Rendered::default())?;
        let set = self.machine.desk(desk)?;
        Some(Glance {
            view,
            hours: self.machine.settings().hours_of(set).cloned(),
            ancestors: set.embed_ancestors.clone(),
        })
    }
}
