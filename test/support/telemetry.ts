import { sql } from 'kysely';
import { importReadings, type SiteState, telemetryParameters } from '#telemetry';
import type { Context } from '../../src/platform/context/index.ts';

/** Instants as Dates or ISO text. A null end holds up to the context's clock. */
export type GivenState = readonly [from: Date | string, to: Date | string | null, state: SiteState];

const fields: Record<SiteState, Record<string, unknown>> = {
  up: { tunnel: 'up', firewall: 'online', lossPercent: 0.1, latencyMs: 20 },
  degraded: { tunnel: 'up', firewall: 'alerting', lossPercent: 8, latencyMs: 180 },
  down: { tunnel: 'down', firewall: 'offline' },
  unknown: {},
};

/**
 * Makes a site's history, through the real intake: a reading at the start of each span and then one every cadence.
 * Spans begin and end exactly where given when they touch each other; a gap after the last reading follows the rule
 * of silence. The clock must have passed the last of them.
 */
export async function givenStates(
  context: Context,
  siteCode: string,
  states: readonly GivenState[],
): Promise<void> {
  const readings = states.flatMap(([from, to, state]) => spanReadings(context, siteCode, from, to, state));
  await importReadings(context, { source: 'test', readings });
}

function spanReadings(
  context: Context,
  site: string,
  from: Date | string,
  to: Date | string | null,
  state: SiteState,
): Record<string, unknown>[] {
  const end = to === null ? context.clock.now().getTime() + 1 : new Date(to).getTime();
  const step = telemetryParameters.cadenceSeconds * 1000;
  const found: Record<string, unknown>[] = [];
  for (let at = new Date(from).getTime(); at < end; at += step) {
    found.push({ site, at: new Date(at).toISOString(), ...fields[state] });
  }
  return found;
}

/**
 * Puts an invented practice with sites S1 to S<count> and the concentrators VPN-A and VPN-B into the estate, and returns
 * the sites' ids by number minus one. For tests that need places, not an estate import.
 */
export async function givenSites(context: Context, count: number): Promise<number[]> {
  const sites = await sql<{ id: number }>`
    with practice_row as (
      insert into practice (ods_code, name, address_lines, town, postcode, icb_code, sub_icb_code, status,
        prescribing_setting, is_gp_practice)
      values ('Z99001', 'Invented Surgery', '{}', 'Nowhere', 'ZZ1 1ZZ', 'QKS', '91Q', 'active', '4', true) returning id
    )
    insert into site (code, practice_id, name, address, town, postcode)
    select 'S' || n, practice_row.id, 'Site ' || n, '', 'Nowhere', 'ZZ1 1ZZ'
    from practice_row, generate_series(1, ${count}::int) n order by n returning id`.execute(context.db);
  await sql`insert into concentrator (code, name, data_centre, model)
    values ('VPN-A', 'First', 'Here', 'MX450'), ('VPN-B', 'Second', 'There', 'MX450')`.execute(context.db);
  return sites.rows.map((row) => row.id);
}
