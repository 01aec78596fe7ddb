-- What a signed-in citizen handed in, of every line.
CREATE INDEX requests_request_citizen ON requests_request (citizen_id, id) WHERE citizen_id IS NOT NULL;
CREATE INDEX consult_case_citizen ON consult_case (citizen_id, id) WHERE citizen_id IS NOT NULL;
