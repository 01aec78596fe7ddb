//! `renhe due`: counts a due date day by day, or checks a table of due dates.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use base::calendar::weekday_name;
use base::due::{Count, Length, add_working_days, count};
use base::{Calendar, Date, Moment, csv};

use super::Answer;

/// 推算到期日，或核对一张到期日表。
#[derive(Debug, clap::Args)]
pub struct DueArgs {
    /// 起算日期（当日不计入），例如 2024-01-29
    #[arg(long, value_name = "DATE", required_unless_present = "check")]
    pub from: Option<Date>,
    /// 工作日数
    #[arg(long, value_name = "N", group = "length")]
    pub working_days: Option<u32>,
    /// 自然日数，末日逢休息日顺延
    #[arg(long, value_name = "N", group = "length")]
    pub calendar_days: Option<u32>,
    /// 小时数，从起算日期零时起
    #[arg(long, value_name = "N", group = "length")]
    pub hours: Option<u32>,
    /// 核对 CSV 文件，列名为 received_on, working_days, due_on
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "length"])]
    pub check: Option<PathBuf>,
}

/// Runs the command; an error is a Chinese sentence.
pub fn due(args: &DueArgs) -> Result<Answer, String> {
    match (&args.check, args.from) {
        (Some(path), _) => check(path),
        (None, Some(from)) => {
            let length = length(args).ok_or("请给出 --working-days、--calendar-days 或 --hours。")?;
            Ok(Answer {
                text: told(from, length, &count(&Calendar::national(), Moment::start_of(from), length)),
                good: true,
            })
        }
        (None, None) => Err("请给出 --from 或 --check。".to_owned()),
    }
}

fn length(args: &DueArgs) -> Option<Length> {
    let working = args.working_days.map(Length::WorkingDays);
    working.or(args.calendar_days.map(Length::CalendarDays)).or(args.hours.map(Length::Hours))
}

/// The due date alone on the first line, then how it was counted.
fn told(from: Date, length: Length, count: &Count) -> String {
    let due = count.due;
    let mut out = format!("{}\n", due.words());
    let _ = writeln!(out, "自 {from} 起 {}，到期日 {}（{}）", length.words(), due.words(), weekday_name(due.date()));
    for warning in &count.warnings {
        let _ = writeln!(out, "注意：{warning}");
    }
    for step in &count.steps {
        let number = step.counted.map(|n| n.to_string()).unwrap_or_default();
        let _ = writeln!(out, "{}  {}  {number:>4}  {}", step.date, weekday_name(step.date), step.reason);
    }
    out
}

/// Checks every row of a table; wrong rows are named, the last line counts.
fn check(path: &Path) -> Result<Answer, String> {
    let records = csv::read(&super::read(path)?);
    let (head, rows) = records.split_first().ok_or("文件是空的。")?;
    let column = |name: &str| {
        head.iter()
            .position(|x| x.trim() == name)
            .ok_or_else(|| format!("缺少列 {name}，需要 received_on, working_days, due_on。"))
    };
    let columns = [column("received_on")?, column("working_days")?, column("due_on")?];
    let calendar = Calendar::national();
    let mut text = String::new();
    let mut passed = 0;
    for (i, row) in rows.iter().enumerate() {
        match check_row(&calendar, row, columns) {
            Ok(()) => passed += 1,
            Err(problem) => text += &format!("第 {} 条：{problem}\n", i + 1),
        }
    }
    let failed = rows.len() - passed;
    text += &format!("{passed} passed, {failed} failed\n");
    Ok(Answer { text, good: failed == 0 })
}

fn check_row(calendar: &Calendar, row: &[String], columns: [usize; 3]) -> Result<(), String> {
    let [received, days, due] = columns.map(|i| row.get(i).map(|x| x.trim()).unwrap_or_default());
    let from: Date = received.parse().map_err(|_| format!("日期“{received}”有误"))?;
    let number: u32 = days.parse().map_err(|_| format!("工作日数“{days}”有误"))?;
    let expected: Date = due.parse().map_err(|_| format!("日期“{due}”有误"))?;
    let found = add_working_days(calendar, from, number);
    if found == expected {
        Ok(())
    } else {
        Err(format!("{from} 起 {number} 个工作日应为 {found}，表中为 {expected}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(from: &str, working_days: u32) -> DueArgs {
        let from = Some(from.parse().unwrap());
        DueArgs { from, working_days: Some(working_days), calendar_days: None, hours: None, check: None }
    }

    #[test]
    fn the_date_comes_first_and_the_count_after() {
        let answer = due(&args("2024-01-29", 20)).unwrap();
        assert!(answer.good);
        let lines: Vec<&str> = answer.text.lines().collect();
        assert_eq!(lines[0], "2024-02-29");
        assert_eq!(lines[1], "自 2024-01-29 起 20 个工作日，到期日 2024-02-29（星期四）");
        assert_eq!(lines[2], "2024-01-29  星期一        起算当日，不计入");
        assert_eq!(lines.last(), Some(&"2024-02-29  星期四    20  工作日"));
    }

    #[test]
    fn a_year_without_a_table_is_told() {
        assert!(due(&args("2026-12-30", 5)).unwrap().text.contains("注意：2027 年放假安排尚未导入"));
    }

    #[test]
    fn a_table_is_checked_row_by_row() {
        let file = std::env::temp_dir().join(format!("renhe-due-{}.csv", std::process::id()));
        std::fs::write(
            &file,
            "due_on,received_on,working_days\n2024-02-29,2024-01-29,20\n2024-03-01,2024-01-29,20\nx,y,z\n",
        )
        .unwrap();
        let answer = check(&file).unwrap();
        std::fs::write(&file, "a,b\n1,2\n").unwrap();
        let without = check(&file).unwrap_err();
        std::fs::remove_file(&file).unwrap();
        assert!(!answer.good);
        assert!(answer.text.contains("第 2 条：2024-01-29 起 20 个工作日应为 2024-02-29，表中为 2024-03-01"));
        assert_eq!(answer.text.lines().last(), Some("1 passed, 2 failed"));
        assert!(without.contains("缺少列 received_on"));
        assert!(check(&file).unwrap_err().contains("无法读取文件"));
    }
}
