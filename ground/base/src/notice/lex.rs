//! Cuts the text of a notice into dates, range marks, breaks and words.

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A date as far as it is written, with the weekday behind it (一 … 六, 日).
    Day {
        /// The year, when written.
        year: Option<i16>,
        /// The month, when written.
        month: Option<i8>,
        /// The day.
        day: i8,
        /// The last character of 星期六 or 周六.
        weekday: Option<char>,
    },
    /// 至 or a dash.
    To,
    /// A comma, a full stop, a semicolon or a line end.
    Break,
    /// Anything else.
    Word(String),
}

impl Token {
    /// The word, when it is one.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// The tokens of `text`; what stands in brackets is dropped but for the weekday of the date before.
pub fn lex(text: &str) -> Vec<Token> {
    let chars: Vec<char> =
        text.chars().filter(|c| !matches!(c, ' ' | '\t' | '\u{3000}' | '\u{a0}')).map(plain).collect();
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut rest = chars.as_slice();
    while let Some((first, after)) = rest.split_first() {
        if let Some((token, after)) = date(rest) {
            flush(&mut tokens, &mut word);
            tokens.push(token);
            rest = after;
            continue;
        }
        rest = after;
        match first {
            '(' => rest = bracket(after, tokens.last_mut().filter(|_| word.is_empty())),
            '至' | '到' | '-'
                if word.is_empty() && matches!(tokens.last(), Some(Token::Day { .. })) && date(after).is_some() =>
            {
                tokens.push(Token::To);
            }
            ',' | '。' | ';' | '\n' | '\r' => {
                flush(&mut tokens, &mut word);
                tokens.push(Token::Break);
            }
            '、' => {}
            other => word.push(*other),
        }
    }
    flush(&mut tokens, &mut word);
    tokens
}

fn flush(tokens: &mut Vec<Token>, word: &mut String) {
    if !word.is_empty() {
        tokens.push(Token::Word(std::mem::take(word)));
    }
}

/// One form for brackets, commas, dashes and digits.
fn plain(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '，' => ',',
        '；' => ';',
        '—' | '–' | '－' | '―' | '～' | '~' | '─' => '-',
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// `[2026年][1月]2日` at the beginning of `chars`, and what follows. 号 ends a date only behind a month: 99号 is a document.
fn date(chars: &[char]) -> Option<(Token, &[char])> {
    let (mut year, mut month) = (None, None);
    let mut rest = chars;
    loop {
        let (value, after) = number(rest)?;
        let (mark, after) = after.split_first()?;
        match mark {
            '年' if year.is_none() && month.is_none() && value >= 1000 => year = Some(value),
            '月' if month.is_none() => month = Some(i8::try_from(value).ok()?),
            '日' | '号' if *mark == '日' || month.is_some() => {
                return Some((Token::Day { year, month, day: i8::try_from(value).ok()?, weekday: None }, after));
            }
            _ => return None,
        }
        rest = after;
    }
}

/// One to four digits, and what follows.
fn number(chars: &[char]) -> Option<(i16, &[char])> {
    let length = chars.iter().take(5).take_while(|c| c.is_ascii_digit()).count();
    let (digits, rest) = chars.split_at_checked(length)?;
    let text: String = digits.iter().collect();
    (length <= 4).then(|| text.parse().ok()).flatten().map(|value| (value, rest))
}

/// Skips to behind the closing bracket and gives the weekday in it to `date`.
fn bracket<'a>(chars: &'a [char], date: Option<&mut Token>) -> &'a [char] {
    let end = chars.iter().position(|c| *c == ')').unwrap_or(chars.len());
    let (inside, rest) = chars.split_at_checked(end).unwrap_or((chars, &[]));
    if let Some(Token::Day { weekday, .. }) = date {
        let named = |pair: &[char]| match pair {
            ['期' | '周', day] if "一二三四五六日".contains(*day) => Some(*day),
            ['期' | '周', '天'] => Some('日'),
            _ => None,
        };
        *weekday = inside.windows(2).find_map(named);
    }
    rest.split_first().map_or(rest, |(_, rest)| rest)
}
