-- Disclosure requests: what was entered by mistake, how fees are paid, annual reports put right after they were settled.
ALTER TABLE requests_request ADD COLUMN voided_on {text}; -- internal: civil date on which an entry made by mistake was voided (作废); it has no day of receipt any more and no table counts it

CREATE TABLE requests_pay (
    organ_id {int} NOT NULL PRIMARY KEY, -- public: the organ that charges
    way {text} NOT NULL, -- public: how its fees are paid: account, code, place
    changed_at {int} NOT NULL -- internal: when it was written
) {strict};

ALTER TABLE requests_report ADD COLUMN missing {text} NOT NULL DEFAULT ''; -- internal: organs that had not settled when the county's report was, and why it was settled nevertheless; empty when all had
CREATE TABLE requests_report_old (
    id {id}, -- public: key
    report_id {int} NOT NULL REFERENCES requests_report (id), -- public: the report that was put right (更正)
    texts {text} NOT NULL, -- public: its texts as they were settled
    table2 {text} NOT NULL, -- public: its table two as it was settled
    numbers {text} NOT NULL, -- public: its numbers as they were settled
    settled_at {int} NOT NULL, -- public: when it was settled
    replaced_at {int} NOT NULL, -- public: when the next version took its place
    reason {text} NOT NULL -- public: why it was put right
) {strict};
CREATE INDEX requests_report_old_of ON requests_report_old (report_id, id);
