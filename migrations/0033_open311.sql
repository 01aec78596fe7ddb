-- Open311 GeoReport v2 (开放 311 接口): who may hand orders in by programs, what was handed in, what was imported from elsewhere.
CREATE TABLE open311_key (
    id {id}, -- internal: key
    name {text} NOT NULL, -- internal: the program that uses it
    contact {text} NOT NULL, -- internal: the organisation that answers for it
    digest {text} NOT NULL UNIQUE, -- secret: digest of the api_key
    hint {text} NOT NULL, -- internal: how it begins, for telling keys apart
    made_by {int}, -- internal: person who registered it
    made_at {int} NOT NULL, -- internal: when
    closed_at {int}, -- internal: when it was withdrawn
    used_at {int} -- internal: when something was last handed in with it
) {strict};

CREATE TABLE open311_request (
    id {id}, -- internal: key
    key_id {int} NOT NULL REFERENCES open311_key (id), -- internal: with which key
    matter_id {int} NOT NULL UNIQUE REFERENCES matter_matter (id), -- internal: the matter that it became
    at {int} NOT NULL, -- internal: when
    digest {text} NOT NULL, -- personal: keyed digest of all that was handed in, by which a repetition is known
    token {text} NOT NULL UNIQUE, -- secret: digest of the token under which its number is asked for
    lat {text} NOT NULL, -- personal: latitude as handed in, empty without one
    long {text} NOT NULL -- personal: longitude as handed in, empty without one
) {strict};
CREATE INDEX open311_request_key ON open311_request (key_id, at);
CREATE INDEX open311_request_digest ON open311_request (digest, at);

CREATE TABLE open311_import (
    id {id}, -- internal: key
    source {text} NOT NULL, -- internal: name of the place it came from
    request {text} NOT NULL, -- internal: its service_request_id there
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: the matter that it became
    at {int} NOT NULL, -- internal: when
    UNIQUE (source, request)
) {strict};
