-- Letters (县长信箱, 书记信箱): what people wrote, how they are answered, what of it is public.
CREATE TABLE letters_letter (
    id {id}, -- public: key
    matter_id {int} NOT NULL UNIQUE REFERENCES matter_matter (id), -- internal: how it runs
    mailbox {text} NOT NULL, -- public: mayor (县长信箱) or secretary (书记信箱)
    kind {text} NOT NULL, -- public: consult, advice, complaint, help or report
    source {text} NOT NULL, -- internal: web, or how else it came
    received_on {text} NOT NULL, -- public: civil date from which its times count
    received_at {int} NOT NULL, -- public: when it was sent
    title {text} NOT NULL, -- personal: title as written
    body {text} NOT NULL, -- personal: text as written
    name {text} NOT NULL, -- personal: name of the sender, empty when anonymous
    anonymous {int} NOT NULL, -- internal: 1 when the sender gave no name
    phone {text} NOT NULL, -- personal: telephone, may be empty
    email {text} NOT NULL, -- personal: e-mail address, may be empty
    address {text} NOT NULL, -- personal: postal address, may be empty
    citizen_id {int} REFERENCES identity_citizen (id), -- personal: account of the sender, when signed in
    confidential {int} NOT NULL, -- internal: 1 when the sender's identity must not reach the handling unit
    consent {int} NOT NULL, -- internal: 1 when the sender agreed to publication
    complained_unit {int} REFERENCES identity_unit (id), -- internal: the unit complained of
    code_digest {blob} NOT NULL, -- secret: digest of the query code
    code_salt {blob} NOT NULL, -- secret: salt of that digest
    code_sealed {blob}, -- secret: the query code under the receipt token, until the receipt page ends
    receipt_digest {text}, -- secret: digest of the receipt token
    receipt_until {int}, -- internal: when the receipt page ends
    entry_id {int} NOT NULL, -- internal: entry on the ledger that proves its arrival
    draft {text} NOT NULL, -- internal: answer under review
    draft_unit {int} REFERENCES identity_unit (id), -- internal: unit that wrote the draft
    answer {text} NOT NULL, -- internal: answer as it went to the sender, empty before
    answer_unit {int} REFERENCES identity_unit (id), -- public: unit that answered
    answered_at {int}, -- public: when the first answer went out
    answered_due {int}, -- internal: until when the first answer was due
    replied_at {int}, -- public: when the present answer went out
    satisfaction {int}, -- public: 1 very dissatisfied to 5 very satisfied
    rating_text {text} NOT NULL, -- personal: what the sender says of the answer
    rated_at {int}, -- internal: when it was rated
    reopened {int} NOT NULL, -- internal: how often it was handled again
    warned {int} NOT NULL, -- internal: 0 to 3, the last warning of the inspection line that was given
    valid {int} NOT NULL, -- public: 0 when it was refused, retracted or joined with another
    public_title {text} NOT NULL, -- public: masked title
    public_body {text} NOT NULL, -- public: masked text
    public_answer {text} NOT NULL, -- public: masked answer
    published_at {int}, -- public: when it was published, none while it is not
    withdrawn_at {int}, -- internal: when it was withdrawn from the public
    withdrawn_why {text} NOT NULL -- internal: why
) {strict};
CREATE INDEX letters_letter_received ON letters_letter (received_on, id);
CREATE INDEX letters_letter_published ON letters_letter (published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX letters_letter_phone ON letters_letter (phone, id);
CREATE INDEX letters_letter_answered ON letters_letter (answer_unit, answered_at);
CREATE INDEX letters_letter_receipt ON letters_letter (receipt_digest);

CREATE TABLE letters_message (
    id {id}, -- internal: key
    letter_id {int} NOT NULL REFERENCES letters_letter (id), -- internal: of which letter
    at {int} NOT NULL, -- internal: when
    kind {text} NOT NULL, -- internal: supplement, reopen or retract
    text {text} NOT NULL -- personal: what the sender wrote
) {strict};
CREATE INDEX letters_message_of ON letters_message (letter_id, id);

CREATE TABLE letters_file (
    id {id}, -- internal: key
    letter_id {int} NOT NULL REFERENCES letters_letter (id), -- internal: of which letter
    message_id {int} REFERENCES letters_message (id), -- internal: the later message with which it came
    digest {text} NOT NULL REFERENCES store_file (digest), -- internal: address of the content
    name {text} NOT NULL, -- personal: name as uploaded, cleaned
    size {int} NOT NULL, -- internal: bytes
    media_type {text} NOT NULL, -- internal: decided by the content
    at {int} NOT NULL -- internal: when it came
) {strict};
CREATE INDEX letters_file_of ON letters_file (letter_id, id);
