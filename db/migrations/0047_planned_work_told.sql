-- What was last told of the work that is planned at each site, so that only a change of time, sites or status is told.
create table planned_told (
  incident_id bigint not null references incident (id),
  site_id     bigint not null references site (id),
  series      text not null check (series <> ''),
  title       text not null check (title <> ''),
  starts_at   timestamptz not null,
  ends_at     timestamptz,
  primary key (incident_id, site_id)
);
create index planned_told_start on planned_told (starts_at);

-- What calendars know already is not told again because messages of planned work begin now.
insert into planned_told (incident_id, site_id, series, title, starts_at, ends_at)
select distinct on (e.incident_id, s.id) e.incident_id, s.id, e.series, e.title, e.starts_at, e.ends_at
from planned_event e join site s on s.id = any(e.site_ids)
where e.status = 'confirmed'
order by e.incident_id, s.id, e.starts_at desc;

-- A notice of planned work belongs to an incident and to none of its updates.
alter table notice drop constraint notice_check;
alter table notice add constraint notice_of_update_has_incident check (update_number is null or incident_id is not null);
