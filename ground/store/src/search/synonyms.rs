//! What people say and what texts say instead (同义词): a table of the program, changed by the rows that editors keep.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::fold::fold;

/// The table of the program.
static BUILT_IN: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let rows = include_str!("synonyms.txt").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once('\t')).map(|(said, means)| (fold(said), words(means))).collect()
});

/// Characters of a word that people say, at most.
const SAID_CHARS: usize = 12;

fn words(means: &str) -> Vec<String> {
    means.split([' ', '　', '、', '，', ',']).map(|w| fold(w.trim())).filter(|w| !w.is_empty()).collect()
}

/// The words that hold now.
#[derive(Debug, Clone, Default)]
pub(super) struct Synonyms(BTreeMap<String, Vec<String>>);

impl Synonyms {
    /// The table of the program with the editors' `rows`: what is said, and what it means; nothing switches the word off.
    pub(super) fn of<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut all: BTreeMap<String, Vec<String>> = BUILT_IN.iter().cloned().collect();
        for (said, means) in rows {
            all.insert(fold(said), words(means));
        }
        all.retain(|said, means| !means.is_empty() && !said.is_empty());
        Self(all)
    }

    /// What may be said instead of words in the folded `text`; the longest word counts where several begin.
    pub(super) fn instead(&self, text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(SAID_CHARS);
            let longest = ends.filter_map(|end| Some((end, self.0.get(rest.get(..end)?)?))).last();
            let step = longest.map_or(first.len_utf8(), |(end, means)| {
                out.extend(means.iter().cloned());
                end
            });
            rest = rest.get(step..).unwrap_or_default();
        }
        out
    }

    /// What may be said instead of exactly `word`.
    pub(super) fn of_word(&self, word: &str) -> &[String] {
        self.0.get(word).map_or(&[], Vec::as_slice)
    }
}

/// What the table of the program says of `said`: words divided by blanks; nothing when it does not hold it.
pub fn built_in(said: &str) -> String {
    let said = fold(said);
    BUILT_IN.iter().find(|row| row.0 == said).map(|row| row.1.join(" ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_add_to_the_table_change_it_and_switch_words_off() {
        let plain = Synonyms::of([]);
        assert_eq!(plain.instead("房东涨房租"), ["出租人", "租金"]);
        assert_eq!(plain.instead("物业公司不管"), ["物业服务企业", "物业服务人"]);
        let edited = Synonyms::of([("房東", "出租方"), ("房租", ""), ("县医院", "青禾县人民医院、县人民医院")]);
        assert_eq!(edited.instead("房东涨房租"), ["出租方"]);
        assert_eq!(edited.instead("县医院"), ["青禾县人民医院", "县人民医院"]);
        assert!(edited.instead("").is_empty());
    }

    #[test]
    fn the_table_holds_each_word_once() {
        let mut said: Vec<&String> = BUILT_IN.iter().map(|row| &row.0).collect();
        said.sort();
        let count = said.len();
        said.dedup();
        assert_eq!(said.len(), count);
    }
}
