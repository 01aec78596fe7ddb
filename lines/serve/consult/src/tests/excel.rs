//! The knowledge base by Excel: out and in again changes nothing, errors are told by row and column.

use super::*;
use crate::excel::{Brought, bring, check, rows, workbook};
use crate::model::Limits;

fn row(unit: &str, question: &str, answer: &str) -> Vec<String> {
    [unit, "社会保险", question, "问法一\n问法二", answer, "", "社会保险法", "/a/12 指南", "2027-12-31"]
        .map(str::to_owned)
        .to_vec()
}

async fn take(county: &County, by: &Actor, file: &[u8]) -> Result<Brought, Vec<(u32, String)>> {
    let ground = county.ground();
    let limits = Limits::at(&ground.rules, ground.now.date()).unwrap();
    let mut q = county.db().reader();
    let ready = check(&mut q, by, &limits, ground.now.date(), file).await.unwrap();
    let ready = ready.map_err(|errors| errors.into_iter().map(|e| (e.row, e.column)).collect::<Vec<_>>())?;
    let mut tx = county.db().begin().await.unwrap();
    let brought = bring(&mut tx, &ground, by, &ready).await.unwrap();
    tx.commit().await.unwrap();
    Ok(brought)
}

::store::both! {
    async fn what_goes_out_comes_in_again_and_changes_nothing(test: TestDb) {
        let county = County::new(test).await;
        let file = workbook(&[row("县人社局", "社保卡怎样办", "到银行办。\n当场领取。"), row("县人社局", "养老金怎样领", "到银行领。")]).unwrap();
        let first = take(&county, &county.social_desk, &file).await.unwrap();
        assert_eq!(first, Brought { made: 2, changed: 0, same: 0 });
        assert_eq!(take(&county, &county.social_desk, &file).await.unwrap(), Brought { made: 0, changed: 0, same: 2 });
        let out = rows(&mut county.db().reader(), Some(&[county.social]), (1, 100)).await.unwrap();
        assert!(out.iter().any(|r| r[4] == "到银行办。\n当场领取。"), "lines are kept: {out:?}");
        assert_eq!(take(&county, &county.social_desk, &workbook(&out).unwrap()).await.unwrap().same, 2);
        let changed = workbook(&[row("县人社局", "社保卡怎样办", "到任何网点办。")]).unwrap();
        assert_eq!(take(&county, &county.social_desk, &changed).await.unwrap().changed, 1);
    }

    async fn everything_goes_out_in_parts_and_what_stands_under_a_closed_topic_comes_in_again(test: TestDb) {
        let county = County::new(test).await;
        let entries: Vec<Vec<String>> = (1..=5).map(|n| row("县人社局", &format!("第 {n} 个问题"), "到银行领。")).collect();
        take(&county, &county.social_desk, &workbook(&entries).unwrap()).await.unwrap();
        let mut tx = county.db().begin().await.unwrap();
        let topic = store::topics(&mut tx, true).await.unwrap().into_iter().find(|t| t.title == "社会保险").unwrap();
        store::close_topic(&mut tx, topic.id, Some(county.now)).await.unwrap();
        tx.commit().await.unwrap();
        let mut all = Vec::new();
        for (part, expected) in [(1, 2), (2, 2), (3, 1), (4, 0)] {
            let mut q = county.db().reader();
            let out = rows(&mut q, Some(&[county.social]), (part, 2)).await.unwrap();
            assert_eq!(out.len(), expected, "part {part}");
            if !out.is_empty() {
                let again = take(&county, &county.social_desk, &workbook(&out).unwrap()).await.unwrap();
                assert_eq!(again, Brought { made: 0, changed: 0, same: expected });
            }
            all.extend(out.into_iter().map(|row| row[2].clone()));
        }
        assert_eq!(all, entries.iter().map(|row| row[2].clone()).collect::<Vec<_>>(), "each once");
        assert_eq!(store::to_export(&mut county.db().reader(), Some(&[county.social])).await.unwrap(), 5);
    }

    async fn errors_are_told_by_row_and_column_and_nothing_is_taken(test: TestDb) {
        let county = County::new(test).await;
        let mut late = row("县人社局", "过期的", "答案在此");
        late[8] = "2020-01-01".into();
        let mut outside = row("县人社局", "外部链接", "答案在此");
        outside[7] = "https://other.example/x 外面".into();
        let mut topic = row("县人社局", "没有主题", "答案在此");
        topic[1] = "不存在".into();
        let file = workbook(&[
            row("没有的局", "问题一", "答案在此"),
            row("县城管局", "问题二", "答案在此"),
            row("县人社局", "", "答案在此"),
            late, outside, topic,
            row("县人社局", "重复的", "答案在此"),
            row("县人社局", "重复的", "答案在此"),
        ]).unwrap();
        let errors = take(&county, &county.social_desk, &file).await.unwrap_err();
        let expected = [
            (2, "责任单位"), (3, "责任单位"), (4, "标准问题"), (5, "有效期至"), (6, "相关事项和网页"), (7, "主题"), (9, "标准问题"),
        ];
        assert_eq!(errors, expected.map(|(row, column)| (row, column.to_owned())));
        assert_eq!(store::of_questions(&mut county.db().reader(), &["重复的".to_owned()]).await.unwrap(), []);
        for broken in [b"".as_slice(), b"PK\x03\x04 not a workbook", "标准问题,答案".as_bytes()] {
            assert_eq!(take(&county, &county.social_desk, broken).await.unwrap_err().len(), 1);
        }
        assert_eq!(take(&county, &county.social_desk, &workbook(&[]).unwrap()).await.unwrap_err().len(), 1, "nothing in it");
    }
}
