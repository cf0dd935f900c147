//! Pictures are written anew: turned as their camera said, then without a word about
//! where, when and by what they were taken, and with nothing behind their end.
//!
//! A picture says its size before it is decoded, and one of too many pixels is not:
//! a few bytes can claim a surface that no memory holds.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, ImageError, Limits};
use sportello_core::FileKind;

use super::FileRefusal;

/// The most pixels: what the best phones of today send.
const MOST_PIXELS: u64 = 40_000_000;
/// The most memory that a decoder may ask for at once.
const MOST_MEMORY: u64 = 400_000_000;
/// Of a JPEG, from 1 to 100.
const QUALITY: u8 = 85;

/// Decodes a picture and writes it anew.
pub(super) fn write_anew(kind: FileKind, bytes: &[u8]) -> Result<(FileKind, Vec<u8>), FileRefusal> {
    let picture = decode(kind, bytes)?;
    let as_jpeg = match kind {
        FileKind::Jpeg => true,
        FileKind::Webp => !is_seen_through(&picture),
        FileKind::Png | FileKind::Pdf | FileKind::Text => false,
    };
    let (kind, anew) = if as_jpeg {
        (FileKind::Jpeg, write_jpeg(&picture)?)
    } else {
        (FileKind::Png, write_png(picture)?)
    };
    // One that grows beyond the limit when written anew is not kept either.
    if anew.len() > super::LARGEST {
        return Err(FileRefusal::TooLarge);
    }
    Ok((kind, anew))
}

fn decode(kind: FileKind, bytes: &[u8]) -> Result<DynamicImage, FileRefusal> {
    let bytes = Cursor::new(bytes);
    match kind {
        FileKind::Jpeg => upright(JpegDecoder::new(bytes).map_err(refusal)?),
        FileKind::Png => upright(PngDecoder::with_limits(bytes, limits()).map_err(refusal)?),
        FileKind::Webp => upright(WebPDecoder::new(bytes).map_err(refusal)?),
        FileKind::Pdf | FileKind::Text => Err(FileRefusal::WrongKind),
    }
}

/// The picture as its camera meant it to be seen.
fn upright(mut decoder: impl ImageDecoder) -> Result<DynamicImage, FileRefusal> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(FileRefusal::TooLarge);
    }
    decoder.set_limits(limits()).map_err(refusal)?;
    let orientation = decoder.orientation().map_err(refusal)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn is_seen_through(picture: &DynamicImage) -> bool {
    picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel[3] < u8::MAX)
}

fn write_jpeg(picture: &DynamicImage) -> Result<Vec<u8>, FileRefusal> {
    let mut anew = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut anew, QUALITY);
    let written = match picture {
        DynamicImage::ImageLuma8(grey) => grey.write_with_encoder(encoder),
        DynamicImage::ImageRgb8(coloured) => coloured.write_with_encoder(encoder),
        other => other.to_rgb8().write_with_encoder(encoder),
    };
    written.map_err(refusal)?;
    Ok(anew)
}

/// Eight bits a colour are enough for whoever looks at it on a screen.
fn write_png(picture: DynamicImage) -> Result<Vec<u8>, FileRefusal> {
    let mut anew = Vec::new();
    let eight_bits = match picture {
        DynamicImage::ImageLuma16(_) => DynamicImage::ImageLuma8(picture.to_luma8()),
        DynamicImage::ImageLumaA16(_) => DynamicImage::ImageLumaA8(picture.to_luma_alpha8()),
        DynamicImage::ImageRgb16(_) => DynamicImage::ImageRgb8(picture.to_rgb8()),
        DynamicImage::ImageRgba16(_) => DynamicImage::ImageRgba8(picture.to_rgba8()),
        as_it_is => as_it_is,
    };
    let written = eight_bits.write_with_encoder(PngEncoder::new(&mut anew));
    written.map_err(refusal)?;
    Ok(anew)
}

fn refusal(why: ImageError) -> FileRefusal {
    match why {
        ImageError::Limits(_) => FileRefusal::TooLarge,
        ImageError::Unsupported(_)
        | ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::IoError(_) => FileRefusal::Unreadable,
    }
}

#[cfg(test)]
mod tests;
