//! Radicals of Unicode's own (部首) beside the characters that look the same.

use unicode_normalization::UnicodeNormalization;

/// What the characters from U+2E80 on (CJK Radicals Supplement) look like; · where no character of a text does.
const SUPPLEMENT: &str = "·厂乛乚乙亻冂·刀刂卜㔾小小兀尣尢·巳幺彑彐忄心扌攵·旡日月歺母民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒㓁㓁网羊羊羊耂肀聿月臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

/// The character that a text means by `c`: itself, or where `c` is a radical (Kangxi Radicals, CJK Radicals Supplement) the
/// character that looks the same. Many programs that write PDF name the letters of their fonts by radicals.
pub fn whole(c: char) -> char {
    match u32::from(c) {
        code @ 0x2e80..0x2ef4 => {
            let place = usize::try_from(code - 0x2e80).unwrap_or(usize::MAX);
            SUPPLEMENT.chars().nth(place).filter(|same| *same != '·').unwrap_or(c)
        }
        0x2f00..0x2fd6 => std::iter::once(c).nfkc().next().unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radical_is_read_as_the_character_that_looks_the_same() {
        assert_eq!(SUPPLEMENT.chars().count(), 0x74);
        let read: String =
            "\u{2f29}\u{2f72}\u{2ed8}\u{2ee2}\u{2ef3}\u{2ea0}\u{2ec5}\u{2ed4}甲Ａ".chars().map(whole).collect();
        assert_eq!(read, "小禾青马龟民见门甲Ａ");
        assert_eq!(whole('\u{2e80}'), '\u{2e80}');
    }
}
