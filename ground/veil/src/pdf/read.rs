//! The letters of a page with their places, in points from its upper left corner.

use std::collections::HashMap;
use std::sync::Arc;

use hayro::hayro_interpret::font::{FontQuery, Glyph, GlyphIdentifier, GlyphRun, OutlineGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};

use crate::font::{Fonts, Whose};

/// Units of a font's drawing in one em, and what of it a letter may fill below and above its line.
const EM: f64 = 1_000.0;
const BELOW: f64 = -240.0;
const ABOVE: f64 = 920.0;
/// Ems by which the drawing of a letter may leave its place, at most.
const BEYOND: f64 = 3_000.0;
/// Part of a letter's size that is covered around it.
const AROUND: f64 = 0.06;
/// A page on which more than one of so many letters has no meaning is not understood.
const UNKNOWN_ONE_OF: usize = 5;
/// Letters of a page at most, and pixels of its pictures together.
const LETTERS_MAX: usize = 200_000;
const PIXELS_MAX: u64 = 200_000_000;
/// Where the letters begin that none of the fourteen fonts has.
const FAR: char = '\u{2e80}';

/// A letter on a page.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    /// What it says.
    pub text: String,
    /// What it fills: left, top, right, bottom.
    pub place: [f64; 4],
    /// Where it begins along its line and where the line lies, and where it ends.
    pub along: f64,
    pub end: f64,
    pub across: f64,
    /// Its size.
    pub size: f64,
    /// The way in which it is written, in degrees.
    pub turn: i32,
}

/// What stands on a page.
#[derive(Default)]
pub(super) struct Read {
    /// The letters as they are drawn.
    pub letters: Vec<Letter>,
    /// Letters that say something and have no shape, or only that of another letter, in the file and in the fonts at hand.
    pub undrawn: usize,
    /// Whether letters are drawn with fonts that the file does not carry.
    pub lent: bool,
    unknown: usize,
    pictures: usize,
    pixels: u64,
    fonts: Fonts,
    shapes: HashMap<GlyphIdentifier, Drawing>,
}

/// The drawing of a letter.
#[derive(Clone, Copy)]
struct Drawing {
    bounds: Option<Rect>,
    whose: Whose,
    /// The letter whose drawing it is known to be.
    of: Option<char>,
}

impl Read {
    /// Scanned, or in characters whose meaning the file does not tell.
    pub(super) fn is_unread(&self) -> bool {
        let known = self.letters.len();
        (known == 0 && self.pictures > 0) || self.unknown * UNKNOWN_ONE_OF > known + self.unknown
    }

    /// What the drawing of a letter fills; nothing when it has none, or when it would be drawn as another letter.
    fn drawn(&mut self, outline: &OutlineGlyph, text: &str) -> Option<Rect> {
        let known = self.shapes.entry(outline.identifier()).or_insert_with(|| Drawing {
            bounds: bounds(&outline.outline()),
            whose: outline.font_data().map_or(Whose::Theirs, |font| self.fonts.whose(&font.data)),
            of: None,
        });
        let mut letters = text.chars();
        let letter = letters.next().filter(|_| letters.next().is_none());
        match known.whose {
            Whose::Lent(number) => {
                self.lent = true;
                // A font that lacks a letter may draw whatever stands at its number.
                if letter.is_none() || known.of != letter {
                    let own = letter.and_then(|letter| self.fonts.glyph(number, letter));
                    known.of = letter.filter(|_| own == Some(outline.glyph_id().to_u32()));
                }
                known.bounds.filter(|_| known.of.is_some())
            }
            Whose::Stopgap => known.bounds.filter(|_| text.chars().all(|c| c < FAR)),
            Whose::Theirs => known.bounds,
        }
    }

    /// Whether drawing it would take too much.
    pub(super) fn is_heavy(&self) -> bool {
        self.pixels > PIXELS_MAX || self.letters.len() >= LETTERS_MAX
    }
}

/// Reads a page. Pages that share `cache` read each font once.
pub(super) fn page<'a>(pdf: &'a Pdf, page: &'a Page<'a>, cache: &InterpreterCache<'a>, fonts: &Fonts) -> Read {
    let (width, height) = page.render_dimensions();
    let whole = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let to_page = page.initial_transform(true).to_kurbo();
    let settings = settings(fonts);
    let mut context = Context::new(to_page, whole, cache, pdf.xref(), settings);
    let mut read = Read { fonts: fonts.clone(), ..Read::default() };
    interpret_page(page, &mut context, &mut read);
    read
}

impl<'a> Device<'a> for Read {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    /// Text that is not to be seen (the layer of a scanner) is read too: it tells where in the picture the words are.
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let seen = !matches!(mode, DrawMode::Invisible);
        for glyph in run.glyphs() {
            let text = match glyph.as_unicode() {
                Some(BfString::Char(char)) => char.to_string(),
                Some(BfString::String(text)) => text,
                None => {
                    self.unknown += 1;
                    // What nobody knows the meaning of cannot be looked up in a font of another.
                    self.undrawn += usize::from(seen && is_foreign(glyph, &self.fonts));
                    continue;
                }
            };
            if self.letters.len() >= LETTERS_MAX {
                return;
            }
            let to_page = props.transform * glyph.transform();
            let (advance, shape) = match &**glyph {
                Glyph::Outline(outline) => {
                    let shape = self.drawn(outline, &text);
                    let says = text.chars().any(|c| !c.is_whitespace() && !c.is_control());
                    self.undrawn += usize::from(seen && says && shape.is_none());
                    (outline.advance_width(), shape.map(|shape| to_page.transform_rect_bbox(shape)))
                }
                Glyph::Type3(drawn) => {
                    let mut extent = Extent::default();
                    drawn.interpret(&mut extent, props.transform, glyph.transform(), &props.paint);
                    (drawn.advance_width(), extent.0)
                }
            };
            let advance = advance.map_or(EM / 2.0, f64::from).clamp(0.0, BEYOND);
            self.letters.extend(letter(text, to_page, advance, shape));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.pictures += 1;
        self.pixels = self.pixels.saturating_add(u64::from(image.width()) * u64::from(image.height()));
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// How pages are read and drawn: with the fonts at hand for those that the file does not carry, else with one of the fourteen.
pub(super) fn settings(fonts: &Fonts) -> InterpreterSettings {
    let (own, fonts) = (InterpreterSettings::default(), fonts.clone());
    let else_with = own.font_resolver.clone();
    let font_resolver = Arc::new(move |query: &FontQuery| {
        fonts.lend(query).or_else(|| else_with(query).inspect(|(data, _)| fonts.stand_in(data)))
    });
    InterpreterSettings { font_resolver, ..own }
}

/// Whether a letter of which nothing is known would be drawn with a font that the file does not carry. Of the fourteen fonts only those
/// count that stand for one of many letters: its letters have numbers of more than a byte.
fn is_foreign(glyph: &Glyph<'_>, fonts: &Fonts) -> bool {
    let Glyph::Outline(outline) = glyph else { return false };
    match outline.font_data().map_or(Whose::Theirs, |font| fonts.whose(&font.data)) {
        Whose::Lent(_) => true,
        Whose::Stopgap => outline.char_code() > u32::from(u8::MAX),
        Whose::Theirs => false,
    }
}

/// What the drawing of a letter fills, if it fills anything.
fn bounds(path: &BezPath) -> Option<Rect> {
    let rect = path.bounding_box();
    let is_drawn = !path.elements().is_empty() && rect.is_finite();
    is_drawn.then(|| rect.intersect(Rect::new(-BEYOND, -BEYOND, BEYOND, BEYOND)))
}

fn letter(text: String, to_page: Affine, advance: f64, shape: Option<Rect>) -> Option<Letter> {
    let origin = to_page * Point::ZERO;
    let right = to_page * Point::new(1.0, 0.0) - origin;
    let up = to_page * Point::new(0.0, 1.0) - origin;
    let size = up.hypot() * EM;
    let em = to_page.transform_rect_bbox(Rect::new(0.0, BELOW, advance.max(EM / 10.0), ABOVE));
    let place = shape.map_or(em, |shape| em.union(shape)).inflate(AROUND * size, AROUND * size);
    if !place.is_finite() || !size.is_finite() || size <= 0.0 {
        return None;
    }
    let along = project(origin.to_vec2(), right);
    Some(Letter {
        text,
        place: [place.x0, place.y0, place.x1, place.y1],
        along,
        end: along + advance * right.hypot(),
        // Downwards, as lines follow each other.
        across: -project(origin.to_vec2(), up),
        size,
        turn: right.atan2().to_degrees().round() as i32,
    })
}

fn project(place: Vec2, direction: Vec2) -> f64 {
    let length = direction.hypot();
    if length > 0.0 { place.dot(direction) / length } else { 0.0 }
}

/// What is drawn, put together from all of it.
#[derive(Default)]
struct Extent(Option<Rect>);

impl Extent {
    fn take(&mut self, rect: Rect) {
        if rect.is_finite() {
            self.0 = Some(self.0.map_or(rect, |known| known.union(rect)));
        }
    }
}

impl<'a> Device<'a> for Extent {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        self.take((props.transform * path.clone()).bounding_box());
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.take(props.transform.transform_rect_bbox(whole));
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
