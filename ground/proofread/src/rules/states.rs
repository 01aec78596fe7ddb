//! Expressions that make a state of what is none (台湾、香港、澳门、西藏、新疆): 台湾等国家, 港澳两国, 西藏独立国, 台湾总统. Facts of the style
//! rules of the official news agency, in our own words.

use std::ops::Range;

use super::Page;
use crate::finding::{Finding, Kind};

/// Names of parts of the country, the longest first.
const PARTS: &[&str] = &[
    "台湾地区",
    "台湾省",
    "香港",
    "澳门",
    "台湾",
    "西藏",
    "新疆",
    "内蒙古",
    "港澳台",
    "台港澳",
    "港台",
    "港澳",
    "澳台",
    "台澳",
];
/// Short names that count only after the name of another state or part: 中港两国.
const SHORT: &[char] = &['港', '澳', '台'];
/// What stands before a short name when it is one.
const BEFORE: &str = "中日美韩英法俄德印越泰新港澳台陆、和与及跟同";
/// What makes a state of it at once.
const STATES: &[&str] =
    &["两国", "三国", "四国", "诸国", "共和国", "独立国", "独立国家", "自由邦", "总统", "副总统", "外交部", "国防部"];
/// What makes a state of it by saying so.
const SAYS: &[&str] = &[
    "是一个国家",
    "是国家",
    "是主权国家",
    "是一个主权国家",
    "是独立国家",
    "是一个独立国家",
    "是独立的国家",
    "是主权独立的国家",
    "是一个独立的国家",
    "是一个主权独立的国家",
];
/// A list of states that it ends.
const AMONG: &[&str] = &["等国家", "等国", "等诸国", "等各国", "等三国", "等四国", "等五国", "等周边国家", "等周边国"];
/// What follows 国家 or 国 where another thing is meant: 等国家和地区 names both, 粤港澳等国家战略 is of another kind.
const OTHER: &[&str] = &[
    "和地区",
    "及地区",
    "与地区",
    "或地区",
    "、地区",
    "（地区",
    "(地区",
    "或者地区",
    "以及地区",
    "级",
    "战略",
    "重大",
    "重点",
    "区域",
    "中心",
    "队",
    "安全",
    "主席",
    "公园",
    "利益",
    "标准",
    "平台",
    "际",
    "内",
    "有",
    "企",
    "营",
    "民",
    "道",
    "资",
    "土",
    "外",
    "产",
    "家",
    "标",
];
/// Directly followed by 国家, it is a state only before these, or at the end.
const ENDS: &str = "，。；、！？）”的和及与或等";
/// Words that hold what is no fault: historic and quoted.
const HARMLESS: &[&str] = &["总统府", "总统大厦"];

/// Looks at all names.
pub(crate) fn check(page: &mut Page<'_>) {
    let mut at = 0;
    while at < page.chars.len() {
        let part = PARTS.iter().find(|part| page.starts(at, part)).map(|part| part.chars().count());
        let short = SHORT.contains(&page.at(at)) && BEFORE.contains(page.before(at)) && page.before(at) != '\0';
        let Some(length) = part.or_else(|| short.then_some(1)) else {
            at += 1;
            continue;
        };
        if let Some(end) = said(page, at + length, part.is_some()) {
            report(page, at..end);
        }
        at += length;
    }
}

/// One past what makes a state of the name that ends before `at`. A short name needs a count of states: 中港两国.
fn said(page: &Page<'_>, at: usize, whole: bool) -> Option<usize> {
    let end = |word: &&str| at + word.chars().count();
    let stands =
        |words: &'static [&'static str]| words.iter().filter(|word| page.starts(at, word)).max_by_key(|w| w.len());
    if !whole {
        return ["两国", "三国", "四国"].iter().find(|word| page.starts(at, word)).map(end);
    }
    if let Some(word) = stands(STATES) {
        return (!HARMLESS.iter().any(|other| page.starts(at, other))).then(|| end(word));
    }
    if let Some(word) = stands(SAYS) {
        return Some(end(word));
    }
    if let Some(word) = stands(AMONG) {
        let other = OTHER.iter().any(|other| page.starts(end(word), other));
        return (!other).then(|| end(word));
    }
    let next = page.at(at + 2);
    (page.starts(at, "国家") && (next == '\0' || next == '\n' || ENDS.contains(next)) && !is_both(page, at + 2))
        .then_some(at + 2)
}

/// 国家和地区, 国家、地区: names both.
fn is_both(page: &Page<'_>, at: usize) -> bool {
    ["和地区", "及地区", "、地区", "与地区", "或地区"].iter().any(|word| page.starts(at, word))
}

fn report(page: &mut Page<'_>, chars: Range<usize>) {
    let range = page.bytes(chars);
    let why = "台湾、香港、澳门、西藏、新疆等都是中国的一部分，不是国家，不能与“国家”“国”“总统”等连用".to_owned();
    page.found.extend(Finding::new(page.text, range, Vec::new(), Kind::Expression, why, 0.9).map(Finding::grave));
}
