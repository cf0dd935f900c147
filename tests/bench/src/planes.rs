//! A decoded picture of the patron: its colours, and its way into a file.

/// A decoded picture, as it was packed.
pub(crate) struct Planes<'packed> {
    width: usize,
    height: usize,
    y: &'packed [u8],
    u: &'packed [u8],
    v: &'packed [u8],
}

impl<'packed> Planes<'packed> {
    /// The planes of what was packed, without its header.
    pub(crate) fn of(data: &'packed [u8], width: usize, height: usize) -> Self {
        let (y, rest) = data.split_at(width * height);
        let (u, v) = rest.split_at(width * height / 4);
        Self {
            width,
            height,
            y,
            u,
            v,
        }
    }

    /// The mean of each plane.
    pub(crate) fn mean(&self) -> [u8; 3] {
        let mean = |plane: &[u8]| {
            let sum: usize = plane.iter().map(|value| usize::from(*value)).sum();
            (sum / plane.len().max(1)) as u8
        };
        [mean(self.y), mean(self.u), mean(self.v)]
    }

    /// Writes it as PNG; whoever reads the file never sees half of it.
    pub(crate) fn write_png(&self, path: &std::path::Path) -> anyhow::Result<()> {
        let mut rgb = Vec::with_capacity(self.width * self.height * 3);
        for row in 0..self.height {
            for column in 0..self.width {
                let colour = (row / 2) * (self.width / 2) + column / 2;
                let y = self.y[row * self.width + column];
                rgb.extend(rgb_of(y, self.u[colour], self.v[colour]));
            }
        }
        let unfinished = path.with_extension("part");
        let file = std::fs::File::create(&unfinished)?;
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(&rgb)?;
        std::fs::rename(unfinished, path)?;
        Ok(())
    }
}

/// BT.601, limited range.
fn rgb_of(y: u8, u: u8, v: u8) -> [u8; 3] {
    let (y, u, v) = (
        f32::from(y) - 16.0,
        f32::from(u) - 128.0,
        f32::from(v) - 128.0,
    );
    let red = 1.164 * y + 1.596 * v;
    let green = 1.164 * y - 0.392 * u - 0.813 * v;
    let blue = 1.164 * y + 2.017 * u;
    [red, green, blue].map(|value| value.clamp(0.0, 255.0) as u8)
}
