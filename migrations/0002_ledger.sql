-- The ledger (底账): every act, the Merkle tree over the acts, and the signed heads.
CREATE TABLE ledger_entry (
    id {id}, -- internal: key, and part of what is hashed
    at {int} NOT NULL, -- internal: moment of the act
    actor_kind {text} NOT NULL, -- internal: system, anonymous, citizen, staff
    actor_person {int}, -- internal: key of the official or the citizen, never a name
    actor_post {int}, -- internal: key of the post acted in
    actor_unit {int}, -- internal: key of the unit acted for
    verb {text} NOT NULL, -- internal: what was done, such as letters.submit
    subject_kind {text} NOT NULL, -- internal: kind of the thing it was done to
    subject_id {int} NOT NULL, -- internal: key of the thing it was done to
    facts {text} NOT NULL, -- internal: what else belongs to the act, as canonical JSON, never personal data
    seq {int} UNIQUE, -- internal: place in the tree, counted from 0; none until folded in
    leaf {blob} -- public: SM3 leaf hash of the canonical entry; none until folded in
) {strict};
CREATE INDEX ledger_entry_waiting ON ledger_entry (id) WHERE seq IS NULL;
CREATE INDEX ledger_entry_subject ON ledger_entry (subject_kind, subject_id, id);

CREATE TABLE ledger_body (
    id {id}, -- internal: key, and part of what is hashed
    entry_id {int} NOT NULL REFERENCES ledger_entry (id), -- internal: the entry that commits to the content
    table_name {text} NOT NULL, -- internal: table that holds the content
    column_name {text} NOT NULL, -- internal: column that holds the content
    row_id {int} NOT NULL, -- internal: key of the row that holds the content
    salt {blob}, -- secret: 16 random bytes; none once the content was erased
    seal {blob} NOT NULL, -- internal: SM3 of the salt, which shows an altered salt
    digest {blob} NOT NULL, -- internal: SM3 of salt and content
    erased_at {int}, -- internal: when the salt was forgotten
    erased_by {int} REFERENCES ledger_entry (id) -- internal: the entry that records the erasure
) {strict};
CREATE INDEX ledger_body_entry ON ledger_body (entry_id, id);
CREATE INDEX ledger_body_content ON ledger_body (table_name, column_name, row_id, id);

CREATE TABLE ledger_node (
    level {int} NOT NULL, -- public: height above the leaves, from 1 (the leaves are with their entries)
    idx {int} NOT NULL, -- public: place among the complete subtrees of this height
    hash {blob} NOT NULL, -- public: SM3 node hash
    PRIMARY KEY (level, idx)
) {strict};

CREATE TABLE ledger_key (
    id {text} NOT NULL PRIMARY KEY, -- public: SM3 of the key as SubjectPublicKeyInfo, in hexadecimal
    public_pem {text} NOT NULL, -- public: the SM2 key that heads are verified with
    from_at {int} NOT NULL, -- public: when it came into use
    entry_id {int} NOT NULL REFERENCES ledger_entry (id) -- public: the entry that records it
) {strict};

CREATE TABLE ledger_head (
    size {int} NOT NULL PRIMARY KEY, -- public: entries under this head
    root {blob} NOT NULL, -- public: root hash of the tree of that size
    at {int} NOT NULL, -- public: when it was signed
    key_id {text} NOT NULL REFERENCES ledger_key (id), -- public: the key that signed
    note {text} NOT NULL -- public: the signed note, as published
) {strict};

CREATE TABLE ledger_turn (
    id {int} NOT NULL PRIMARY KEY -- internal: the one row that a sequencer holds while it works
) {strict};
INSERT INTO ledger_turn (id) VALUES (1);
