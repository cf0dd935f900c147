//! All who wait, and where each of them believes to stand.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Instant;

use anyhow::Context;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::page::{Page, Seen, Stands};
use super::soon;

/// How many are on their way to the line at the same time.
const TOGETHER: usize = 64;

/// Patrons at a desk.
pub(super) struct Crowd {
    server: SocketAddr,
    came: usize,
    pages: BTreeMap<usize, Page>,
    known: Known,
    tells: UnboundedSender<Seen>,
    told: UnboundedReceiver<Seen>,
}

impl Crowd {
    /// Nobody yet.
    pub(super) fn at(server: SocketAddr) -> Self {
        let (tells, told) = unbounded_channel();
        Self {
            server,
            came: 0,
            pages: BTreeMap::new(),
            known: Known::default(),
            tells,
            told,
        }
    }

    /// Lets others come until so many came, and waits until each was shown a place.
    pub(super) async fn grow_to(&mut self, wanted: usize) -> anyhow::Result<()> {
        let mut coming = JoinSet::new();
        while self.came < wanted || !coming.is_empty() {
            if self.came < wanted && coming.len() < TOGETHER {
                let (server, patron, tells) = (self.server, self.came, self.tells.clone());
                coming.spawn(async move { (patron, Page::arrive(server, patron, tells).await) });
                self.came += 1;
                continue;
            }
            let next = soon("a page", async { Ok(coming.join_next().await) }).await?;
            let (patron, page) = next.context("nobody comes any more")??;
            self.pages.insert(patron, page?);
        }
        self.hear("a place for everybody", |known| known.all.len() == wanted)
            .await
    }

    /// Lets one more come.
    pub(super) async fn grow_by_one(&mut self) -> anyhow::Result<()> {
        self.grow_to(self.came + 1).await
    }

    /// The first of the line leaves; when that was said.
    pub(super) async fn first_leaves(&mut self) -> anyhow::Result<Instant> {
        let first = self.known.first().context("nobody is the first in line")?;
        let page = self.pages.get_mut(&first);
        page.context("the first has no page")?.leave().await
    }

    /// Waits until those who wait are so many and have one place each; when the last
    /// of them knew.
    pub(super) async fn is_in_order(&mut self, waiting: usize) -> anyhow::Result<Instant> {
        let what = format!("a line of {waiting} in order");
        self.hear(what, |known| known.is_line_of(waiting)).await?;
        self.known.last_told.context("nobody was shown a place")
    }

    async fn hear(
        &mut self,
        what: impl std::fmt::Display,
        enough: impl Fn(&Known) -> bool,
    ) -> anyhow::Result<()> {
        let (told, known) = (&mut self.told, &mut self.known);
        soon(what, async {
            while !enough(known) {
                let seen = told.recv().await.context("nobody tells any more")?;
                known.take(seen);
            }
            Ok(())
        })
        .await
    }
}

/// Where everybody believes to stand. It is asked after each message, so it counts
/// rather than looks.
#[derive(Debug, Default)]
struct Known {
    all: BTreeMap<usize, Stands>,
    /// How many believe to stand at each place; the first is nobody's.
    at: Vec<u32>,
    waiting: usize,
    /// Places at which somebody believes to stand.
    taken: usize,
    last_told: Option<Instant>,
}

impl Known {
    fn take(&mut self, seen: Seen) {
        if let Some(Stands::At(place)) = self.all.insert(seen.patron, seen.stands) {
            let here = &mut self.at[place as usize];
            *here -= 1;
            self.waiting -= 1;
            self.taken -= usize::from(*here == 0);
        }
        if let Stands::At(place) = seen.stands {
            let place = place as usize;
            if self.at.len() <= place {
                self.at.resize(place + 1, 0);
            }
            self.at[place] += 1;
            self.waiting += 1;
            self.taken += usize::from(self.at[place] == 1);
        }
        self.last_told = self.last_told.max(Some(seen.at));
    }

    fn first(&self) -> Option<usize> {
        let mut all = self.all.iter();
        let first = all.find(|(_, stands)| **stands == Stands::At(1))?;
        Some(*first.0)
    }

    /// Whether so many wait, with a place each and none left out.
    fn is_line_of(&self, waiting: usize) -> bool {
        self.waiting == waiting
            && self.taken == waiting
            && self.at.iter().skip(1).take(waiting).all(|here| *here == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stands::{At, Elsewhere};

    #[test]
    fn a_line_is_in_order_when_each_has_a_place_and_none_is_left_out() {
        assert!(line(&[At(3), Elsewhere, At(1), At(2)]).is_line_of(3));
        assert!(!line(&[At(1), At(1), At(2)]).is_line_of(3));
        assert!(!line(&[At(2), At(3)]).is_line_of(2));
        assert!(line(&[Elsewhere]).is_line_of(0));
    }

    #[test]
    fn a_line_is_in_order_again_only_when_the_last_has_moved_up() {
        let mut known = line(&[At(1), At(2), At(3)]);
        for (patron, stands) in [(0, Elsewhere), (2, At(2)), (1, At(1))] {
            assert!(!known.is_line_of(2));
            known.take(seen(patron, stands));
        }
        assert!(known.is_line_of(2));
        assert_eq!(known.first(), Some(1));
    }

    fn line(stands: &[Stands]) -> Known {
        let mut known = Known::default();
        for (patron, stands) in stands.iter().enumerate() {
            known.take(seen(patron, *stands));
        }
        known
    }

    fn seen(patron: usize, stands: Stands) -> Seen {
        let at = Instant::now();
        Seen { patron, stands, at }
    }
}
