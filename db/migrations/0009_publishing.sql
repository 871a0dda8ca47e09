-- What is said in public, and what became of it.
create table incident_update (
  id                 bigint generated always as identity primary key,
  incident_id        bigint not null references incident (id),
  number             integer not null check (number > 0),
  kind               text not null check (kind in ('update', 'correction')),
  corrects           integer check ((corrects is not null) = (kind = 'correction')),
  title              text not null check (title <> ''),
  body               text not null check (body <> ''),
  next_update_due_at timestamptz,
  status             text not null check (status in ('draft', 'submitted', 'approved', 'published')),
  -- Everybody who wrote on it: none of them may approve it.
  authors            text[] not null check (cardinality(authors) > 0),
  created_at         timestamptz not null,
  submitted_at       timestamptz,
  approved_by        text,
  approved_at        timestamptz,
  published_by       text,
  published_at       timestamptz,
  unique (incident_id, number),
  foreign key (incident_id, corrects) references incident_update (incident_id, number),
  check (status not in ('approved', 'published') or (approved_by is not null and approved_at is not null)),
  check ((status = 'published') = (published_at is not null)),
  check (approved_by is null or not approved_by = any (authors))
);
create index incident_update_published on incident_update (incident_id, number) where status = 'published';

-- Published updates are immutable: a correction is a new one.
create function refuse_published_update_change() returns trigger language plpgsql as $$
begin
  if old.status = 'published' then
    raise exception 'A published update is never changed: % is refused.', lower(tg_op)
      using errcode = 'restrict_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger published_update_is_immutable before update or delete on incident_update
  for each row execute function refuse_published_update_change();

create table update_claim (
  id         bigint generated always as identity primary key,
  update_id  bigint not null references incident_update (id),
  position   integer not null check (position >= 0),
  key        text not null,
  parameters jsonb not null,
  value      jsonb not null,
  text       text not null check (text <> ''),
  evidence   jsonb not null,
  as_of      timestamptz not null,
  holds      boolean not null default true,
  stopped_at timestamptz,
  now_text   text,
  unique (update_id, position),
  check (holds = (stopped_at is null)),
  check (holds = (now_text is null))
);
create index update_claim_holding on update_claim (update_id) where holds;

-- Of a published claim only one thing may ever change, once: that it no longer holds.
create function refuse_published_claim_change() returns trigger language plpgsql as $$
declare
  of_update bigint := case when tg_op = 'INSERT' then new.update_id else old.update_id end;
begin
  if exists (select from incident_update where id = of_update and status = 'published') then
    if tg_op <> 'UPDATE' or not old.holds or new.holds
      or (new.id, new.update_id, new.position, new.key, new.parameters, new.value, new.text, new.evidence, new.as_of)
        is distinct from
        (old.id, old.update_id, old.position, old.key, old.parameters, old.value, old.text, old.evidence, old.as_of) then
      raise exception 'A published claim may only be withdrawn, once: % is refused.', lower(tg_op)
        using errcode = 'restrict_violation';
    end if;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger published_claim_is_frozen before insert or update or delete on update_claim
  for each row execute function refuse_published_claim_change();

create function refuse_published_truncate() returns trigger language plpgsql as $$
begin
  raise exception 'Published updates are kept: truncate is refused.' using errcode = 'restrict_violation';
end
$$;
create trigger incident_update_is_never_truncated before truncate on incident_update
  for each statement execute function refuse_published_truncate();
create trigger update_claim_is_never_truncated before truncate on update_claim
  for each statement execute function refuse_published_truncate();

-- For the communications lead: a published sentence is no longer true. One for each claim, for ever.
create table comms_alert (
  id              bigint generated always as identity primary key,
  incident_id     bigint not null references incident (id),
  update_id       bigint not null references incident_update (id),
  claim_id        bigint not null unique references update_claim (id),
  at              timestamptz not null,
  text            text not null check (text <> ''),
  acknowledged_at timestamptz,
  acknowledged_by text,
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
create index comms_alert_open on comms_alert (at) where acknowledged_at is null;

create table advice (
  id           bigint generated always as identity primary key,
  incident_id  bigint not null references incident (id),
  number       integer not null check (number > 0),
  kind         text not null check (kind in ('do', 'dont', 'information')),
  text         text not null check (text <> ''),
  proposed_by  text not null,
  proposed_at  timestamptz not null,
  approved_by  text,
  approved_at  timestamptz,
  withdrawn_by text,
  withdrawn_at timestamptz,
  unique (incident_id, number),
  check ((approved_at is null) = (approved_by is null)),
  check ((withdrawn_at is null) = (withdrawn_by is null)),
  check (approved_by is null or approved_by <> proposed_by)
);
