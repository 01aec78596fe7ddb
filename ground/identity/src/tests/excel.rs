//! The Excel template, export and import.

use rust_xlsxwriter::Workbook;
use store::both;

use super::{CLERK, County, name};
use crate::excel::{self, Applied, ImportPlan, Known, PEOPLE, ROWS_MAX, RowError, UNITS};
use crate::{Actor, units};

const UNIT_HEADER: [&str; 7] = ["单位编码", "上级编码", "单位名称", "简称", "类别", "排序", "电话"];
const PERSON_HEADER: [&str; 7] = ["登录名", "姓名", "手机号", "单位编码", "岗位", "单位负责人", "排序"];

fn book(units: &[[&str; 7]], people: &[[&str; 7]]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, header, rows) in [(UNITS, UNIT_HEADER, units), (PEOPLE, PERSON_HEADER, people)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("is named");
        for (number, row) in (0..).zip(std::iter::once(&header).chain(rows)) {
            for (at, cell) in (0..).zip(row) {
                sheet.write_string(number, at, *cell).expect("is written");
            }
        }
    }
    book.save_to_buffer().expect("is saved")
}

/// One unit with its sign, under a head that files from before signs do not have.
fn signed(rows: &[[&str; 8]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let heads = UNIT_HEADER.iter().copied().chain(["机关代字"]).collect::<Vec<_>>();
    let sheet = book.add_worksheet();
    sheet.set_name(UNITS).expect("is named");
    for (number, row) in (0..).zip(std::iter::once(heads.as_slice()).chain(rows.iter().map(<[&str; 8]>::as_slice))) {
        for (at, cell) in (0..).zip(row) {
            sheet.write_string(number, at, *cell).expect("is written");
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name(PEOPLE).expect("is named");
    for (at, title) in (0..).zip(PERSON_HEADER) {
        sheet.write_string(0, at, title).expect("is written");
    }
    book.save_to_buffer().expect("is saved")
}

fn good() -> Vec<u8> {
    book(
        &[
            ["B-1", "B", "救助科", "", "内设机构", "1", ""],
            ["B", "QH", "青禾县教育局", "教育局", "部门", "2", "0000-1234567"],
        ],
        &[
            ["zhang.san", "张三", "138 0000 1111", "B", "局长", "是", "1"],
            ["li.si", "李四", "", "B-1", "科员", "", ""],
            ["li.si", "李四", "", "B", "信访专员", "否", "2"],
            ["wang.wu", "王五", "", "", "", "", ""],
        ],
    )
}

fn known() -> Known {
    Known { open: [("QH".to_owned(), None)].into(), closed: ["OLD".to_owned()].into() }
}

fn places(result: Result<ImportPlan, Vec<RowError>>) -> Vec<String> {
    let errors = result.expect_err("must be refused");
    errors.iter().map(|error| format!("{}{}{}", error.sheet, error.row, error.column)).collect()
}

#[test]
fn a_good_file_becomes_a_plan_with_units_above_first() {
    let plan = excel::check(&good(), &known()).expect("is good");
    assert_eq!(plan.units.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["B", "B-1"]);
    assert_eq!(plan.people.len(), 4);
    assert_eq!(plan.people[0].post.as_ref().map(|(code, post)| (code.as_str(), post.head)), Some(("B", true)));
    assert_eq!(plan.people[3].post, None);
}

#[test]
fn all_errors_are_told_at_once_by_row_and_column() {
    let file = book(
        &[
            ["A 1", "QH", "", "", "局", "x", ""],
            ["OLD", "", "旧局", "", "部门", "", ""],
            ["C", "NONE", "丙", "", "部门", "", ""],
            ["C", "QH", "丙", "", "部门", "", ""],
            ["D", "E", "丁", "", "部门", "", ""],
            ["E", "D", "戊", "", "部门", "", ""],
        ],
        &[
            ["x", "", "123", "NONE", "岗", "也许", "一"],
            ["li.si", "李四", "", "QH", "", "", ""],
            ["li.si", "李五", "", "", "岗", "", ""],
            ["wang.wu", "王五", "", "QH", "岗", "是", ""],
            ["zhao.liu", "赵六", "", "QH", "岗", "否", ""],
            ["wang.wu", "王五", "", "QH", "岗", "是", ""],
        ],
    );
    let found = places(excel::check(&file, &known()));
    let expected = [
        "单位2排序",
        "单位2单位编码",
        "单位2单位名称",
        "单位2类别",
        "单位3单位编码",
        "单位4上级编码",
        "单位5单位编码",
        "单位6上级编码",
        "单位7上级编码",
        "人员2登录名",
        "人员2姓名",
        "人员2手机号",
        "人员2单位负责人",
        "人员2排序",
        "人员2单位编码",
        "人员3岗位",
        "人员4单位编码",
        "人员4姓名",
        "人员6单位负责人",
        "人员7登录名",
    ];
    assert_eq!(found, expected);
}

#[test]
fn files_that_are_no_workbook_or_lack_sheets_and_columns_are_refused_in_words() {
    let mut other = Workbook::new();
    other.add_worksheet().set_name(UNITS).expect("is named").write_string(0, 0, "编号").expect("is written");
    let other = other.save_to_buffer().expect("is saved");
    let whole = good();
    for (file, place) in [(&b""[..], "0"), (b"hello", "0"), (&whole[..whole.len() / 2], "0")] {
        assert_eq!(places(excel::check(file, &known())), [place]);
    }
    let errors = places(excel::check(&other, &known()));
    assert_eq!(errors.len(), 8, "seven columns and a sheet: {errors:?}");
    assert_eq!(places(excel::check(&vec![0; 6 * 1024 * 1024], &known())), ["0"]);
}

#[test]
fn a_file_changed_at_any_place_never_stops_the_program() {
    let whole = good();
    for at in (0..whole.len()).step_by(37) {
        let mut broken = whole.clone();
        broken[at] ^= 0x5a;
        drop(excel::check(&broken, &known()));
    }
}

#[test]
fn too_many_rows_and_packed_giants_are_refused() {
    let row = ["A", "", "甲", "", "部门", "", ""];
    let file = book(&vec![row; ROWS_MAX + 1], &[]);
    assert_eq!(places(excel::check(&file, &known())), ["单位0"]);
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    bomb.start_file("xl/workbook.xml", options).expect("begins");
    for _ in 0..101 {
        std::io::Write::write_all(&mut bomb, &vec![b' '; 1024 * 1024]).expect("is written");
    }
    let bomb = bomb.finish().expect("ends").into_inner();
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(places(excel::check(&bomb, &known())), ["0"]);
}

#[test]
fn numbers_typed_as_numbers_are_read_as_they_look() {
    let mut book = Workbook::new();
    for (name, header) in [(UNITS, UNIT_HEADER), (PEOPLE, PERSON_HEADER)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("is named");
        for (at, title) in (0..).zip(header) {
            sheet.write_string(0, at, title).expect("is written");
        }
        if name == PEOPLE {
            sheet.write_string(1, 0, "li.si").expect("is written");
            sheet.write_string(1, 1, "李四").expect("is written");
            sheet.write_number(1, 2, 13_800_001_111.0).expect("is written");
        }
    }
    let plan = excel::check(&book.save_to_buffer().expect("is saved"), &known()).expect("is good");
    assert_eq!(plan.people[0].form.phone, "13800001111");
}

#[test]
fn the_template_is_an_empty_file_that_can_be_imported() {
    let plan = excel::check(&excel::template().expect("is made"), &Known::default()).expect("is good");
    assert_eq!(plan, ImportPlan::default());
}

both! {
    async fn an_import_makes_what_is_missing_and_a_second_one_changes_nothing(db: TestDb) {
        let county = County::new(db).await;
        let first = county.import(good()).await.expect("is applied");
        let expected = Applied {
            units_made: 2, people_made: 3, posts_made: 3, assigned: 3, units_changed: 0, people_changed: 0,
        };
        assert_eq!(first, expected);
        assert_eq!(county.import(good()).await.expect("is applied"), Applied::default());
        let mut reader = county.test.db.reader();
        let exported = excel::export(&mut reader, &Actor::System).await.expect("is exported");
        assert_eq!(county.import(exported).await.expect("is applied"), Applied::default());
        let section = units::by_code(&mut reader, "B-1").await.expect("is read").expect("is there");
        let people = crate::people::by_login(&mut reader, "zhang.san").await.expect("is read").expect("is there");
        assert_eq!(people.phone, "13800001111");
        assert_eq!(crate::posts::of_unit(&mut reader, section.id).await.expect("is read").len(), 1);
    }

    async fn an_import_brings_names_places_and_numbers_up_to_date(db: TestDb) {
        let county = County::new(db).await;
        county.import(good()).await.expect("is applied");
        let changed = book(
            &[["B-1", "QH", "救助中心", "", "事业单位", "3", ""]],
            &[["li.si", "李四", "13900002222", "B-1", "科员", "", ""]],
        );
        let done = county.import(changed).await.expect("is applied");
        assert_eq!(done, Applied { units_changed: 1, people_changed: 1, ..Applied::default() });
        let unit = units::by_code(&mut county.test.db.reader(), "B-1").await.expect("is read").expect("is there");
        assert_eq!((unit.short_name.as_str(), unit.parent_id), ("救助中心", Some(county.government)));
    }

    async fn signs_come_and_go_with_the_workbook_and_no_two_units_get_one(db: TestDb) {
        let county = County::new(db).await;
        let of = |code: &'static str, name: &'static str, sign: &'static str| [code, "QH", name, "", "部门", "2", "", sign];
        let (education, health) = (of("B", "青禾县教育局", "青教"), of("C", "青禾县卫健局", "青教"));
        assert_eq!(places(excel::check(&signed(&[education, health]), &known())), ["单位3机关代字"]);
        assert_eq!(places(excel::check(&signed(&[of("B", "青禾县教育局", "青教1")]), &known())), ["单位2机关代字"]);
        county.import(signed(&[education])).await.expect("is applied");
        let sign = async || units::by_code(&mut county.test.db.reader(), "B").await.expect("is read").expect("is there").sign;
        assert_eq!(sign().await, "青教");
        let exported = excel::export(&mut county.test.db.reader(), &Actor::System).await.expect("is exported");
        assert_eq!(county.import(exported).await.expect("is applied"), Applied::default(), "signs go out and come back");
        let Err(base::Error::Invalid(fields)) = county.import(signed(&[health])).await else { panic!("must be refused") };
        assert!(fields[0].message.contains("“单位”第 2 行") && fields[0].message.contains("青禾县教育局"), "{fields:?}");
        county.import(signed(&[of("B", "青禾县教育局", "")])).await.expect("is applied");
        county.import(book(&[["B", "QH", "青禾县教育局", "", "部门", "2", ""]], &[])).await.expect("is applied");
        assert_eq!(sign().await, "青教", "what is not filled in stays, and so does what has no column");
        let done = county.import(signed(&[of("B", "青禾县教育局", "青教体")])).await.expect("is applied");
        assert_eq!((done, sign().await.as_str()), (Applied { units_changed: 1, ..Applied::default() }, "青教体"));
    }

    async fn what_an_import_writes_is_committed_to_on_the_ledger(db: TestDb) {
        let county = County::new(db).await;
        county.import(good()).await.expect("is applied");
        let db = &county.test.db;
        assert_eq!(ledger::uncovered(db, crate::COVERED).await.expect("is read"), Vec::new());
        let (mut next, mut checked) = (Some(ledger::Cursor::default()), 0);
        while let Some(from) = next {
            let page = ledger::rehash_bodies(db, crate::COVERED, from, 4).await.expect("is read");
            assert!(page.bad.is_empty(), "{:?}", page.bad);
            (next, checked) = (page.next, checked + page.checked);
        }
        assert_eq!(checked, 5 + 3 * 3);
    }

    async fn an_import_grants_nothing(db: TestDb) {
        let county = County::new(db).await;
        let [system, security, _] = county.administrators().await;
        county.post(county.bureau, "信访专员", &[CLERK]).await;
        let file = book(&[], &[["puppet", "甲乙", "", "QH-MZ", "信访专员", "", ""]]);
        let plan = excel::import(&mut county.test.db.reader(), file).await.expect("is read").expect("is good");
        for by in [&system, &security] {
            let mut tx = county.test.db.begin().await.expect("begins");
            let done = excel::apply(&mut tx, county.identity.act(by), &plan).await;
            assert_eq!(name(done), "identity.forbidden");
        }
    }
}

impl County {
    async fn import(&self, file: Vec<u8>) -> Result<Applied, base::Error> {
        let plan = excel::import(&mut self.test.db.reader(), file).await?.expect("the file is good");
        let mut tx = self.test.db.begin().await?;
        let done = excel::apply(&mut tx, self.identity.act(&Actor::System), &plan).await?;
        tx.commit().await?;
        Ok(done)
    }
}
