-- Impact that no episode shows and a practice told us of: it is not fixed at its site. It ends when the practice says that it is.
create table impact_said (
  id          bigint generated always as identity primary key,
  incident_id bigint not null references incident (id),
  site_id     bigint not null references site (id),
  from_at     timestamptz not null,
  to_at       timestamptz,
  evidence    text not null check (evidence <> ''),
  check (to_at is null or to_at >= from_at)
);
create unique index impact_said_open on impact_said (incident_id, site_id) where to_at is null;
