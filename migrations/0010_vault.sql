-- The vault: which keys values are sealed under, and what is sealed from now on.
CREATE TABLE store_vault (
    key_id {text} NOT NULL PRIMARY KEY, -- internal: name of a key in vault.key
    from_at {int} NOT NULL, -- internal: when it came into use
    done_at {int}, -- internal: when everything was sealed under it
    retired_at {int} -- internal: when nothing was sealed under it any more
) {strict};

ALTER TABLE letters_letter ADD COLUMN phone_digest {text} NOT NULL DEFAULT ''; -- personal: keyed SM3 of the telephone, for finding letters of the same sender
DROP INDEX letters_letter_phone;
CREATE INDEX letters_letter_phone_digest ON letters_letter (phone_digest, id);

-- REMARK letters_letter.phone -- personal: telephone, sealed in the vault, may be empty
-- REMARK identity_citizen.phone -- personal: mobile number for messages, sealed in the vault
-- REMARK identity_person.totp_secret -- secret: shared secret of the second factor, sealed in the vault
-- REMARK store_job.payload -- personal: what the handler needs, as JSON; messages to telephones are sealed in the vault
