-- Submission and review (信息报送与审核发布): what units hand in, each pass over it, and the secrecy review.
CREATE TABLE submission_submission (
    id {id}, -- internal: key
    matter_id {int} NOT NULL UNIQUE REFERENCES matter_matter (id), -- internal: how it runs
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: the edition under review
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that hands it in
    site_unit {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that keeps the site and reviews last
    version {int} NOT NULL, -- internal: the version that was last handed in
    kind {text} NOT NULL, -- internal: kind of edition
    submitted_on {text} NOT NULL, -- internal: civil date of the first handing in
    submitted_at {int} NOT NULL, -- internal: when it was first handed in
    person_id {int}, -- internal: the official who handed it in
    returned {int} NOT NULL, -- internal: how often it was sent back
    attribute {text} NOT NULL, -- internal: disclosure attribute as the secrecy review set it, empty before
    basis {text} NOT NULL, -- internal: basis of that attribute
    conclusion {text} NOT NULL, -- internal: conclusion of the secrecy review: open, masked, ask or secret; empty before
    secrecy_person {int}, -- internal: who made the secrecy review
    secrecy_at {int}, -- internal: when
    outcome {text} NOT NULL, -- internal: approved, refused or retracted; empty while it runs
    ended_at {int} -- internal: when it ended
) {strict};
CREATE INDEX submission_submission_unit ON submission_submission (unit_id, submitted_on, id);
CREATE INDEX submission_submission_on ON submission_submission (submitted_on, id);
CREATE INDEX submission_submission_item ON submission_submission (item_id, id);

CREATE TABLE submission_pass (
    id {id}, -- internal: key
    submission_id {int} NOT NULL REFERENCES submission_submission (id), -- internal: of which submission
    stage {text} NOT NULL, -- internal: submit, first, secrecy, second or third
    version {int} NOT NULL, -- internal: the version that was read
    person_id {int}, -- internal: who read it
    actor {text} NOT NULL, -- internal: name, unit and post as they were then
    at {int} NOT NULL, -- internal: when
    passed {int} NOT NULL, -- internal: 1 when it was let through, 0 when it was sent back or refused
    machine {int} NOT NULL, -- internal: how many findings the machine showed
    stops {int} NOT NULL, -- internal: how many of them have to be put right
    found {int} NOT NULL, -- internal: how many faults the reader found himself
    overridden {text} NOT NULL -- internal: why it was let through in spite of a finding that stops
) {strict};
CREATE INDEX submission_pass_of ON submission_pass (submission_id, id);
