//! Which column an old page belongs in now: a table of old columns or addresses and new columns.

use std::collections::BTreeMap;

/// Where the pages of an old column go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Map {
    /// Slug of the new column by the old column's name.
    names: BTreeMap<String, String>,
    /// Slug by the beginning of an address, with or without host.
    prefixes: BTreeMap<String, String>,
}

/// Stands for a column in the table: such pages are not taken.
pub const NOT: &str = "-";

impl Map {
    /// Reads the table: an old column's name, or the beginning of an address (`/zwgk/` or `nyj.qinghe.gov.cn/zwgk/`), a tab, the
    /// slug of the new column; `-` for pages that are not to be taken.
    ///
    /// # Errors
    /// A Chinese sentence that names the first wrong line.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut map = Self::default();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (old, slug) = line.split_once(['\t', ',', '，']).map(|(old, slug)| (old.trim(), slug.trim())).unzip();
            match (old, slug) {
                (Some(old), Some(slug)) if !old.is_empty() && !slug.is_empty() => {
                    let old = old.split_once("://").map_or(old, |(_, rest)| rest);
                    let table = if old.contains('/') { &mut map.prefixes } else { &mut map.names };
                    table.insert(old.to_owned(), slug.to_owned());
                }
                _ => return Err(format!("对照表第 {number} 行应当是“旧栏目名称或网址开头、制表符、新栏目标识”。")),
            }
        }
        Ok(map)
    }

    /// The slug for a page: by the longest beginning of its address, else by its column's name.
    pub fn slug(&self, host: &str, path: &str, column: &str) -> Option<&str> {
        let whole = format!("{host}{path}");
        let fits = |prefix: &&String| {
            if prefix.starts_with('/') { path.starts_with(prefix.as_str()) } else { whole.starts_with(prefix.as_str()) }
        };
        let best = self.prefixes.keys().filter(fits).max_by_key(|prefix| prefix.len());
        let slug = best.and_then(|prefix| self.prefixes.get(prefix)).or_else(|| self.names.get(column));
        slug.map(String::as_str)
    }

    /// All slugs that it names.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        self.names.values().chain(self.prefixes.values()).map(String::as_str).filter(|slug| *slug != NOT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_address_counts_and_then_the_name() {
        let map = Map::read("今日青禾\tnews\n/zwgk/\tpolicy\n/zwgk/old/\t-\nhttp://nyj.qinghe.gov.cn/\tfarm\n# 说明\n")
            .expect("reads");
        let cases = [
            ("www.qinghe.gov.cn", "/zwgk/1.html", "今日青禾", Some("policy")),
            ("www.qinghe.gov.cn", "/zwgk/old/1.html", "", Some("-")),
            ("nyj.qinghe.gov.cn", "/x.html", "", Some("farm")),
            ("www.qinghe.gov.cn", "/x.html", "今日青禾", Some("news")),
            ("www.qinghe.gov.cn", "/x.html", "其他", None),
        ];
        for (host, path, column, wanted) in cases {
            assert_eq!(map.slug(host, path, column), wanted, "{host}{path} {column}");
        }
        assert_eq!(map.slugs().count(), 3);
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert!(Map::read("甲\tnews\n乙\n").is_err_and(|e| e.contains("第 2 行")));
    }
}
