//! Which owner answers for a handle. Owners open and close their own doors, so that a
//! desk that was made while the server runs is found at once.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use sportello_core::{DeskId, Handle, LibraryId};

use crate::owner::OwnerHandle;

/// A desk and the way to its owner.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    pub(crate) library: LibraryId,
    pub(crate) desk: DeskId,
    pub(crate) owner: OwnerHandle,
}

/// All desks of the server by their handles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Desks(Arc<RwLock<BTreeMap<Handle, Door>>>);

impl Desks {
    /// The desk with that handle.
    pub(crate) fn find(&self, handle: &Handle) -> Option<Door> {
        self.0.read().ok()?.get(handle).cloned()
    }

    /// Every handle.
    pub(crate) fn handles(&self) -> Vec<Handle> {
        let known = self.0.read();
        known
            .map(|desks| desks.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// The desks of a library are these, and no others.
    pub(crate) fn open(
        &self,
        library: LibraryId,
        owner: &OwnerHandle,
        desks: Vec<(Handle, DeskId)>,
    ) {
        let Ok(mut known) = self.0.write() else {
            return; // nobody panics while holding it
        };
        known.retain(|_, door| door.library != library);
        for (handle, desk) in desks {
            let owner = owner.clone();
            known.insert(
                handle,
                Door {
                    library,
                    desk,
                    owner,
                },
            );
        }
    }
}
