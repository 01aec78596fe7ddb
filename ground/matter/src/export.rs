//! A list as an Excel workbook of any size: rows are read in pages and written to a file as they come, so that memory
//! stays flat; the file is then streamed.

use std::io;

use base::{Error, Fault, Moment};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use store::long::Page;
use tokio::sync::mpsc;
use web::{App, Response, download};

use crate::ground::Ground;
use crate::lists::{Filter, Lit, Scope, Span, Turn, Which};
use crate::store::{self as rows, ListRow};
use crate::view::lines;

/// Rows read at once.
const PAGE: usize = 1_000;
/// Bytes of the file sent at once.
const CHUNK: usize = 64 * 1_024;

/// Columns: title and width.
const COLUMNS: [(&str, f64); 13] = [
    ("编号", 22.0),
    ("标题", 50.0),
    ("业务", 14.0),
    ("类别", 10.0),
    ("环节", 14.0),
    ("办理单位", 20.0),
    ("收到日期", 12.0),
    ("到期日期", 12.0),
    ("时限状态", 10.0),
    ("时限说明", 24.0),
    ("办结时间", 18.0),
    ("催办次数", 10.0),
    ("督办", 8.0),
];

/// The cells of one row, in the order of the columns.
type Cells = [String; COLUMNS.len()];

/// The whole list as a download.
///
/// # Errors
/// A fault of the database or the disk, or when a rule row is missing.
pub async fn workbook(app: &App, which: Which, scope: Scope, filter: Filter) -> Result<Response, Error> {
    let ground = Ground::of(app);
    let most = usize::try_from(ground.rules.number("matter.export.rows", ground.now.date())?).unwrap_or_default();
    let name = format!("{}办件 {}.xlsx", which.title(), ground.now.date());
    let (send, receive) = mpsc::channel::<Vec<Cells>>(4);
    let title = which.title();
    let writing = tokio::task::spawn_blocking(move || write(title, receive));
    let read = feed(app, &ground, which, &scope, &filter, most, &send).await;
    drop(send);
    let file = writing.await.map_err(|e| Fault::of(base::error::FaultKind::Broken, "write a workbook", e))?;
    read?;
    let file = tokio::fs::File::from_std(file.map_err(|e| disk(&e))?);
    let stream = futures::stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK];
        let read = tokio::io::AsyncReadExt::read(&mut file, &mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, io::Error>((read > 0).then_some((chunk, file)))
    });
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(download(&name, kind, axum::body::Body::from_stream(stream)))
}

/// Reads the list page by page and sends the rows on.
async fn feed(
    app: &App,
    ground: &Ground,
    which: Which,
    scope: &Scope,
    filter: &Filter,
    most: usize,
    send: &mpsc::Sender<Vec<Cells>>,
) -> Result<(), Error> {
    let lines = lines(app)?;
    let span = Span::of(ground)?;
    let mut reader = app.db.reader();
    let (mut turn, mut left) = (Turn::First, most);
    loop {
        let Page { rows, stopped } = rows::list(&mut reader, which, scope, filter, &turn, PAGE.min(left)).await?;
        // Looking stops at its bound; an export goes on until the list ends.
        turn = match (stopped, rows.last()) {
            (Some(key), _) => Turn::After(key),
            (None, Some(last)) => Turn::after(last.k1, last.k2),
            (None, None) => return Ok(()),
        };
        left -= rows.len();
        let cells = rows.into_iter().map(|row| {
            let process = lines.process(&row.process).map(|(_, p)| p);
            let state = process.map_or(row.state.clone(), |p| p.state_title(&row.state).to_owned());
            let kind = process.map_or(row.kind.clone(), |p| p.kind_title(&row.kind).to_owned());
            let lit = span.lit(&ground.calendar, process, &row);
            cells(lit, ListRow { kind, ..row }, process.map_or("", |p| p.title), state)
        });
        // The receiver is gone only when writing failed, and that failure is what the caller tells.
        if send.send(cells.collect()).await.is_err() {
            return Ok(());
        }
        if left == 0 {
            let rest = rows::list(&mut reader, which, scope, filter, &turn, 1).await?;
            if !rest.rows.is_empty() || rest.stopped.is_some() {
                drop(send.send(vec![cut(most)]).await);
            }
            return Ok(());
        }
    }
}

/// The row under a list that goes on beyond the rows of a file.
fn cut(most: usize) -> Cells {
    let mut last = Cells::default();
    if let Some(cell) = last.first_mut() {
        *cell = format!("只列出前 {most} 件，其余未列；请用筛选条件缩小范围后分次导出。");
    }
    last
}

fn cells(lit: Lit, row: ListRow, process: &str, state: String) -> Cells {
    [
        row.number,
        row.title,
        process.to_owned(),
        row.kind,
        state,
        row.unit.unwrap_or_default(),
        row.received_on.to_string(),
        lit.due.map(|due| due.date().to_string()).unwrap_or_default(),
        lit.light.title().to_owned(),
        lit.words,
        row.closed_at.map(Moment::minutes).unwrap_or_default(),
        row.urged.to_string(),
        if row.supervised_at.is_some() { "是".to_owned() } else { String::new() },
    ]
}

/// Writes rows as they come and gives the finished file, at its beginning.
fn write(title: &str, mut receive: mpsc::Receiver<Vec<Cells>>) -> Result<std::fs::File, io::Error> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(io::Error::other)?;
    let mut next = head(sheet, title).map_err(io::Error::other)?;
    while let Some(page) = receive.blocking_recv() {
        for row in page {
            for (column, cell) in (0..).zip(row) {
                // Text stays text: what begins with an equals sign is no formula.
                sheet.write_string(next, column, cell).map_err(io::Error::other)?;
            }
            next += 1;
        }
    }
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(&mut file).map_err(io::Error::other)?;
    io::Seek::rewind(&mut file)?;
    Ok(file)
}

fn head(sheet: &mut Worksheet, title: &str) -> Result<u32, XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name(title)?.set_freeze_panes(1, 0)?;
    for (column, (name, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?.write_string_with_format(0, column, name, &bold)?;
    }
    Ok(1)
}

fn disk(error: &io::Error) -> Fault {
    let kind = match error.kind() {
        io::ErrorKind::StorageFull => base::error::FaultKind::Full,
        _ => base::error::FaultKind::Broken,
    };
    Fault::of(kind, "write a workbook", error.to_string())
}
