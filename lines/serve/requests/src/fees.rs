//! The fee (信息处理费): 政府信息公开信息处理费管理办法 (国办函〔2020〕109号). By pieces or by pages, never both for one request;
//! 超额累进, so that each bracket charges only what lies in it. Art. 42 of the 条例: «行政机关依申请提供政府信息，不收取费用。但是，申请人
//! 申请公开政府信息的数量、频次明显超过合理范围的，行政机关可以收取信息处理费».

use base::{Date, Fault, Rules};

/// The brackets that hold on a day; prices in yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Brackets {
    /// Pieces of a month that are free.
    pub piece_free: i64,
    /// The last piece of the second bracket.
    pub piece_second: i64,
    /// Yuan for each piece of the second bracket, and by how much each later one is dearer.
    pub piece_price: i64,
    /// Pieces of each later bracket.
    pub piece_block: i64,
    /// Pages that are free.
    pub page_free: i64,
    /// The last page of the second and of the third bracket.
    pub page_ends: [i64; 2],
    /// Yuan for each page of the second, third and fourth bracket.
    pub page_prices: [i64; 3],
}

impl Brackets {
    /// The brackets of `date`.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn at(rules: &Rules, date: Date) -> Result<Self, Fault> {
        let number = |key: &str| rules.number(&format!("requests.fee.{key}"), date);
        Ok(Self {
            piece_free: number("piece.free")?,
            piece_second: number("piece.second")?,
            piece_price: number("piece.price")?,
            piece_block: number("piece.block")?,
            page_free: number("page.free")?,
            page_ends: [number("page.second")?, number("page.third")?],
            page_prices: [number("page.price2")?, number("page.price3")?, number("page.price4")?],
        })
    }

    /// Yuan for the `n`th piece of an applicant's month.
    pub fn piece(&self, n: i64) -> i64 {
        match n {
            n if n <= self.piece_free => 0,
            n if n <= self.piece_second => self.piece_price,
            n => self.piece_price * (2 + (n - self.piece_second - 1) / self.piece_block.max(1)),
        }
    }

    /// Yuan for `count` pieces, the last of which is the `last`th of the month.
    pub fn pieces(&self, last: i64, count: i64) -> i64 {
        let first = (last - count.max(0) + 1).max(1);
        (first..=last.min(first + 10_000)).map(|n| self.piece(n)).sum()
    }

    /// Yuan for `pages` pages.
    pub fn pages(&self, pages: i64) -> i64 {
        let [second, third] = self.page_ends;
        let within = |from: i64, to: i64| (pages.min(to) - from).max(0);
        within(self.page_free, second) * self.page_prices[0]
            + within(second, third) * self.page_prices[1]
            + (pages - third).max(0) * self.page_prices[2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brackets() -> Brackets {
        Brackets::at(&Rules::built_in(), Date::constant(2026, 3, 2)).unwrap()
    }

    #[test]
    fn pieces_are_charged_by_their_place_in_the_month() {
        let cases = [(1, 0), (10, 0), (11, 100), (30, 100), (31, 200), (40, 200), (41, 300), (50, 300), (51, 400)];
        for (n, yuan) in cases {
            assert_eq!(brackets().piece(n), yuan, "{n}");
        }
        for (last, count, yuan) in
            [(10, 10, 0), (30, 30, 2000), (40, 40, 4000), (50, 50, 7000), (12, 2, 200), (11, 2, 100)]
        {
            assert_eq!(brackets().pieces(last, count), yuan, "{count} up to {last}");
        }
    }

    #[test]
    fn pages_are_charged_by_bracket() {
        let cases = [(0, 0), (30, 0), (31, 10), (100, 700), (101, 720), (200, 2_700), (201, 2_740), (300, 6_700)];
        for (pages, yuan) in cases {
            assert_eq!(brackets().pages(pages), yuan, "{pages}");
        }
    }
}
