//! The pixels of a fax: two tones in the codings of ITU-T T.4 (group 3, also without marks between lines) and T.6 (group 4).

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode, decode};
use image::{Rgb, RgbImage};

use super::directory::{Directory, File};

/// Tags: bits of a tone, coding, which tone is nothing, order of bits in a byte, where strips lie, tones of a pixel, lines of a strip,
/// bytes of strips, how group 3 is written.
const BITS: u16 = 258;
const CODING: u16 = 259;
const TONE: u16 = 262;
const ORDER: u16 = 266;
const STRIPS: u16 = 273;
const TONES: u16 = 277;
const LINES: u16 = 278;
const LENGTHS: u16 = 279;
const GROUP_3: u16 = 292;

/// A page of a fax.
pub(super) struct Fax {
    size: (u32, u32),
    /// What is written is black, as on paper.
    is_dark: bool,
    /// The first pixel of a byte is its lowest bit.
    is_low_first: bool,
    mode: EncodingMode,
    /// Lines end with a mark, or where a byte ends.
    has_marks: bool,
    is_aligned: bool,
    /// Lines of a strip.
    lines: u32,
    /// Where the strips lie and how long they are.
    strips: Vec<(usize, usize)>,
}

impl Fax {
    /// The page, when it is written as faxes are.
    pub(super) fn of(file: &File, page: &Directory, size: (u32, u32)) -> Option<Self> {
        let number = |tag, usual| file.number(page, tag).unwrap_or(usual);
        let coding = number(CODING, 1);
        let mode = match coding {
            2 => EncodingMode::Group3_1D,
            3 if number(GROUP_3, 0) & 1 == 0 => EncodingMode::Group3_1D,
            3 => EncodingMode::Group3_2D,
            4 => EncodingMode::Group4,
            _ => return None,
        };
        if number(BITS, 1) != 1 || number(TONES, 1) != 1 {
            return None;
        }
        let at = |n: u32| usize::try_from(n).ok();
        let strips = file.numbers(page, STRIPS)?.into_iter().zip(file.numbers(page, LENGTHS)?);
        Some(Self {
            size,
            is_dark: number(TONE, 0) == 0,
            is_low_first: number(ORDER, 1) == 2,
            mode,
            has_marks: coding == 3,
            is_aligned: coding == 2,
            lines: number(LINES, size.1).clamp(1, size.1),
            strips: strips.map(|(from, long)| Some((at(from)?, at(long)?))).collect::<Option<_>>()?,
        })
    }

    /// Its pixels; nothing when none of its lines can be read.
    pub(super) fn read(&self, file: &File) -> Option<RgbImage> {
        let (paper, ink) = if self.is_dark { (255, 0) } else { (0, 255) };
        let picture = RgbImage::from_pixel(self.size.0, self.size.1, Rgb([paper; 3]));
        let mut page = Page { picture, ink: Rgb([ink; 3]), line: 0, end: 0 };
        let mut read = 0;
        for (n, (from, long)) in (0_u32..).zip(&self.strips) {
            page.line = n.saturating_mul(self.lines);
            page.end = page.line.saturating_add(self.lines).min(self.size.1);
            if page.line >= page.end {
                break;
            }
            let begun = page.line;
            let coded = file.bytes().get(*from..from.checked_add(*long)?)?;
            let turned: Vec<u8> =
                if self.is_low_first { coded.iter().map(|b| b.reverse_bits()).collect() } else { Vec::new() };
            let coded = if self.is_low_first { &turned } else { coded };
            let mut context = DecoderContext::new(DecodeSettings {
                columns: self.size.0,
                rows: page.end - page.line,
                end_of_block: true,
                end_of_line: self.has_marks,
                rows_are_byte_aligned: self.is_aligned,
                encoding: self.mode,
                strict: false,
            });
            // A line that was damaged on its way ends a strip early; what was read of it is seen.
            let _ = decode(coded, &mut page, &mut context);
            read += page.line - begun;
        }
        (read > 0).then_some(page.picture)
    }
}

/// A page that is written line by line.
struct Page {
    picture: RgbImage,
    ink: Rgb<u8>,
    line: u32,
    end: u32,
}

impl Decoder for Page {
    fn push_row(&mut self, changes: &[u32]) {
        if self.line >= self.end {
            return;
        }
        let width = self.picture.width();
        for run in changes.chunks(2) {
            let from = run.first().copied().unwrap_or(width).min(width);
            for x in from..run.get(1).copied().unwrap_or(width).min(width) {
                self.picture.put_pixel(x, self.line, self.ink);
            }
        }
        self.line += 1;
    }
}
