-- Units, people, posts, sessions, citizens and the access log.
CREATE TABLE identity_unit (
    id {id}, -- public: key
    parent_id {int} REFERENCES identity_unit (id), -- public: the unit above; none for the county itself
    code {text} NOT NULL UNIQUE, -- public: code given by the county, by which re-imports find the unit
    name {text} NOT NULL, -- public: full name
    short_name {text} NOT NULL, -- public: name used in lists
    kind {text} NOT NULL, -- public: government, department, town, section, institution, other
    initials {text} NOT NULL, -- public: pinyin initials of the short name, for pickers
    path {text} NOT NULL, -- public: keys from the root down to this unit, as /1/4/
    rank {int} NOT NULL, -- public: explicit political order among siblings, smallest first
    phone {text} NOT NULL, -- public: office telephone
    closed_on {text} -- public: civil date on which the unit was closed
) {strict};
CREATE INDEX identity_unit_parent ON identity_unit (parent_id, rank, id);
CREATE INDEX identity_unit_path ON identity_unit (path);

CREATE TABLE identity_person (
    id {id}, -- internal: key
    name {text} NOT NULL, -- internal: name of the official
    login {text} NOT NULL UNIQUE, -- internal: sign-in name, in lower case
    phone {text} NOT NULL, -- personal: mobile number, may be empty
    password_hash {text}, -- secret: argon2id in PHC form; none until a first password is given out
    password_changed_at {int}, -- internal: when the password was set
    must_change {int} NOT NULL, -- internal: 1 when the password has to be changed at the next sign-in
    totp_secret {blob}, -- secret: shared secret of the second factor
    totp_confirmed_at {int}, -- internal: when the second factor was confirmed and began to count
    totp_last_step {int}, -- internal: last time step accepted, so that no code works twice
    failed_count {int} NOT NULL, -- internal: failed sign-ins in a row
    locked_until {int}, -- internal: no sign-in before this moment
    disabled_at {int} -- internal: when the account was switched off
) {strict};

CREATE TABLE identity_password_old (
    id {id}, -- internal: key
    person_id {int} NOT NULL REFERENCES identity_person (id), -- internal: whose password it was
    hash {text} NOT NULL, -- secret: argon2id in PHC form
    set_at {int} NOT NULL -- internal: when it was set
) {strict};
CREATE INDEX identity_password_old_person ON identity_password_old (person_id, id);

CREATE TABLE identity_recovery (
    id {id}, -- internal: key
    person_id {int} NOT NULL REFERENCES identity_person (id), -- internal: whose code it is
    digest {text} NOT NULL, -- secret: keyed SM3 of a recovery code
    used_at {int} -- internal: when it was used up
) {strict};
CREATE INDEX identity_recovery_person ON identity_recovery (person_id, digest);

CREATE TABLE identity_post (
    id {id}, -- internal: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit it belongs to
    title {text} NOT NULL, -- internal: name of the post
    head {int} NOT NULL, -- internal: 1 for the head of the unit
    rank {int} NOT NULL, -- internal: explicit order inside the unit, smallest first
    closed_on {text} -- internal: civil date on which the post was closed
) {strict};
CREATE INDEX identity_post_unit ON identity_post (unit_id, rank, id);

CREATE TABLE identity_post_role (
    post_id {int} NOT NULL REFERENCES identity_post (id), -- internal: the post
    role {text} NOT NULL, -- internal: key of a role that a package declares
    granted_at {int} NOT NULL, -- internal: when it was granted
    PRIMARY KEY (post_id, role)
) {strict};

CREATE TABLE identity_holding (
    id {id}, -- internal: key
    post_id {int} NOT NULL REFERENCES identity_post (id), -- internal: the post
    person_id {int} NOT NULL REFERENCES identity_person (id), -- internal: who holds it
    kind {text} NOT NULL, -- internal: own (任职) or acting (委托)
    from_at {int} NOT NULL, -- internal: from this moment on
    to_at {int}, -- internal: until before this moment; none while open
    by_person {int} -- internal: who decided it; none for the program
) {strict};
CREATE INDEX identity_holding_post ON identity_holding (post_id, from_at);
CREATE INDEX identity_holding_person ON identity_holding (person_id, from_at);

CREATE TABLE identity_session (
    id {id}, -- internal: key
    token_digest {text} NOT NULL UNIQUE, -- secret: SM3 of the token in the cookie
    person_id {int} REFERENCES identity_person (id), -- internal: the official, or none
    citizen_id {int}, -- personal: the citizen, or none
    post_id {int}, -- internal: the post the official acts on
    opened_at {int} NOT NULL, -- internal: when it began
    seen_at {int} NOT NULL, -- internal: last use, to the minute
    idle_ms {int} NOT NULL, -- internal: milliseconds without use after which it ends
    ends_at {int} NOT NULL, -- internal: when it ends in any case
    ended_at {int}, -- internal: when it was ended before its time
    ended_why {text}, -- internal: signed_out, ended_by_owner, ended_by_administrator, password, account
    address {text} NOT NULL, -- personal: network address at sign-in
    agent {text} NOT NULL -- personal: browser at sign-in
) {strict};
CREATE INDEX identity_session_person ON identity_session (person_id, ended_at, id);
CREATE INDEX identity_session_citizen ON identity_session (citizen_id, ended_at, id);

CREATE TABLE identity_citizen (
    id {id}, -- personal: key
    phone_digest {text} NOT NULL UNIQUE, -- personal: keyed SM3 of the mobile number, for finding the account
    phone {text} NOT NULL, -- personal: mobile number, for messages
    opened_at {int} NOT NULL -- internal: first sign-in
) {strict};

CREATE TABLE identity_phone_code (
    id {id}, -- internal: key
    phone_digest {text} NOT NULL, -- personal: keyed SM3 of the mobile number
    code_digest {text} NOT NULL, -- secret: keyed SM3 of number and code
    sent_at {int} NOT NULL, -- internal: when it was made
    ends_at {int} NOT NULL, -- internal: not valid from this moment on
    tries {int} NOT NULL, -- internal: wrong codes typed so far
    used_at {int} -- internal: when it was used up
) {strict};
CREATE INDEX identity_phone_code_phone ON identity_phone_code (phone_digest, sent_at);

CREATE TABLE identity_access (
    id {id}, -- internal: key
    at {int} NOT NULL, -- internal: when
    kind {text} NOT NULL, -- internal: sign_in, sign_out, refused, read
    person_id {int}, -- internal: the official, if known
    citizen_id {int}, -- personal: the citizen, if known
    address {text} NOT NULL, -- personal: network address
    path {text} NOT NULL, -- internal: what was asked for
    outcome {text} NOT NULL -- internal: how it ended, a stable name
) {strict};
CREATE INDEX identity_access_at ON identity_access (at, id);
CREATE INDEX identity_access_person ON identity_access (person_id, id);
