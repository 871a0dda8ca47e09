-- The review of an incident. Its steps are events of the incident; `state` is a cache of them.
create table review (
  id                    bigint generated always as identity primary key,
  incident_id           bigint not null unique references incident (id),
  state                 text not null,
  independent_reviewer  text not null check (independent_reviewer <> ''),
  reviewer_organisation text not null check (reviewer_organisation <> ''),
  commissioned_at       timestamptz not null,
  due_by                date not null,
  terms_of_reference    text not null check (terms_of_reference <> '')
);
