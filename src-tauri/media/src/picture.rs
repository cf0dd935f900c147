//! A picture in I420: brightness at full size, two colour planes at half size.
//!
//! Sizes are even everywhere in this crate; whatever makes a frame from a
//! device crops an odd row or column away.

/// An uncompressed picture, I420.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Width in pixels, even.
    pub width: u32,
    /// Height in pixels, even.
    pub height: u32,
    /// Brightness, `width * height` bytes.
    pub y: Vec<u8>,
    /// Blue difference, a quarter as many bytes.
    pub u: Vec<u8>,
    /// Red difference, a quarter as many bytes.
    pub v: Vec<u8>,
}

impl Frame {
    /// A picture of one colour; odd sizes are rounded down to even, at least 2.
    pub fn filled(width: u32, height: u32, colour: [u8; 3]) -> Self {
        let (width, height) = ((width & !1).max(2), (height & !1).max(2));
        let pixels = width as usize * height as usize;
        Self {
            width,
            height,
            y: vec![colour[0]; pixels],
            u: vec![colour[1]; pixels / 4],
            v: vec![colour[2]; pixels / 4],
        }
    }

    /// Whether the planes are as long as the size says and the size is even.
    pub fn is_sound(&self) -> bool {
        let pixels = self.width as usize * self.height as usize;
        let even = self.width >= 2
            && self.height >= 2
            && self.width.is_multiple_of(2)
            && self.height.is_multiple_of(2);
        even && self.y.len() == pixels && self.u.len() == pixels / 4 && self.v.len() == pixels / 4
    }

    /// A copy no wider than `most_width`, by picking the nearest pixels.
    pub fn preview(&self, most_width: u32) -> Self {
        if self.width <= most_width {
            return self.clone();
        }
        let height = u64::from(self.height) * u64::from(most_width) / u64::from(self.width);
        let mut small = Self::filled(most_width, height as u32, [0, 128, 128]);
        let (from, to) = (self.size(), small.size());
        pick(&self.y, from, &mut small.y, to);
        pick(&self.u, half(from), &mut small.u, half(to));
        pick(&self.v, half(from), &mut small.v, half(to));
        small
    }

    /// From packed RGB, three bytes a pixel; `None` when there are too few.
    pub fn from_rgb(width: u32, height: u32, rgb: &[u8]) -> Option<Self> {
        if rgb.len() < width as usize * height as usize * 3 {
            return None;
        }
        let stride = width as usize * 3;
        Some(Self::sampled(width, height, |x, y| {
            let at = y * stride + x * 3;
            studio_swing(rgb[at], rgb[at + 1], rgb[at + 2])
        }))
    }

    /// From packed YUYV, two bytes a pixel; `None` when there are too few.
    pub fn from_yuyv(width: u32, height: u32, yuyv: &[u8]) -> Option<Self> {
        if yuyv.len() < width as usize * height as usize * 2 || width < 2 {
            return None;
        }
        let stride = width as usize * 2;
        Some(Self::sampled(width, height, |x, y| {
            let pair = y * stride + (x & !1) * 2;
            [yuyv[pair + (x & 1) * 2], yuyv[pair + 1], yuyv[pair + 3]]
        }))
    }

    /// From NV12: brightness, then interleaved colour; `None` when too short.
    pub fn from_nv12(width: u32, height: u32, nv12: &[u8]) -> Option<Self> {
        let stride = width as usize;
        let colours = stride * height as usize;
        if nv12.len() < colours + colours / 2 {
            return None;
        }
        Some(Self::sampled(width, height, |x, y| {
            let colour = colours + (y / 2) * stride + (x & !1);
            [nv12[y * stride + x], nv12[colour], nv12[colour + 1]]
        }))
    }

    /// From brightness alone; `None` when there is too little.
    pub fn from_grey(width: u32, height: u32, grey: &[u8]) -> Option<Self> {
        let stride = width as usize;
        if grey.len() < stride * height as usize {
            return None;
        }
        Some(Self::sampled(width, height, |x, y| {
            [grey[y * stride + x], 128, 128]
        }))
    }

    /// The mean colour of a rectangle given in sixteenths of the picture.
    pub fn mean_colour(&self, left: u32, top: u32, right: u32, bottom: u32) -> [u8; 3] {
        let area = |width: u32, height: u32| {
            let across = (width * left / 16) as usize..(width * right / 16) as usize;
            let down = (height * top / 16) as usize..(height * bottom / 16) as usize;
            (across, down, width as usize)
        };
        let mean = |plane: &[u8], width: u32, height: u32| {
            let (across, down, stride) = area(width, height);
            let count = (across.len() * down.len()).max(1);
            let rows = down.map(|row| &plane[row * stride..][across.clone()]);
            let sum: usize = rows.flatten().map(|value| usize::from(*value)).sum();
            (sum / count) as u8
        };
        [
            mean(&self.y, self.width, self.height),
            mean(&self.u, self.width / 2, self.height / 2),
            mean(&self.v, self.width / 2, self.height / 2),
        ]
    }

    fn size(&self) -> (usize, usize) {
        (self.width as usize, self.height as usize)
    }

    /// Asks `colour_at` for every pixel; colour planes take every second one.
    fn sampled(width: u32, height: u32, colour_at: impl Fn(usize, usize) -> [u8; 3]) -> Self {
        let mut frame = Self::filled(width, height, [0, 128, 128]);
        let (width, height) = frame.size();
        for row in 0..height.min(frame.y.len() / width) {
            for column in 0..width {
                let [y, u, v] = colour_at(column, row);
                frame.y[row * width + column] = y;
                if row % 2 == 0 && column % 2 == 0 {
                    let at = row / 2 * (width / 2) + column / 2;
                    (frame.u[at], frame.v[at]) = (u, v);
                }
            }
        }
        frame
    }
}

/// RGB to the limited-range YUV that cameras and browsers use (BT.601).
fn studio_swing(red: u8, green: u8, blue: u8) -> [u8; 3] {
    let (r, g, b) = (i32::from(red), i32::from(green), i32::from(blue));
    let y = ((66 * r + 129 * g + 25 * b + 128) >> 8) + 16;
    let u = ((-38 * r - 74 * g + 112 * b + 128) >> 8) + 128;
    let v = ((112 * r - 94 * g - 18 * b + 128) >> 8) + 128;
    [y, u, v].map(|value| value.clamp(0, 255) as u8)
}

fn half(size: (usize, usize)) -> (usize, usize) {
    (size.0 / 2, size.1 / 2)
}

fn pick(from: &[u8], from_size: (usize, usize), to: &mut [u8], to_size: (usize, usize)) {
    for (row, line) in to.chunks_exact_mut(to_size.0).enumerate() {
        let source = &from[row * from_size.1 / to_size.1 * from_size.0..][..from_size.0];
        for (column, value) in line.iter_mut().enumerate() {
            *value = source[column * from_size.0 / to_size.0];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_even_and_no_wider_than_asked() {
        let preview = Frame::filled(1280, 720, [90, 100, 110]).preview(160);
        assert_eq!((preview.width, preview.height), (160, 90));
        assert!(preview.is_sound());
        assert_eq!(preview.mean_colour(0, 0, 16, 16), [90, 100, 110]);
    }

    #[test]
    fn a_small_picture_is_its_own_preview() {
        let small = Frame::filled(120, 90, [1, 2, 3]);
        assert_eq!(small.preview(160), small);
    }

    #[test]
    fn odd_camera_sizes_are_cropped_to_even() {
        let frame = Frame::from_rgb(5, 3, &[255; 45]).expect("45 bytes are 5 by 3 pixels");
        assert_eq!((frame.width, frame.height), (4, 2));
        assert!(frame.is_sound());
        assert_eq!(frame.y[0], 235);
    }

    #[test]
    fn a_short_camera_buffer_is_refused_and_not_read_past() {
        assert!(Frame::from_rgb(4, 4, &[0; 47]).is_none());
        assert!(Frame::from_yuyv(4, 4, &[0; 31]).is_none());
        assert!(Frame::from_nv12(4, 4, &[0; 23]).is_none());
        assert!(Frame::from_grey(4, 4, &[0; 15]).is_none());
    }

    #[test]
    fn yuyv_and_nv12_keep_their_colours() {
        let yuyv = Frame::from_yuyv(2, 2, &[10, 20, 30, 40, 10, 20, 30, 40]).expect("8 bytes");
        assert_eq!(
            (yuyv.y, yuyv.u, yuyv.v),
            (vec![10, 30, 10, 30], vec![20], vec![40])
        );
        let nv12 = Frame::from_nv12(2, 2, &[1, 2, 3, 4, 5, 6]).expect("6 bytes");
        assert_eq!(
            (nv12.y, nv12.u, nv12.v),
            (vec![1, 2, 3, 4], vec![5], vec![6])
        );
    }
}
