-- Who hears of updates. Addresses are personal data: they stand in these tables, in facts that wait to be sent and in messages
-- (0031), and nowhere else. When one is deleted here it is taken out of facts and messages too. Audit rows name a subscription
-- by its id.

-- One secret for signed links and for the hashes below. Made once; replacing it ends every link that was sent.
create table subscription_key (
  only_one boolean primary key default true check (only_one),
  secret   bytea not null check (octet_length(secret) = 32),
  made_at  timestamptz not null
);

-- Somebody asked for messages to an address, and has not yet shown that it is theirs. Deleted when its time is over.
create table subscription_request (
  id         uuid primary key,
  channel    text not null check (channel in ('email', 'sms', 'webhook', 'teams')),
  address    text not null check (address <> ''),
  wants      jsonb not null,
  asked_at   timestamptz not null,
  expires_at timestamptz not null check (expires_at > asked_at),
  -- Pressing the button again changes nothing.
  confirmed_at timestamptz
);
create index subscription_request_address on subscription_request (channel, address, asked_at);
create index subscription_request_expiry on subscription_request (expires_at);

create table subscription (
  id             uuid primary key,
  channel        text not null check (channel in ('email', 'sms', 'webhook', 'teams')),
  address        text not null check (address <> ''),
  -- 'failing': messages do not arrive, found by us. 'stopped': its owner, or somebody of the staff, ended it.
  state          text not null check (state in ('active', 'failing', 'stopped')),
  state_reason   text,
  state_at       timestamptz not null,
  updates        boolean not null,
  planned_work   boolean not null,
  -- Hears of incidents of this IT severity and of worse ones (lower numbers).
  least_severity smallint not null check (least_severity between 1 and 5),
  -- Minutes of the London day; the span may go over midnight.
  quiet_from     smallint check (quiet_from between 0 and 1439),
  quiet_to       smallint check (quiet_to between 0 and 1439),
  source         text not null check (source in ('form', 'import')),
  made_by        text not null check (made_by <> ''),
  made_at        timestamptz not null,
  changed_at     timestamptz not null,
  unique (channel, address),
  check (updates or planned_work),
  check ((quiet_from is null) = (quiet_to is null)),
  check ((state = 'active') = (state_reason is null))
);
create index subscription_state on subscription (state, id);

create table subscription_scope (
  subscription_id uuid not null references subscription on delete cascade,
  kind            text not null check (kind in ('everything', 'area', 'group', 'practice', 'incident')),
  -- A slug, an ODS code or an incident's slug; empty for everything.
  key             text not null,
  primary key (subscription_id, kind, key),
  check ((kind = 'everything') = (key = ''))
);
create index subscription_scope_key on subscription_scope (kind, key);

-- Addresses that are not to be taken from a list again, as keyed hashes: who they were cannot be read from them.
create table subscription_refusal (
  hash bytea primary key,
  at   timestamptz not null
);

-- How we reach a practice, or somebody of the staff, without their asking: apart from those who subscribed.
create table contact (
  id           uuid primary key,
  kind         text not null check (kind in ('practice', 'staff')),
  practice_id  bigint references practice,
  name         text not null,
  channel      text not null check (channel in ('email', 'sms', 'webhook', 'teams')),
  address      text not null check (address <> ''),
  state        text not null check (state in ('active', 'failing', 'stopped')),
  state_reason text,
  state_at     timestamptz not null,
  added_by     text not null check (added_by <> ''),
  added_at     timestamptz not null,
  check ((kind = 'practice') = (practice_id is not null)),
  check ((state = 'active') = (state_reason is null)),
  unique nulls not distinct (practice_id, channel, address)
);
create index contact_address on contact (channel, address);
