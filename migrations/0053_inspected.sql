-- What inspectors look at: what the guide (办事指南) says of an item, whether home pages open, the yearly sheet of every website.
ALTER TABLE guide_item ADD COLUMN serves {text} NOT NULL DEFAULT ''; -- public: person (个人), firm (法人), both, or empty when unknown
ALTER TABLE guide_item ADD COLUMN basis {text} NOT NULL DEFAULT ''; -- public: on what the item rests (设定依据)
ALTER TABLE guide_item ADD COLUMN conditions {text} NOT NULL DEFAULT ''; -- public: who may apply (申请条件), one line each
ALTER TABLE guide_item ADD COLUMN materials {text} NOT NULL DEFAULT ''; -- public: what has to be brought (办理材料), one line each
ALTER TABLE guide_item ADD COLUMN place {text} NOT NULL DEFAULT ''; -- public: where (办理地点)
ALTER TABLE guide_item ADD COLUMN hours {text} NOT NULL DEFAULT ''; -- public: when the place is open (办理时间)
ALTER TABLE guide_item ADD COLUMN phone {text} NOT NULL DEFAULT ''; -- public: telephone of the unit for questions (联系电话)
ALTER TABLE guide_item ADD COLUMN steps {text} NOT NULL DEFAULT ''; -- public: how it goes (办理流程), one line each
ALTER TABLE guide_item ADD COLUMN takes {text} NOT NULL DEFAULT ''; -- public: how long it takes (办理时限)
ALTER TABLE guide_item ADD COLUMN fee {text} NOT NULL DEFAULT ''; -- public: what it costs (收费标准)

CREATE TABLE sites_visit (
    site_id {int} NOT NULL REFERENCES edition_site (id), -- internal: the site whose home page was asked for
    on_date {text} NOT NULL, -- internal: civil date
    visits {int} NOT NULL, -- internal: how often the program asked for it
    failed {int} NOT NULL, -- internal: how often it did not open, or not within the time of the rule
    longest {int} NOT NULL, -- internal: the longest time of an answer, in milliseconds
    last_at {int} NOT NULL, -- internal: when it was asked for last
    PRIMARY KEY (site_id, on_date)
) {strict};

CREATE TABLE sites_sheet (
    id {id}, -- public: key
    site_id {int} NOT NULL REFERENCES edition_site (id), -- public: the site
    year {int} NOT NULL, -- public: the civil year of which it tells
    typed {text} NOT NULL, -- internal: JSON: what only people know, field by field
    numbers {text} NOT NULL, -- public: JSON: all fields as they were published; empty before
    changed_at {int} NOT NULL, -- internal: when it was written last
    published_at {int}, -- public: when it was published, or published anew after a correction
    UNIQUE (site_id, year)
) {strict};
