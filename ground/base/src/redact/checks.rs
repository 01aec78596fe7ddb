//! Check digits and structure of numbers.

use crate::time::Date;

/// Whether 17 digits and a check character are a resident identity number (GB 11643: ISO 7064 MOD 11-2).
pub fn is_identity(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    if !looks_like_identity(digits) {
        return false;
    }
    let sum: u32 = digits.chars().zip(WEIGHTS).filter_map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
    let check = CHECK.get((sum % 11) as usize);
    check == digits.chars().last().map(|c| c.to_ascii_uppercase()).as_ref()
}

/// Whether 18 characters have the structure of an identity number, the checksum aside: a division and a day of birth.
pub fn looks_like_identity(digits: &str) -> bool {
    let body_is_digits = digits.len() == 18 && digits.bytes().take(17).all(|b| b.is_ascii_digit());
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|x| x.parse::<i16>().ok()).unwrap_or(0);
    let province =
        matches!(part(0..2), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 90..=99);
    let (year, month, day) = (part(6..10), part(10..12), part(12..14));
    let born = i8::try_from(month).ok().zip(i8::try_from(day).ok()).and_then(|(m, d)| Date::new(year, m, d).ok());
    body_is_digits && province && (1850..2150).contains(&year) && born.is_some()
}

/// Whether the digits pass Luhn's check.
pub fn luhn(digits: &str) -> bool {
    let doubled = |(i, c): (usize, char)| {
        let d = c.to_digit(10).unwrap_or(0);
        let d = if i % 2 == 1 { d * 2 } else { d };
        if d > 9 { d - 9 } else { d }
    };
    !digits.is_empty() && digits.chars().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// Whether the digits are a mainland mobile number.
pub fn is_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    digits.len() == 11 && bytes.next() == Some(b'1') && matches!(bytes.next(), Some(b'3'..=b'9'))
}
