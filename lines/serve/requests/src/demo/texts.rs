//! What is asked for, invented.

use base::Chance;

/// Names of information and descriptions; `{y}` stands for a year, `{t}` for a place.
const WANTED: &[(&str, &str)] = &[
    ("{t}{y}年征地补偿标准及发放明细", "请公开{t}{y}年集体土地征收的补偿标准、补偿总额和按户发放的明细。"),
    ("{t}污水处理厂环境影响评价批复", "请公开{t}污水处理厂项目环境影响评价文件的批复文号和全文。"),
    ("{y}年农村危房改造补助名单", "请公开{t}{y}年农村危房改造补助对象名单和补助金额。"),
    ("{t}农贸市场改造工程中标合同", "请公开{t}农贸市场改造工程的中标通知书、合同价款和工期。"),
    ("{y}年县级财政预算调整方案", "请公开{y}年县本级财政预算调整方案及审批文件。"),
    ("{t}小学学区划分依据", "请公开{y}年{t}小学学区划分方案、论证材料和公示情况。"),
    ("{t}道路拓宽规划许可证", "请公开{t}道路拓宽工程的建设工程规划许可证及附图。"),
    ("{y}年食品抽检不合格名单", "请公开{y}年{t}食品安全监督抽检不合格产品和处置结果。"),
    ("{t}河道采砂许可审批材料", "请公开{y}年{t}河段采砂许可的审批材料和年度控制开采量。"),
    ("{y}年退役军人安置岗位计划", "请公开{y}年度退役军人安置岗位计划和选岗规则。"),
    ("{t}电梯加装补贴政策", "请公开{t}既有住宅加装电梯补贴的文件和已经发放的项目清单。"),
    ("{y}年集中供热价格成本监审报告", "请公开{y}年城区集中供热价格的成本监审报告和定价依据。"),
    ("关于{t}信访事项的处理情况", "我反映的{t}道路扬尘问题迟迟没有处理，请公开处理情况并督促解决。"),
    ("{t}村级集体经济合作项目会议纪要", "请公开{y}年研究{t}村级集体经济合作项目的会议纪要和讨论记录。"),
    ("本人不动产登记档案", "请提供本人名下位于{t}的房屋不动产登记档案复印件。"),
    ("{y}年政府公报合订本", "请提供{y}年县政府公报合订本一套。"),
    ("{t}执法案件全部案卷", "请公开{y}年{t}违法建设查处案件的全部案卷材料。"),
    ("{y}年教师招聘考试成绩", "请公开{y}年全县教师招聘考试各岗位进入面试人员的成绩。"),
];
const PLACES: &[&str] = &["禾丰镇", "青溪镇", "人民路", "城东片区", "南门社区", "松岗镇", "柳湾村"];

/// A name and a description.
pub(super) fn wanted(chance: &Chance, year: i16) -> (String, String) {
    let (title, text) = chance.pick(WANTED).copied().unwrap_or(("信息", "请公开。"));
    let place = chance.pick(PLACES).copied().unwrap_or("青溪镇");
    let year = (year - 1).to_string();
    let fill = |text: &str| text.replace("{y}", &year).replace("{t}", place);
    (fill(title), fill(text))
}

/// A request to correct a record.
pub(super) fn record(chance: &Chance) -> (String, String) {
    let place = chance.pick(PLACES).copied().unwrap_or("青溪镇");
    (
        "更正户籍登记中的出生日期".to_owned(),
        format!("我在{place}办理登记时，出生日期被误记，附户口簿复印件，请予更正。"),
    )
}

/// The name of an organisation.
pub(super) fn organisation(applicant: &str, chance: &Chance) -> String {
    let place = chance.pick(PLACES).copied().unwrap_or("青溪镇");
    let rest = match applicant {
        "business" => "建材有限公司",
        "research" => "农业技术研究所",
        "welfare" => "社会工作服务中心",
        "legal" => "青禾律师事务所",
        _ => "村民理财小组",
    };
    format!("{place}{rest}")
}

/// What the county's report of a year says in words: 一、总体情况, 五、问题, 六、其他 (国办公开办函〔2021〕30号).
pub(super) const REPORT: [&str; 3] = [
    "本报告由青禾县政府信息公开工作主管部门编制。全县把政务公开贯穿决策、执行、管理、服务、结果全过程，主动公开目录按月核对，依申请公开全程记录时限。\n\
     依申请公开：全部申请在法定期限内答复，答复书由系统按案件事实生成，经负责人审签后送达。\n\
     平台建设：政府门户网站对每个栏目规定更新期限，临期提醒责任单位，空白栏目不对外显示。",
    "存在问题：一是个别乡镇的基层目录更新不及时；二是部分政策只发文件、没有解读；三是答复书说理不够充分。\n\
     改进情况：把栏目更新期限落实到人；政策文件与解读同步起草、同步审签、同步发布；对答复书逐件评查，评查结果按季度通报。",
    "本年度没有收取政府信息公开信息处理费。\n除此之外，没有需要报告的其他事项。",
];

/// What the report of an organ says in words.
pub(super) fn unit_report(name: &str) -> Vec<String> {
    vec![
        format!("本报告由{name}编制。本机关按照公开目录及时公开信息，依法办理公开申请。"),
        "存在问题：部分文件的解读不够及时。改进情况：文件与解读同步起草、同步发布。".to_owned(),
        "没有需要报告的其他事项。".to_owned(),
    ]
}

/// Table two of the organ that is the `place`th: rules are made by the first only, which is the county's office.
pub(super) fn table2(chance: &Chance, place: usize) -> Vec<String> {
    let below = |most: u64| chance.below(most).to_string();
    let made = if place == 0 { 3 } else { 0 };
    let kept = if place == 0 { 41 } else { 2 };
    let mut cells: Vec<String> = ["0", "0", "0"].map(str::to_owned).to_vec();
    cells.extend([made.to_string(), below(2), kept.to_string()]);
    cells.extend([below(900), below(60), below(6), format!("{}.{}", chance.below(40), chance.below(10))]);
    cells
}
