-- Episodes: what detection made of intervals and calls. An episode that later data unmake is withdrawn, not deleted,
-- since impact and published figures may rest on it.
create table episode (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('outage', 'flap', 'saturation', 'concentrator-outage', 'surge')),
  subject text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  concentrator_id bigint references concentrator (id),
  evidence jsonb not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  withdrawn_at timestamptz,
  unique (kind, subject, started_at),
  check (ended_at is null or ended_at >= started_at)
);
create index episode_time on episode (started_at, ended_at) where withdrawn_at is null;
create index episode_open on episode (kind) where ended_at is null and withdrawn_at is null;
create index episode_subject on episode (subject, started_at);

create table episode_site (
  episode_id bigint not null references episode (id),
  site_id bigint not null,
  from_at timestamptz not null,
  to_at timestamptz,
  primary key (episode_id, site_id)
);
create index episode_site_site on episode_site (site_id, from_at);
