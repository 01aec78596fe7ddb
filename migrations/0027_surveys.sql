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
