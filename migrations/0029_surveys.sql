-- Collections of opinions and surveys (民意征集、网上调查).
CREATE TABLE surveys_survey (
    id {id}, -- public: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit that asks
    what {text} NOT NULL, -- public: opinion (征集, on a draft) or poll (调查, questions only)
    kind {text} NOT NULL, -- public: what the draft is, which chooses the rule row of the shortest time
    title {text} NOT NULL, -- public: 标题
    intro {text} NOT NULL, -- public: 背景和说明
    content {text} NOT NULL, -- public: paragraphs of the draft and questions, as JSON; frozen by the approval
    voter {text} NOT NULL, -- public: who answers how often: none, browser or citizen
    channels {text} NOT NULL, -- public: other ways to answer: telephone, post
    hurry {text} NOT NULL, -- public: why the time is shorter than usual, empty when it is not
    opens_on {text} NOT NULL, -- public: first civil date on which it is answered
    closes_on {text} NOT NULL, -- public: last civil date
    first_end {text}, -- public: last civil date as it was announced at first, none while it was not made longer
    longer_why {text} NOT NULL, -- public: why it was made longer, empty while it was not
    state {text} NOT NULL, -- public: draft, review, approved, open, closed or withdrawn
    drafted_by {int}, -- internal: person who wrote it last
    drafted_at {int} NOT NULL, -- internal: when
    decided_by {int}, -- internal: person who approved it or sent it back, never who wrote it
    decided_at {int}, -- internal: when
    reason {text} NOT NULL, -- internal: why it was sent back
    opened_at {int}, -- public: when it opened
    closed_at {int}, -- public: when it closed
    matter_id {int} UNIQUE REFERENCES matter_matter (id), -- internal: the matter of its feedback, once it closed
    feedback_draft {text} NOT NULL, -- internal: 采纳情况 under review
    feedback {text} NOT NULL, -- public: 采纳情况, empty before it is published
    feedback_at {int}, -- public: when it was published
    feedback_due {int}, -- public: until when it was due
    withdrawn_at {int}, -- public: when it was withdrawn
    withdrawn_why {text} NOT NULL -- public: why
) {strict};
CREATE INDEX surveys_survey_opens ON surveys_survey (opens_on, id);
CREATE INDEX surveys_survey_state ON surveys_survey (state, closes_on, id);
CREATE INDEX surveys_survey_unit ON surveys_survey (unit_id, opens_on, id);

CREATE TABLE surveys_response (
    id {id}, -- internal: key
    survey_id {int} NOT NULL REFERENCES surveys_survey (id), -- internal: of which survey
    answered_on {text} NOT NULL, -- internal: civil date, no more of the time is kept
    name {text} NOT NULL, -- personal: name, only when it was typed
    contact {text} NOT NULL, -- personal: how to reach the person, sealed in the vault, only when it was typed
    contact_digest {text} NOT NULL -- personal: digest by which it is found
) {strict};
CREATE INDEX surveys_response_survey ON surveys_response (survey_id, id);
CREATE INDEX surveys_response_day ON surveys_response (answered_on, id);

CREATE TABLE surveys_mark (
    survey_id {int} NOT NULL REFERENCES surveys_survey (id), -- internal: of which survey
    mark {text} NOT NULL, -- internal: keyed digest of the browser's or the citizen's name for this survey only, apart from the answer
    PRIMARY KEY (survey_id, mark)
) {strict};

CREATE TABLE surveys_choice (
    id {id}, -- internal: key
    response_id {int} NOT NULL REFERENCES surveys_response (id), -- internal: of which answer
    survey_id {int} NOT NULL REFERENCES surveys_survey (id), -- internal: of which survey
    question {int} NOT NULL, -- internal: number of the question in it
    line {int} NOT NULL, -- internal: line of a matrix counted from 1, else 0
    choice {int} NOT NULL -- internal: option counted from 1, or the value of a scale
) {strict};
CREATE INDEX surveys_choice_survey ON surveys_choice (survey_id, question, line, choice);
CREATE INDEX surveys_choice_response ON surveys_choice (response_id, id);

CREATE TABLE surveys_text (
    id {id}, -- internal: key
    response_id {int} NOT NULL REFERENCES surveys_response (id), -- internal: of which answer
    survey_id {int} NOT NULL REFERENCES surveys_survey (id), -- internal: of which survey
    place {text} NOT NULL, -- internal: q with the number of a question, p with the number of a paragraph, or all
    text {text} NOT NULL, -- personal: what was typed
    public_text {text} NOT NULL, -- public: masked text, empty while it is not published
    published_at {int} -- internal: when it was published, none while it is not
) {strict};
CREATE INDEX surveys_text_survey ON surveys_text (survey_id, id);
CREATE INDEX surveys_text_response ON surveys_text (response_id, id);

-- Public notices with a period (公示) and objections to them (异议).
CREATE TABLE surveys_notice (
    id {id}, -- public: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit that announces
    kind {text} NOT NULL, -- public: what is announced, which chooses the rule row of the shortest time
    title {text} NOT NULL, -- public: 标题
    body {text} NOT NULL, -- public: what is announced
    basis {text} NOT NULL, -- public: 依据
    how {text} NOT NULL, -- public: other ways to object: telephone, address
    opens_on {text} NOT NULL, -- public: first civil date
    closes_on {text} NOT NULL, -- public: last civil date
    first_end {text}, -- public: last civil date as it was announced at first, none while it was not made longer
    longer_why {text} NOT NULL, -- public: why it was made longer, empty while it was not
    state {text} NOT NULL, -- public: draft, review, approved, open, closed or withdrawn
    drafted_by {int}, -- internal: person who wrote it last
    drafted_at {int} NOT NULL, -- internal: when
    decided_by {int}, -- internal: person who approved it or sent it back, never who wrote it
    decided_at {int}, -- internal: when
    reason {text} NOT NULL, -- internal: why it was sent back
    opened_at {int}, -- public: when it opened
    closed_at {int}, -- public: when it closed
    withdrawn_at {int}, -- public: when it was withdrawn
    withdrawn_why {text} NOT NULL -- public: why
) {strict};
CREATE INDEX surveys_notice_opens ON surveys_notice (opens_on, id);
CREATE INDEX surveys_notice_state ON surveys_notice (state, closes_on, id);
CREATE INDEX surveys_notice_unit ON surveys_notice (unit_id, opens_on, id);

CREATE TABLE surveys_objection (
    id {id}, -- public: key
    notice_id {int} NOT NULL REFERENCES surveys_notice (id), -- public: against which notice
    matter_id {int} NOT NULL UNIQUE REFERENCES matter_matter (id), -- internal: how it runs
    received_on {text} NOT NULL, -- public: civil date from which its time counts
    body {text} NOT NULL, -- personal: objection as written
    name {text} NOT NULL, -- personal: name of the person
    phone {text} NOT NULL, -- personal: telephone, sealed in the vault
    phone_digest {text} NOT NULL, -- personal: digest by which it is found
    citizen_id {int} REFERENCES identity_citizen (id), -- personal: account of who objects, when signed in
    code_digest {blob} NOT NULL, -- secret: digest of the query code
    code_salt {blob} NOT NULL, -- secret: salt of that digest
    code_sealed {blob}, -- secret: the query code under the receipt token, until the receipt page ends
    receipt_digest {text}, -- secret: digest of the receipt token
    receipt_until {int}, -- internal: when the receipt page ends
    entry_id {int} NOT NULL, -- internal: entry on the ledger that proves its arrival
    draft {text} NOT NULL, -- internal: answer under review
    draft_outcome {text} NOT NULL, -- internal: outcome under review
    answer {text} NOT NULL, -- internal: answer as it went out, empty before
    outcome {text} NOT NULL, -- public: upheld, partly, rejected or outside; empty before
    answered_at {int}, -- public: when it was answered
    answered_due {int} -- internal: until when it was due
) {strict};
CREATE INDEX surveys_objection_notice ON surveys_objection (notice_id, id);
CREATE INDEX surveys_objection_citizen ON surveys_objection (citizen_id, id) WHERE citizen_id IS NOT NULL;
CREATE INDEX surveys_objection_received ON surveys_objection (received_on, id);
CREATE INDEX surveys_objection_receipt ON surveys_objection (receipt_digest);
CREATE INDEX surveys_objection_phone ON surveys_objection (phone_digest, id);

-- Quizzes (测一测、专题答题): a bank of questions, papers drawn from it, tries with scores.
CREATE TABLE surveys_quiz (
    id {id}, -- public: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit that asks
    title {text} NOT NULL, -- public: 标题
    intro {text} NOT NULL, -- public: 说明
    singles {int} NOT NULL, -- public: single-choice questions drawn for a paper
    multiples {int} NOT NULL, -- public: multiple-choice questions drawn for a paper
    judges {int} NOT NULL, -- public: true-or-false questions drawn for a paper
    points {int} NOT NULL, -- public: points of a right answer
    pass {int} NOT NULL, -- public: percent of the points with which it is passed
    voter {text} NOT NULL, -- public: who tries once: browser or citizen
    opens_on {text} NOT NULL, -- public: first civil date
    closes_on {text} NOT NULL, -- public: last civil date
    state {text} NOT NULL, -- public: draft, review, approved, open, closed or withdrawn
    drafted_by {int}, -- internal: person who wrote it last
    drafted_at {int} NOT NULL, -- internal: when
    decided_by {int}, -- internal: person who approved it or sent it back, never who wrote it
    decided_at {int}, -- internal: when
    reason {text} NOT NULL, -- internal: why it was sent back
    withdrawn_at {int}, -- public: when it was withdrawn
    withdrawn_why {text} NOT NULL -- public: why
) {strict};
CREATE INDEX surveys_quiz_opens ON surveys_quiz (opens_on, id);
CREATE INDEX surveys_quiz_state ON surveys_quiz (state, closes_on, id);
CREATE INDEX surveys_quiz_unit ON surveys_quiz (unit_id, opens_on, id);

CREATE TABLE surveys_item (
    id {id}, -- internal: key
    quiz_id {int} NOT NULL REFERENCES surveys_quiz (id), -- internal: of which quiz
    kind {text} NOT NULL, -- internal: single, multiple or judge
    title {text} NOT NULL, -- internal: 题目
    options {text} NOT NULL, -- internal: options, one a line; empty for judge
    answer {text} NOT NULL, -- internal: right options counted from 1, such as 1 or 1,3; of judge 1 for right and 2 for wrong
    note {text} NOT NULL -- internal: 解析, shown after the try
) {strict};
CREATE INDEX surveys_item_quiz ON surveys_item (quiz_id, kind, id);

CREATE TABLE surveys_try (
    id {id}, -- internal: key
    quiz_id {int} NOT NULL REFERENCES surveys_quiz (id), -- internal: of which quiz
    mark {text} NOT NULL, -- internal: keyed digest of the browser's or the citizen's name for this quiz only
    token_digest {text} NOT NULL, -- secret: digest of the token in the address of the result
    name {text} NOT NULL, -- personal: name for the certificate, may be empty
    items {text} NOT NULL, -- internal: keys of the questions drawn, in order
    given {text} NOT NULL, -- internal: what was answered, as JSON; empty before
    began_at {int} NOT NULL, -- internal: when the paper was drawn
    ended_at {int}, -- internal: when it was handed in
    score {int}, -- internal: points, none before
    UNIQUE (quiz_id, mark)
) {strict};
CREATE INDEX surveys_try_rank ON surveys_try (quiz_id, score, ended_at);
CREATE INDEX surveys_try_token ON surveys_try (token_digest);
