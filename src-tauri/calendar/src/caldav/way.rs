//! The connection to a calendar server.

use sportello_core::{Cause, Trouble};
use sportello_way::{Stream, cause_of};
use url::Url;

use super::Server;

impl Server<'_> {
    /// Connects to the host of an address, encrypted unless it is on this computer.
    pub(super) async fn connect(&self, url: &Url) -> Result<Box<dyn Stream>, Trouble> {
        let way = sportello_way::connect(url, &self.account.authority, self.patience.connection);
        way.await
            .map_err(|why| Trouble::new(cause_of!(why.obstacle, Cause), &why.said))
    }
}
