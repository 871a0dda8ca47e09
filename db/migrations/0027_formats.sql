-- What other formats need to have been published: planned work as calendars know it, the communications pack of each
-- update, what suppliers say; and advice that ends.

-- An entry that calendars subscribe to. Its uid never changes; each change of what it says counts its sequence up, and
-- an entry that is called off stays, so that calendars hear of it (RFC 5545, 3.8.7.4).
create table planned_event (
  id                 bigint generated always as identity primary key,
  incident_id        bigint not null references incident (id),
  uid                text not null unique,
  -- What it is a part of, such as a wave of a migration: entries of one series are matched with each other.
  series             text not null check (series <> ''),
  sequence           integer not null default 0 check (sequence >= 0),
  status             text not null check (status in ('confirmed', 'cancelled')),
  title              text not null check (title <> ''),
  text               text not null,
  starts_at          timestamptz not null,
  ends_at            timestamptz,
  site_ids           bigint[] not null,
  first_published_at timestamptz not null,
  changed_at         timestamptz not null,
  check (ends_at is null or ends_at > starts_at)
);
create index planned_event_incident on planned_event (incident_id);
create index planned_event_start on planned_event (starts_at);

-- Frozen with its update, in the same transaction.
create table update_pack (
  update_id  bigint primary key references incident_update (id),
  facts      jsonb not null,
  texts      jsonb not null,
  created_at timestamptz not null
);

create function refuse_pack_change() returns trigger language plpgsql as $$
begin
  raise exception 'A communications pack is frozen with its update: % is refused.', lower(tg_op)
    using errcode = 'restrict_violation';
end
$$;
create trigger update_pack_is_frozen before update or delete on update_pack
  for each row execute function refuse_pack_change();
create trigger update_pack_is_never_truncated before truncate on update_pack
  for each statement execute function refuse_pack_change();

-- The latest that each supplier's own status feed said, as theirs.
create table supplier_status (
  key                 text primary key,
  name                text not null check (name <> ''),
  -- Their page for people.
  url                 text not null,
  indicator           text not null
    check (indicator in ('none', 'minor', 'major', 'critical', 'maintenance', 'unknown')),
  statement           text,
  -- When they said it, by their own clock; null when they do not tell.
  said_at             timestamptz,
  items               jsonb not null,
  -- When it was last read and found whole.
  read_at             timestamptz not null,
  -- When what they say last changed, as far as we saw.
  changed_at          timestamptz not null,
  stale_after_minutes integer not null check (stale_after_minutes > 0)
);

-- Advice is for practices, or for them to pass on to patients; once approved it ends.
alter table advice add column audience text not null default 'practices' check (audience in ('practices', 'patients'));
alter table advice add column expires_at timestamptz;
update advice set expires_at = approved_at + interval '14 days' where approved_at is not null;
alter table advice add constraint advice_ends_once_approved
  check ((expires_at is null) = (approved_at is null) and (expires_at is null or expires_at > approved_at));
