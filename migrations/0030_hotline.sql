-- The hotline (12345 热线二级平台): orders, classes, catalogue of dispatch, callbacks, what the city's platform sends.
CREATE TABLE hotline_class (
    id {id}, -- public: key
    parent_id {int} REFERENCES hotline_class (id), -- public: the class above it, none at the top
    code {text} NOT NULL UNIQUE, -- public: its code, as the city's platform sends it
    title {text} NOT NULL, -- public: 名称
    rank {int} NOT NULL, -- internal: order among its siblings
    closed_at {int} -- internal: when it was closed
) {strict};

CREATE TABLE hotline_duty (
    id {id}, -- public: key
    class_id {int} NOT NULL REFERENCES hotline_class (id), -- public: for which class
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit that is responsible
    duty {text} NOT NULL, -- public: for what of the class, empty for all of it
    basis {text} NOT NULL, -- public: 三定规定, 权责清单 or 履职清单 on which it rests
    changed_at {int} NOT NULL, -- internal: when the row was last changed
    UNIQUE (class_id, unit_id, duty)
) {strict};

CREATE TABLE hotline_order (
    id {id}, -- public: key
    matter_id {int} NOT NULL UNIQUE REFERENCES matter_matter (id), -- internal: how it runs
    source {text} NOT NULL, -- public: phone, city, letter, media, error, superior or visit
    kind {text} NOT NULL, -- public: consult, help, complaint, report, advice, praise or other
    urgency {text} NOT NULL, -- public: plain, urgent or critical
    class_id {int} REFERENCES hotline_class (id), -- public: class of the subject
    received_on {text} NOT NULL, -- public: civil date from which its times count
    received_at {int} NOT NULL, -- public: when it was taken
    title {text} NOT NULL, -- personal: title as written down
    body {text} NOT NULL, -- personal: what was said
    name {text} NOT NULL, -- personal: name of the caller, may be empty
    phone {text} NOT NULL, -- personal: telephone of the caller, sealed in the vault, empty when the number was withheld
    phone_digest {text} NOT NULL, -- personal: digest by which earlier calls are found
    citizen_id {int} REFERENCES identity_citizen (id), -- personal: account of the caller, when signed in
    place {text} NOT NULL, -- personal: where it happened
    town_id {int} REFERENCES identity_unit (id), -- public: the town in which it happened
    confidential {int} NOT NULL, -- internal: 1 when the caller wants to stay unknown
    consent {int} NOT NULL, -- internal: 1 when the caller agreed to publication as a typical case
    complained_unit {int} REFERENCES identity_unit (id), -- internal: the unit that is complained of
    repeat_of {int} REFERENCES hotline_order (id), -- internal: the earlier order that it repeats
    taken_by {int}, -- internal: person who took the call
    city_number {text} NOT NULL, -- internal: number on the city's platform, empty for others
    city_version {int} NOT NULL, -- internal: newest version that the city sent
    city_due {int}, -- internal: until when the city wants the answer
    code_digest {blob} NOT NULL, -- secret: digest of the query code
    code_salt {blob} NOT NULL, -- secret: salt of that digest
    code_sealed {blob}, -- secret: the query code under the receipt token, until the receipt page ends
    receipt_digest {text}, -- secret: digest of the receipt token
    receipt_until {int}, -- internal: when the receipt page ends
    entry_id {int} NOT NULL, -- internal: entry on the ledger that proves its arrival
    dispatched_at {int}, -- public: when it was first given to a unit
    signed_at {int}, -- internal: when the present unit signed
    sign_due {int}, -- internal: until when the present unit had to sign
    contacted_at {int}, -- internal: when the unit first spoke with the caller
    contact_due {int}, -- internal: until when it had to
    objected {int} NOT NULL, -- internal: how often a unit sent it back
    misplaced {int} NOT NULL, -- internal: how often that was accepted
    designated {int} NOT NULL, -- internal: 1 when the objection of the present unit was turned down
    extended {int} NOT NULL, -- internal: 1 when its time was extended
    draft {text} NOT NULL, -- internal: answer under review
    draft_unit {int} REFERENCES identity_unit (id), -- internal: unit that wrote it
    draft_at {int}, -- internal: when it was handed in
    draft_due {int}, -- internal: until when it had to be handed in
    answer {text} NOT NULL, -- internal: answer as reviewed, empty before
    answer_unit {int} REFERENCES identity_unit (id), -- public: unit that answered
    answered_at {int}, -- public: when the first reviewed answer was handed in
    answered_due {int}, -- internal: until when that was due
    replied_at {int}, -- public: when the present answer was reviewed
    attempts {int} NOT NULL, -- internal: callbacks at which nobody was reached since the last answer
    called_at {int}, -- internal: when the caller was last reached
    contacted {int}, -- internal: 1 when the caller says that the unit spoke with them
    solved {int}, -- public: 1 when the caller says that it is solved, 0 when not
    satisfaction {int}, -- public: 1 very dissatisfied to 5 very satisfied
    rating_text {text} NOT NULL, -- personal: what the caller says of it
    redone {int} NOT NULL, -- internal: how often it was handled again
    hold_kind {text} NOT NULL, -- internal: why it is, or is asked to be, on hold; empty when never
    hold_plan {text} NOT NULL, -- internal: what is planned and told to the caller
    hold_until {text}, -- internal: civil date on which it goes on
    excluded {int} NOT NULL, -- internal: 1 when it is left out of the scores, after review
    petition {int} NOT NULL, -- internal: 1 when it is warned of as a standing petition
    valid {int} NOT NULL, -- public: 0 when it was refused, ended or joined with another
    public_title {text} NOT NULL, -- public: masked title
    public_body {text} NOT NULL, -- public: masked text
    public_answer {text} NOT NULL, -- public: masked answer
    published_at {int}, -- public: when it was published as a typical case
    withdrawn_at {int}, -- internal: when it was withdrawn from the public
    withdrawn_why {text} NOT NULL -- internal: why
) {strict};
CREATE INDEX hotline_order_received ON hotline_order (received_on, matter_id);
CREATE INDEX hotline_order_phone ON hotline_order (phone_digest, id);
CREATE INDEX hotline_order_receipt ON hotline_order (receipt_digest);
CREATE INDEX hotline_order_published ON hotline_order (published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX hotline_order_class ON hotline_order (class_id, received_on);
CREATE UNIQUE INDEX hotline_order_city ON hotline_order (city_number) WHERE city_number <> '';

CREATE TABLE hotline_message (
    id {id}, -- internal: key
    order_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: of which order
    at {int} NOT NULL, -- internal: when
    kind {text} NOT NULL, -- internal: city (a newer version, or why it is urged, supervised or withdrawn)
    text {text} NOT NULL -- personal: what was said
) {strict};
CREATE INDEX hotline_message_order ON hotline_message (order_id, id);

CREATE TABLE hotline_call (
    id {id}, -- internal: key
    order_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: of which order
    at {int} NOT NULL, -- internal: when
    person_id {int}, -- internal: who called
    reached {int} NOT NULL, -- internal: 1 when the caller was reached
    contacted {int}, -- internal: 1 when the unit had spoken with the caller
    solved {int}, -- internal: 1 when it is solved
    satisfaction {int}, -- internal: 1 very dissatisfied to 5 very satisfied
    text {text} NOT NULL -- personal: what the caller said
) {strict};
CREATE INDEX hotline_call_order ON hotline_call (order_id, id);

CREATE TABLE hotline_exclusion (
    id {id}, -- internal: key
    order_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: of which order
    kind {text} NOT NULL, -- internal: unreasonable, malicious, scope or policy
    reason {text} NOT NULL, -- internal: why it should be left out of the scores
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that asks
    asked_by {int} NOT NULL, -- internal: person who asks
    asked_at {int} NOT NULL, -- internal: when
    decided_by {int}, -- internal: person who decided, never who asked
    decided_at {int}, -- internal: when
    agreed {int}, -- internal: 1 when it is left out
    remark {text} NOT NULL -- internal: remark of the decision
) {strict};
CREATE INDEX hotline_exclusion_order ON hotline_exclusion (order_id, id);
CREATE INDEX hotline_exclusion_open ON hotline_exclusion (id) WHERE decided_at IS NULL;

CREATE TABLE hotline_city (
    id {id}, -- internal: key; there is one row
    secret {text} NOT NULL, -- secret: key with which the city signs and with which we sign, sealed in the vault
    push {int} NOT NULL, -- internal: 1 when the city may send
    report_url {text} NOT NULL, -- internal: where reports of progress go, empty for nowhere
    pull_url {text} NOT NULL, -- internal: where waiting orders are fetched, empty for nowhere
    pull_mark {text} NOT NULL, -- internal: how far they were fetched
    pulled_at {int}, -- internal: when they were last fetched
    pull_problem {text} NOT NULL -- internal: why they could not be fetched
) {strict};

CREATE TABLE hotline_push (
    id {id}, -- internal: key
    event {text} NOT NULL UNIQUE, -- internal: the sender's key of the message
    city_number {text} NOT NULL, -- internal: number of the order on the city's platform
    version {int} NOT NULL, -- internal: its version
    received_at {int} NOT NULL, -- internal: when it came
    way {text} NOT NULL, -- internal: push or pull
    body {text} NOT NULL, -- personal: what was sent, sealed in the vault
    body_digest {text} NOT NULL, -- internal: digest of what was sent
    result {text} NOT NULL, -- internal: taken, updated, same, older, acted, aside or malformed
    why {text} NOT NULL, -- internal: what the sender was told
    number {text} NOT NULL, -- internal: our number, empty when there is none
    order_id {int} REFERENCES hotline_order (id), -- internal: the order
    aside {int} NOT NULL, -- internal: 1 while a person has to look at it
    settled_by {int}, -- internal: person who did
    settled_at {int} -- internal: when
) {strict};
CREATE INDEX hotline_push_number ON hotline_push (city_number, version);
CREATE INDEX hotline_push_aside ON hotline_push (id) WHERE aside = 1;

CREATE TABLE hotline_paper (
    id {id}, -- internal: key
    order_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: on which order
    kind {text} NOT NULL, -- internal: rectify (整改函) or visit (上门督办记录)
    number {text} NOT NULL, -- internal: number of a letter, empty for a record
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that it concerns
    text {text} NOT NULL, -- internal: what is to be mended, or what was seen
    due_on {text}, -- internal: civil date until which the unit replies
    made_by {int} NOT NULL, -- internal: person who issued or wrote it
    made_at {int} NOT NULL, -- internal: when
    reply {text} NOT NULL, -- internal: what the unit says that it mended, empty before
    replied_by {int}, -- internal: person who replied
    replied_at {int}, -- internal: when
    closed_at {int} -- internal: when the head of the hotline accepted it
) {strict};
CREATE INDEX hotline_paper_order ON hotline_paper (order_id, id);
CREATE INDEX hotline_paper_open ON hotline_paper (id) WHERE closed_at IS NULL;
