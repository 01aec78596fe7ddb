//! The letters of a request (答复书、告知书), typeset from the case: number, facts, law by article, remedies, place of the seal.
//! A letter is plain data; the page and the files draw the same data. [`notices`] has the letters on the way.

pub mod notices;

use base::rules::Rules;
use base::{Date, Error};
use counter::choice;
use paper::{Piece, Style};
use serde::{Deserialize, Serialize};

use crate::channels::{self, channel_of};
use crate::model::{Draft, Request, masked};
use crate::process::RECTIFY;
use crate::results::{Ask, ResultType};

/// A letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// 标题.
    pub title: String,
    /// 文号; empty until it is issued.
    pub number: String,
    /// To whom.
    pub to: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// 附件.
    pub enclosures: Vec<String>,
    /// Who signs, where the seal goes.
    pub organ: String,
    /// 成文日期, in words.
    pub date: String,
}

impl Letter {
    /// The letter as files have it.
    pub fn pieces(&self) -> Vec<Piece> {
        let text = |style, text: &str| Piece::Text(style, text.to_owned());
        let mut pieces = vec![
            text(Style::Title, &self.title),
            text(Style::Middle, &self.number),
            text(Style::Left, &format!("{}：", self.to)),
        ];
        pieces.extend(self.paragraphs.iter().map(|p| text(Style::Body, p)));
        pieces.extend((1..).zip(&self.enclosures).map(|(n, name)| text(Style::Body, &format!("附件：{n}. {name}"))));
        pieces.push(text(Style::Right, ""));
        pieces.push(text(Style::Right, &format!("{}（印章）", self.organ)));
        pieces.push(text(Style::Right, &self.date));
        pieces
    }
}

/// What a letter needs to know besides the request.
pub struct Case<'a> {
    /// The request.
    pub request: &'a Request,
    /// Its number.
    pub number: &'a str,
    /// Full name of the organ.
    pub organ: &'a str,
    /// Who decides on 行政复议: 行政复议法 art. 24, the people's government of the level.
    pub review_by: &'a str,
    /// Working days by which the time was prolonged.
    pub extended: u32,
    /// Whether third parties or other organs were asked.
    pub consulted: bool,
    /// Why the request is answered anew; empty for the first answer.
    pub again: &'a str,
    /// Whether the applicant was asked for reasons and let the term pass (逾期未说明理由).
    pub silent: bool,
    /// Statutory numbers.
    pub rules: &'a Rules,
    /// The day of the letter.
    pub today: Date,
}

/// A date as letters write it: 2026年3月2日.
pub fn written(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The beginning that all letters have in common.
pub(crate) fn opening(case: &Case<'_>) -> String {
    let request = case.request;
    let channel = channel_of(&request.channel).map_or("", |c| c.words);
    let what = if request.kind == RECTIFY { "更正政府信息记录的申请" } else { "政府信息公开申请" };
    let received = match request.received_on {
        Some(day) => format!("本机关于{}收到你（单位）以{channel}方式提出的{what}", written(day)),
        None => format!("你（单位）以{channel}方式提出的{what}，本机关于{}看到", written(request.arrived_on)),
    };
    let paper = if request.paper.is_empty() { String::new() } else { format!("（文号：{}）", request.paper) };
    let content = base::text::truncate(request.wanted(), 500);
    format!("{received}（登记编号：{}），申请内容为：{}{paper}。{content}", case.number, request.title)
}

/// The title of an answer.
fn title(result: &ResultType) -> &'static str {
    match result.key.chars().next() {
        Some('a') if result.key == "a3" => "政府信息部分公开告知书",
        Some('a') => "政府信息公开告知书",
        Some('b') if result.key == "b8" => "政府信息公开申请告知书",
        Some('b') => "政府信息不予公开告知书",
        Some('c') if result.key == "c1" => "政府信息不存在告知书",
        Some('r') => "政府信息更正申请答复书",
        _ => "政府信息公开申请答复书",
    }
}

/// What D4 says when no reasons came.
const SILENT: &str =
    "你（单位）申请公开政府信息的数量、频次明显超过合理范围，经本机关要求，逾期未说明理由，本机关不予处理。";

/// The answer.
///
/// # Errors
/// A fault when a rule row is missing.
pub fn answer(case: &Case<'_>, draft: &Draft, result: &ResultType, enclosures: &[String]) -> Result<Letter, Error> {
    let request = case.request;
    let mut lines = vec![opening(case)];
    if !case.again.is_empty() {
        lines.push(case.again.to_owned());
    }
    if let Some(day) = request.corrected_on {
        lines.push(format!("经本机关告知，你（单位）于{}作出补正，答复期限自该日起计算。", written(day)));
    }
    if case.consulted {
        let why = "办理过程中，本机关依法书面征求了有关方面的意见，所需时间不计算在答复期限内。";
        lines.push(why.to_owned());
    }
    if case.extended > 0 {
        lines.push(format!("经本机关政府信息公开工作机构负责人同意，答复期限延长{}个工作日。", case.extended));
    }
    if !draft.facts.is_empty() {
        lines.push(format!("经审查，{}", draft.facts));
    }
    let law = if result.law.is_empty() { String::new() } else { format!("根据{}的规定，", result.law) };
    let says = if result.key == "d4" && case.silent { SILENT } else { result.says };
    lines.push(format!("{law}{says}"));
    if !draft.reason.is_empty() {
        lines.push(format!("理由如下：{}", draft.reason));
    }
    let asks = |ask| result.asks.contains(&ask);
    if asks(Ask::Earlier) {
        lines.push(format!("此前的申请编号为{}，本机关已作出答复。", draft.earlier));
    }
    if asks(Ask::Organ) {
        lines.push(format!("负责的机关及其联系方式：{}", draft.organ));
    }
    if !draft.way.is_empty() && (asks(Ask::Way) || asks(Ask::Information)) {
        lines.push(format!("获取方式、途径：{}", draft.way));
    }
    let (information, _) = masked(&draft.information);
    if !information.is_empty() && asks(Ask::Information) {
        lines.push("提供的内容如下：".to_owned());
        lines.extend(information.lines().map(str::to_owned).filter(|line| !line.is_empty()));
    }
    if asks(Ask::Withheld) {
        lines.push(format!("不予公开的内容和理由：{}", draft.withheld));
    }
    if asks(Ask::Information) {
        let way = choice::title(channels::WAYS, &request.way);
        let carrier = choice::title(channels::CARRIERS, &request.carrier);
        lines.push(format!("按照你（单位）的要求，以“{way}”方式、{carrier}形式提供。"));
    }
    lines.push(remedies(case, result.review_first)?);
    Ok(Letter {
        title: title(result).to_owned(),
        number: String::new(),
        to: request.name.clone(),
        paragraphs: lines,
        enclosures: enclosures.to_vec(),
        organ: case.organ.to_owned(),
        date: written(case.today),
    })
}

/// 救济途径 and its periods: 行政复议法 art. 20 (60 days), art. 23(4) (不予公开: review first); 行政诉讼法 arts. 45 and 46.
pub(crate) fn remedies(case: &Case<'_>, review_first: bool) -> Result<String, Error> {
    let number = |key: &str| case.rules.number(key, case.today);
    let (days, months) = (number("requests.review.days")?, number("requests.suit.months")?);
    let by = case.review_by;
    Ok(if review_first {
        let after = number("requests.suit.after")?;
        format!(
            "如对本决定不服，应当自收到本告知书之日起{days}日内，先向{by}申请行政复议（《中华人民共和国行政复议法》第二十三条第一款第（四）项）；\
             对行政复议决定不服的，可以自收到复议决定书之日起{after}日内向有管辖权的人民法院提起行政诉讼。"
        )
    } else {
        format!(
            "如对本答复不服，可以自收到本答复书之日起{days}日内向{by}申请行政复议，也可以自收到本答复书之日起{months}个月内\
             向有管辖权的人民法院提起行政诉讼。"
        )
    })
}
