-- Disclosure requests (依申请公开): what was asked of which organ, how it was received and answered, what followed.
CREATE TABLE requests_request (
    id {id}, -- internal: key
    matter_id {int} NOT NULL UNIQUE REFERENCES matter_matter (id), -- internal: how it runs
    organ_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the organ of which it is asked
    kind {text} NOT NULL, -- public: access (申请公开) or rectify (申请更正)
    channel {text} NOT NULL, -- public: counter, oral, post, letter, fax, web or mail
    submitted_on {text}, -- internal: civil date on which it was handed in or sent, when known
    arrived_on {text} NOT NULL, -- internal: civil date on which it reached the organ
    confirmed_on {text}, -- internal: civil date on which both sides confirmed it
    received_on {text}, -- public: 收到申请之日, from which its time counts; none before it is confirmed
    applicant {text} NOT NULL, -- public: natural, business, research, welfare, legal or other
    name {text} NOT NULL, -- personal: name of the applicant
    id_kind {text} NOT NULL, -- personal: kind of the proof of identity
    id_number {text} NOT NULL, -- personal: its number, sealed in the vault
    id_digest {text} NOT NULL, -- personal: digest by which requests of one applicant are found
    agent {text} NOT NULL, -- personal: legal representative or agent, may be empty
    phone {text} NOT NULL, -- personal: telephone, sealed in the vault
    phone_digest {text} NOT NULL, -- personal: digest by which it is found
    email {text} NOT NULL, -- personal: e-mail address, may be empty
    address {text} NOT NULL, -- personal: postal address, may be empty
    title {text} NOT NULL, -- internal: name of the information that is asked for
    paper {text} NOT NULL, -- internal: its document number, may be empty
    content {text} NOT NULL, -- personal: description as the applicant wrote it
    way {text} NOT NULL, -- internal: how it is wanted: post, mail, fax, pickup or read
    carrier {text} NOT NULL, -- internal: paper, data or disc
    citizen_id {int} REFERENCES identity_citizen (id), -- personal: account of the applicant, when signed in
    code_digest {blob} NOT NULL, -- secret: digest of the query code
    code_salt {blob} NOT NULL, -- secret: salt of that digest
    code_sealed {blob}, -- secret: the query code under the receipt token, until the receipt page ends
    receipt_digest {text}, -- secret: digest of the receipt token
    receipt_until {int}, -- internal: when the receipt page ends
    entry_id {int} NOT NULL, -- internal: entry on the ledger that proves its arrival
    corrected {text} NOT NULL, -- personal: description as corrected (补正), empty before
    corrected_on {text}, -- internal: civil date on which the correction was received
    draft {text} NOT NULL, -- internal: answer under review, as JSON; empty before
    answer {text} NOT NULL, -- internal: answer as it went out, as JSON; empty before
    result {text}, -- public: the one result under which it is counted; none before it is closed
    closed_on {text}, -- public: civil date of that result
    late {int} NOT NULL, -- public: 1 when it was closed after its time
    delivered_on {text}, -- internal: civil date on which the answer reached the applicant
    delivered_how {text} NOT NULL, -- internal: how
    CHECK ((result IS NULL) = (closed_on IS NULL)),
    CHECK (received_on IS NULL OR closed_on IS NULL OR closed_on >= received_on)
) {strict};
CREATE INDEX requests_request_arrived ON requests_request (arrived_on, matter_id);
CREATE INDEX requests_request_organ ON requests_request (organ_id, arrived_on, matter_id);
CREATE INDEX requests_request_received ON requests_request (received_on, organ_id, applicant);
CREATE INDEX requests_request_closed ON requests_request (closed_on, organ_id, applicant, result);
CREATE INDEX requests_request_applicant ON requests_request (id_digest, received_on);
CREATE INDEX requests_request_receipt ON requests_request (receipt_digest);

CREATE TABLE requests_file (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: of which request
    kind {text} NOT NULL, -- internal: given (by the applicant), original (as kept) or delivered (to the applicant)
    digest {text} NOT NULL REFERENCES store_file (digest), -- internal: address of the content
    name {text} NOT NULL, -- personal: name as uploaded, cleaned
    size {int} NOT NULL, -- internal: bytes
    media_type {text} NOT NULL, -- internal: decided by the content
    at {int} NOT NULL -- internal: when it came
) {strict};
CREATE INDEX requests_file_of ON requests_file (request_id, id);

CREATE TABLE requests_search (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: for which request
    place {text} NOT NULL, -- internal: where was looked: system, archive, department
    words {text} NOT NULL, -- internal: by which words or signs
    person {text} NOT NULL, -- internal: who looked
    searched_on {text} NOT NULL, -- internal: civil date
    found {text} NOT NULL -- internal: what was found, in words
) {strict};
CREATE INDEX requests_search_of ON requests_search (request_id, id);

CREATE TABLE requests_asked (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: for which request
    kind {text} NOT NULL, -- internal: third (第三方) or organ (共同制作机关)
    name {text} NOT NULL, -- personal: who is asked
    contact {text} NOT NULL, -- personal: how they are reached
    sent_on {text} NOT NULL, -- internal: civil date on which the letter was sent
    served_on {text}, -- internal: civil date on which it was received, from which their time counts
    answered_on {text}, -- internal: civil date of the answer
    stance {text} NOT NULL, -- internal: agree, part, object or silent; empty before
    said {text} NOT NULL -- internal: what they said
) {strict};
CREATE INDEX requests_asked_of ON requests_asked (request_id, id);

CREATE TABLE requests_letter (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: about which request
    kind {text} NOT NULL, -- internal: which letter
    number {text} NOT NULL, -- internal: its document number
    issued_on {text} NOT NULL, -- internal: civil date
    body {text} NOT NULL -- personal: the letter as it went out, as JSON
) {strict};
CREATE INDEX requests_letter_of ON requests_letter (request_id, id);

CREATE TABLE requests_fee (
    id {id}, -- internal: key
    request_id {int} NOT NULL UNIQUE REFERENCES requests_request (id), -- internal: for which request
    mode {text} NOT NULL, -- internal: piece (按件) or page (按量)
    quantity {int} NOT NULL, -- internal: pieces or pages
    place {int} NOT NULL, -- internal: of how many pieces of the month the request is the last; 0 by pages
    yuan {int} NOT NULL, -- internal: amount in yuan
    noticed_on {text} NOT NULL, -- internal: civil date of the notice
    paid_on {text} -- internal: civil date of payment
) {strict};

CREATE TABLE requests_dispute (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: about which request
    organ_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the organ of that request
    kind {text} NOT NULL, -- public: review (复议), direct (未经复议直接起诉) or after (复议后起诉)
    forum {text} NOT NULL, -- internal: the organ of review or the court
    number {text} NOT NULL, -- internal: its number of the case
    filed_on {text} NOT NULL, -- public: civil date
    result {text} NOT NULL, -- public: upheld, corrected or other; empty before
    decided_on {text}, -- public: civil date of the result
    note {text} NOT NULL, -- internal: what follows from it
    CHECK ((result = '') = (decided_on IS NULL)),
    CHECK (decided_on IS NULL OR decided_on >= filed_on)
) {strict};
CREATE INDEX requests_dispute_of ON requests_dispute (request_id, id);
CREATE INDEX requests_dispute_year ON requests_dispute (filed_on, organ_id);

CREATE TABLE requests_proposal (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: about which request
    by_applicant {int} NOT NULL, -- internal: 1 when the applicant proposed it
    proposed_on {text} NOT NULL, -- internal: civil date
    why {text} NOT NULL, -- internal: why it should be published
    decision {text} NOT NULL, -- internal: adopted or declined; empty before
    decided_on {text}, -- internal: civil date
    reason {text} NOT NULL -- internal: where it was published, or why not
) {strict};
CREATE INDEX requests_proposal_of ON requests_proposal (request_id, id);

CREATE TABLE requests_report (
    id {id}, -- internal: key
    unit_id {int} NOT NULL, -- public: the organ reported on; 0 for the whole county
    year {int} NOT NULL, -- public: civil year
    texts {text} NOT NULL, -- public: what is said under the six headings, as JSON
    table2 {text} NOT NULL, -- public: numbers of table two, as JSON
    numbers {text} NOT NULL, -- public: numbers of tables three and four as they were settled, as JSON; empty before
    settled_at {int}, -- public: when it was settled (定稿) and shown to the public
    UNIQUE (unit_id, year)
) {strict};
