-- What practices said about their own return to normal. The latest report of a practice counts; silence never does.
create table recovery_report (
  id                 bigint generated always as identity primary key,
  incident_id        bigint not null references incident (id),
  practice_id        bigint not null references practice (id),
  at                 timestamptz not null,
  state              text not null check (state in ('recovering', 'recovered')),
  expected_normal_on date,
  note               text,
  recorded_by        text not null
);
create index recovery_report_latest on recovery_report (incident_id, practice_id, at desc, id desc);
