-- An incident is its events. What stands in `incident` beside its name are caches, re-derived after every event.
create table incident (
  id                 bigint generated always as identity primary key,
  slug               text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  reference          text not null unique,
  title              text not null check (title <> ''),
  summary            text not null,
  it_severity        integer not null check (it_severity between 1 and 5),
  eprr_type          text check (eprr_type in ('business continuity incident', 'critical incident', 'major incident')),
  symptom_words      text[] not null,
  components         jsonb not null,
  started_at         timestamptz not null,
  declared_at        timestamptz,
  ended_at           timestamptz,
  response           text not null check (response in ('candidate', 'investigating', 'cause identified', 'mitigating',
                       'monitoring', 'restored', 'stood down', 'declined', 'merged')),
  recovery           text not null check (recovery in ('not started', 'recovering', 'recovered')),
  review             text not null check (review in ('not commissioned', 'commissioned', 'evidence', 'analysis',
                       'accuracy check', 'independent review', 'accepted', 'published', 'actions',
                       'effectiveness checked', 'closed')),
  communication      text not null check (communication in ('none due', 'due', 'overdue')),
  next_update_due_at timestamptz,
  demonstration      boolean not null,
  -- The same evidence proposes a candidate once, however often it is looked at.
  candidate_key      text unique
);
create index incident_response on incident (response);

create table incident_event (
  id          bigint generated always as identity primary key,
  incident_id bigint not null references incident (id),
  type        text not null check (type <> ''),
  at          timestamptz not null,
  recorded_at timestamptz not null,
  actor       text not null check (actor <> ''),
  text        text not null check (text <> ''),
  data        jsonb not null,
  public      boolean not null,
  evidence    text
);
create index incident_event_timeline on incident_event (incident_id, id);

-- The timeline is what reviews and claims rest on: entries are added, never rewritten.
create function refuse_incident_event_change() returns trigger language plpgsql as $$
begin
  raise exception 'The timeline of an incident is append-only: % is refused.', lower(tg_op)
    using errcode = 'restrict_violation';
end
$$;
create trigger incident_event_is_append_only before update or delete on incident_event
  for each row execute function refuse_incident_event_change();
create trigger incident_event_is_never_truncated before truncate on incident_event
  for each statement execute function refuse_incident_event_change();

create table impact_period (
  incident_id bigint not null references incident (id),
  episode_id  bigint not null,
  site_id     bigint not null references site (id),
  kind        text not null check (kind in ('outage', 'unstable', 'degraded capacity')),
  from_at     timestamptz not null,
  to_at       timestamptz,
  evidence    text not null,
  primary key (incident_id, episode_id, site_id),
  check (to_at is null or to_at >= from_at)
);
create index impact_period_site on impact_period (site_id, from_at);

-- The latest outcome of a measure's promise or of an exit criterion; a change of it is an event as well.
create table evaluation (
  incident_id bigint not null references incident (id),
  subject     text not null check (subject ~ '^(measure|criterion):'),
  result      jsonb not null,
  as_of       timestamptz not null,
  primary key (incident_id, subject)
);
