//! PDF: each page becomes a picture with rectangles over it, and the pictures become a new PDF. Texts are found by where the letters
//! stand on the page.

mod read;
mod text;
pub(crate) mod write;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base::Refusal;
use hayro::hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::RgbImage;

use crate::picture::jpeg;
use crate::{
    Covered, DOTS, Fonts, Found, INCH, MADE_MAX, Original, PAGES_MAX, PIXELS_MAX, SIDE_MAX, Spot, Wish, broken,
    stopped, too_large, too_many,
};

/// Pages that share what was read of fonts and pictures; then it is let go.
const TOGETHER: usize = 20;
/// Pixels of a side at most.
const PIXELS_SIDE: f64 = 12_000.0;
/// How much of a page that is only shown is kept (JPEG).
const SHOWN: u8 = 75;

fn open(of: Original<'_>) -> Result<Pdf, Refusal> {
    let pdf = Pdf::new(of.bytes.to_vec()).map_err(|problem| match problem {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            let message = format!("“{}”设有打开密码，不能在这里遮盖。请取消密码后再上传。", of.name);
            Refusal::new("veil.locked", message)
        }
        _ => broken(of.name),
    })?;
    match pdf.pages().len() {
        0 => Err(broken(of.name)),
        1..=PAGES_MAX => Ok(pdf),
        pages => Err(too_many(of.name, pages)),
    }
}

/// What could not be drawn.
#[derive(Clone, Default)]
struct Lost(Arc<AtomicUsize>);

impl Lost {
    /// What is drawn is what a reader sees on the screen, with stamps, remarks and fields as they are filled in.
    fn settings(&self, fonts: &Fonts) -> InterpreterSettings {
        let lost = self.0.clone();
        let warning_sink = Arc::new(move |_| {
            lost.fetch_add(1, Ordering::Relaxed);
        });
        InterpreterSettings { warning_sink, ..read::settings(fonts) }
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// Width and height of a page as it is seen, in points.
fn size(of: Original<'_>, page: &Page<'_>) -> Result<(f64, f64), Refusal> {
    let (width, height) = page.render_dimensions();
    let sides = [f64::from(width), f64::from(height)];
    let fits = sides.iter().all(|side| side.is_finite() && (1.0..=SIDE_MAX).contains(side));
    if fits { Ok((sides[0], sides[1])) } else { Err(broken(of.name)) }
}

pub(crate) fn look(of: Original<'_>, wish: &Wish, stop: &dyn Fn() -> bool) -> Result<Found, Refusal> {
    let pdf = open(of)?;
    let mut found = Found::default();
    let mut seen = vec![false; wish.words.len()];
    let mut undrawn = Vec::new();
    let mut cache = InterpreterCache::new();
    for (number, page) in pdf.pages().iter().enumerate() {
        if stop() {
            return Err(stopped(of.name));
        }
        if number % TOGETHER == 0 {
            cache = InterpreterCache::new();
        }
        let size = size(of, page)?;
        let read = read::page(&pdf, page, &cache, of.fonts);
        if read.is_heavy() {
            return Err(too_large(of.name));
        }
        if read.is_unread() {
            found.unread.push(number + 1);
        }
        if read.lent {
            found.lent.push(number + 1);
        }
        if read.undrawn > 0 {
            undrawn.push((number + 1).to_string());
        }
        let text = text::find(&read.letters, wish, &mut seen);
        found.texts += text.len();
        for [left, top, right, bottom] in text.into_iter().flatten() {
            found.spots.extend(Spot::new(number, [left / size.0, top / size.1, right / size.0, bottom / size.1]));
        }
        found.pages.push(size);
    }
    if !undrawn.is_empty() {
        let pages = base::text::truncate(&undrawn.join("、"), 40);
        let message = format!(
            "“{}”第 {pages} 页的文字没有把字体放进文件，这里也没有能画出它们的字体。请在原软件中选择嵌入字体重新导出，或者打印、扫描成 PDF 后再上传；\
             也可以请系统管理员把中文字体放进数据目录的 fonts 文件夹。",
            of.name
        );
        return Err(Refusal::new("veil.fonts", message));
    }
    let words = wish.words.iter().zip(seen);
    found.missing = words.filter(|(_, seen)| !seen).map(|(word, _)| word.clone()).collect();
    Ok(found)
}

pub(crate) fn page(of: Original<'_>, number: usize, width: u32) -> Result<Option<Vec<u8>>, Refusal> {
    let pdf = open(of)?;
    let Some(page) = pdf.pages().get(number) else { return Ok(None) };
    let size = size(of, page)?;
    if read::page(&pdf, page, &InterpreterCache::new(), of.fonts).is_heavy() {
        return Err(too_large(of.name));
    }
    let picture =
        drawn(page, size, (&RenderCache::new(), &Lost::default().settings(of.fonts)), f64::from(width) / size.0);
    jpeg(of.name, &picture, SHOWN).map(Some)
}

pub(crate) fn cover(of: Original<'_>, spots: &[Spot], stop: &dyn Fn() -> bool) -> Result<Covered, Refusal> {
    let pdf = open(of)?;
    let (mut sheets, mut bytes, lost) = (Vec::new(), 0, Lost::default());
    let settings = lost.settings(of.fonts);
    for (chunk, pages) in pdf.pages().chunks(TOGETHER).enumerate() {
        let cache = RenderCache::new();
        for (offset, page) in pages.iter().enumerate() {
            if stop() {
                return Err(stopped(of.name));
            }
            let number = chunk * TOGETHER + offset;
            let size = size(of, page)?;
            let mut picture = drawn(page, size, (&cache, &settings), DOTS / INCH);
            for spot in spots.iter().filter(|spot| spot.page == number) {
                spot.blacken(&mut picture);
            }
            sheets.push(write::Sheet::of(of.name, &picture, size)?);
            bytes += sheets.last().map_or(0, |sheet| sheet.jpeg.len());
            if bytes > MADE_MAX {
                return Err(too_large(of.name));
            }
        }
    }
    let left_out = Some(("画不出的字体或者图片", lost.count())).filter(|(_, count)| *count > 0);
    Ok(Covered { bytes: write::file(&sheets), ending: "pdf", texts: 0, spots: 0, left_out: Vec::from_iter(left_out) })
}

/// A page as a picture on white, `scale` pixels for a point, or fewer where that were too many.
fn drawn<'a>(
    page: &'a Page<'a>,
    (width, height): (f64, f64),
    (cache, settings): (&RenderCache<'a>, &InterpreterSettings),
    scale: f64,
) -> RgbImage {
    let most = (PIXELS_MAX / (width * height)).sqrt().min(PIXELS_SIDE / width.max(height));
    let least = 1.0 / width.min(height);
    let scale = scale.min(most).max(least) as f32;
    let look = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = render(page, cache, settings, &RenderSettings::default(), &look);
    let (wide, tall) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let (colours, _) = pixmap.data_as_u8_slice().as_chunks::<4>();
    let raw: Vec<u8> = colours.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
    RgbImage::from_raw(wide, tall, raw).unwrap_or_default()
}
