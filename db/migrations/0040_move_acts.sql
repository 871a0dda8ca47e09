-- What was done and seen of the moves of a wave under a runbook: a step that a person ticked, or a look at the readings. In order of id;
-- never rewritten. What is asked for next follows from these alone.
create table move_act (
  id          bigint generated always as identity primary key,
  incident_id bigint not null,
  version     integer not null,
  wave        integer not null check (wave > 0),
  site        text not null check (site <> ''),
  kind        text not null check (kind in ('step', 'look')),
  -- Of a step the settings that were asked for and made; of a look what the readings said.
  content     jsonb not null,
  at          timestamptz not null,
  by          text not null check (by <> ''),
  foreign key (incident_id, version) references move_plan (incident_id, version)
);
create index move_act_wave on move_act (incident_id, version, wave, id);
