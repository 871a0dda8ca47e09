-- A plan of moves that is being made in the background: what was asked for, how far it is, and how it ended.
create table planning_run (
  id          bigint generated always as identity primary key,
  incident_id bigint not null references incident (id),
  -- The input of moves.plan, and the actor in whose name the plan is kept.
  asked       jsonb not null,
  asked_as    jsonb not null,
  asked_at    timestamptz not null,
  state       text not null default 'planning' check (state in ('planning', 'done', 'refused', 'called off')),
  -- The best plan so far; null before the first.
  progress    jsonb,
  heard_at    timestamptz not null,
  -- The plan that came of it, or why there is none, or who called it off.
  version     integer,
  said        text,
  ended_at    timestamptz,
  check ((state = 'planning') = (ended_at is null)),
  check ((state = 'done') = (version is not null))
);
-- One at a time for each incident: it takes a processor.
create unique index planning_run_one on planning_run (incident_id) where state = 'planning';
create index planning_run_incident on planning_run (incident_id, id);
