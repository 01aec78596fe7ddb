//! Forms with files: each file goes to the store while it arrives, a chunk in memory at a time.

use axum::body::Body;
use base::{Error, FieldError};
use futures::TryStreamExt;
use multer::{Field, Multipart};

use super::{FIELDS_MAX, Form, Upload};
use crate::Cx;

/// What a form may bring.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of one file; 0 when no files are taken.
    pub bytes: u64,
    /// Files at once.
    pub files: usize,
    /// Whether they go to the store; else they are read and forgotten with the form.
    pub kept: bool,
    /// Bytes of all texts together.
    pub texts: usize,
}

/// Reads the whole form. A file that cannot be taken is an error on its field, and the rest is still read.
pub(super) async fn read(body: Body, boundary: String, cx: &Cx, limits: Limits) -> Result<Form, Error> {
    let whole = limits.bytes.saturating_mul(limits.files as u64).saturating_add(2 * limits.texts as u64);
    let constraints = multer::Constraints::new().size_limit(multer::SizeLimit::new().whole_stream(whole));
    let stream = body.into_data_stream().map_err(std::io::Error::other);
    let mut parts = Multipart::with_constraints(stream, boundary, constraints);
    let mut form = Form::default();
    let mut text_bytes = 0;
    while let Some(mut field) = parts.next_field().await.map_err(|e| broken(&e))? {
        let name = base::text::truncate(field.name().unwrap_or_default(), 100);
        let file_name = field.file_name().map(str::to_owned);
        match file_name {
            Some(file_name) => take_file(&mut form, cx, &mut field, &name, &file_name, limits).await?,
            None => {
                let value = read_text(&mut field, &mut text_bytes, limits.texts).await?;
                if form.fields.len() < FIELDS_MAX {
                    form.fields.push((name, value));
                }
            }
        }
    }
    Ok(form)
}

async fn read_text(field: &mut Field<'_>, total: &mut usize, most: usize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|e| broken(&e))? {
        *total += chunk.len();
        if *total > most {
            return Err(Error::TooLarge { limit: most as u64 });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn take_file(
    form: &mut Form,
    cx: &Cx,
    field: &mut Field<'_>,
    name: &str,
    file_name: &str,
    limits: Limits,
) -> Result<(), Error> {
    let first = field.chunk().await.map_err(|e| broken(&e))?;
    if file_name.is_empty() && first.as_ref().is_none_or(|chunk| chunk.is_empty()) {
        return Ok(()); // The field was left empty.
    }
    let shown = store::files::clean_name(file_name);
    let full = form.files.len() + form.read.len() >= limits.files;
    if limits.bytes == 0 || full {
        let why = if limits.bytes == 0 {
            format!("这里不接收附件，文件“{shown}”没有保存。")
        } else {
            format!("一次最多上传 {} 个文件，文件“{shown}”没有保存。", limits.files)
        };
        form.problems.push(FieldError::new(name, why));
        return drain(field).await;
    }
    if !limits.kept {
        return read_file(form, field, name, &shown, first.unwrap_or_default(), limits.bytes).await;
    }
    let mut incoming = cx.app.files.incoming(limits.bytes).await?;
    let mut next = first;
    while let Some(chunk) = next {
        match incoming.push(&chunk).await {
            Ok(()) => {}
            Err(Error::TooLarge { limit }) => {
                form.problems.push(too_large(name, &shown, limit));
                return drain(field).await;
            }
            Err(error) => return Err(error),
        }
        next = field.chunk().await.map_err(|e| broken(&e))?;
    }
    match incoming.finish(file_name).await {
        Ok(stored) => form.files.push(Upload::new(name, stored)),
        Err(Error::Refused(refusal)) => form.problems.push(FieldError::new(name, refusal.message)),
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Reads a file that is not kept.
async fn read_file(
    form: &mut Form,
    field: &mut Field<'_>,
    name: &str,
    shown: &str,
    first: bytes::Bytes,
    limit: u64,
) -> Result<(), Error> {
    let mut content = first.to_vec();
    while let Some(chunk) = field.chunk().await.map_err(|e| broken(&e))? {
        if (content.len() + chunk.len()) as u64 > limit {
            form.problems.push(too_large(name, shown, limit));
            return drain(field).await;
        }
        content.extend_from_slice(&chunk);
    }
    form.read.push((name.to_owned(), content));
    Ok(())
}

fn too_large(name: &str, shown: &str, limit: u64) -> FieldError {
    let most = base::rules::Unit::Bytes.words(i64::try_from(limit).unwrap_or(i64::MAX));
    FieldError::new(name, format!("文件“{shown}”超过 {most}，没有保存。"))
}

/// Reads the rest of a file without keeping it, within the limit of the whole form.
async fn drain(field: &mut Field<'_>) -> Result<(), Error> {
    while field.chunk().await.map_err(|e| broken(&e))?.is_some() {}
    Ok(())
}

/// What a form that cannot be read to its end means for the person.
fn broken(error: &multer::Error) -> Error {
    match error {
        multer::Error::StreamSizeExceeded { limit } | multer::Error::FieldSizeExceeded { limit, .. } => {
            Error::TooLarge { limit: *limit }
        }
        _ => Error::field("", "表单没有传完整，可能是网络中断。请返回重新提交。"),
    }
}
