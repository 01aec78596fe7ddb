//! The bot question, answered as a person answers it: by reading the words on the page.

use std::time::Duration;

use testkit::{Answer, PageForm};

use crate::Result;

/// The field in which the answer is typed.
const FIELD: &str = "challenge_answer";
/// What stands before the question.
const LABEL: &str = "验证问题：";
/// How long a person needs at least to fill in a form; the check takes nothing that comes sooner.
const TYPING: Duration = Duration::from_millis(3_200);

const NUMERALS: &str = "零一二三四五六七八九十";

/// What a person knows about things.
const KINDS: &[(&str, &str)] = &[
    ("水果", "苹果 香蕉 葡萄 西瓜 梨 桃子"),
    ("动物", "老虎 兔子 水牛 山羊 骆驼 松鼠"),
    ("家具", "桌子 椅子 沙发 衣柜 书架 板凳"),
    ("颜色", "红色 绿色 蓝色 黄色 白色 紫色"),
    ("文具", "铅笔 橡皮 毛笔 圆规 墨水 尺子"),
    ("交通工具", "火车 飞机 轮船 公共汽车 自行车 地铁"),
];

/// The form with the answer to the question on the page, after the time that a person needs to fill it in. A page
/// without a question leaves the form as it is.
///
/// # Errors
/// When there is a field for an answer and no question that is understood.
pub async fn answer(page: &Answer, form: PageForm) -> Result<PageForm> {
    if form.value(FIELD).is_none() {
        return Ok(form);
    }
    let seen = page.seen();
    let answer = seen.split(LABEL).nth(1).and_then(solve).ok_or("the page asks nothing that is understood")?;
    tokio::time::sleep(TYPING).await;
    Ok(form.set(FIELD, &answer))
}

/// The answer to the question with which the text begins; `None` when it is none.
fn solve(question: &str) -> Option<String> {
    let (question, _) = question.split_once('？')?;
    if let Some(sum) = question.strip_suffix("等于几") {
        return calculate(sum);
    }
    if let Some(numbers) = question.strip_suffix("，哪个数大") {
        let (a, b) = numbers.split_once('和')?;
        return Some(value(a)?.max(value(b)?).to_string());
    }
    if let Some((shown, kind)) = question.split_once("，哪一个是") {
        let (_, things) = KINDS.iter().find(|(name, _)| *name == kind)?;
        return shown.split('、').find(|thing| things.split(' ').any(|t| t == *thing)).map(str::to_owned);
    }
    let (quoted, asked) = question.strip_prefix('“')?.split_once('”')?;
    if let Some(before) = asked.strip_prefix("里面，").and_then(|a| a.strip_suffix("的后面是什么")) {
        return quoted.split('、').skip_while(|word| *word != before).nth(1).map(str::to_owned);
    }
    let place = value(asked.strip_prefix("的第")?.strip_suffix("个字是什么字")?)?;
    quoted.chars().nth(place.checked_sub(1)?).map(String::from)
}

fn calculate(sum: &str) -> Option<String> {
    if let Some((a, b)) = sum.split_once('加') {
        return Some((value(a)? + value(b)?).to_string());
    }
    let (a, b) = sum.split_once('减')?;
    Some(value(a)?.checked_sub(value(b)?)?.to_string())
}

/// A numeral from 零 to 二十.
fn value(numeral: &str) -> Option<usize> {
    let one = |c: char| NUMERALS.chars().position(|n| n == c);
    let digits: Vec<usize> = numeral.chars().map(one).collect::<Option<_>>()?;
    match digits.as_slice() {
        [n] => Some(*n),
        [10, n] => Some(10 + n),
        [n, 10] => Some(10 * n),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_answered_from_their_words() {
        for (question, answer) in [
            ("三加九等于几？*必填", "12"),
            ("十减四等于几？", "6"),
            ("三和八，哪个数大？", "8"),
            ("骆驼、圆规、梨，哪一个是水果？", "梨"),
            ("“春天、夏天、秋天、冬天”里面，夏天的后面是什么？", "秋天"),
            ("“青山绿水”的第四个字是什么字？", "水"),
        ] {
            assert_eq!(solve(question).as_deref(), Some(answer), "{question}");
        }
        for nothing in ["", "？", "您要写信吗？", "“青山”的第九个字是什么字？", "三减九等于几？"]
        {
            assert_eq!(solve(nothing), None, "{nothing}");
        }
    }
}
