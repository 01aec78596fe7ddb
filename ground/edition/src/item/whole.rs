//! What publication needs of an edition: asked when it is handed in for review, and once more when it is published.
//!
//! 政府信息公开条例 art. 12 (what is disclosed stands in the catalogue); 网页设计规范 and 无障碍 (GB/T 37668-2019): no picture without words.

use base::{Error, FieldError, text};
use store::Query;

use crate::store::{columns, files};
use crate::{Column, Content, FileRow, Item, terms};

/// Pictures that a message names.
const NAMED_MAX: usize = 5;
/// Characters of a picture's name or address in a message.
const NAME_CHARS: usize = 60;

/// What is missing before the working copy may be handed in for review, all at once.
///
/// # Errors
/// A fault when the database does not answer or what is stored is no content.
pub async fn lacking(q: &mut impl Query, item: &Item) -> Result<Vec<FieldError>, Error> {
    let content = item.content()?;
    let mut faults = faults(q, item, &content).await?;
    if item.attribute.is_empty() {
        let message = "请提出公开属性建议：主动公开、依申请公开、不予公开或非政府信息。";
        faults.push(FieldError::new("attribute", message));
    }
    faults.extend(place(&item.attribute, &content));
    Ok(faults)
}

/// What the content, its column and its pictures lack for publication.
pub(crate) async fn faults(q: &mut impl Query, item: &Item, content: &Content) -> Result<Vec<FieldError>, Error> {
    let mut faults = content.faults(&item.kind, true);
    let column = columns::find(q, item.column_id).await?;
    if let Some(column) = column.filter(|column| column.closed_at.is_some()) {
        let message = format!("栏目“{}”已关闭，发布后不在任何列表中。请先为稿件另选栏目。", column.name);
        faults.push(FieldError::new("column", message));
    }
    let files = files::of_item(q, item.id).await?;
    faults.extend(pictures(item, content, &files));
    Ok(faults)
}

/// What is disclosed on one's own motion stands in the catalogue.
pub(crate) fn place(attribute: &str, content: &Content) -> Option<FieldError> {
    let message = "主动公开的稿件须选择公开目录，公众才能在政府信息公开目录中查到。";
    (attribute == "active" && content.head.node.is_empty()).then(|| FieldError::new("node", message))
}

/// The place in the catalogue that the column stands for, when something is disclosed and nobody said where.
pub(crate) fn placed_by_column(content: &mut Content, attribute: &str, column: &Column) {
    if attribute == "active" && content.head.node.is_empty() {
        let node = terms::column_kind(&column.kind).map_or("", |kind| kind.node);
        node.clone_into(&mut content.head.node);
    }
}

/// Pictures of the text without alternative text, and pictures of the gallery without words. A picture that stands in the text
/// with words needs no others.
fn pictures(item: &Item, content: &Content, files: &[FileRow]) -> Vec<FieldError> {
    let images = intake::text::Content::read(&content.body).map(|read| read.images).unwrap_or_default();
    let address = |file: &FileRow| format!("/a/{}/files/{}", item.id, file.id);
    let is = |src: &str, file: &FileRow| src.split(['?', '#']).next() == Some(address(file).as_str());
    let name = |src: &str| files.iter().find(|file| is(src, file)).map_or(src, |file| file.name.as_str()).to_owned();
    let bare: Vec<String> = images.iter().filter(|image| image.lacks_text()).map(|image| name(&image.src)).collect();
    let told = |file: &FileRow| item.kind != "images" && images.iter().any(|image| is(&image.src, file));
    let silent = files.iter().filter(|file| file.role == "image" && file.alt.trim().is_empty() && !told(file));
    let silent: Vec<String> = silent.map(|file| file.name.clone()).collect();
    let mut faults = Vec::new();
    if !bare.is_empty() {
        let message =
            format!("正文中的图片{}没有替代文字。看不见图片的人靠它了解内容，请写明图上是什么。", named(&bare));
        faults.push(FieldError::new("body", message));
    }
    if !silent.is_empty() {
        let message = format!("图片{}没有图片说明。请在“图片与附件”中写明图上是什么，不用的请删去。", named(&silent));
        faults.push(FieldError::new("images", message));
    }
    faults
}

/// The first names, and how many there are.
fn named(names: &[String]) -> String {
    let first: Vec<String> =
        names.iter().take(NAMED_MAX).map(|name| format!("“{}”", text::truncate(name, NAME_CHARS))).collect();
    let more = if names.len() > NAMED_MAX { format!("等 {} 张", names.len()) } else { String::new() };
    first.join("、") + &more
}
