//! The icon beside the clock: how the librarian is shown, and the way back to the window.
//!
//! It is spoken over D-Bus to whoever keeps the tray (`StatusNotifierWatcher`), so it is
//! known whether there is one. A tray that comes later, or goes, is followed.

use std::sync::Arc;

use ksni::menu::{MenuItem, RadioGroup, RadioItem, StandardItem};
use ksni::{Category, Icon, OfflineReason, ToolTip, Tray, TrayMethods};
use sportello_wire::ChosenPresence;
use tauri::image::Image;
use tokio::sync::watch;

use crate::glance::Glance;
use crate::words::Words;

const LOOK: Image<'_> = tauri::include_image!("assets/icons/32x32.png");

/// What comes from the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FromTray {
    /// There is a tray, or none any more.
    IsThere(bool),
    /// The window is wanted.
    Open,
    /// The end of the program is wanted.
    Quit,
    /// A presence is chosen.
    Choose(ChosenPresence),
}

const CHOICES: [ChosenPresence; 3] = [
    ChosenPresence::Available,
    ChosenPresence::InPerson,
    ChosenPresence::Away,
];

/// Stands in the tray, whenever there is one, as long as the program runs.
pub(crate) async fn stand(
    mut glances: watch::Receiver<Glance>,
    tell: impl Fn(FromTray) + Send + Sync + 'static,
) {
    let words = Words::of_the_system();
    let glance = *glances.borrow_and_update();
    let tell: Tell = Arc::new(tell);
    tell(FromTray::IsThere(true)); // taken back at once where there is none
    let icon = DeskIcon {
        glance,
        words,
        tell: tell.clone(),
    };
    let icon = match icon.assume_sni_available(true).spawn().await {
        Ok(icon) => icon,
        Err(why) => {
            tracing::warn!(%why, "there can be no tray");
            return tell(FromTray::IsThere(false));
        }
    };
    while glances.changed().await.is_ok() {
        let glance = *glances.borrow_and_update();
        icon.update(|icon| icon.glance = glance).await;
    }
}

type Tell = Arc<dyn Fn(FromTray) + Send + Sync>;

struct DeskIcon {
    glance: Glance,
    words: &'static Words,
    tell: Tell,
}

impl Tray for DeskIcon {
    fn id(&self) -> String {
        "eu.sportello.desk".into()
    }

    fn title(&self) -> String {
        "Sportello".into()
    }

    fn category(&self) -> Category {
        Category::Communications
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        vec![drawn(self.glance.chosen)]
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: "Sportello".into(),
            description: self.words.chosen(self.glance.chosen).into(),
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        (self.tell)(FromTray::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let mut menu = vec![item(self.words.open, FromTray::Open), MenuItem::Separator];
        if let Some(chosen) = self.glance.chosen {
            menu.extend([self.presence(chosen), MenuItem::Separator]);
        }
        menu.push(item(self.words.quit, FromTray::Quit));
        menu
    }

    fn watcher_online(&self) {
        (self.tell)(FromTray::IsThere(true));
    }

    fn watcher_offline(&self, why: OfflineReason) -> bool {
        tracing::debug!(?why, "nobody keeps a tray");
        (self.tell)(FromTray::IsThere(false));
        true // it may come
    }
}

impl DeskIcon {
    fn presence(&self, chosen: ChosenPresence) -> MenuItem<Self> {
        let option = |choice| RadioItem {
            label: self.words.chosen(Some(choice)).into(),
            ..RadioItem::default()
        };
        RadioGroup {
            selected: CHOICES
                .iter()
                .position(|choice| *choice == chosen)
                .unwrap_or_default(),
            // Checked as soon as the desk says so, and not before.
            select: Box::new(|icon: &mut Self, at| {
                if let Some(choice) = CHOICES.get(at) {
                    (icon.tell)(FromTray::Choose(*choice));
                }
            }),
            options: CHOICES.into_iter().map(option).collect(),
        }
        .into()
    }
}

fn item(label: &str, what: FromTray) -> MenuItem<DeskIcon> {
    StandardItem {
        label: label.into(),
        activate: Box::new(move |icon: &mut DeskIcon| (icon.tell)(what)),
        ..StandardItem::default()
    }
    .into()
}

/// The program's icon with a mark in its corner: a disc is available, a square is at
/// the counter, a ring is away. Shape tells as much as colour.
fn drawn(chosen: Option<ChosenPresence>) -> Icon {
    let (width, height) = (LOOK.width(), LOOK.height());
    let mut pixels = LOOK.rgba().to_vec();
    let (middle_x, middle_y) = (f64::from(width) * 0.72, f64::from(height) * 0.72);
    let radius = f64::from(width) * 0.26;
    for (at, pixel) in pixels.chunks_exact_mut(4).enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let x = (f64::from(at % width) + 0.5 - middle_x) / radius;
        let y = (f64::from(at / width) + 0.5 - middle_y) / radius;
        if let Some(colour) = mark(chosen, x, y) {
            pixel.copy_from_slice(&colour);
        }
    }
    // The tray wants the opacity first.
    for pixel in pixels.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    Icon {
        width: i32::try_from(width).unwrap_or_default(),
        height: i32::try_from(height).unwrap_or_default(),
        data: pixels,
    }
}

/// The colour of the mark at a point; its middle is 0, its edge 1.
fn mark(chosen: Option<ChosenPresence>, x: f64, y: f64) -> Option<[u8; 4]> {
    const RIM: [u8; 4] = [255, 255, 255, 255];
    const GREEN: [u8; 4] = [0, 128, 85, 255];
    const AMBER: [u8; 4] = [204, 122, 0, 255];
    const GREY: [u8; 4] = [92, 111, 130, 255];
    let round = x.hypot(y);
    let square = x.abs().max(y.abs());
    let filled = |far: f64, colour| match far {
        far if far > 1.0 => None,
        far if far > 0.78 => Some(RIM),
        _inside => Some(colour),
    };
    match chosen {
        Some(ChosenPresence::Available) => filled(round, GREEN),
        Some(ChosenPresence::InPerson) => filled(square, AMBER),
        Some(ChosenPresence::Away) if round < 0.4 => Some(RIM),
        Some(ChosenPresence::Away) => filled(round, GREY),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_presence_is_told_by_a_shape_of_its_own() {
        let shape = |chosen| {
            let mut shape = Vec::new();
            for (x, y) in [(0.0, 0.0), (0.6, 0.0), (0.75, 0.75)] {
                shape.push(mark(chosen, x, y).map(|colour| colour == [255; 4]));
            }
            shape
        };
        let mut shapes: Vec<_> = CHOICES
            .map(Some)
            .into_iter()
            .chain([None])
            .map(shape)
            .collect();
        shapes.dedup();
        assert_eq!(shapes.len(), 4, "{shapes:?}");
        let icon = drawn(Some(ChosenPresence::Available));
        assert_eq!(icon.data.len(), 32 * 32 * 4);
    }
}
