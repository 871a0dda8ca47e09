-- Attribution looks by itself whenever failures change. `automatic` marks such a result: of a run of results that say the
-- same only the first and the latest are kept, and what others rest on. `said` is what it says, in one line; `gist` is the
-- hash of the failures and attributes it was made from, without the clock: another look at the same gist says nothing new.
alter table attribution_result
  add column automatic boolean not null default false,
  add column said text not null default '',
  add column gist text not null default '';
create index attribution_result_automatic on attribution_result (incident_id, computed_at desc, id desc) where automatic;
