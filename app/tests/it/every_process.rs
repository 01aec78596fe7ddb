//! Every process is well formed, rests on rule rows that exist, and is written down for officials.

use std::fs;

use base::{Date, Rules};

use super::tidy::root;

/// Compares `text` with the file `path`, or writes it when `RENHE_BLESS` is set.
pub(crate) fn reviewed(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("RENHE_BLESS").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("the folder can be made");
        fs::write(&file, text).expect("the file can be written");
        return;
    }
    let before = fs::read_to_string(&file).unwrap_or_default();
    assert!(before == text, "{path} is not current: `make bless`, then read the difference");
}

#[test]
fn every_process_is_well_formed() {
    for line in renhe::lines() {
        for process in line.processes {
            assert_eq!(process.faults(), Vec::<String>::new());
            assert!(process.key.starts_with(&format!("{}.", line.key)), "{} is not of {}", process.key, line.key);
            // Numbers begin with the sign of the county that runs the program, whichever that is.
            assert!(process.number.starts_with("{prefix}"), "{}: {}", process.key, process.number);
        }
    }
}

#[test]
fn every_clock_and_consultation_rests_on_a_rule_row() {
    let rules = Rules::built_in();
    let today = Date::constant(2026, 11, 24);
    for process in renhe::lines().iter().flat_map(|l| l.processes) {
        let of_clocks = process.clocks.iter().flat_map(|c| c.rules).map(|(_, key)| *key);
        let of_consultations = process.consultations.iter().map(|c| c.rule).filter(|key| !key.is_empty());
        for key in of_clocks.chain(of_consultations) {
            let rule = rules.at(key, today).unwrap_or_else(|| panic!("{}: no rule row {key}", process.key));
            assert!(rule.length().is_some(), "{}: {key} is not a length of time", process.key);
        }
    }
}

#[test]
fn every_action_that_waits_for_somebody_outside_can_go_on() {
    use matter::process::{By, Kind};
    for process in renhe::lines().iter().flat_map(|l| l.processes) {
        for state in process.states.iter().filter(|s| s.kind == Kind::Waiting) {
            let leaves = process.actions.iter().any(|a| {
                let fits = a.from.is_empty() || a.from.contains(&state.key);
                fits && a.by.iter().any(|by| matches!(by, By::System | By::Desk(_) | By::Leader(_)))
            });
            assert!(leaves, "{}: nobody inside can end {}", process.key, state.key);
        }
    }
}

#[test]
fn the_descriptions_for_officials_are_current() {
    for process in renhe::lines().iter().flat_map(|l| l.processes) {
        let text = matter::docs::process_markdown(process, &Rules::built_in(), Date::constant(2026, 11, 24));
        reviewed(&format!("docs/processes/{}.md", process.key), &text);
    }
}
