-- Plans of which sites move where and in which wave, as they were made; never rewritten. Approved by somebody else.
create table move_plan (
  id          bigint generated always as identity primary key,
  incident_id bigint not null references incident (id),
  version     integer not null check (version > 0),
  made_at     timestamptz not null,
  made_by     text not null check (made_by <> ''),
  content     jsonb not null,
  approved_at timestamptz,
  approved_by text,
  unique (incident_id, version),
  check ((approved_at is null) = (approved_by is null)),
  check (approved_by is null or approved_by <> made_by)
);
