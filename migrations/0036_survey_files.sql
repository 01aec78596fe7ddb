-- Files that came with answers to surveys (附件题); never public.
CREATE TABLE surveys_file (
    id {id}, -- internal: key
    response_id {int} NOT NULL REFERENCES surveys_response (id), -- internal: of which answer
    survey_id {int} NOT NULL REFERENCES surveys_survey (id), -- internal: of which survey
    question {int} NOT NULL, -- internal: number of the question in it
    digest {text} NOT NULL REFERENCES store_file (digest), -- internal: address of the content
    name {text} NOT NULL, -- personal: name it came with, cleaned
    size {int} NOT NULL, -- internal: bytes
    media_type {text} NOT NULL -- internal: decided by the content
) {strict};
CREATE INDEX surveys_file_survey ON surveys_file (survey_id, id);
CREATE INDEX surveys_file_response ON surveys_file (response_id, id);
