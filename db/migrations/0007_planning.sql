-- One migration of sites from a concentrator to another, as part of an incident.
create table migration_plan (
  id                   bigint generated always as identity primary key,
  incident_id          bigint not null unique references incident (id),
  key                  text not null,
  title                text not null check (title <> ''),
  from_concentrator_id bigint not null references concentrator (id),
  to_concentrator_id   bigint not null references concentrator (id),
  started_at           timestamptz not null,
  check (from_concentrator_id <> to_concentrator_id)
);

create table site_move (
  migration_id  bigint not null references migration_plan (id),
  site_id       bigint not null references site (id),
  wave          text,
  planned_for   timestamptz,
  planned_at    timestamptz,
  moved_at      timestamptz,
  verified_at   timestamptz,
  -- What the readings said when verification was last tried.
  verification  text,
  cannot_at     timestamptz,
  cannot_reason text,
  cannot_detail text,
  primary key (migration_id, site_id),
  check (verified_at is null or moved_at is not null),
  check ((cannot_at is null) = (cannot_reason is null))
);
create index site_move_unverified on site_move (migration_id) where moved_at is not null and verified_at is null;

create table contact_log (
  id          bigint generated always as identity primary key,
  incident_id bigint not null references incident (id),
  site_id     bigint not null references site (id),
  at          timestamptz not null,
  channel     text not null check (channel <> ''),
  by          text not null check (by <> ''),
  summary     text not null check (summary <> ''),
  answered    boolean not null
);
create index contact_log_site on contact_log (incident_id, site_id, at);
