-- Disclosure (政府信息公开): guides and rules of every organ, standard catalogues, lists of powers, transfers, re-assessments.
CREATE TABLE disclosure_page (
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the organ
    kind {text} NOT NULL, -- public: guide (公开指南) or rules (公开制度)
    body {text} NOT NULL, -- public: the text as clean HTML
    changed_at {int} NOT NULL, -- public: when it was last changed
    PRIMARY KEY (unit_id, kind)
) {strict};

CREATE TABLE disclosure_standard (
    id {id}, -- public: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit whose catalogue it is
    domain {text} NOT NULL, -- public: one of the 26 domains
    rank {int} NOT NULL, -- public: order in the catalogue
    item {text} NOT NULL, -- public: 一级事项
    sub_item {text} NOT NULL, -- public: 二级事项
    content {text} NOT NULL, -- public: 公开内容（要素）
    basis {text} NOT NULL, -- public: 公开依据
    time_limit {text} NOT NULL, -- public: 公开时限
    subject {text} NOT NULL, -- public: 公开主体
    channels {text} NOT NULL, -- public: 公开渠道和载体
    audience {text} NOT NULL, -- public: 公开对象
    mode {text} NOT NULL, -- public: 公开方式
    level {text} NOT NULL, -- public: 公开层级
    column_id {int} REFERENCES edition_column (id), -- public: the column in which it is disclosed
    changed_at {int} NOT NULL -- internal: when it was last changed
) {strict};
CREATE INDEX disclosure_standard_unit ON disclosure_standard (unit_id, domain, rank, id);
CREATE INDEX disclosure_standard_domain ON disclosure_standard (domain, unit_id, rank, id);

CREATE TABLE disclosure_power (
    id {id}, -- public: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the organ
    list {text} NOT NULL, -- public: power (权力清单), duty (责任清单) or negative (负面清单)
    rank {int} NOT NULL, -- public: order in the list
    code {text} NOT NULL, -- public: code of the entry, may be empty
    name {text} NOT NULL, -- public: name of the entry
    kind {text} NOT NULL, -- public: kind of power, such as 行政许可
    basis {text} NOT NULL, -- public: on what it rests
    duties {text} NOT NULL, -- public: duties that go with it
    version {int} NOT NULL, -- public: version of the list in which it came
    ended_version {int} -- public: version of the list from which on it is gone
) {strict};
CREATE INDEX disclosure_power_unit ON disclosure_power (unit_id, list, rank, id);

CREATE TABLE disclosure_list (
    id {id}, -- public: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the organ
    list {text} NOT NULL, -- public: power, duty or negative
    version {int} NOT NULL, -- public: counted from 1
    at {int} NOT NULL, -- public: when it was published
    why {text} NOT NULL, -- public: what changed and on what basis
    entries {int} NOT NULL, -- public: number of entries
    UNIQUE (unit_id, list, version)
) {strict};

CREATE TABLE disclosure_transfer (
    id {id}, -- internal: key
    receiver {text} NOT NULL, -- internal: archive (国家档案馆) or library (公共图书馆)
    from_on {text} NOT NULL, -- internal: first civil date of publication
    to_on {text} NOT NULL, -- internal: last civil date of publication
    made_at {int} NOT NULL, -- internal: when the list was made
    made_by {text} NOT NULL, -- internal: name, unit and post of whoever made it
    entries {int} NOT NULL -- internal: number of documents
) {strict};

CREATE TABLE disclosure_assessment (
    id {id}, -- internal: key
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: the edition that was kept closed
    at {int} NOT NULL, -- internal: when it was looked at again
    actor {text} NOT NULL, -- internal: name, unit and post of whoever looked
    result {text} NOT NULL, -- internal: keep (仍不公开) or open (转为公开)
    why {text} NOT NULL -- internal: reason
) {strict};
CREATE INDEX disclosure_assessment_item ON disclosure_assessment (item_id, id);
