//! The connection to a library system.

use sportello_core::{SourceCause as Cause, SourceTrouble as Trouble};
use sportello_way::{Stream, cause_of};
use url::Url;

use super::Koha;

impl Koha {
    /// Connects to the host of an address, encrypted unless it is on this computer.
    pub(super) async fn connect(&self, url: &Url) -> Result<Box<dyn Stream>, Trouble> {
        let way = sportello_way::connect(url, &self.account.authority, self.patience.connection);
        way.await
            .map_err(|why| Trouble::new(cause_of!(why.obstacle, Cause), &why.said))
    }
}
