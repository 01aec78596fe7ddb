//! Reads the text of a State Council holiday notice (国务院办公厅关于部分节假日安排的通知), pasted by an administrator, into a
//! proposed year. A person confirms the proposal before it counts.

mod lex;

use std::collections::BTreeMap;

use lex::{Token, lex};

use crate::calendar::{DayKind, Year, weekday_name};
use crate::time::Date;

/// What was understood of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The table, to be confirmed by a person.
    pub year: Year,
    /// What was not understood or contradicts itself, sentence by sentence, in Chinese; empty when all is well.
    pub problems: Vec<String>,
}

/// The year that a notice is about: the first year followed by 年 and words, not by a month.
pub fn year_of(text: &str) -> Option<i16> {
    text.match_indices('年').find_map(|(at, _)| {
        let before: String = text.get(..at)?.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        let after = text.get(at..)?.chars().nth(1)?;
        before.parse().ok().filter(|y| (2000..2200).contains(y) && !after.is_ascii_digit())
    })
}

/// Reads `text`, the notice for `year`, or a part of it.
pub fn read(year: i16, text: &str) -> Proposal {
    let mut proposal = Proposal { year: Year::new(year), problems: Vec::new() };
    proposal.year.papers.extend(document_number(text));
    for (name, body) in sections(text) {
        Section {
            year,
            name: &name,
            last: None,
            months: BTreeMap::new(),
            off: Vec::new(),
            moved: Vec::new(),
            work: Vec::new(),
        }
        .read(&body, &mut proposal);
    }
    if proposal.year.days.is_empty() && proposal.problems.is_empty() {
        proposal.problems.push("没有读出任何放假日期，请粘贴通知全文，例如“一、元旦：1月1日放假1天”。".to_owned());
    }
    if let Err(crate::Error::Invalid(fields)) = proposal.year.check() {
        proposal.problems.extend(fields.into_iter().map(|f| f.message));
    }
    proposal
}

/// 国办发明电〔2024〕12号, when the text holds one.
fn document_number(text: &str) -> Option<String> {
    let rest = text.get(text.find("国办发")?..)?;
    let number = rest.get(..rest.find('号')? + '号'.len_utf8())?;
    (number.chars().count() <= 25).then(|| number.to_owned())
}

/// The text cut at `一、元旦：` and the like: the holiday's name and what is said of it.
fn sections(text: &str) -> Vec<(String, String)> {
    let mut sections = vec![("节假日".to_owned(), String::new())];
    for sentence in text.split_inclusive(['。', '\n']) {
        match sentence.split_once(['：', ':']).and_then(|(head, body)| Some((heading(head)?, body))) {
            Some((name, body)) => sections.push((name, body.to_owned())),
            None => {
                if let Some((_, body)) = sections.last_mut() {
                    body.push_str(sentence);
                }
            }
        }
    }
    sections.retain(|(_, body)| !body.trim().is_empty());
    sections
}

/// The name in `一、元旦`; `None` when it is no heading.
fn heading(head: &str) -> Option<String> {
    let (ordinal, name) = head.trim().split_once(['、', '.', '．', '）', ')'])?;
    let counted = ordinal.chars().all(|c| "一二三四五六七八九十（(".contains(c) || c.is_ascii_digit());
    let name = name.trim();
    let short = (1..=30).contains(&name.chars().count()) && !name.contains(['月', '日']);
    // 国庆节 and the like end in 节; 抗战胜利纪念日 does hold 日 and is taken too.
    (counted && (short || name.ends_with("纪念日"))).then(|| name.to_owned())
}

/// One holiday of a notice while it is read.
struct Section<'a> {
    year: i16,
    name: &'a str,
    /// Year and month of the last date, for dates that leave them out.
    last: Option<Date>,
    /// The year in which each month was last meant.
    months: BTreeMap<i8, i16>,
    off: Vec<Date>,
    moved: Vec<Date>,
    work: Vec<Date>,
}

impl Section<'_> {
    fn read(mut self, body: &str, proposal: &mut Proposal) {
        for clause in lex(body).split(|token| *token == Token::Break) {
            if let Err(problem) = self.clause(clause) {
                proposal.problems.push(format!("{}：{problem}", self.name));
            }
        }
        for date in &self.off {
            proposal.year.days.insert(*date, DayKind::Off(self.name.to_owned()));
        }
        // 公休日调至 names the day given up; when that day is off anyway, it stays off.
        for date in self.moved.iter().filter(|date| !self.off.contains(date)).chain(&self.work) {
            if let Some(DayKind::Off(name)) = proposal.year.days.get(date) {
                proposal.problems.push(format!("{}：{date} 既写了放假（{name}）又写了上班，请核对原文。", self.name));
                continue;
            }
            proposal.year.days.insert(*date, DayKind::Work(self.name.to_owned()));
        }
    }

    fn clause(&mut self, tokens: &[Token]) -> Result<(), String> {
        let words: String = tokens.iter().filter_map(Token::word).collect();
        let split = tokens.iter().position(|t| matches!(t, Token::Word(w) if w.contains("调至") || w.contains("调到")));
        if let Some(split) = split {
            let (from, to) = tokens.split_at(split);
            let (from, to) = (self.dates(from)?, self.dates(to)?);
            self.moved.extend(from);
            self.off.extend(to);
            return Ok(());
        }
        if let Some(total) = words.strip_prefix('共').and_then(|rest| rest.strip_suffix('天')) {
            return self.check_total(total);
        }
        if !tokens.iter().any(|t| matches!(t, Token::Day { .. })) {
            return Ok(());
        }
        let dates = self.dates(tokens)?;
        if words.contains("上班") {
            self.work.extend(dates);
        } else if words.contains("放假") || words.contains("补休") || words.contains("休息") {
            self.off.extend(dates);
        } else if ["公休", "法定", "连休"].iter().any(|w| words.contains(w)) || !words.contains(['休', '假', '班'])
        {
            // Explains days that the clause of the whole holiday already names, or is the date of the notice itself.
        } else {
            return Err(format!("没有读懂“{}”，请手工填写这几天。", words.trim()));
        }
        Ok(())
    }

    fn check_total(&self, total: &str) -> Result<(), String> {
        match total.trim().parse::<usize>() {
            Ok(total) if total != self.off.len() => {
                Err(format!("原文写共 {total} 天，读出 {} 天，请核对。", self.off.len()))
            }
            _ => Ok(()),
        }
    }

    /// All days of a clause, ranges filled.
    fn dates(&mut self, tokens: &[Token]) -> Result<Vec<Date>, String> {
        let mut dates: Vec<Date> = Vec::new();
        let mut open = false;
        for token in tokens {
            match token {
                Token::To => open = !dates.is_empty(),
                Token::Day { .. } => {
                    let date = self.date(token)?;
                    match dates.last().copied().filter(|_| std::mem::take(&mut open)) {
                        Some(first) if date < first || crate::due::days_between(first, date) > 31 => {
                            return Err(format!("{first} 至 {date} 不成区间，请核对原文。"));
                        }
                        Some(first) => {
                            dates.extend(first.series(jiff::Span::new().days(1)).skip(1).take_while(|d| *d <= date))
                        }
                        None => dates.push(date),
                    }
                }
                Token::Word(_) | Token::Break => open = false,
            }
        }
        Ok(dates)
    }

    /// One date, with the year and month that the text leaves out, checked against the weekday it names.
    fn date(&mut self, token: &Token) -> Result<Date, String> {
        let Token::Day { year, month, day, weekday } = token else { return Err("不是日期".to_owned()) };
        let month = month.or(self.last.map(|d| d.month())).ok_or_else(|| format!("“{day}日”没有写月份。"))?;
        let same_month = self.last.filter(|d| d.month() == month).map(|d| d.year());
        let year = year.or(self.months.get(&month).copied()).or(same_month).unwrap_or(self.year);
        let date = Date::new(year, month, *day).map_err(|_| format!("没有 {year} 年 {month} 月 {day} 日这一天。"))?;
        self.last = Some(date);
        self.months.insert(month, year);
        match weekday {
            Some(told) if !weekday_name(date).ends_with(*told) => {
                Err(format!("{date} 是{}，原文写的是星期{told}，请核对年份。", weekday_name(date)))
            }
            _ => Ok(date),
        }
    }
}

#[cfg(test)]
mod tests;
