//! The test picture as a film, for a camera that Chromium plays from a file.
//!
//! The film begins anew at its end, where the bar jumps, as it does at the border.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use sportello_media::{Devices, PictureSettings, SyntheticDevices};

use super::Size;

/// Two seconds.
const PICTURES: u32 = 60;

/// Writes the film as YUV4MPEG2 at thirty pictures a second.
pub(super) fn write(size: Size, file: &Path) -> anyhow::Result<()> {
    let as_fast_as_it_can = PictureSettings {
        width: size.width,
        height: size.height,
        frames_per_second: 1_000,
        ..PictureSettings::default()
    };
    let mut camera = SyntheticDevices::new().camera(None, &as_fast_as_it_can)?;
    let mut film = BufWriter::new(File::create(file).context("can't write the film")?);
    writeln!(
        film,
        "YUV4MPEG2 W{} H{} F30:1 C420",
        size.width, size.height
    )?;
    for _ in 0..PICTURES {
        let picture = camera.picture(Duration::from_secs(1))?;
        let picture = picture.context("the synthetic camera gave no picture")?;
        film.write_all(b"FRAME\n")?;
        for plane in [&picture.y, &picture.u, &picture.v] {
            film.write_all(plane)?;
        }
    }
    film.flush().context("can't write the film")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_holds_a_header_and_every_picture_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("film.y4m");
        let size = Size {
            width: 64,
            height: 48,
        };
        write(size, &file).unwrap();
        let film = std::fs::read(file).unwrap();
        let header = b"YUV4MPEG2 W64 H48 F30:1 C420\n";
        assert!(film.starts_with(header));
        let picture = b"FRAME\n".len() + 64 * 48 * 3 / 2;
        assert_eq!(film.len(), header.len() + PICTURES as usize * picture);
    }
}
