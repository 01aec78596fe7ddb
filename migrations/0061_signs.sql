-- Signs of organs (机关代字), with which the numbers of their documents and of the county's matters begin.
ALTER TABLE identity_unit ADD COLUMN sign {text} NOT NULL DEFAULT ''; -- public: sign of the organ in numbers (机关代字), such as 青城管; empty for that of the unit above
