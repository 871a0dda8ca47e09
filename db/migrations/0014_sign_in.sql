-- Other ways to sign in, writing that outlives a session, and approval in an emergency.

-- What a passkey leaves with us: a public key, nothing that could sign.
create table staff_passkey (
  id            bigint generated always as identity primary key,
  staff_id      bigint not null references staff (id),
  credential_id text not null unique,
  public_key    bytea not null,
  -- As the authenticator last counted its uses; 0 for ever when it does not count.
  counter       bigint not null check (counter >= 0),
  transports    text[] not null,
  name          text not null check (btrim(name) <> ''),
  created_at    timestamptz not null,
  last_used_at  timestamptz,
  -- Its counter went backwards: somebody may hold a copy. It is never taken again.
  suspended_at  timestamptz
);
create index staff_passkey_of on staff_passkey (staff_id);

-- What a browser was asked to sign. Each is taken once, by the browser that was asked.
create table staff_challenge (
  digest     bytea primary key,
  purpose    text not null check (purpose in ('register', 'second factor', 'passwordless')),
  browser    bytea not null,
  expires_at timestamptz not null
);
create index staff_challenge_expires on staff_challenge (expires_at);

-- Who somebody is at the identity provider. The subject is theirs for ever; an address may change hands.
create table staff_identity (
  issuer       text not null,
  subject      text not null,
  staff_id     bigint not null references staff (id),
  -- As the provider verified it, null when it did not; it tells whether two accounts are one person.
  email        text,
  created_at   timestamptz not null,
  last_used_at timestamptz not null,
  primary key (issuer, subject)
);
create unique index staff_identity_of on staff_identity (staff_id, issuer);

-- A sign-in that has gone to the provider and has not come back. Each is taken once, by the browser that began it.
create table staff_provider_visit (
  state_digest bytea primary key,
  browser      bytea not null,
  nonce        text not null,
  verifier     text not null,
  purpose      text not null check (purpose in ('sign in', 'link', 'invitation')),
  -- For 'link': whose account; for 'invitation': the digest of its link.
  staff_id     bigint references staff (id),
  link_digest  bytea,
  back         text not null,
  expires_at   timestamptz not null,
  check ((purpose = 'link') = (staff_id is not null)),
  check ((purpose = 'invitation') = (link_digest is not null))
);
create index staff_provider_visit_expires on staff_provider_visit (expires_at);

-- Roles that the groups at the provider gave at the last sign-in there; they count in sessions that began there.
alter table staff add column group_roles text[] not null default '{}';
alter table staff_session add column via text not null default 'password'
  check (via in ('password', 'passkey', 'provider', 'link', 'break-glass'));

-- A form that came after its session had ended, kept for its owner alone until it is sent again or a day has passed.
create table staff_kept_form (
  id         bigint generated always as identity primary key,
  staff_id   bigint not null references staff (id),
  path       text not null check (path like '/console/%'),
  fields     jsonb not null,
  kept_at    timestamptz not null,
  expires_at timestamptz not null
);
create index staff_kept_form_of on staff_kept_form (staff_id, expires_at);

-- The waits between failed sign-ins grow, so the time of the last one is looked up.
create index staff_attempt_account on staff_attempt (account, at);
create index staff_attempt_address on staff_attempt (address, at);

-- What tells that a token and a person, or two accounts, are one person: see `src/platform/auth/actor.ts`.
alter table api_token add column people text[] not null default '{}';
alter table api_token add column made_by text[] not null default '{}';

-- The people behind the authors' names, and why somebody approved without being an approver, or their own text.
alter table incident_update add column author_people text[] not null default '{}';
alter table incident_update add column override_reason text
  check (override_reason is null or (length(btrim(override_reason)) >= 10 and approved_by is not null));

do $$
declare
  rule text;
begin
  select conname into strict rule from pg_constraint
    where conrelid = 'incident_update'::regclass and contype = 'c'
      and pg_get_constraintdef(oid) like '%approved_by = ANY (authors)%';
  execute format('alter table incident_update drop constraint %I', rule);
end
$$;
alter table incident_update add constraint incident_update_approved_by_another
  check (approved_by is null or override_reason is not null or not approved_by = any (authors));
