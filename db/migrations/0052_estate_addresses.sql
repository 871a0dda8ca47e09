-- Addresses that came with the estate's file of sites, beside those that somebody of the staff put on record.

alter table contact
  add column source text not null default 'person' check (source in ('person', 'estate')),
  add check (source = 'person' or kind = 'practice');

-- Which site's row states which of them: when the row states another, the old one goes with its last site. A person who puts the
-- same address on record takes it over, and it is no site's any more.
create table contact_of_site (
  site_id    bigint not null references site on delete cascade,
  channel    text not null check (channel in ('email', 'sms')),
  contact_id uuid not null references contact on delete cascade,
  primary key (site_id, channel)
);
create index contact_of_site_contact on contact_of_site (contact_id);

-- What a person took off a practice's record, as keyed hashes: the next file of the estate does not bring it back.
create table contact_removed (
  practice_id bigint not null references practice,
  hash        bytea not null,
  at          timestamptz not null,
  primary key (practice_id, hash)
);
