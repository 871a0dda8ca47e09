import { describe, expect, it } from 'vitest';
import { findIncident, timeline } from '#incidents';
import { systemActor } from '#platform/auth';
import { reevaluateClaims } from '#publishing';
import { author, givenDesk, person, publish } from './test-support.ts';

const facts = async (desk: Awaited<ReturnType<typeof givenDesk>>) => {
  const incident = await findIncident(desk.context.db, 'firewalls');
  return (await timeline(desk.context.db, incident.id)).filter((entry) => entry.type === 'claim.stopped');
};

/** Six calls on each of three days, the last on Wednesday 22 April at 10:30am; it is 10am on Friday 24 April. */
async function givenSilence() {
  const desk = await givenDesk();
  for (const [day, date] of ['20', '21', '22'].entries()) {
    const last = date === '22' ? ['07:10', '07:40', '08:10', '08:40', '09:10', '09:30'] : [];
    const times = last.length > 0 ? last : ['07:30', '08:30', '10:30', '12:30', '14:30', '16:30'];
    desk.to(`2026-04-${date}T17:00:00Z`);
    await desk.calls(
      times.map((time, n) => ({
        id: `C${day}-${n}`,
        at: `2026-04-${date}T${time}:00Z`,
        ods: `G9900${n + 1}`,
      })),
    );
  }
  desk.to('2026-04-24T09:00:00Z');
  await desk.heartbeat();
  return desk;
}

const reevaluate = (desk: Awaited<ReturnType<typeof givenDesk>>): Promise<number[]> =>
  reevaluateClaims({ ...desk.context, actor: systemActor });

describe('published claims', () => {
  it('are withdrawn by a later call, once, with an alert and an entry in the timeline', async () => {
    const desk = await givenSilence();
    await publish(
      desk,
      'There have been {{claim calls.quietSince}}. So far, {{claim practices.affectedEver}}.',
    );
    expect(await desk.as(author, 'update.show', { number: 1 })).toMatchObject({
      text: expect.stringContaining(
        'no calls about this incident since 10:30am on Wednesday 22 April (20 hours',
      ),
    });
    expect(await reevaluate(desk)).toEqual([]);
    desk.to('2026-04-24T09:42:00Z');
    await desk.calls([{ id: 'LATE', at: '2026-04-24T09:42:00Z', ods: 'G99003' }]);
    const stopped = await reevaluate(desk);
    expect(stopped).toHaveLength(1);
    expect(await reevaluate(desk)).toEqual([]);
    expect(await desk.as(author, 'update.show', { number: 1 })).toMatchObject({
      claims: [
        {
          holds: false,
          stoppedAt: new Date('2026-04-24T09:42:00Z'),
          nowText: 'a call about this incident was logged at 10:42am on Friday 24 April',
        },
        { holds: true, stoppedAt: null, nowText: null },
      ],
    });
    const alerts = await desk.as(author, 'alerts.list');
    expect(alerts).toMatchObject([
      { update: 1, claim: 'calls.quietSince', text: expect.stringContaining('Update 1 says') },
    ]);
    const [{ id: alert } = { id: 0 }] = alerts as { id: number }[];
    await desk.as(author, 'alerts.acknowledge', { alert });
    await expect(desk.as(author, 'alerts.acknowledge', { alert })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await desk.as(author, 'alerts.list')).toEqual([]);
    expect(await desk.as(author, 'alerts.list', { all: true })).toMatchObject([
      { acknowledgedBy: 'Ada Author' },
    ]);
    expect(await facts(desk)).toMatchObject([
      { public: true, text: expect.stringContaining('No longer true.') },
    ]);
  });

  it('stay withdrawn when the call is taken off again', async () => {
    const desk = await givenSilence();
    await publish(desk, 'There have been {{claim calls.quietSince}}.');
    await desk.calls([{ id: 'LATE', at: '2026-04-24T08:59:00Z', ods: 'G99003' }]);
    expect(await reevaluate(desk)).toHaveLength(1);
    await desk.as(person('D', 'desk'), 'call.undo', {
      source: 'desk',
      externalId: 'LATE',
      reason: 'A printer.',
    });
    expect(await reevaluate(desk)).toEqual([]);
    expect(await desk.as(author, 'update.show', { number: 1 })).toMatchObject({ claims: [{ holds: false }] });
  });

  it('are not withdrawn by a call about something else, nor by a feed that falls silent', async () => {
    const desk = await givenSilence();
    await publish(desk, 'There have been {{claim calls.quietSince}}.');
    desk.to('2026-04-24T10:00:00Z');
    await desk.calls([{ id: 'P', at: '2026-04-24T09:50:00Z', ods: 'G99030', text: 'Printer jams' }]);
    expect(await reevaluate(desk)).toEqual([]);
    desk.to('2026-04-24T18:00:00Z');
    expect(await reevaluate(desk)).toEqual([]);
  });

  it('include the promise of a next update', async () => {
    const desk = await givenDesk();
    await publish(desk, 'Next: {{claim update.nextDue}}.', { nextUpdateDue: '2026-04-21T09:00:00Z' });
    desk.to('2026-04-21T08:59:00Z');
    expect(await reevaluate(desk)).toEqual([]);
    desk.to('2026-04-21T09:00:00Z');
    expect(await reevaluate(desk)).toHaveLength(1);
  });

  it('are watched for two weeks', async () => {
    const desk = await givenDesk();
    await publish(desk, 'Next: {{claim update.nextDue}}.', { nextUpdateDue: '2026-05-20T09:00:00Z' });
    desk.to('2026-05-21T09:00:00Z');
    expect(await reevaluate(desk)).toEqual([]);
  });

  it('are looked at by Allclear alone; alerts are for those who write', async () => {
    const desk = await givenDesk();
    await expect(reevaluateClaims({ ...desk.context, actor: author })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(desk.as(person('V', 'viewer'), 'alerts.list')).rejects.toMatchObject({ code: 'forbidden' });
    const acknowledge = desk.as(person('V', 'viewer'), 'alerts.acknowledge', { alert: 1 });
    await expect(acknowledge).rejects.toMatchObject({ code: 'forbidden' });
  });
});
