-- The people who sign in to the console. Secrets that are only ever compared are kept as digests.

create table staff (
  id                bigint generated always as identity primary key,
  name              text not null check (btrim(name) <> ''),
  -- Null for break-glass administrators, who have no password and never come back.
  email             text,
  roles             text[] not null,
  password_hash     text,
  -- Set once a code made with it has been entered; until then it waits beside.
  totp_secret       bytea,
  totp_pending      bytea,
  -- The time step of the last code that was accepted: no code works twice.
  totp_last_step    bigint not null default 0,
  created_at        timestamptz not null,
  disabled_at       timestamptz
);
-- Two actors are the same person when their names match, so no two people may share one.
create unique index staff_name on staff (lower(name));
create unique index staff_email on staff (lower(email));

create table staff_recovery_code (
  staff_id bigint not null references staff (id),
  digest   bytea not null,
  used_at  timestamptz,
  primary key (staff_id, digest)
);

create table staff_link (
  id         bigint generated always as identity primary key,
  digest     bytea not null unique,
  purpose    text not null check (purpose in ('first administrator', 'invitation', 'new password', 'break-glass')),
  name       text not null,
  email      text,
  roles      text[] not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index staff_link_live on staff_link (purpose) where used_at is null;

create table staff_session (
  id            bigint generated always as identity primary key,
  digest        bytea not null unique,
  staff_id      bigint not null references staff (id),
  -- How far sign-in has come; only 'full' may do anything.
  stage         text not null check (stage in ('second factor', 'enrol', 'full')),
  created_at    timestamptz not null,
  last_seen_at  timestamptz not null,
  expires_at    timestamptz not null,
  ended_at      timestamptz,
  ended_because text,
  address       text not null,
  agent         text not null
);
create index staff_session_live on staff_session (staff_id) where ended_at is null;

-- Failed sign-ins of the last hour, for the rate limits; the audit trail keeps the rest.
create table staff_attempt (
  id      bigint generated always as identity primary key,
  at      timestamptz not null,
  account text not null,
  address text not null
);
create index staff_attempt_at on staff_attempt (at);
