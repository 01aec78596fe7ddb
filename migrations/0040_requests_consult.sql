-- Disclosure requests: service of letters, answers given anew, replies in disputes, ways of delivery, ratings, reminders. Knowledge
-- that is about to expire. Ratings of answered objections.
ALTER TABLE requests_request ADD COLUMN delivered_way {text} NOT NULL DEFAULT ''; -- internal: in which way the answer was delivered, a word of `way`; empty before
ALTER TABLE requests_request ADD COLUMN delivered_why {text} NOT NULL DEFAULT ''; -- internal: why not in the way that was asked for
ALTER TABLE requests_request ADD COLUMN satisfaction {int}; -- public: 1 to 5, none before it was rated
ALTER TABLE requests_request ADD COLUMN rating_text {text} NOT NULL DEFAULT ''; -- personal: what the applicant says of it
ALTER TABLE requests_request ADD COLUMN rated_at {int}; -- public: when it was rated
CREATE INDEX requests_request_unconfirmed ON requests_request (arrived_on, id) WHERE received_on IS NULL;

ALTER TABLE requests_file ADD COLUMN search_id {int} REFERENCES requests_search (id); -- internal: the search whose result it shows, for files of the kind search
ALTER TABLE requests_file ADD COLUMN asked_id {int} REFERENCES requests_asked (id); -- internal: the one who could not be reached, for files of the kind proof

ALTER TABLE requests_fee ADD COLUMN served_on {text}; -- internal: civil date on which the notice was received, from which the time of payment counts

ALTER TABLE requests_dispute ADD COLUMN simplified {int} NOT NULL DEFAULT 0; -- internal: 1 when it is reviewed by the simplified procedure (简易程序)
ALTER TABLE requests_dispute ADD COLUMN copy_on {text}; -- internal: civil date on which the copy of the application or complaint was received, from which the time of the reply counts
ALTER TABLE requests_dispute ADD COLUMN replied_on {text}; -- internal: civil date on which the reply was handed in

CREATE TABLE requests_redo (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: which request is answered anew
    dispute_id {int} REFERENCES requests_dispute (id), -- internal: the dispute whose decision orders it; none when the organ corrects itself
    why {text} NOT NULL, -- internal: what is to be redone and why
    due_on {text}, -- internal: the last civil date that the decision sets, none when it sets none
    begun_on {text}, -- internal: civil date on which work on it began
    draft {text} NOT NULL, -- internal: the answer as drafted and given, as JSON; empty before
    result {text}, -- public: the result of the new answer; the annual report goes on counting the first
    answered_on {text}, -- public: civil date of the new answer
    CHECK ((result IS NULL) = (answered_on IS NULL))
) {strict};
CREATE INDEX requests_redo_of ON requests_redo (request_id, id);
CREATE INDEX requests_redo_open ON requests_redo (due_on, id) WHERE answered_on IS NULL;

CREATE TABLE requests_told (
    id {id}, -- internal: key
    what {text} NOT NULL, -- internal: of what an office was reminded
    subject_id {int} NOT NULL, -- internal: key of the request, the one who is asked, the dispute or the unit that it is about
    due_on {text} NOT NULL, -- internal: the civil date on which the time that it was reminded of ends
    told_at {int} NOT NULL, -- internal: when
    UNIQUE (what, subject_id, due_on)
) {strict};

ALTER TABLE consult_entry ADD COLUMN warned_for {text}; -- internal: the civil date of expiry of which its keepers were told

ALTER TABLE surveys_objection ADD COLUMN satisfaction {int}; -- public: 1 to 5, none before it was rated
ALTER TABLE surveys_objection ADD COLUMN rating_text {text} NOT NULL DEFAULT ''; -- personal: what the objector says of the answer
ALTER TABLE surveys_objection ADD COLUMN rated_at {int}; -- public: when it was rated
