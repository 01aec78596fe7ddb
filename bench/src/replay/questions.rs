//! The real questions with their answers, and what is planned for each of them in the replay.

use std::path::Path;

use serde::Deserialize;

use crate::Result;

/// A question as the data set has it.
#[derive(Debug, Clone, Deserialize)]
struct Line {
    id: i64,
    query: String,
    keywords: Option<String>,
    answer: String,
}

/// A question as a letter, and its way through the offices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its place, from 0.
    pub place: usize,
    /// 标题.
    pub title: String,
    /// 内容.
    pub body: String,
    /// The data set's answer.
    pub answer: String,
    /// Short name of the department that answers.
    pub unit: &'static str,
    /// What happens on the way.
    pub way: Way,
    /// Whether the writer agrees to publication.
    pub consent: bool,
    /// What the writer says of the answer, 1 to 5; `None` for nothing.
    pub rating: Option<u8>,
}

/// What happens to a letter between dispatch and answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// 派单、签收、答复、审核.
    Straight,
    /// 协办: a second unit is asked and answers.
    Assisted,
    /// 退回: the unit sends it back, the desk dispatches it anew.
    Returned,
    /// 补充: the writer is asked for more and gives it.
    Supplemented,
    /// 延期: more days are asked for and granted.
    Extended,
    /// 退回修改: the first answer is not approved.
    Rejected,
    /// 不满意: the writer is not content, and it is handled again.
    Reopened,
}

impl Way {
    /// What it is called in the printed counts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Straight => "straight",
            Self::Assisted => "with an assisting unit",
            Self::Returned => "returned and dispatched anew",
            Self::Supplemented => "supplemented",
            Self::Extended => "extended",
            Self::Rejected => "sent back by the reviewer",
            Self::Reopened => "dissatisfied, handled again",
        }
    }

    fn of(place: usize) -> Self {
        match place % 20 {
            3 => Self::Returned,
            6 => Self::Supplemented,
            9 => Self::Extended,
            12 => Self::Rejected,
            15 => Self::Reopened,
            1 | 7 | 13 => Self::Assisted,
            _ => Self::Straight,
        }
    }
}

/// What writers say of their answers, in turn.
const RATINGS: [Option<u8>; 10] = [Some(5), Some(4), None, Some(5), Some(3), Some(4), None, Some(5), Some(2), Some(4)];

/// Longest title that the form takes, in characters.
const TITLE: usize = 60;

/// Words of a question and the department that answers it; the first that fits counts.
const UNITS: &[(&[&str], &str)] = &[
    (&["劳动", "工资", "工伤", "社保", "社会保险", "养老", "退休", "用人单位", "竞业"], "县人社局"),
    (&["公司", "股东", "个体工商户", "营业执照", "消费", "产品", "商标", "广告", "食品"], "县市场监管局"),
    (&["房", "物业", "业主", "租赁", "拆迁", "建设工程", "施工"], "县住建局"),
    (&["交通", "驾驶", "车", "拘留", "诈骗", "盗", "身份证", "户口", "毒", "赌"], "县公安局"),
    (&["婚", "抚养", "收养", "继承", "遗嘱", "赡养", "遗产", "彩礼", "低保"], "县民政局"),
    (&["税", "发票"], "县税务局"),
    (&["土地", "宅基地", "矿", "承包地", "征收"], "县自然资源局"),
    (&["学校", "学生", "教育", "未成年", "教师"], "县教育局"),
    (&["医疗", "医院", "患者", "药", "疫"], "县卫健局"),
    (&["环境", "污染", "噪声"], "县生态环境分局"),
];

/// The first `count` questions of `search/statutes/queries.dev.jsonl` below `shared`.
///
/// # Errors
/// When the file is not there or a line does not read.
pub fn read(shared: &Path, count: usize) -> Result<Vec<Question>> {
    let path = shared.join("search/statutes/queries.dev.jsonl");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    text.lines().take(count).enumerate().map(|(place, line)| Ok(question(place, parse(line)?))).collect()
}

/// One line. Where a question has no keywords the file says NaN, which JSON does not know.
fn parse(line: &str) -> Result<Line> {
    Ok(serde_json::from_str(&line.replace("\"keywords\": NaN", "\"keywords\": null"))?)
}

fn question(place: usize, line: Line) -> Question {
    let query = line.query.trim().to_owned();
    let keywords = line.keywords.unwrap_or_default();
    let about = format!("{query}{keywords}");
    let unit = UNITS
        .iter()
        .find(|(words, _)| words.iter().any(|w| about.contains(w)))
        .map_or("县司法局", |(_, unit)| unit);
    let way = Way::of(place);
    Question {
        place,
        title: title(&query),
        body: format!("{query}\n请问应当怎样办理，依据是什么？（关键词：{keywords}，第 {} 问）", line.id),
        answer: line.answer,
        unit,
        way,
        consent: place % 5 < 3,
        rating: match way {
            Way::Reopened => Some(4),
            _ => RATINGS[place % RATINGS.len()],
        },
    }
}

/// What fits into a title, with an ellipsis when something was cut off.
fn title(query: &str) -> String {
    let line: String = query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= TITLE {
        return line;
    }
    line.chars().take(TITLE - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(query: &str) -> Line {
        Line { id: 1, query: query.to_owned(), keywords: None, answer: "答".to_owned() }
    }

    #[test]
    fn a_question_goes_to_the_department_that_its_words_name() {
        for (query, unit) in
            [("拖欠工资怎么办？", "县人社局"), ("离婚后抚养费怎么算？", "县民政局"), ("什么是不当得利？", "县司法局")]
        {
            assert_eq!(question(0, line(query)).unit, unit, "{query}");
        }
    }

    #[test]
    fn a_long_question_keeps_its_words_in_the_text() {
        let long = "问".repeat(90);
        let question = question(0, line(&long));
        assert_eq!(question.title.chars().count(), TITLE);
        assert!(question.body.contains(&long));
    }

    #[test]
    fn a_question_without_keywords_is_read() {
        let line = parse("{\"id\": 1, \"query\": \"问\", \"keywords\": NaN, \"answer\": \"答\"}").unwrap();
        assert_eq!(line.keywords, None);
    }

    #[test]
    fn every_way_is_taken_and_three_in_five_consent() {
        let all: Vec<Question> = (0..500).map(|i| question(i, line("问题？"))).collect();
        let ways: std::collections::BTreeSet<Way> = all.iter().map(|q| q.way).collect();
        assert_eq!(ways.len(), 7);
        assert_eq!(all.iter().filter(|q| q.consent).count(), 300);
    }
}
