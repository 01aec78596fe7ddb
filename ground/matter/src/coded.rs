//! Things of different lines that bear the same code, such as an entry of the list of powers (权力清单) and the guide of the item
//! (事项编码): the page of each shows the other, and no line knows the other one.

use base::Error;
use web::App;

use crate::line::{Later, Lines};

/// What of a line bears codes.
pub struct Coded {
    /// The page-cache key on which a page depends that shows any.
    pub cache: &'static str,
    /// What readers find under these codes ([`heads`]), at most so many.
    pub show: for<'a> fn(&'a App, &'a [String], usize) -> Later<'a, Vec<OnCode>>,
}

/// Something that bears a code.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OnCode {
    /// The code among those asked for under which it was found.
    pub code: String,
    /// What it is, such as 办事指南.
    pub what: &'static str,
    /// Its title.
    pub title: String,
    /// The unit whose it is.
    pub unit: i64,
    /// On what it rests, may be empty.
    pub basis: String,
    /// Its page.
    pub href: String,
}

/// Characters of the beginning of a code that tells items apart.
const HEAD: usize = 8;
/// Codes of one question at most; more are asked in turns.
const MANY: usize = 100;

/// A code with its beginnings before strokes that tell items apart: the code of the work of one organ (实施编码) begins with that of the
/// item (基本编码).
pub fn heads(code: &str) -> Vec<String> {
    let code = code.trim();
    let cuts = code.match_indices('-').map(|(at, _)| at).filter(|at| *at >= HEAD);
    let heads = cuts.filter_map(|at| code.get(..at)).map(str::to_owned);
    heads.chain((!code.is_empty()).then(|| code.to_owned())).collect()
}

/// What other lines than `own` have under these codes, at most so many for each question; and the page-cache keys on which a page
/// depends that shows it.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn elsewhere(
    app: &App,
    own: &str,
    codes: &[String],
    most: usize,
) -> Result<(Vec<OnCode>, Vec<&'static str>), Error> {
    let lines = app.ext::<Lines>();
    let (mut found, mut keys) = (Vec::new(), Vec::new());
    for coded in
        lines.iter().flat_map(|lines| lines.0).filter(|line| line.key != own).filter_map(|line| line.coded.as_ref())
    {
        keys.push(coded.cache);
        for some in codes.chunks(MANY) {
            found.extend((coded.show)(app, some, most).await?);
        }
    }
    Ok((found, keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_by_the_beginnings_that_tell_items_apart() {
        assert_eq!(
            heads("511A0138000000-511602000000-1"),
            ["511A0138000000", "511A0138000000-511602000000", "511A0138000000-511602000000-1"]
        );
        assert_eq!(heads(" QH-07-010 "), ["QH-07-010"], "QH and QH-07 are no items");
        assert!(heads(" ").is_empty());
    }
}
