//! Editions before they are written, as an import brings them: many at a time, read on all cores.

use base::Fault;
use edition::Content;
use edition::gate::Found;
use matter::Later;
use web::App;

use super::{Words, names, texts};

/// What is found in each of `contents`; app hands this to the ground. Links are not followed.
pub fn unwritten(app: &App, mut contents: Vec<Content>) -> Later<'_, Vec<Vec<Found>>> {
    Box::pin(async move {
        let words = Words::now(&mut app.db.reader(), &names(app).await?).await?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let share = contents.len().div_ceil(cores).max(1);
        let mut works = Vec::new();
        while !contents.is_empty() {
            let rest = contents.split_off(share.min(contents.len()));
            let (these, words) = (std::mem::replace(&mut contents, rest), words.clone());
            let read = move || these.iter().map(|content| of_content(content, &words)).collect::<Vec<_>>();
            works.push(tokio::task::spawn_blocking(read));
        }
        let mut found = Vec::new();
        for work in works {
            found.extend(work.await.map_err(|_| Fault::broken("the gate stopped while it read a text"))?);
        }
        Ok(found)
    })
}

fn of_content(content: &Content, words: &Words) -> Vec<Found> {
    texts::edition(content, &[], &words.proofreader).into_iter().map(super::found).collect()
}
