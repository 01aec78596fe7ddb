//! TIFF (6.0) as scanners and fax machines write it: several pages in one file, often in two tones and with pixels that are not square.
//! Each page becomes a picture with rectangles over it, and the pictures become a PDF, as browsers show no TIFF.

mod directory;
mod fax;

use std::io::Cursor;

use base::Refusal;
use image::codecs::tiff::TiffDecoder;
use image::imageops::{FilterType, resize};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, Limits, RgbImage};

use crate::pdf::write;
use crate::picture::{MEMORY_MAX, PIXELS_MAX, on_white, shown};
use crate::{Covered, DOTS, Found, INCH, MADE_MAX, Original, PAGES_MAX, SIDE_MAX, Spot, Wish};
use crate::{broken, stopped, too_large, too_many};
use directory::{Directory, File};

/// Tags: what kind of picture it is, its size, how it is turned, dots in a unit across and down, and the unit.
const KIND: u16 = 254;
const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const TURN: u16 = 274;
const ACROSS: u16 = 282;
const DOWN: u16 = 283;
const UNIT: u16 = 296;
/// Bits of the kind: a smaller copy of another page, and a mask of it.
const NO_PAGE: u32 = 0b101;
/// Pixels whose sides differ by less count as square; those that differ by more than that are an error of the file.
const SQUARE: f64 = 1.05;
const LONGEST: f64 = 4.0;
/// Dots in an inch that are believed.
const DOTS_KNOWN: std::ops::RangeInclusive<f64> = 30.0..=4_800.0;

pub(crate) fn look(of: Original<'_>, wish: &Wish, stop: &dyn Fn() -> bool) -> Result<Found, Refusal> {
    let mut book = Book::open(of)?;
    let mut found = Found { missing: wish.words.clone(), ..Found::default() };
    for n in 0..book.pages.len() {
        if stop() {
            return Err(stopped(of.name));
        }
        let (picture, _) = book.picture(n)?.ok_or_else(|| broken(of.name))?;
        found.pages.push((f64::from(picture.width()), f64::from(picture.height())));
        found.unread.push(n + 1);
    }
    Ok(found)
}

pub(crate) fn page(of: Original<'_>, page: usize, width: u32) -> Result<Option<Vec<u8>>, Refusal> {
    let Some((picture, _)) = Book::open(of)?.picture(page)? else { return Ok(None) };
    shown(of.name, picture, width).map(Some)
}

pub(crate) fn cover(of: Original<'_>, spots: &[Spot], stop: &dyn Fn() -> bool) -> Result<Covered, Refusal> {
    let mut book = Book::open(of)?;
    let (mut sheets, mut bytes) = (Vec::new(), 0);
    for n in 0..book.pages.len() {
        if stop() {
            return Err(stopped(of.name));
        }
        let (mut picture, dots) = book.picture(n)?.ok_or_else(|| broken(of.name))?;
        for spot in spots.iter().filter(|spot| spot.page == n) {
            spot.blacken(&mut picture);
        }
        let side = |pixels: u32| (f64::from(pixels) / dots * INCH).clamp(1.0, SIDE_MAX);
        let size = (side(picture.width()), side(picture.height()));
        sheets.push(write::Sheet::of(of.name, &picture, size)?);
        bytes += sheets.last().map_or(0, |sheet| sheet.jpeg.len());
        if bytes > MADE_MAX {
            return Err(too_large(of.name));
        }
    }
    Ok(Covered { bytes: write::file(&sheets), ending: "pdf", texts: 0, spots: 0, left_out: Vec::new() })
}

/// A file with its pages.
struct Book<'a> {
    name: &'a str,
    file: File,
    pages: Vec<Directory>,
}

impl<'a> Book<'a> {
    fn open(of: Original<'a>) -> Result<Self, Refusal> {
        let torn = || broken(of.name);
        let file = File::new(of.bytes).ok_or_else(torn)?;
        let (mut pages, mut seen) = (Vec::new(), Vec::new());
        let mut next = file.first().ok_or_else(torn)?;
        while next != 0 {
            // A chain that comes back to itself is none.
            if seen.contains(&next) {
                return Err(torn());
            }
            seen.push(next);
            if seen.len() > 2 * PAGES_MAX {
                return Err(too_many(of.name, seen.len()));
            }
            let (directory, after) = file.directory(next).ok_or_else(torn)?;
            if file.number(&directory, KIND).unwrap_or(0) & NO_PAGE == 0 {
                pages.push(directory);
            }
            next = after;
        }
        match pages.len() {
            0 => Err(torn()),
            1..=PAGES_MAX => Ok(Self { name: of.name, file, pages }),
            count => Err(too_many(of.name, count)),
        }
    }

    /// A page as it is seen, with square pixels and upright, and how many of them are in an inch; nothing when there is no such page.
    fn picture(&mut self, number: usize) -> Result<Option<(RgbImage, f64)>, Refusal> {
        let torn = || broken(self.name);
        let Some(page) = self.pages.get(number) else { return Ok(None) };
        let size = |tag| self.file.number(page, tag).filter(|side| *side > 0).ok_or_else(torn);
        let (width, height) = (size(WIDTH)?, size(HEIGHT)?);
        let (wide, tall, dots) = square((width, height), dots(&self.file, page));
        let pixels = |width: u32, height: u32| u64::from(width) * u64::from(height);
        if pixels(width, height).max(pixels(wide, tall)) > PIXELS_MAX {
            return Err(too_large(self.name));
        }
        let turn = self.file.number(page, TURN).and_then(|turn| Orientation::from_exif(u8::try_from(turn).ok()?));
        let mut picture = match fax::Fax::of(&self.file, page, (width, height)) {
            Some(fax) => fax.read(&self.file).ok_or_else(torn)?,
            None => on_white(
                DynamicImage::from_decoder(decoder(&mut self.file, page).ok_or_else(torn)?).map_err(|_| torn())?,
            ),
        };
        if (wide, tall) != picture.dimensions() {
            picture = resize(&picture, wide, tall, FilterType::Triangle);
        }
        let mut picture = DynamicImage::ImageRgb8(picture);
        picture.apply_orientation(turn.unwrap_or(Orientation::NoTransforms));
        Ok(Some((picture.into_rgb8(), dots)))
    }
}

/// What reads the pixels of a page that is no fax.
fn decoder<'a>(file: &'a mut File, page: &Directory) -> Option<TiffDecoder<Cursor<&'a [u8]>>> {
    file.begin_with(page);
    let mut decoder = TiffDecoder::new(Cursor::new(file.bytes())).ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_MAX);
    decoder.set_limits(limits).ok()?;
    Some(decoder)
}

/// Dots of a page in an inch, across and down; zero where they are not known.
fn dots(file: &File, page: &Directory) -> (f64, f64) {
    let (across, down) = (file.ratio(page, ACROSS).unwrap_or(0.0), file.ratio(page, DOWN).unwrap_or(0.0));
    match file.number(page, UNIT) {
        // Without a unit only how they compare is known.
        Some(1) if across.max(down) > 0.0 => {
            let finest = across.max(down);
            (across / finest * DOTS, down / finest * DOTS)
        }
        // Centimetres.
        Some(3) => (across * 2.54, down * 2.54),
        _ => (across, down),
    }
}

/// The size in square pixels, and how many are in an inch. A fax of the common kind has twice as many dots across as down.
fn square((width, height): (u32, u32), (across, down): (f64, f64)) -> (u32, u32, f64) {
    if !DOTS_KNOWN.contains(&across) || !DOTS_KNOWN.contains(&down) {
        return (width, height, DOTS);
    }
    let dots = across.max(down);
    let (wider, taller) = (dots / across, dots / down);
    if !(SQUARE..=LONGEST).contains(&wider.max(taller)) {
        return (width, height, dots);
    }
    let longer = |side: u32, by: f64| (f64::from(side) * by).round().clamp(1.0, f64::from(u32::MAX)) as u32;
    (longer(width, wider), longer(height, taller), dots)
}
