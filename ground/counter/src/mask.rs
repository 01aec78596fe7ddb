//! What of a text others may read: 个人信息保护法 art. 25 (nothing personal is published without consent of its own), art. 51
//! (de-identification). A person's own name is not to be found by patterns, so it is given.

use base::redact;

/// A name that is long enough to be looked for; one character would be found everywhere.
fn findable(name: &str) -> Option<&str> {
    Some(name.trim()).filter(|name| name.chars().count() >= 2)
}

/// A text without personal data and with `stands` in place of the person's name.
pub fn veiled(text: &str, name: &str, stands: &str) -> String {
    redact::mask(&findable(name).map_or_else(|| text.to_owned(), |name| text.replace(name, stands)))
}

/// A proposal for the public: personal data masked, the person's name as 张**.
pub fn public(text: &str, name: &str) -> String {
    veiled(text, name, &redact::mask_name(name.trim()))
}

/// What a text for the public still holds that should not be there, in Chinese: kinds of personal data, and those of `known`
/// (what it is, and the value) that it says.
pub fn leaks(text: &str, known: &[(&str, &str)]) -> Vec<String> {
    let mut found: Vec<String> = redact::find(text).iter().map(|f| f.kind.name().to_owned()).collect();
    for (what, value) in known {
        if findable(value).is_some_and(|value| text.contains(value)) {
            found.push((*what).to_owned());
        }
    }
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_veiled_text_holds_neither_name_nor_number() {
        let cases = [
            ("我叫李青禾，电话13800001234", "李青禾", "我叫来信人，电话138****1234"),
            ("路灯坏了", "李青禾", "路灯坏了"),
            ("禾苗长得好", "禾", "禾苗长得好"),
        ];
        for (text, name, expect) in cases {
            assert_eq!(veiled(text, name, "来信人"), expect);
        }
    }

    #[test]
    fn the_public_reads_a_surname_and_stars_and_what_is_left_is_named() {
        assert_eq!(public("来信人李青禾反映", "李青禾"), "来信人李**反映");
        assert_eq!(leaks("李青禾住在禾丰镇", &[("姓名", "李青禾"), ("地址", "")]), ["姓名"]);
        assert!(leaks("李**反映", &[("姓名", "李青禾")]).is_empty());
    }
}
