//! Items whose guide (办事指南) lacks so much that the inspection counts them, for a line that takes them up (督办).

use base::Error;
use matter::{Finding, Finds, Sought, Still};
use web::App;

use crate::THIN;
use crate::model::Item;
use crate::store::{self, Filter};

/// What is watched.
pub(crate) static FINDS: &[Finds] = &[Finds {
    key: "guide.thin",
    title: "办事指南要素缺失",
    demand: "请补全办事指南的设定依据、申请条件、办理材料、办理地点、办理时间、联系电话、办理流程等要素。",
    find: |app, sought| Box::pin(find(app, sought)),
    by_unit: |app| Box::pin(by_unit(app)),
    again: |app, keys| Box::pin(again(app, keys)),
}];

fn thin(app: &App) -> Result<Filter, Error> {
    Ok(Filter { lacking: Some(app.number(THIN)?), ..Filter::default() })
}

async fn find(app: &App, sought: &Sought) -> Result<Vec<Finding>, Error> {
    let mut reader = app.db.reader();
    let after = match sought.after.parse() {
        Ok(id) => store::find(&mut reader, id).await?.map_or((i64::MAX, id), |item| (item.rank, item.id)),
        Err(_) => (i64::MIN, 0),
    };
    let ids = sought.keys.as_ref().map(|keys| keys.iter().filter_map(|key| key.parse().ok()).collect());
    let filter = Filter { unit: sought.unit, ids, ..thin(app)? };
    let items = store::list(&mut reader, &filter, after, sought.limit).await?;
    Ok(items.iter().map(finding).collect())
}

fn finding(item: &Item) -> Finding {
    Finding {
        key: item.id.to_string(),
        unit: item.unit_id,
        what: format!("“{}”的办事指南缺 {}", item.name, item.lacking().join("、")),
        address: format!("/guide/{}", item.id),
        since: None,
    }
}

async fn by_unit(app: &App) -> Result<Vec<(i64, i64)>, Error> {
    Ok(store::by_unit(&mut app.db.reader(), &thin(app)?).await?)
}

async fn again(app: &App, keys: &[String]) -> Result<Vec<(String, Still)>, Error> {
    let sought = Sought { keys: Some(keys.to_vec()), limit: keys.len(), ..Sought::default() };
    let there: Vec<String> = find(app, &sought).await?.into_iter().map(|finding| finding.key).collect();
    let still = |key: &String| if there.contains(key) { Still::There } else { Still::Gone };
    Ok(keys.iter().map(|key| (key.clone(), still(key))).collect())
}
