//! The name of a browser (访客标识): a random text that the browser keeps, for what each browser may do once. It says nothing of the
//! person and is set only by a page that needs it; whoever deletes it is somebody new.

use crate::{Cx, cookies};

/// The cookie's name.
const VISITOR: &str = "visitor";
/// Bytes of randomness in it.
const BYTES: usize = 16;

impl Cx {
    /// The name that this browser keeps; nothing when it has none, or one that we did not make.
    pub fn visitor(&self) -> Option<String> {
        let name = cookies::read(&self.trip.headers, VISITOR);
        is_name(name).then(|| name.to_owned())
    }

    /// Gives this browser a name for a year, when it has none.
    pub fn name_visitor(&self) {
        if self.visitor().is_none() {
            let name = self.app.chance.token::<BYTES>();
            self.set_cookie(cookies::write(VISITOR, &name, Some(cookies::YEAR), self.app.config.https));
        }
    }
}

fn is_name(text: &str) -> bool {
    (BYTES..=BYTES * 2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_name_is_one() {
        assert!(is_name(&base::Chance::seeded(1).token::<BYTES>()));
        for wrong in ["", "short", "0123456789abcdef;x", &"a".repeat(200), "青禾青禾青禾青禾"] {
            assert!(!is_name(wrong), "{wrong}");
        }
    }
}
