//! The settings of the county's portal: names, numbers and addresses that every page prints (regulations: 政府网站发展指引,
//! 国办发〔2017〕47号, 附件 网页设计规范).

use base::FieldError;
use serde::Serialize;
use web::{Check, Form};

/// One setting: key, label, longest value in characters, whether it must be there, hint.
#[derive(Debug, Serialize)]
pub struct Field {
    /// Key, also the form field.
    pub key: &'static str,
    /// 标签.
    pub label: &'static str,
    /// Longest value in characters.
    pub max: usize,
    /// Whether a site may not be without it.
    pub required: bool,
    /// What to put there.
    pub hint: &'static str,
    /// The value of the demonstration county.
    pub sample: &'static str,
}

const fn field(
    key: &'static str,
    label: &'static str,
    max: usize,
    required: bool,
    hint: &'static str,
    sample: &'static str,
) -> Field {
    Field { key, label, max, required, hint, sample }
}

/// All settings in the order of the form.
pub const FIELDS: &[Field] = &[
    field("name", "网站名称", 30, true, "例如 青禾县人民政府", "青禾县人民政府"),
    field("domain", "网站域名", 60, true, "不带 http://", "www.qinghe.example"),
    field("code", "网站标识码", 10, true, "10 位数字", "0000000000"),
    field("host_unit", "主办单位", 40, true, "例如 青禾县人民政府", "青禾县人民政府"),
    field("undertaker", "承办单位", 40, true, "例如 青禾县人民政府办公室", "青禾县人民政府办公室"),
    field("icp", "ICP 备案号", 40, false, "没有时留空", "演示ICP备00000000号"),
    field("police", "公安备案号", 40, false, "没有时留空", "演示公网安备00000000000000号"),
    field("phone", "联系电话", 40, true, "仅受理网站建设维护相关事宜", "0000-1234567"),
    field("address", "地址", 60, true, "单位的通信地址", "青禾县城关镇人民路1号"),
    field("postcode", "邮政编码", 6, false, "6 位数字", "000000"),
    field("banner", "紧急提示", 120, false, "填写后显示在每一页的顶部；留空即撤下", ""),
    field("about", "县情简介", 1200, false, "显示在“走进青禾”栏目", ABOUT),
];

const ABOUT: &str = "青禾县地处丘陵与平原之间，辖 12 个镇、6 个乡和 2 个街道，是一个以粮油、茶叶和农产品加工为主的农业县。\
     本县为演示而虚构，机构、人员、事项和数字均为生成，与任何真实地方无关。";

/// The name of a setting's form field.
pub(crate) fn input(key: &str) -> String {
    format!("set_{key}")
}

/// Reads the settings form; all faults at once.
///
/// # Errors
/// The fields that cannot be taken.
pub fn read(form: &Form) -> Result<Vec<(&'static str, String)>, Vec<FieldError>> {
    let mut check = Check::new(form);
    let values: Vec<(&'static str, String)> =
        FIELDS.iter().map(|f| (f.key, check.text(&input(f.key), f.label, usize::from(f.required)..=f.max))).collect();
    for (key, value) in &values {
        if *key == "code" && !(value.len() == 10 && value.bytes().all(|b| b.is_ascii_alphanumeric())) {
            check.error(&input("code"), "网站标识码应为 10 位字母或数字");
        }
    }
    check.finish(values)
}
