-- Another organ continues the functions of a unit (承继): which requests for disclosure went to whom, so that what was counted in a settled report stays there.
CREATE TABLE requests_handed (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: which request
    from_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the organ that had it
    to_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the organ that continues its functions
    at {int} NOT NULL -- internal: when
) {strict};
CREATE INDEX requests_handed_of ON requests_handed (request_id, id);
CREATE INDEX requests_handed_from ON requests_handed (from_id, request_id);
