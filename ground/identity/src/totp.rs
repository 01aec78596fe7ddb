//! The second factor: time-based codes (RFC 6238) and recovery codes.

use base::{Chance, Fault, Moment};
use totp_rs::{Builder, Secret, Totp};

/// Seconds of one step.
const STEP: i64 = 30;
/// How many recovery codes are given out at once.
const RECOVERY_CODES: usize = 10;

/// What a person needs to set the second factor up.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Enrolment {
    /// The secret for typing, in base32.
    pub secret: String,
    /// The `otpauth://` address for authenticator programs.
    pub url: String,
    /// The address as a QR code, an SVG element.
    pub svg: String,
}

/// A fresh secret of 160 bits (RFC 4226 §4).
pub(crate) fn new_secret(chance: &Chance) -> Vec<u8> {
    chance.bytes::<20>().to_vec()
}

/// What a person sees of the secret while setting up. `issuer` is the county's name.
pub(crate) fn enrolment(secret: &[u8], issuer: &str, login: &str) -> Result<Enrolment, Fault> {
    let base32 = Secret::new(secret.into()).to_base32();
    let (issuer, login) = (escape(issuer), escape(login));
    let url =
        format!("otpauth://totp/{issuer}:{login}?secret={base32}&issuer={issuer}&algorithm=SHA1&digits=6&period=30");
    let svg = base::qr::svg(&url, 200)?;
    Ok(Enrolment { secret: base32, url, svg })
}

/// The time step for which `code` is right at `at`, one step of clock difference allowed either way.
pub(crate) fn check(secret: &[u8], code: &str, at: Moment) -> Option<i64> {
    let code: String = base::text::normalise(code).chars().filter(|c| *c != ' ').collect();
    let now = at.0.div_euclid(1_000).div_euclid(STEP);
    let totp = totp(secret, 6)?;
    (now - 1..=now + 1).find(|step| {
        let right = u64::try_from(step * STEP).ok().map(|time| totp.generate(time).to_string());
        right.is_some_and(|right| same(right.as_bytes(), code.as_bytes()))
    })
}

/// What an authenticator shows at `at` for a secret in base32, for tests and journeys that play one.
pub fn code_of(base32: &str, at: Moment) -> Option<String> {
    let secret = Secret::try_from_base32(base32).ok()?;
    let totp =
        Builder::new().with_secret(secret).with_digits(6).with_step_duration(STEP.unsigned_abs()).build().ok()?;
    Some(totp.generate(u64::try_from(at.0.div_euclid(1_000)).ok()?).to_string())
}

/// Recovery codes such as `7k2m-9xq4`, each good for one sign-in without the authenticator.
pub(crate) fn recovery_codes(chance: &Chance) -> Vec<String> {
    // Without 0, 1, i, l and o, which people mistake for each other.
    const LETTERS: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";
    let part = || (0..5).filter_map(|_| chance.pick(LETTERS)).map(|b| char::from(*b)).collect::<String>();
    (0..RECOVERY_CODES).map(|_| format!("{}-{}", part(), part())).collect()
}

/// A recovery code as it is compared.
pub(crate) fn clean_recovery(code: &str) -> String {
    base::text::normalise(code).to_lowercase().replace([' ', '-'], "")
}

/// Whether two texts are equal, in a time that does not depend on where they differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |different, (x, y)| different | (x ^ y)) == 0
}

fn totp(secret: &[u8], digits: u8) -> Option<Totp> {
    Builder::new().with_secret(secret).with_digits(digits).with_step_duration(STEP.unsigned_abs()).build().ok()
}

/// Percent-encodes everything but letters and digits of ASCII.
fn escape(text: &str) -> String {
    let byte = |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_rfc_6238_appendix_b() {
        let cases = [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ];
        let totp = totp(SECRET, 8).expect("a secret of 160 bits is taken");
        for (time, code) in cases {
            assert_eq!(totp.generate(time).to_string(), code, "at {time}");
            let at = Moment(i64::try_from(time).expect("fits") * 1_000);
            assert_eq!(check(SECRET, &code[2..], at), Some(at.0 / 30_000), "six digits at {time}");
        }
    }

    #[test]
    fn a_code_is_right_one_step_before_and_after_and_no_longer() {
        let at = |seconds: i64| Moment(seconds * 1_000);
        for (seconds, step) in [(30, Some(1)), (59, Some(1)), (0, Some(1)), (89, Some(1)), (90, None), (-40, None)] {
            assert_eq!(check(SECRET, "287 082", at(seconds)), step, "at {seconds}");
        }
        for code in ["", "287083", "28708", "2870820", "二八七〇八二"] {
            assert_eq!(check(SECRET, code, at(59)), None, "{code}");
        }
        assert_eq!(check(SECRET, "２８７０８２", at(59)), Some(1), "full-width digits are digits");
    }

    #[test]
    fn enrolment_shows_the_secret_as_base32_in_an_address_and_a_picture() {
        let shown = enrolment(SECRET, "青禾县", "li.si").expect("is drawn");
        assert_eq!(shown.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(shown.url.starts_with("otpauth://totp/%E9%9D%92%E7%A6%BE%E5%8E%BF:li%2Esi?secret=GEZD"));
        assert!(shown.svg.contains("<svg"));
    }

    #[test]
    fn recovery_codes_differ_and_are_compared_without_strokes_and_case() {
        let codes = recovery_codes(&Chance::seeded(7));
        let distinct: std::collections::BTreeSet<_> = codes.iter().collect();
        assert_eq!(distinct.len(), 10);
        assert!(codes.iter().all(|code| code.len() == 11));
        assert_eq!(clean_recovery(" 7K2m3-9XQ4y "), "7k2m39xq4y");
    }
}
