import { sql } from 'kysely';
import type { Db } from '#platform/db';

/** Copies of the county beside the real one: with it 6,303 sites. */
export const counties = 33;

/** `G99001` becomes `K0199001` in the first copy. */
const copyOf = (code: string): string => `'K' || lpad(n::text, 2, '0') || substr(${code}, 2)`;
const copyOfConcentrator = (code: string): string => `'K' || lpad(n::text, 2, '0') || '-' || ${code}`;

const estate = [
  `create temp table k as select generate_series(1, ${counties - 1}) as n`,
  `insert into practice (ods_code, name, address_lines, town, postcode, phone, icb_code, sub_icb_code, status,
       prescribing_setting, is_gp_practice, opened_on, closed_on)
     select ${copyOf('ods_code')}, name || ' ' || n, address_lines, town, postcode, phone, icb_code, sub_icb_code,
       status, prescribing_setting, is_gp_practice, opened_on, closed_on from practice, k`,
  `insert into site (code, practice_id, name, address, town, postcode, phone, opened_on, closed_on)
     select ${copyOf('s.code')}, q.id, s.name || ' ' || n, s.address, s.town, s.postcode, s.phone, s.opened_on,
       s.closed_on
     from site s join practice p on p.id = s.practice_id cross join k
       join practice q on q.ods_code = ${copyOf('p.ods_code')} where s.code like 'G%'`,
  `create temp table m as select n, s.id as old, t.id as new from site s cross join k
     join site t on t.code = ${copyOf('s.code')} where s.code like 'G%'`,
  'create index on m (old)',
  'analyze m',
  `insert into site_attribute (site_id, key, value, valid)
     select new, key, case key when 'concentrator' then ${copyOfConcentrator('value')} else value end, valid
     from site_attribute join m on old = site_id`,
  `insert into concentrator (code, name, data_centre, model)
     select ${copyOfConcentrator('code')}, name || ' ' || n, data_centre, model from concentrator, k`,
  `create temp table c as select o.id as old, t.id as new from concentrator o cross join k
     join concentrator t on t.code = ${copyOfConcentrator('o.code')}`,
  `insert into concentrator_rating (concentrator_id, rated_mbps, rated_tunnels, source, dated_on, recorded_at)
     select new, rated_mbps, rated_tunnels, source, dated_on, recorded_at from concentrator_rating
     join c on old = concentrator_id`,
];

const readings = [
  `insert into concentrator_reading select new, at, in_mbps, out_mbps, load_score, tunnels from concentrator_reading
     join c on old = concentrator_id`,
  'insert into reading_half_hours select new, day, packed from reading_half_hours join m on old = site_id',
  'insert into reading_day select new, day, reading_day.n, packed from reading_day join m on old = site_id',
  `insert into reading_hour select new, hour, reading_hour.n, up_s, degraded_s, down_s, unknown_s, loss_max, loss_avg, latency_avg,
       latency_p95, latency_max, in_avg, out_avg, mbps_max from reading_hour join m on old = site_id`,
  `insert into site_current select new, state, since, last_reading_at, loss, latency, in_mbps, out_mbps
     from site_current join m on old = site_id`,
  'insert into state_interval select new, from_at, to_at, state from state_interval join m on old = site_id',
];

const troubles = [
  `create temp table e as select id as old, nextval(pg_get_serial_sequence('episode', 'id')) as new, n
     from episode cross join k where kind in ('outage', 'flap')`,
  `insert into episode (id, kind, subject, started_at, ended_at, evidence, recorded_at, changed_at, withdrawn_at)
     overriding system value
     select e.new, x.kind, x.subject || ':' || e.n, x.started_at, x.ended_at, x.evidence, x.recorded_at, x.changed_at,
       x.withdrawn_at from e join episode x on x.id = e.old`,
  `insert into episode_site select e.new, m.new, s.from_at, s.to_at from e
     join episode_site s on s.episode_id = e.old join m on m.old = s.site_id and m.n = e.n`,
  `insert into impact_period (incident_id, episode_id, site_id, kind, from_at, to_at, evidence)
     select i.incident_id, e.new, m.new, i.kind, i.from_at, i.to_at, i.evidence from e
       join impact_period i on i.episode_id = e.old join m on m.old = i.site_id and m.n = e.n`,
];

const calls = [
  `insert into call (source, external_id, channel, opened_at, updated_at, closed_at, status, ods_code, site_text,
       short_description, description, practice_id, match_method, match_score, raw, digest, received_at, changed_at)
     select c.source, c.external_id || '-' || n, c.channel, c.opened_at, c.updated_at, c.closed_at, c.status, c.ods_code,
       c.site_text, c.short_description, c.description, q.id, c.match_method, c.match_score, c.raw, c.digest,
       c.received_at, c.changed_at
     from call c cross join k join practice p on p.id = c.practice_id join practice q on q.ods_code = ${copyOf('p.ods_code')}`,
  `insert into call_link (incident_id, call_id, status, method, score, reasons, at)
     select l.incident_id, d.id, l.status, l.method, l.score, l.reasons, l.at
     from call_link l join call c on c.id = l.call_id cross join k
       join call d on d.source = c.source and d.external_id = c.external_id || '-' || n`,
  'analyze',
];

/** Puts 32 copies of the county beside it: sites, load, readings, episodes, impact and calls, all failing as it did. */
export const copyCounties = (db: Db): Promise<void> =>
  // Temporary tables live in one session.
  db.connection().execute(async (session) => {
    for (const statement of [...estate, ...readings, ...troubles, ...calls])
      await sql.raw(statement).execute(session);
  });
