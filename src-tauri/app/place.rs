//! Where the window was, and where it can be now: screens come and go.
//!
//! Everything is in logical pixels, so that a window keeps its size on a screen with
//! another scale.

use serde::{Deserialize, Serialize};

/// The smallest window that can be worked in.
pub(crate) const SMALLEST: (f64, f64) = (640.0, 480.0);
/// The window of a first start.
pub(crate) const USUAL: (f64, f64) = (1280.0, 800.0);
/// So much of its upper edge must be seen of a window, to take hold of it.
const GRIP: (f64, f64) = (120.0, 24.0);

/// A window's place, as it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) maximised: bool,
}

/// The part of a screen that no panel covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// How a window opens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Opening {
    /// `None`: the desktop finds a place.
    pub(crate) corner: Option<(f64, f64)>,
    pub(crate) size: (f64, f64),
    pub(crate) maximised: bool,
}

/// Opens the window where it was; smaller, when the screen became smaller; where the
/// desktop likes, when that screen has gone. The first screen is the main one.
pub(crate) fn open(remembered: Option<Place>, screens: &[Area]) -> Opening {
    let place = remembered.filter(Place::is_sound);
    let home = place.and_then(|place| screens.iter().find(|screen| screen.shows(&place)));
    let room = home.or(screens.first());
    let wanted = place.map_or(USUAL, |place| (place.width, place.height));
    let size = room.map_or(wanted, |room| {
        (
            wanted.0.min(room.width).max(SMALLEST.0),
            wanted.1.min(room.height).max(SMALLEST.1),
        )
    });
    let corner = place.zip(home).map(|(place, home)| {
        (
            place
                .left
                .min(home.left + home.width - size.0)
                .max(home.left),
            place.top.min(home.top + home.height - size.1).max(home.top),
        )
    });
    Opening {
        corner,
        size,
        maximised: place.is_some_and(|place| place.maximised),
    }
}

impl Place {
    /// A file may hold anything.
    fn is_sound(&self) -> bool {
        let numbers = [self.left, self.top, self.width, self.height];
        let near = |number: f64| number.is_finite() && number.abs() < 100_000.0;
        numbers.into_iter().all(near) && self.width >= 1.0 && self.height >= 1.0
    }
}

impl Area {
    fn shows(&self, place: &Place) -> bool {
        let seen = |from: f64, length: f64, start: f64, room: f64| {
            (from + length).min(start + room) - from.max(start)
        };
        seen(place.left, place.width, self.left, self.width) >= GRIP.0
            && (self.top - 1.0..=self.top + self.height - GRIP.1).contains(&place.top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAPTOP: Area = Area {
        left: 0.0,
        top: 0.0,
        width: 1366.0,
        height: 728.0,
    };
    const SCREEN: Area = Area {
        left: 1366.0,
        top: 0.0,
        width: 1920.0,
        height: 1080.0,
    };

    fn place(left: f64, top: f64, width: f64, height: f64) -> Place {
        Place {
            left,
            top,
            width,
            height,
            maximised: false,
        }
    }

    #[test]
    fn a_window_opens_where_it_was() {
        let opening = open(Some(place(1500.0, 40.0, 1600.0, 900.0)), &[LAPTOP, SCREEN]);
        assert_eq!(opening.corner, Some((1500.0, 40.0)));
        assert_eq!(opening.size, (1600.0, 900.0));
    }

    #[test]
    fn a_screen_that_has_gone_takes_only_the_place_along() {
        let opening = open(Some(place(1500.0, 40.0, 1600.0, 900.0)), &[LAPTOP]);
        assert_eq!(opening.corner, None);
        assert_eq!(opening.size, (1366.0, 728.0));
    }

    #[test]
    fn a_screen_that_became_smaller_holds_the_whole_window() {
        let opening = open(Some(place(200.0, 100.0, 1300.0, 700.0)), &[LAPTOP]);
        assert_eq!(opening.corner, Some((66.0, 28.0)));
        assert_eq!(opening.size, (1300.0, 700.0));
        let opening = open(Some(place(0.0, 0.0, 3000.0, 2000.0)), &[LAPTOP]);
        assert_eq!(opening.size, (1366.0, 728.0));
    }

    #[test]
    fn a_window_whose_title_is_out_of_reach_is_put_back() {
        for (left, top) in [(1300.0, 20.0), (100.0, 720.0), (100.0, -300.0)] {
            let opening = open(Some(place(left, top, 800.0, 600.0)), &[LAPTOP]);
            assert_eq!(opening.corner, None, "{left}, {top}");
        }
    }

    #[test]
    fn the_first_start_and_a_damaged_memory_give_the_usual_window() {
        let damaged = [
            place(f64::NAN, 0.0, 800.0, 600.0),
            place(0.0, 0.0, 0.0, 600.0),
            place(0.0, 0.0, 1e9, 600.0),
        ];
        for remembered in damaged.map(Some).into_iter().chain([None]) {
            let opening = open(remembered, &[SCREEN]);
            assert_eq!((opening.corner, opening.size), (None, USUAL));
        }
        assert_eq!(open(None, &[]).size, USUAL);
    }

    #[test]
    fn a_window_that_filled_the_screen_fills_it_again() {
        let filled = Place {
            maximised: true,
            ..place(10.0, 10.0, 900.0, 700.0)
        };
        let opening = open(Some(filled), &[LAPTOP]);
        assert!(opening.maximised);
        assert_eq!(opening.size, (900.0, 700.0));
    }
}
