//! With what the editor of an organ begins that has no guide or rules yet: headings in the order of the article and sentences that hold
//! for every organ. What only the organ knows is left open, and the checklist beside the editor names it; nobody but its keeper sees it.

/// The guide (公开指南) or the rules (公开制度) with which the keeper of `unit` begins.
pub(crate) fn first(kind: &str, unit: &str, phone: &str) -> String {
    match kind {
        "guide" => format!(
            "<h2>一、公开信息的分类和编排体系</h2><p>{unit}主动公开的政府信息按履职依据、机构职能、规划计划、财政预决算等法定类别编排，每条信息有索引号、名称、内容概述和生成日期。</p>\
             <h2>二、获取方式</h2><p>主动公开的信息可以在本平台检索、查阅、下载，也可以到政府信息查阅点查阅。</p>\
             <p>需要获取其他政府信息的，可以向{unit}提出政府信息公开申请，可以当面、邮寄或者通过网站提交。</p>\
             <h2>三、信息公开工作机构</h2><p>机构名称：</p><p>办公地址：</p><p>办公时间：</p><p>联系电话：{phone}</p><p>传真号码：</p><p>互联网联系方式：</p>\
             <h2>四、监督和救济</h2><p>认为{unit}未依法履行政府信息公开义务的，可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼。</p>"
        ),
        _ => format!(
            "<h2>一、公开审查制度</h2><p>{unit}公开政府信息，坚持先审查、后公开，一事一审，未经保密审查的信息不得公开。</p>\
             <h2>二、发布协调制度</h2><p>拟公开的信息涉及其他机关的，公开前与有关机关协商、确认，保证信息准确一致。</p>\
             <h2>三、信息管理和动态调整</h2><p>定期评估不予公开的信息，因情势变化可以公开的，及时公开。</p>\
             <h2>四、更正制度</h2><p>发现公开的信息不准确的，及时更正；更正留有记录。</p>"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::first;
    use crate::checklist;

    #[test]
    fn the_first_guide_invents_nothing_that_only_the_organ_knows() {
        let lacks = |phone: &str| -> Vec<&str> {
            checklist::missing(&first("guide", "县民政局", phone)).iter().map(|demand| demand.title).collect()
        };
        let of_the_organ = ["工作机构的名称", "办公地址", "办公时间", "传真号码", "互联网联系方式"];
        assert_eq!(lacks("0000-7654321"), of_the_organ);
        assert!(lacks("").contains(&"联系电话"), "no telephone is no telephone");
    }
}
