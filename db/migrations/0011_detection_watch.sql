-- Sites whose episodes may change by the passing of time alone: a run of down that is not confirmed yet, an outage that
-- is not clear yet. Steady readings change no interval, so nothing else would make detection look again.
create table detection_watch (
  site_id integer primary key,
  from_at timestamptz not null,
  due_at timestamptz not null
);
create index detection_watch_due on detection_watch (due_at);
