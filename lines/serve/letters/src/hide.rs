//! What of a letter each of us may see (来信人身份保密).
//!
//! 信访工作条例 art. 30 and 个人信息保护法 art. 25, 51: who writes in confidence, and every informant, is known to the desk of
//! the mailbox alone. The handling unit reads the matter, not the person; the desk sees the person only by asking for it,
//! and that is written into the access log.

use counter::mask;
use identity::Actor;
use serde::Serialize;

use crate::model::Letter;

/// Knows who wrote in confidence.
pub const IDENTITY: &str = "letters.identity";

/// What stands for a sender who may not be known.
pub const HIDDEN: &str = "（来信人要求保密）";

/// A letter as one reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// The sender's name, or what stands for it.
    pub name: String,
    /// Telephone, empty when hidden.
    pub phone: String,
    /// E-mail address, empty when hidden.
    pub email: String,
    /// Postal address, empty when hidden.
    pub address: String,
    /// Whether the sender's files may be opened.
    pub files: bool,
    /// Whether the sender is hidden here.
    pub hidden: bool,
    /// Whether the reader may ask for the sender.
    pub may_ask: bool,
}

/// Whether the sender's identity is kept from everybody but the desk.
pub fn protected(letter: &Letter) -> bool {
    letter.confidential || letter.kind == "report"
}

/// The letter as `actor` sees it; `home` is the unit of the mailbox.
pub fn shown(letter: &Letter, home: i64, actor: &Actor) -> Shown {
    let knows = actor.may(IDENTITY, Some(home));
    let hidden = protected(letter);
    let text = |text: &str| if hidden { veiled(text, &letter.name) } else { text.to_owned() };
    let personal = |text: &str| if hidden { String::new() } else { text.to_owned() };
    Shown {
        title: text(&letter.title),
        body: text(&letter.body),
        name: match (hidden, letter.anonymous) {
            (true, _) => HIDDEN.to_owned(),
            (false, true) => "匿名".to_owned(),
            (false, false) => letter.name.clone(),
        },
        phone: personal(&letter.phone),
        email: personal(&letter.email),
        address: personal(&letter.address),
        files: !hidden || knows,
        hidden,
        may_ask: hidden && knows,
    }
}

/// What somebody typed about a letter, as every page, trail and index shows it: of a sender who may not be known, without name and personal
/// data.
pub fn typed(letter: &Letter, text: &str) -> String {
    if protected(letter) { veiled(text, &letter.name) } else { text.to_owned() }
}

/// The title under which a letter stands in lists that other units and exports may show.
pub fn listed_title(title: &str, name: &str, protected: bool) -> String {
    if protected { veiled(title, name) } else { title.to_owned() }
}

/// A text without personal data and without the sender's name.
pub fn veiled(text: &str, name: &str) -> String {
    mask::veiled(text, name, "来信人")
}

/// What a text for the public still holds that should not be there, in Chinese.
pub fn leaks(letter: &Letter, text: &str) -> Vec<String> {
    let known = [("来信人姓名", &*letter.name), ("来信人地址", &*letter.address), ("来信人电话", &*letter.phone)];
    mask::leaks(text, &known)
}
