//! What is on the screen: a grid of its points.

use std::time::Duration;

use anyhow::Context;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, ImageFormat};
use x11rb::rust_connection::RustConnection;

/// Every so many points, across and down, one is looked at.
const STEP: usize = 4;
/// So many points of a thousand are equal in equal pictures: a cursor may blink.
const EQUAL: usize = 995;

/// A grid of points.
pub(super) type Picture = Vec<u32>;

/// Looks at the whole screen.
pub(super) struct Eye {
    display: RustConnection,
    root: u32,
    size: (u16, u16),
}

impl Eye {
    /// Opens the display of the environment.
    pub(super) fn open() -> anyhow::Result<Self> {
        let (display, screen) = RustConnection::connect(None)
            .context("there is no display: run it with `scripts/window`")?;
        let screen = &display.setup().roots[screen];
        let (root, size) = (
            screen.root,
            (screen.width_in_pixels, screen.height_in_pixels),
        );
        Ok(Self {
            display,
            root,
            size,
        })
    }

    /// The screen as it is now.
    pub(super) fn look(&self) -> anyhow::Result<Picture> {
        let (width, height) = self.size;
        let asked =
            self.display
                .get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, !0)?;
        let points = asked.reply().context("the screen can't be seen")?.data;
        let line = usize::from(width) * 4;
        let colour = |point: &[u8]| u32::from_le_bytes([point[0], point[1], point[2], 0]);
        let lines = points.chunks_exact(line).step_by(STEP);
        Ok(lines
            .flat_map(|line| line.chunks_exact(4).step_by(STEP).map(colour))
            .collect())
    }
}

/// From when on the screen was as it is in the last picture, and not as in the first.
pub(super) fn whole_since(pictures: &[(Duration, Picture)]) -> Option<Duration> {
    let ((_, first), (_, last)) = (pictures.first()?, pictures.last()?);
    if are_equal(first, last) {
        return None;
    }
    let other = pictures
        .iter()
        .rposition(|(_, one)| !are_equal(one, last))?;
    Some(pictures.get(other + 1)?.0)
}

fn are_equal(one: &Picture, other: &Picture) -> bool {
    let equal = one.iter().zip(other).filter(|(one, other)| one == other);
    equal.count() * 1_000 >= one.len() * EQUAL
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(all: &[u32]) -> Vec<(Duration, Picture)> {
        let picture = |(at, colour): (u64, &u32)| (Duration::from_secs(at), vec![*colour; 1_000]);
        (0..).zip(all).map(picture).collect()
    }

    #[test]
    fn a_window_is_whole_when_it_changes_no_more() {
        let since = whole_since(&shown(&[0, 0, 1, 2, 2, 2]));
        assert_eq!(since, Some(Duration::from_secs(3)));
    }

    #[test]
    fn an_empty_screen_is_no_window() {
        assert_eq!(whole_since(&shown(&[0, 0, 0])), None);
        assert_eq!(whole_since(&[]), None);
    }

    #[test]
    fn a_blinking_cursor_is_no_change() {
        let mut pictures = shown(&[0, 2, 2, 2]);
        pictures[2].1[..4].fill(7);
        assert_eq!(whole_since(&pictures), Some(Duration::from_secs(1)));
    }
}
