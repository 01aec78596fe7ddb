//! A small invented site as an older system saved it, packed: for the demonstration.

use std::io::{Cursor, Write};

use base::Fault;
use base::error::FaultKind;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Pages by where they lay: address, title, date, column, text. One names no date, and one is no article.
const PAGES: [(&str, &str, &str, &str, &str); 5] = [
    (
        "jrqh/201903/t20190312_101.html",
        "青禾县春季植树活动启动",
        "2019-03-12 09:20",
        "今日青禾",
        "全县干部群众在北山植树两千株。",
    ),
    (
        "jrqh/201905/t20190506_118.html",
        "城关镇集中整治占道经营",
        "2019-05-06 16:05",
        "今日青禾",
        "整治以后，农贸市场周边道路通行顺畅。",
    ),
    (
        "zwgk/tz/201906/t20190603_130.html",
        "关于汛期安全检查的通知",
        "2019-06-03 08:30",
        "通知",
        "请各乡镇于六月底前完成自查。",
    ),
    ("zwgk/lsxx/t130.html", "青禾县历史沿革", "", "走进青禾", "青禾因青禾河得名。"),
    ("index.html", "青禾县人民政府", "", "", ""),
];

/// The packed folder.
///
/// # Errors
/// A fault when it cannot be put together.
pub(crate) fn packed() -> Result<Vec<u8>, Fault> {
    let broken = |e: zip::result::ZipError| Fault::of(FaultKind::Broken, "pack a sample site", e);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, title, date, column, text) in PAGES {
        let name = format!("www.old.qinghe.example/{path}");
        zip.start_file(name, SimpleFileOptions::default()).map_err(broken)?;
        let page = page(title, date, column, text);
        // As the older system wrote it.
        zip.write_all(&encoding_rs::GB18030.encode(&page).0).map_err(|e| broken(e.into()))?;
    }
    Ok(zip.finish().map_err(broken)?.into_inner())
}

fn page(title: &str, date: &str, column: &str, text: &str) -> String {
    let dated = if date.is_empty() { String::new() } else { format!("<meta name=\"PubDate\" content=\"{date}\">") };
    let body = if text.is_empty() { String::new() } else { format!("<div class=\"TRS_Editor\"><p>{text}</p></div>") };
    format!(
        "<html><head><meta charset=\"gb2312\"><meta name=\"ArticleTitle\" content=\"{title}\">{dated}\
         <meta name=\"ColumnName\" content=\"{column}\"><meta name=\"ContentSource\" content=\"青禾县融媒体中心\">\
         <title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    )
}
