import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { declareIncident, suggestions } from '#incidents';
import { startConsole } from '../../test/support/console.ts';
import { thinAttribution } from './attribution.ts';

interface Look {
  incidentId: number | null;
  said: string;
}

it('failures are looked at within seconds, by themselves, while the server serves', async () => {
  const running = await startConsole('live');
  onTestFinished(() => running.stop());
  const { context } = running;
  const looks = async (): Promise<Look[]> =>
    (
      await sql<Look>`select incident_id as "incidentId", said from attribution_result where automatic order by id`.execute(
        context.db,
      )
    ).rows;
  await expect.poll(looks, { timeout: 20_000 }).toEqual([{ incidentId: null, said: 'not enough to say' }]);
  const { id } = await declareIncident(context, {
    ...{ title: 'Connections', slug: 'connections', summary: 'They drop.', itSeverity: 2 },
    startedAt: new Date('2026-04-20T05:00:00Z'),
  });
  // A declared incident is looked at over its own period, once the last look has rested.
  await expect.poll(async () => (await looks()).at(-1)?.incidentId, { timeout: 25_000 }).toBe(id);
  expect(await suggestions(context.db, id)).toEqual([]);
  expect(await thinAttribution(context)).toBe(0);
}, 60_000);
