//! Questions of several families, made from a seed.

/// A question and the answers that are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// In Chinese.
    pub text: String,
    /// Every right answer as it is compared.
    answers: Vec<String>,
}

const NUMERALS: [&str; 21] = [
    "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六",
    "十七", "十八", "十九", "二十",
];

/// Kinds of things with examples; an example of one is none of another.
const KINDS: [(&str, [&str; 6]); 6] = [
    ("水果", ["苹果", "香蕉", "葡萄", "西瓜", "梨", "桃子"]),
    ("动物", ["老虎", "兔子", "水牛", "山羊", "骆驼", "松鼠"]),
    ("家具", ["桌子", "椅子", "沙发", "衣柜", "书架", "板凳"]),
    ("颜色", ["红色", "绿色", "蓝色", "黄色", "白色", "紫色"]),
    ("文具", ["铅笔", "橡皮", "毛笔", "圆规", "墨水", "尺子"]),
    ("交通工具", ["火车", "飞机", "轮船", "公共汽车", "自行车", "地铁"]),
];

const ROWS: [&[&str]; 5] = [
    &["春天", "夏天", "秋天", "冬天"],
    &["星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
    &["早上", "中午", "晚上"],
    &["一月", "二月", "三月", "四月", "五月", "六月"],
    &["昨天", "今天", "明天", "后天"],
];

const PHRASES: [&str; 8] =
    ["青山绿水", "五谷丰登", "实事求是", "安居乐业", "风调雨顺", "同心协力", "源远流长", "国泰民安"];

/// Numbers out of a seed, one after the other.
struct Draw([u8; 32], usize);

impl Draw {
    fn below(&mut self, below: usize) -> usize {
        let byte = self.0.get(self.1 % 32).copied().unwrap_or(0);
        self.1 += 1;
        usize::from(byte) * below / 256
    }

    fn of<'a, T: ?Sized>(&mut self, from: &'a [&'a T]) -> Option<&'a T> {
        let at = self.below(from.len());
        from.get(at).copied()
    }
}

/// The question of `seed`.
pub(super) fn make(seed: [u8; 32]) -> Question {
    let mut draw = Draw(seed, 0);
    let made = match draw.below(6) {
        0 => sum(&mut draw),
        1 => difference(&mut draw),
        2 => kind(&mut draw),
        3 => next(&mut draw),
        4 => place(&mut draw),
        _ => None,
    };
    made.unwrap_or_else(|| larger(&mut draw))
}

fn sum(draw: &mut Draw) -> Option<Question> {
    let (a, b) = (1 + draw.below(9), 1 + draw.below(9));
    let text = format!("{}加{}等于几？", NUMERALS.get(a)?, NUMERALS.get(b)?);
    Some(Question { text, answers: number(a + b) })
}

fn difference(draw: &mut Draw) -> Option<Question> {
    let (less, rest) = (1 + draw.below(5), 1 + draw.below(5));
    let text = format!("{}减{}等于几？", NUMERALS.get(less + rest)?, NUMERALS.get(less)?);
    Some(Question { text, answers: number(rest) })
}

fn kind(draw: &mut Draw) -> Option<Question> {
    let right = draw.below(KINDS.len());
    let (name, examples) = KINDS.get(right)?;
    let answer = draw.of(examples)?;
    let other = |step: usize| KINDS.get((right + step) % KINDS.len()).map(|(_, examples)| examples);
    let (first, second) = (draw.of(other(1)?)?, draw.of(other(2 + right % 3)?)?);
    let mut shown = [first, second, answer];
    shown.rotate_left(draw.below(3));
    let text = format!("{}，哪一个是{name}？", shown.join("、"));
    Some(Question { text, answers: vec![answer.to_owned()] })
}

fn next(draw: &mut Draw) -> Option<Question> {
    let row = ROWS.get(draw.below(ROWS.len()))?;
    let at = draw.below(row.len() - 1);
    let text = format!("“{}”里面，{}的后面是什么？", row.join("、"), row.get(at)?);
    Some(Question { text, answers: vec![(*row.get(at + 1)?).to_owned()] })
}

fn place(draw: &mut Draw) -> Option<Question> {
    let phrase = draw.of(&PHRASES)?;
    let at = draw.below(4);
    let text = format!("“{phrase}”的第{}个字是什么字？", NUMERALS.get(at + 1)?);
    Some(Question { text, answers: vec![phrase.chars().nth(at)?.to_string()] })
}

fn larger(draw: &mut Draw) -> Question {
    let (less, more) = (1 + draw.below(4), 6 + draw.below(4));
    let name = |n: usize| NUMERALS.get(n).copied().unwrap_or_default();
    let (a, b) = if draw.below(2) == 0 { (less, more) } else { (more, less) };
    Question { text: format!("{}和{}，哪个数大？", name(a), name(b)), answers: number(more) }
}

/// A number in Chinese and in digits.
fn number(n: usize) -> Vec<String> {
    vec![n.to_string(), NUMERALS.get(n).copied().unwrap_or_default().to_owned()]
}

impl Question {
    /// Whether `typed` is right, whatever signs and little words stand around it.
    pub(super) fn is_answered_by(&self, typed: &str) -> bool {
        let typed: String = base::text::normalise(typed).chars().filter(|c| c.is_alphanumeric()).collect();
        let bare = ["答案是", "等于", "是"].iter().find_map(|start| typed.strip_prefix(start)).unwrap_or(&typed);
        let short = bare.strip_suffix('字').unwrap_or(bare);
        self.answers.iter().any(|answer| [&typed, bare, short].contains(&answer.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seeded(n: u32) -> Question {
        use sm3::{Digest, Sm3};
        make(Sm3::digest(n.to_be_bytes()).into())
    }

    #[test]
    fn every_question_takes_its_own_answers_and_no_others() {
        for n in 0..2_000 {
            let question = seeded(n);
            for answer in &question.answers {
                assert!(question.is_answered_by(answer), "{question:?}");
                assert!(question.is_answered_by(&format!(" 答案是{answer}。")), "{question:?}");
            }
            for wrong in ["", "不知道", "21", "<script>"] {
                assert!(!question.is_answered_by(wrong), "{question:?} {wrong}");
            }
        }
    }

    #[test]
    fn there_are_many_different_questions() {
        let texts: std::collections::BTreeSet<String> = (0..2_000).map(|n| seeded(n).text).collect();
        assert!(texts.len() > 300, "{}", texts.len());
    }

    #[test]
    fn digits_of_any_width_and_chinese_numerals_are_answers() {
        let question = Question { text: String::new(), answers: number(8) };
        for typed in ["8", "８", "八", "等于八", "8。"] {
            assert!(question.is_answered_by(typed), "{typed}");
        }
    }
}
