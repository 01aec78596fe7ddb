//! Pictures: what is seen, turned as it is seen, with rectangles over it; nothing else of the file comes along.

use std::io::Cursor;

use base::Refusal;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
};

use crate::{Covered, Found, Original, Spot, Wish, broken, too_large};

/// Pixels of a picture at most, and bytes that it may take while it is read.
pub(crate) const PIXELS_MAX: u64 = 60_000_000;
pub(crate) const MEMORY_MAX: u64 = 512 * 1024 * 1024;
/// How much of a photo is kept (JPEG), and of a picture that is only shown.
const KEPT: u8 = 90;
const SHOWN: u8 = 75;

pub(crate) fn look(of: Original<'_>, wish: &Wish) -> Result<Found, Refusal> {
    let (picture, _) = read(of)?;
    let (width, height) = picture.dimensions();
    Ok(Found {
        pages: vec![(f64::from(width), f64::from(height))],
        missing: wish.words.clone(),
        unread: vec![1],
        ..Found::default()
    })
}

pub(crate) fn page(of: Original<'_>, width: u32) -> Result<Vec<u8>, Refusal> {
    let (picture, _) = read(of)?;
    shown(of.name, picture, width)
}

/// A picture as it is shown: at most so wide.
pub(crate) fn shown(name: &str, picture: RgbImage, width: u32) -> Result<Vec<u8>, Refusal> {
    let shown = if picture.width() > width {
        DynamicImage::ImageRgb8(picture).thumbnail(width, u32::MAX).into_rgb8()
    } else {
        picture
    };
    jpeg(name, &shown, SHOWN)
}

pub(crate) fn cover(of: Original<'_>, spots: &[Spot]) -> Result<Covered, Refusal> {
    let (mut picture, format) = read(of)?;
    for spot in spots.iter().filter(|spot| spot.page == 0) {
        spot.blacken(&mut picture);
    }
    let (bytes, ending) = match format {
        ImageFormat::Jpeg => (jpeg(of.name, &picture, KEPT)?, "jpg"),
        _ => (png(of.name, &picture)?, "png"),
    };
    Ok(Covered { bytes, ending, texts: 0, spots: 0, left_out: Vec::new() })
}

/// The picture as it is seen: turned as its metadata say, on white where it is transparent.
fn read(of: Original<'_>) -> Result<(RgbImage, ImageFormat), Refusal> {
    let torn = |_| broken(of.name);
    let mut reader = ImageReader::new(Cursor::new(of.bytes)).with_guessed_format().map_err(|_| broken(of.name))?;
    let format = reader.format().ok_or_else(|| broken(of.name))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(torn)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(too_large(of.name));
    }
    let turn = decoder.orientation().map_err(torn)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(torn)?;
    picture.apply_orientation(turn);
    Ok((on_white(picture), format))
}

/// On white where it is transparent.
pub(crate) fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let seen = picture.into_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [r, g, b, alpha] = seen.get_pixel(x, y).0.map(u32::from);
        Rgb([r, g, b].map(|c| u8::try_from((c * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)))
    })
}

/// A JPEG picture; without colours when it has none.
pub(crate) fn jpeg(name: &str, picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let (width, height) = picture.dimensions();
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
    let done = match grey(picture) {
        Some(grey) => encoder.encode(&grey, width, height, ExtendedColorType::L8),
        None => encoder.encode(picture.as_raw(), width, height, ExtendedColorType::Rgb8),
    };
    done.map_err(|_| too_large(name))?;
    Ok(out)
}

/// The brightness of each pixel, when the picture has no colours.
pub(crate) fn grey(picture: &RgbImage) -> Option<Vec<u8>> {
    picture.pixels().map(|Rgb([r, g, b])| (r == g && g == b).then_some(*r)).collect()
}

fn png(name: &str, picture: &RgbImage) -> Result<Vec<u8>, Refusal> {
    let (width, height) = picture.dimensions();
    let mut out = Vec::new();
    let encoder = PngEncoder::new(&mut out);
    let done = encoder.write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8);
    done.map_err(|_| too_large(name))?;
    Ok(out)
}
