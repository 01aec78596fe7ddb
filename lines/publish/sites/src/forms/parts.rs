//! Reading the forms 外观, 导航与链接, 底部信息 into a look.

use base::time::DateTime;
use base::{Moment, text};
use web::accents::{self, ACCENTS};
use web::table::{Cell, Holds, Rows};
use web::{Check, Form};

use super::{Faults, MENU, line, link_rows, read_links};
use crate::look::{ALERTS, ARTS, GREYS, Group, Look, named};

/// 热搜词, one a row.
pub(crate) const HOT: Rows =
    Rows { cells: &[Cell { key: "word", title: "词", most: 12, holds: Holds::Needed }], most: 8 };
/// Groups of friend links, and links of each, at most.
pub(crate) const GROUPS: [&str; 5] = ["中央政府网站", "省级政府网站", "市级政府网站", "县区政府网站", "部门网站"];
pub(crate) const FRIEND_LINKS: Rows = link_rows(80);
/// Links of the utility bar and new media.
pub(crate) const FEW_LINKS: Rows = link_rows(6);

/// A field of the footer: key, label, longest value, hint.
pub(crate) type FooterField = (&'static str, &'static str, usize, &'static str);

/// The fields of the footer in the order of the form.
pub(crate) const FOOTER: &[FooterField] = &[
    ("code", "网站标识码", 10, "10 位，全国政府网站信息报送系统发放"),
    ("host_unit", "主办单位", 40, "例如 青禾县人民政府"),
    ("undertaker", "承办单位", 40, "例如 青禾县人民政府办公室"),
    ("icp", "ICP 备案号", 40, "没有时留空"),
    ("police", "公安备案号", 40, "没有时留空"),
    ("mark", "党政机关网站标识编号", 40, "机构编制部门发放，链接里的 id"),
    ("phone", "网站技术电话", 40, "仅受理网站建设维护"),
    ("address", "地址", 60, "单位的通信地址"),
    ("postcode", "邮政编码", 6, "6 位数字"),
    ("about", "县情简介", 1200, "显示在“关于我们”"),
];

/// 外观: accent, art, grey mode, emergency banner, hot words.
pub(crate) fn look(form: &Form, before: &Look) -> (Look, Faults) {
    let mut faults = Faults(form.problems().to_vec());
    let mut look = before.clone();
    look.accent = form.get("accent").to_owned();
    faults.need(accents::find(&look.accent).is_some(), "accent", || format!("请从 {} 种配色中选择。", ACCENTS.len()));
    match form.get("art").strip_prefix("picture:") {
        Some(id) => look.picture = id.parse().ok(),
        None => {
            look.picture = None;
            look.art = form.get("art").to_owned();
            faults.need(named(ARTS, &look.art).is_some(), "art", || "请选择页头图案。".to_owned());
        }
    }
    look.grey.on = form.get("grey_on").to_owned();
    faults.need(named(GREYS, &look.grey.on).is_some(), "grey_on", || "请选择灰色模式的范围。".to_owned());
    let mut check = Check::new(form);
    look.grey.until = check.date("grey_until", "灰色模式的最后一天", !look.grey.on.is_empty());
    look.alert.level = form.get("alert_level").to_owned();
    let alert = &mut look.alert;
    alert.text = line(form.get("alert_text"), "alert_text", "紧急提示", 120, &mut faults);
    alert.href = text::clean_line(form.get("alert_href"));
    let leads = alert.href.is_empty() || web::table::is_address(&alert.href);
    faults.need(leads, "alert_href", || "网址须以 /、http:// 或 https:// 开头。".to_owned());
    let level = alert.text.is_empty() || named(ALERTS, &alert.level).is_some();
    faults.need(level, "alert_level", || "请选择紧急提示的级别。".to_owned());
    let typed = text::normalise(form.get("alert_until"));
    let until: Option<DateTime> = typed.parse().ok();
    faults.need(typed.is_empty() || until.is_some(), "alert_until", || {
        "撤下时间请填写日期和时间，例如 2026-07-01 18:00。".to_owned()
    });
    alert.until = until.map(|until| Moment::from_civil(until).0);
    look.hot = HOT.read(form, ("hot", "热搜词"), &mut faults.0).into_iter().flatten().collect();
    if let Err(wrong) = check.finish(()) {
        faults.0.extend(wrong);
    }
    (look, faults)
}

/// 导航与链接: navigation, utility bar, friend links, new media.
pub(crate) fn links(form: &Form, before: &Look) -> (Look, Faults) {
    let mut faults = Faults::default();
    let mut look = before.clone();
    look.menu = read_links(form, &MENU, "menu", "主导航", &mut faults);
    look.upper = read_links(form, &FEW_LINKS, "upper", "顶栏链接", &mut faults);
    look.media = read_links(form, &FEW_LINKS, "media", "新媒体", &mut faults);
    look.links = (0..GROUPS.len())
        .map(|at| {
            let (title, items) = (format!("group_{at}_title"), format!("group_{at}"));
            let name = line(form.get(&title), &title, "分组名称", 20, &mut faults);
            let links = read_links(form, &FRIEND_LINKS, &items, &name, &mut faults);
            let full = links.iter().any(|link| !link.title.is_empty());
            faults.need(!full || !name.is_empty(), &title, || "请填写这组链接的名称。".to_owned());
            Group { title: name, items: links }
        })
        .collect();
    (look, faults)
}

/// 底部信息.
pub(crate) fn footer(form: &Form, before: &Look) -> (Look, Faults) {
    let mut faults = Faults::default();
    let mut look = before.clone();
    for (key, label, most, _) in FOOTER {
        let field = format!("set_{key}");
        let value = text::clean_text(form.get(&field));
        let count = text::char_count(&value);
        faults.need(count <= *most, &field, || format!("{label}最多 {most} 个字，现在是 {count} 个字。"));
        let place = match *key {
            "code" => &mut look.footer.code,
            "host_unit" => &mut look.footer.host_unit,
            "undertaker" => &mut look.footer.undertaker,
            "icp" => &mut look.footer.icp,
            "police" => &mut look.footer.police,
            "mark" => &mut look.footer.mark,
            "phone" => &mut look.footer.phone,
            "address" => &mut look.footer.address,
            "postcode" => &mut look.footer.postcode,
            _ => &mut look.footer.about,
        };
        *place = value;
    }
    let code = &look.footer.code;
    let good = code.is_empty() || (code.len() == 10 && code.bytes().all(|b| b.is_ascii_alphanumeric()));
    faults.need(good, "set_code", || "网站标识码应为 10 位字母或数字。".to_owned());
    (look, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_read_whole_and_everything_wrong_comes_at_once() {
        let good = [
            ("accent", "pine"),
            ("art", "tea"),
            ("grey_on", "home"),
            ("grey_until", "2026-04-05"),
            ("alert_level", "orange"),
            ("alert_text", "暴雨橙色预警"),
            ("alert_href", "/c/notice/"),
            ("alert_until", "2026-07-01T18:00"),
            ("hot_rows", "3"),
            ("hot_0_word", "社保"),
            ("hot_2_word", "春耕"),
        ];
        let (look, faults) = super::look(&Form::of(&good), &Look::default());
        assert!(faults.0.is_empty(), "{faults:?}");
        assert_eq!((look.accent.as_str(), look.grey.on.as_str()), ("pine", "home"));
        assert_eq!(look.hot, ["社保", "", "春耕"], "a blank row stays while one types");
        assert_eq!(crate::forms::without_blanks(look.clone()).hot, ["社保", "春耕"]);
        assert!(look.alert.until.is_some());
        let bad = [
            ("accent", "pink"),
            ("art", "x"),
            ("grey_on", "all"),
            ("grey_until", ""),
            ("alert_text", "有雨"),
            ("alert_level", "purple"),
            ("alert_href", "javascript:1"),
            ("alert_until", "明天"),
            ("hot_rows", "9"),
            ("hot_1_word", "城乡居民基本养老保险缴费"),
            ("hot_2_word", "城乡居民基本养老保险缴费查询"),
        ];
        let (_, faults) = super::look(&Form::of(&bad), &Look::default());
        let fields: Vec<&str> = faults.0.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(
            fields,
            ["accent", "art", "alert_href", "alert_level", "alert_until", "hot_rows", "hot_2_word", "grey_until"]
        );
    }

    #[test]
    fn a_site_code_has_ten_places() {
        let wrong = footer(&Form::of(&[("set_code", "123")]), &Look::default()).1;
        assert_eq!(wrong.0[0].field, "set_code");
        let (look, faults) =
            footer(&Form::of(&[("set_code", "bm64130001"), ("set_phone", "0000-1")]), &Look::default());
        assert!(faults.0.is_empty());
        assert_eq!(look.footer.phone, "0000-1");
    }
}
