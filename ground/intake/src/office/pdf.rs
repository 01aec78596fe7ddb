//! What the pages of a PDF (GB/T 32010.1) say, as a reader would see them.

use base::Refusal;
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

use super::flow::Flow;
use super::{CHARS_MAX, Office};

/// Pages that are read at most.
const PAGES_MAX: usize = 1_000;
/// Units of a font's drawing in one em.
const EM: f64 = 1_000.0;
/// A page on which more than one of so many characters has no meaning is not read.
const UNKNOWN_ONE_OF: usize = 5;

/// Whether nobody opens the document without a password. One that only forbids printing or copying opens without.
pub fn asks_for_password(pdf: &[u8]) -> bool {
    matches!(Pdf::new(pdf.to_vec()), Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)))
}

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Office, Refusal> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|problem| match problem {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => super::locked(name),
        _ => super::broken(name),
    })?;
    let (mut office, mut left) = (Office::default(), CHARS_MAX);
    let cache = InterpreterCache::new();
    for (i, page) in pdf.pages().iter().enumerate() {
        if i >= PAGES_MAX || left == 0 {
            office.cut = true;
            break;
        }
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, Rect::new(0.0, 0.0, 1.0, 1.0), &cache, pdf.xref(), settings);
        let mut seen = Seen { left, ..Seen::default() };
        interpret_page(page, &mut context, &mut seen);
        let place = format!("第{}页", i + 1);
        if seen.is_unread() {
            office.unread.push(place.clone());
        }
        office.cut |= seen.cut;
        for text in seen.flow.paragraphs() {
            office.put(&mut left, place.clone(), &text);
        }
    }
    Ok(office)
}

/// What is drawn on a page.
#[derive(Default)]
struct Seen {
    flow: Flow,
    known: usize,
    unknown: usize,
    pictures: usize,
    left: usize,
    cut: bool,
}

impl Seen {
    /// Scanned, or in characters whose meaning the file does not tell.
    fn is_unread(&self) -> bool {
        (self.known == 0 && self.pictures > 0) || self.unknown * UNKNOWN_ONE_OF > self.known + self.unknown
    }
}

impl Device<'_> for Seen {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}

    /// Text that is not to be seen (the layer of a scanner) is given too: whoever copies it reads it.
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let text = match glyph.as_unicode() {
                Some(BfString::Char(char)) => base::text::whole(char).to_string(),
                Some(BfString::String(text)) => text.chars().map(base::text::whole).collect(),
                None => {
                    self.unknown += 1;
                    continue;
                }
            };
            if self.known >= self.left {
                self.cut = true;
                return;
            }
            self.known += 1;
            let to_page = props.transform * glyph.transform();
            let origin = (to_page * Point::ZERO).to_vec2();
            let right = (to_page * Point::new(1.0, 0.0)).to_vec2() - origin;
            let up = (to_page * Point::new(0.0, 1.0)).to_vec2() - origin;
            // Along and across the writing itself, so that a turned page reads like a straight one.
            self.flow.put(project(origin, right), project(origin, up), up.hypot() * EM, &text);
        }
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.pictures += 1;
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

fn project(place: Vec2, direction: Vec2) -> f64 {
    let length = direction.hypot();
    if length > 0.0 { place.dot(direction) / length } else { 0.0 }
}
