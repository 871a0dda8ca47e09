-- What a person decided about many calls at once, and how each link was before: one press takes it all back.
create table call_decision (
  id          bigint generated always as identity primary key,
  incident_id bigint not null,
  decision    text not null check (decision in ('confirm', 'undo', 'reject')),
  reason      text not null check (reason <> ''),
  decided_by  text not null check (decided_by <> ''),
  decided_at  timestamptz not null,
  reverted_by text,
  reverted_at timestamptz,
  check ((reverted_at is null) = (reverted_by is null))
);
create index call_decision_incident on call_decision (incident_id, id);

create table call_decision_link (
  decision_id bigint not null references call_decision (id),
  call_id     bigint not null references call (id),
  -- The link before, as it was stored; null when the call had never been scored.
  before      jsonb,
  -- When the link took the state that this decision gave it: a later change of it is somebody else's.
  set_at      timestamptz not null,
  primary key (decision_id, call_id)
);
