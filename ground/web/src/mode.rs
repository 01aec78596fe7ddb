//! Variants of one page: elder mode (长者模式), high contrast, traditional script, print, light and dark.

use axum::http::HeaderMap;

use crate::params::local;
use crate::{Audience, Cx, Result, Routes, cookies};

/// How a page is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
pub struct Mode {
    /// One column, large type, large targets.
    pub elder: bool,
    /// 繁體, under the prefix `/hant`.
    pub hant: bool,
    /// High contrast.
    pub contrast: bool,
    /// Asked for on paper.
    pub print: bool,
    /// On a terminal of a 信息公开查阅点.
    pub kiosk: bool,
    /// On the host of a site of its own, where links stay.
    pub own_host: bool,
    /// BCP 47 name of the language.
    pub lang: &'static str,
    /// `dark`, `light` or empty for the device's choice.
    pub theme: &'static str,
}

/// Marks a request that came under `/hant`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hant;

impl Mode {
    /// The mode of a request by its cookies; `hant` when it came under the prefix.
    pub(crate) fn of(headers: &HeaderMap, hant: bool, print: bool) -> Self {
        let set = cookies::read(headers, cookies::MODE);
        let has = |word: &str| set.split('.').any(|part| part == word);
        let theme = match cookies::read(headers, cookies::THEME) {
            "dark" => "dark",
            "light" => "light",
            _ => "",
        };
        let lang = if hant { "zh-Hant" } else { "zh-CN" };
        let (elder, contrast, kiosk) = (has("elder"), has("contrast"), has("kiosk"));
        Self { elder, hant, contrast, print, kiosk, own_host: false, lang, theme }
    }

    /// The value of the cookie that keeps this mode; empty for none.
    pub(crate) fn cookie(self) -> String {
        let words = [(self.elder, "elder"), (self.contrast, "contrast"), (self.kiosk, "kiosk")];
        words.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect::<Vec<_>>().join(".")
    }
}

/// The switch of modes: `/mode?set=elder|normal|contrast|plain|kiosk|public|hant|hans&back=/…`.
pub(crate) fn routes() -> Routes {
    Routes::new("web").get("/mode", Audience::Public, switch)
}

async fn switch(cx: Cx) -> Result {
    let mut mode = cx.mode;
    match cx.query.get("set") {
        "elder" => mode.elder = true,
        "normal" => mode.elder = false,
        "contrast" => mode.contrast = true,
        "plain" => mode.contrast = false,
        "kiosk" => mode.kiosk = true,
        "public" => mode.kiosk = false,
        "hant" => mode.hant = true,
        "hans" => mode.hant = false,
        _ => {}
    }
    let back = local(cx.query.get("back"), "/");
    let value = mode.cookie();
    let age = if value.is_empty() { 0 } else { cookies::YEAR };
    cx.set_cookie(cookies::write(cookies::MODE, &value, Some(age), cx.app.config.https));
    Ok(crate::answer::see_other(&crate::hant::address(back, mode.hant)))
}
