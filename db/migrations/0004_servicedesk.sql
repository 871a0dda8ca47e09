-- Calls to service desks, in one shape; what they were matched to; which incident they belong to; how alive each feed is.

create table call (
  id                 bigint generated always as identity primary key,
  source             text not null check (source <> ''),
  external_id        text not null check (external_id <> ''),
  external_url       text,
  channel            text,
  opened_at          timestamptz not null,
  updated_at         timestamptz,
  closed_at          timestamptz,
  status             text not null check (status <> ''),
  caller_name        text,
  caller_email       text,
  caller_phone       text,
  ods_code           text,
  site_text          text,
  short_description  text,
  description        text,
  category           text,
  impact             smallint check (impact between 1 and 5),
  urgency            smallint check (urgency between 1 and 5),
  priority           smallint check (priority between 1 and 5),
  parent_external_id text,
  practice_id        bigint references practice (id),
  site_id            bigint references site (id),
  match_method       text check (match_method in ('ods', 'postcode', 'phone', 'name', 'person')),
  match_score        double precision check (match_score between 0 and 1),
  raw                jsonb not null,
  -- What the source said, digested: the same row again changes nothing.
  digest             bytea not null,
  received_at        timestamptz not null,
  changed_at         timestamptz not null,
  unique (source, external_id),
  check (closed_at >= opened_at),
  check ((practice_id is null) = (match_method is null)),
  check ((practice_id is null) = (match_score is null)),
  check (site_id is null or practice_id is not null)
);
create index call_opened on call (opened_at, id);
create index call_practice on call (practice_id, opened_at);
create index call_unmatched on call (opened_at) where practice_id is null;

create table call_link (
  incident_id bigint not null,
  call_id     bigint not null references call (id),
  status      text not null check (status in ('linked', 'suggested', 'left', 'rejected', 'undone')),
  method      text not null check (method in ('auto', 'person')),
  score       integer not null,
  reasons     jsonb not null,
  decided_by  text,
  note        text,
  at          timestamptz not null,
  primary key (incident_id, call_id),
  -- Only a person rejects or undoes; only the rule suggests or leaves.
  check ((method = 'person') = (decided_by is not null)),
  check (method = 'person' or status in ('linked', 'suggested', 'left')),
  check (method = 'auto' or status in ('linked', 'rejected', 'undone'))
);
create index call_link_call on call_link (call_id);

create table call_feed (
  source       text primary key check (source <> ''),
  last_sync_at timestamptz not null,
  last_call_at timestamptz
);
