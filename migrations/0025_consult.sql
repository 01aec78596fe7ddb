-- Consultation (政务咨询), knowledge base (知识库) and error reports (我要纠错).
CREATE TABLE consult_topic (
    id {id}, -- public: key
    title {text} NOT NULL UNIQUE, -- public: 名称
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit that usually answers
    pace {text} NOT NULL, -- public: simple or ordinary, which chooses the rule row of its time
    review {int} NOT NULL, -- internal: 1 when answers are reviewed before they go out
    rank {int} NOT NULL, -- internal: order among topics
    closed_at {int} -- internal: when it was closed
) {strict};

CREATE TABLE consult_case (
    id {id}, -- public: key
    matter_id {int} NOT NULL UNIQUE REFERENCES matter_matter (id), -- internal: how it runs
    what {text} NOT NULL, -- public: ask (咨询) or error (纠错)
    kind {text} NOT NULL, -- public: pace of a consultation, kind of an error
    topic_id {int} REFERENCES consult_topic (id), -- public: topic of a consultation
    source {text} NOT NULL, -- internal: web, or how else it came
    received_on {text} NOT NULL, -- public: civil date from which its times count
    received_at {int} NOT NULL, -- public: when it was sent
    title {text} NOT NULL, -- personal: title as written; of an error report the title of the page
    body {text} NOT NULL, -- personal: text as written
    name {text} NOT NULL, -- personal: name of the person, may be empty
    phone {text} NOT NULL, -- personal: telephone, sealed in the vault, may be empty
    phone_digest {text} NOT NULL, -- personal: digest by which it is found
    email {text} NOT NULL, -- personal: e-mail address, may be empty
    citizen_id {int} REFERENCES identity_citizen (id), -- personal: account of the person, when signed in
    consent {int} NOT NULL, -- internal: 1 when the person agreed to publication
    code_digest {blob} NOT NULL, -- secret: digest of the query code
    code_salt {blob} NOT NULL, -- secret: salt of that digest
    code_sealed {blob}, -- secret: the query code under the receipt token, until the receipt page ends
    receipt_digest {text}, -- secret: digest of the receipt token
    receipt_until {int}, -- internal: when the receipt page ends
    entry_id {int} NOT NULL, -- internal: entry on the ledger that proves its arrival
    page {text} NOT NULL, -- internal: local address of the page that is wrong, empty for consultations
    selected {text} NOT NULL, -- internal: the text that was marked on it
    spot {text} NOT NULL, -- internal: digest of page and marked text, by which repeats are found
    draft {text} NOT NULL, -- internal: answer under review
    draft_unit {int} REFERENCES identity_unit (id), -- internal: unit that wrote the draft
    answer {text} NOT NULL, -- internal: answer as it went out, empty before
    answer_unit {int} REFERENCES identity_unit (id), -- public: unit that answered
    answered_at {int}, -- public: when the first answer went out
    answered_due {int}, -- internal: until when the first answer was due
    replied_at {int}, -- public: when the present answer went out
    result {text} NOT NULL, -- public: of an error report fixed, unfounded or refused; empty before
    fixed_page {text} NOT NULL, -- public: local address of the mended page
    satisfaction {int}, -- public: 1 very dissatisfied to 5 very satisfied
    rating_text {text} NOT NULL, -- personal: what the person says of the answer
    rated_at {int}, -- internal: when it was rated
    reopened {int} NOT NULL, -- internal: how often it was handled again
    valid {int} NOT NULL, -- public: 0 when it was refused, retracted or joined with another
    knowledge_id {int}, -- internal: the entry of the knowledge base that was drafted from it
    public_title {text} NOT NULL, -- public: masked title
    public_body {text} NOT NULL, -- public: masked text
    public_answer {text} NOT NULL, -- public: masked answer
    published_at {int}, -- public: when it was published, none while it is not
    withdrawn_at {int}, -- internal: when it was withdrawn from the public
    withdrawn_why {text} NOT NULL -- internal: why
) {strict};
CREATE INDEX consult_case_received ON consult_case (what, received_on, matter_id);
CREATE INDEX consult_case_published ON consult_case (published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX consult_case_receipt ON consult_case (receipt_digest);
CREATE INDEX consult_case_spot ON consult_case (spot, id);
CREATE INDEX consult_case_phone ON consult_case (phone_digest, id);

CREATE TABLE consult_message (
    id {id}, -- internal: key
    case_id {int} NOT NULL REFERENCES consult_case (id), -- internal: of which consultation
    at {int} NOT NULL, -- internal: when
    kind {text} NOT NULL, -- internal: reopen or retract
    text {text} NOT NULL -- personal: what was written
) {strict};
CREATE INDEX consult_message_case ON consult_message (case_id, id);

CREATE TABLE consult_entry (
    id {id}, -- public: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit responsible
    topic_id {int} REFERENCES consult_topic (id), -- public: topic
    live_id {int}, -- internal: the version that is public, none while none is
    question {text} NOT NULL, -- public: question of the newest version, by which it stands in lists
    expires_on {text}, -- public: civil date after which the public version is withdrawn
    published_at {int}, -- public: when its public version was approved
    withdrawn_at {int}, -- internal: when it was withdrawn
    withdrawn_why {text} NOT NULL, -- internal: why
    offered {int} NOT NULL, -- internal: how often it was offered to somebody who asked
    solved {int} NOT NULL, -- internal: how often somebody said that it solved the question
    useful {int} NOT NULL, -- internal: how often it was called useful
    useless {int} NOT NULL -- internal: how often it was called not useful
) {strict};
CREATE INDEX consult_entry_live ON consult_entry (published_at, id) WHERE live_id IS NOT NULL;
CREATE INDEX consult_entry_expires ON consult_entry (expires_on, id) WHERE live_id IS NOT NULL;
CREATE INDEX consult_entry_unit ON consult_entry (unit_id, id);

CREATE TABLE consult_version (
    id {id}, -- internal: key
    entry_id {int} NOT NULL REFERENCES consult_entry (id), -- internal: of which entry
    number {int} NOT NULL, -- internal: counts the versions of an entry from 1
    state {text} NOT NULL, -- internal: draft, review, approved or rejected
    question {text} NOT NULL, -- public: 标准问题
    variants {text} NOT NULL, -- public: other wordings, one a line
    answer {text} NOT NULL, -- public: 答案
    others {text} NOT NULL, -- public: further units responsible, by name
    basis {text} NOT NULL, -- public: 依据
    links {text} NOT NULL, -- public: linked services and pages, one a line: address, blank, title
    expires_on {text}, -- public: civil date after which it no longer holds
    drafted_by {int}, -- internal: person who wrote it
    drafted_at {int} NOT NULL, -- internal: when
    decided_by {int}, -- internal: person who approved or rejected it, never who wrote it
    decided_at {int}, -- internal: when
    reason {text} NOT NULL, -- internal: why it was rejected
    UNIQUE (entry_id, number)
) {strict};

CREATE TABLE consult_solved (
    id {id}, -- internal: key
    solved_on {text} NOT NULL, -- internal: civil date
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit whose answer it was
    title {text} NOT NULL, -- internal: title of the answer
    href {text} NOT NULL -- internal: its address
) {strict};
CREATE INDEX consult_solved_day ON consult_solved (solved_on, id);
