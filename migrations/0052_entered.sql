-- What of a request for disclosure was entered wrong from paper (更正登记): the words as they stood before.
CREATE TABLE requests_entered (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: of which request
    title {text} NOT NULL, -- internal: name of the information as it was entered
    content {text} NOT NULL, -- personal: description as it was entered
    replaced_at {int} NOT NULL, -- internal: when it was put right
    reason {text} NOT NULL -- internal: why
) {strict};
CREATE INDEX requests_entered_of ON requests_entered (request_id, id);
