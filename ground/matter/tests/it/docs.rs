//! The document for officials.

use base::rules::Rules;
use matter::docs::process_markdown;

use crate::sample::{SAMPLE, today};

#[test]
fn the_document_names_every_state_action_and_number() {
    let text = process_markdown(&SAMPLE, &Rules::built_in(), today());
    let titles = SAMPLE.states.iter().map(|s| s.title).chain(SAMPLE.actions.iter().map(|a| a.title));
    for title in
        titles.chain(SAMPLE.consultations.iter().map(|c| c.title)).chain(SAMPLE.outcomes.iter().map(|o| o.title))
    {
        assert!(text.contains(title), "{title}");
    }
    assert!(text.contains("5 个工作日") && text.contains("视为同意") && text.contains("stateDiagram-v2"), "{text}");
    assert!(!text.contains("缺少规则"), "{text}");
}
