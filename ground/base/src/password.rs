//! The password policy as a pure check (GB/T 22239-2019, 身份鉴别 a: 复杂度).

use crate::limits;

/// The numbers of the policy, from rule rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Fewest characters (`identity.password.min`).
    pub min: usize,
    /// How many of the four classes upper, lower, digit, other must occur (`identity.password.classes`).
    pub classes: usize,
}

/// Beginnings that attackers try first; compared without case, digits and signs at the end aside.
const COMMON: [&str; 20] = [
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "admin",
    "administrator",
    "root",
    "test",
    "welcome",
    "letmein",
    "qwerty",
    "qwertyuiop",
    "asdfgh",
    "asdfghjkl",
    "zxcvbn",
    "1qaz2wsx",
    "1q2w3e4r",
    "abc",
    "iloveyou",
    "woaini",
];

/// What is wrong with `password` for the account `user`, in Chinese; empty when it is good.
pub fn problems(password: &str, user: &str, policy: Policy) -> Vec<String> {
    let mut problems = Vec::new();
    let length = password.chars().count();
    if length < policy.min {
        problems.push(format!("口令至少 {} 位，现在是 {length} 位。", policy.min));
    }
    if length > limits::PASSWORD_CHARS_MAX {
        problems.push(format!("口令最多 {} 位。", limits::PASSWORD_CHARS_MAX));
    }
    if classes(password) < policy.classes {
        problems.push(format!("口令须包含大写字母、小写字母、数字、符号四类中的至少 {} 类。", policy.classes));
    }
    if password.chars().any(char::is_control) || password.trim() != password {
        problems.push("口令不能以空格开头或结尾，也不能包含控制字符。".to_owned());
    }
    let lower = password.to_lowercase();
    let user = user.trim().to_lowercase();
    if user.chars().count() >= 3 && (lower.contains(&user) || lower.contains(&user.chars().rev().collect::<String>())) {
        problems.push("口令不能包含账号名。".to_owned());
    }
    if is_common(&lower) || is_monotonous(&lower) {
        problems.push("口令过于常见，容易被猜中，请换一个。".to_owned());
    }
    problems
}

/// How many of the four classes occur.
fn classes(password: &str) -> usize {
    let has = |test: fn(char) -> bool| usize::from(password.chars().any(test));
    has(|c| c.is_ascii_uppercase())
        + has(|c| c.is_ascii_lowercase())
        + has(|c| c.is_ascii_digit())
        + has(|c| !c.is_ascii_alphanumeric())
}

/// A common word followed by nothing but digits and signs.
fn is_common(lower: &str) -> bool {
    let bare = |rest: &str| rest.chars().all(|c| !c.is_ascii_alphabetic());
    COMMON.iter().any(|word| lower.strip_prefix(word).is_some_and(bare))
}

/// Fewer than five different characters, or mostly one run such as 123456 or abcdef.
fn is_monotonous(lower: &str) -> bool {
    let chars: Vec<char> = lower.chars().collect();
    let different: std::collections::BTreeSet<&char> = chars.iter().collect();
    let step = |pair: &[char]| matches!(pair, [a, b] if u32::from(*a).abs_diff(u32::from(*b)) <= 1);
    let steps = chars.windows(2).filter(|pair| step(pair)).count();
    different.len() < 5 || steps * 4 >= chars.len().saturating_mul(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_named_and_strong_ones_pass() {
        let policy = Policy { min: 10, classes: 3 };
        let cases = [
            ("Hong-Qi-1949x", "zhangsan", 0),
            ("青禾人和Renhe2026", "zhangsan", 0),
            ("Ab1-xyzq", "zhangsan", 1),
            ("abcxyzabcxyz", "zhangsan", 1),
            ("Zhangsan-2026", "zhangsan", 1),
            ("nasgnahZ-2026", "zhangsan", 1),
            ("P@ssw0rd2026!", "zhangsan", 1),
            ("Admin@123456", "lisi", 1),
            ("Aa1Aa1Aa1Aa1", "lisi", 1),
            ("Abcdefghi1", "lisi", 1),
            (" Hong-Qi-1949", "lisi", 1),
            ("", "lisi", 3),
        ];
        for (password, user, count) in cases {
            let found = problems(password, user, policy);
            assert_eq!(found.len(), count, "{password}: {found:?}");
        }
        assert_eq!(problems(&"Ab1-xyzq".repeat(20), "lisi", policy), ["口令最多 128 位。"]);
    }
}
