-- What the platform keeps for every domain: who did what, which facts are still to be delivered, who may call the API.

create extension if not exists btree_gist;

create table audit (
  id         bigint generated always as identity primary key,
  at         timestamptz not null,
  actor_kind text not null check (actor_kind in ('person', 'token', 'system')),
  actor_name text not null check (actor_name <> ''),
  verb       text not null,
  subject    text not null,
  data       jsonb not null
);
create index audit_subject on audit (subject, id);
create index audit_at on audit (at);

-- An audit row is evidence: it is written once, with the change it records, and nothing rewrites it.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit trail is append-only: % is refused.', lower(tg_op) using errcode = 'restrict_violation';
end
$$;
create trigger audit_is_append_only before update or delete on audit
  for each row execute function refuse_audit_change();
create trigger audit_is_never_truncated before truncate on audit
  for each statement execute function refuse_audit_change();

create table outbox_event (
  id         bigint generated always as identity primary key,
  type       text not null,
  at         timestamptz not null,
  data       jsonb not null,
  done_at    timestamptz,
  attempts   integer not null default 0,
  last_error text
);
-- The dispatcher reads only what waits, oldest first; handled facts must not slow it.
create index outbox_event_waiting on outbox_event (id) where done_at is null;

create table api_token (
  id         bigint generated always as identity primary key,
  name       text not null check (name <> ''),
  digest     bytea not null unique,
  roles      text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_token_live on api_token (name) where revoked_at is null;
