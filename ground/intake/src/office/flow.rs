//! Lines and paragraphs out of characters with places, for formats that know nothing but where each stands (PDF, OFD).

use std::collections::BTreeMap;

/// Parts of a character's size by which a line may sway, be spaced, be indented, be short of the edge and lie below another.
const SWAY: f64 = 0.5;
const SPACED: f64 = 0.8;
const APART: f64 = 8.0;
const INDENT: f64 = 1.0;
const SHORT: f64 = 2.5;
const BELOW: f64 = 2.6;

/// A line of a page.
struct Line {
    across: f64,
    begin: f64,
    end: f64,
    size: f64,
    text: String,
}

/// The characters of a page as they come.
#[derive(Default)]
pub(super) struct Flow {
    lines: Vec<Line>,
}

impl Flow {
    /// Takes in a text that begins at `along` and `across` its line, in characters of this size; all in one unit.
    pub(super) fn put(&mut self, along: f64, across: f64, size: f64, text: &str) {
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        if text.is_empty() || ![along, across, size].iter().all(|n| n.is_finite()) {
            return;
        }
        let end = along + text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f64>() * size;
        match self.lines.last_mut() {
            Some(line)
                if (line.across - across).abs() <= SWAY * size.max(line.size)
                    && along >= line.end - size.max(line.size)
                    && along <= line.end + APART * size =>
            {
                if along > line.end + SPACED * size && !line.text.ends_with(' ') {
                    line.text.push(' ');
                }
                line.text.push_str(&text);
                line.end = line.end.max(end);
                line.size = line.size.max(size);
            }
            _ => self.lines.push(Line { across, begin: along, end, size, text }),
        }
    }

    /// The paragraphs: a line that reaches the right edge goes on in the next one of its size, unless that is indented.
    pub(super) fn paragraphs(self) -> Vec<String> {
        // The edges of the lines of about one size: a long title does not make the lines of the text short.
        let class = |size: f64| (size.max(f64::MIN_POSITIVE).ln() / 1.2_f64.ln()).round() as i64;
        let mut edges: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
        for line in &self.lines {
            let (left, right) = edges.entry(class(line.size)).or_insert((f64::MAX, f64::MIN));
            (*left, *right) = (left.min(line.begin), right.max(line.end));
        }
        let mut out: Vec<String> = Vec::new();
        let mut before: Option<&Line> = None;
        for line in &self.lines {
            let (left, right) = edges.get(&class(line.size)).copied().unwrap_or_default();
            let goes_on = before.is_some_and(|before| {
                before.end >= right - SHORT * before.size
                    && line.begin <= left + INDENT * line.size
                    && class(before.size) == class(line.size)
                    && (before.across - line.across).abs() <= BELOW * line.size
            });
            match out.last_mut() {
                Some(text) if goes_on => {
                    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                    if latin(text.chars().next_back()) && latin(line.text.chars().next()) {
                        text.push(' ');
                    }
                    text.push_str(&line.text);
                }
                _ => out.push(line.text.clone()),
            }
            before = Some(line);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Flow;

    #[test]
    fn full_lines_go_on_and_short_or_indented_ones_begin_anew() {
        let mut flow = Flow::default();
        for (along, across, size, text) in [
            (30.0, 100.0, 20.0, "关于道路施工的"),
            (170.0, 101.0, 20.0, "通告"),
            (24.0, 70.0, 10.0, "因施工需要，自即日起封闭青禾路东"),
            (0.0, 50.0, 10.0, "段，请绕行。"),
            (24.0, 30.0, 10.0, "特此通告。"),
            (0.0, 10.0, 10.0, "姓名"),
            (60.0, 10.0, 10.0, "住址\u{0}"),
            (f64::NAN, 10.0, 10.0, "无处"),
        ] {
            flow.put(along, across, size, text);
        }
        let expected =
            ["关于道路施工的通告", "因施工需要，自即日起封闭青禾路东段，请绕行。", "特此通告。", "姓名 住址"];
        assert_eq!(flow.paragraphs(), expected);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(Flow::default().paragraphs().is_empty());
    }
}
