//! The scores of the hotline (考核指标): each is a share of two counts, both of which open the lists that they count. What was left
//! out after review, and what was refused, ended or joined, is not scored (国办函〔2025〕66号).

use ::store::Query;
use base::Fault;
use serde::Serialize;

use crate::store::{self, Count, Filter};

/// A score.
#[derive(Debug, Clone, Copy)]
pub struct Kpi {
    /// Stable key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// What is counted.
    pub of: Count,
    /// Of what.
    pub among: Count,
    /// How it is counted, in Chinese.
    pub meaning: &'static str,
    /// Whether more is better.
    pub more: bool,
}

/// All scores, in the order of the sheet.
pub const KPIS: &[Kpi] = &[
    Kpi {
        key: "response",
        title: "响应率",
        of: Count::ContactedOnTime,
        among: Count::Dispatched,
        meaning: "规定时间内联系诉求人的件数 ÷ 派单件数",
        more: true,
    },
    Kpi {
        key: "signed",
        title: "签收及时率",
        of: Count::SignedOnTime,
        among: Count::Dispatched,
        meaning: "签收时限内签收的件数 ÷ 派单件数",
        more: true,
    },
    Kpi {
        key: "ontime",
        title: "按时办结率",
        of: Count::OnTime,
        among: Count::Due,
        meaning: "时限内提交、审核通过的件数 ÷ 应办结件数（已办的和到期未办的）",
        more: true,
    },
    Kpi {
        key: "closed",
        title: "办结率",
        of: Count::Closed,
        among: Count::Received,
        meaning: "已办结件数 ÷ 受理件数",
        more: true,
    },
    Kpi {
        key: "solved",
        title: "解决率",
        of: Count::Solved,
        among: Count::Called,
        meaning: "回访“已解决”的件数 ÷ 有效回访件数",
        more: true,
    },
    Kpi {
        key: "satisfied",
        title: "满意率",
        of: Count::Satisfied,
        among: Count::Rated,
        meaning: "评价非常满意、满意、基本满意的件数 ÷ 有效评价件数",
        more: true,
    },
    Kpi {
        key: "objected",
        title: "退单率",
        of: Count::Objected,
        among: Count::Dispatched,
        meaning: "承办单位提出退单的件数 ÷ 派单件数",
        more: false,
    },
    Kpi {
        key: "misplaced",
        title: "错派率",
        of: Count::Misplaced,
        among: Count::Dispatched,
        meaning: "退单经审核同意的件数 ÷ 派单件数",
        more: false,
    },
    Kpi {
        key: "extended",
        title: "延期率",
        of: Count::Extended,
        among: Count::Dispatched,
        meaning: "批准延期的件数 ÷ 派单件数",
        more: false,
    },
    Kpi {
        key: "redone",
        title: "二次办理率",
        of: Count::Redone,
        among: Count::Dispatched,
        meaning: "退回重办的件数 ÷ 派单件数",
        more: false,
    },
    Kpi {
        key: "repeat",
        title: "重复诉求率",
        of: Count::Repeat,
        among: Count::Received,
        meaning: "同一号码、同一类别在规定天数内再次反映的件数 ÷ 受理件数",
        more: false,
    },
];

/// A score of a period, of one unit or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Score {
    /// What was counted.
    pub of: i64,
    /// Of what.
    pub among: i64,
}

impl Score {
    /// The share in words.
    pub fn words(self) -> String {
        base::share::percent(self.of, self.among)
    }
}

/// How long answers took (平均办理时长): from the first dispatch, or from the call for what was answered at once, to the first answer that
/// passed its review.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Spent {
    /// Milliseconds of all together.
    pub all: i64,
    /// Answered orders.
    pub orders: i64,
}

impl Spent {
    /// What it is called, and how it is counted.
    pub const TITLE: &'static str = "平均办理时长";
    /// How it is counted, in Chinese.
    pub const MEANING: &'static str =
        "首次派单（直接答复的自受理）至办理结果提交的时间之和 ÷ 已答复件数；二次办理的按第一次答复计算";

    /// The average in days, hours and minutes; nothing of nothing.
    pub fn words(self) -> String {
        let Some(average) = self.all.checked_div(self.orders) else { return "—".to_owned() };
        let minutes = average / base::time::MINUTE;
        let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
        match (days, hours) {
            (0, 0) => format!("{minutes} 分钟"),
            (0, _) => format!("{hours} 小时 {minutes} 分钟"),
            _ => format!("{days} 天 {hours} 小时"),
        }
    }
}

/// How long answers of what fits took, as far as it is scored.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn spent(q: &mut impl Query, base: &Filter) -> Result<Spent, Fault> {
    let (all, orders) = store::spent(q, &filter(base, Count::Answered)).await?;
    Ok(Spent { all, orders })
}

/// The same for each unit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn spent_by_unit(q: &mut impl Query, base: &Filter) -> Result<Vec<(i64, Spent)>, Fault> {
    let rows = store::spent_by_unit(q, &filter(base, Count::Answered)).await?;
    Ok(rows.into_iter().map(|(unit, all, orders)| (unit, Spent { all, orders })).collect())
}

/// The condition of one side of a score.
pub fn filter(base: &Filter, count: Count) -> Filter {
    Filter { count, scored: true, ..base.clone() }
}

/// All scores over what fits `base`, in the order of [`KPIS`].
///
/// # Errors
/// A fault when the database does not answer.
pub async fn scores(q: &mut impl Query, base: &Filter) -> Result<Vec<Score>, Fault> {
    let mut scores = Vec::with_capacity(KPIS.len());
    for kpi in KPIS {
        let of = store::count(q, &filter(base, kpi.of)).await?;
        let among = store::count(q, &filter(base, kpi.among)).await?;
        scores.push(Score { of, among });
    }
    Ok(scores)
}

/// All scores of each unit with orders, in the order of the units' keys.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_unit(q: &mut impl Query, base: &Filter) -> Result<Vec<(i64, i64, Vec<Score>)>, Fault> {
    use std::collections::BTreeMap;
    let mut counts: BTreeMap<Count, BTreeMap<i64, i64>> = BTreeMap::new();
    let wanted = KPIS.iter().flat_map(|kpi| [kpi.of, kpi.among]).chain([Count::Received]);
    for count in wanted {
        if let std::collections::btree_map::Entry::Vacant(free) = counts.entry(count) {
            free.insert(store::by_unit(q, &filter(base, count)).await?.into_iter().collect());
        }
    }
    let of = |count: Count, unit: i64| counts.get(&count).and_then(|c| c.get(&unit)).copied().unwrap_or(0);
    let units: Vec<i64> = counts.get(&Count::Received).map(|c| c.keys().copied().collect()).unwrap_or_default();
    let row = |unit: i64| {
        let scores = KPIS.iter().map(|kpi| Score { of: of(kpi.of, unit), among: of(kpi.among, unit) }).collect();
        (unit, of(Count::Received, unit), scores)
    };
    Ok(units.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_words_and_nothing_of_nothing_is_a_dash() {
        let spent = |all, orders| Spent { all, orders }.words();
        let hour = base::time::HOUR;
        assert_eq!((spent(0, 0).as_str(), spent(hour, 4).as_str()), ("—", "15 分钟"));
        assert_eq!((spent(5 * hour, 2).as_str(), spent(51 * hour, 1).as_str()), ("2 小时 30 分钟", "2 天 3 小时"));
    }
}
