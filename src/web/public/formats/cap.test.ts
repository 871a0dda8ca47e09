import { describe, expect, it } from 'vitest';
import {
  bulletin,
  incidentBulletin,
  publishedUpdate,
  stoppedClaim,
} from '../../../../test/support/bulletin.ts';
import { capFaults } from '../../../../test/support/cap-rules.ts';
import { atomFaults } from '../../../../test/support/feed-rules.ts';
import { all, first, type Node, xmlTree } from '../../../../test/support/xml-tree.ts';
import { capFeed, capFiles, capTime } from './cap.ts';

const info = (alert: Node): Node => all(alert, 'info')[0] ?? expect.fail('no info');
const real = bulletin({ demonstration: false });
const messages = (of = real) => capFiles(of).map(({ body }) => body);

const changed = publishedUpdate({ claims: [publishedUpdate().claims[0] ?? stoppedClaim(), stoppedClaim()] });
const correction = publishedUpdate({
  number: 9,
  kind: 'correction',
  corrects: 8,
  publishedAt: '2026-04-29T10:00:00.000Z',
  claims: [],
});
const closed = bulletin({
  demonstration: false,
  current: [],
  past: [
    incidentBulletin({
      states: {
        response: 'stood down',
        recovery: 'recovered',
        review: 'commissioned',
        communication: 'none due',
      },
      statusHistory: [
        ...incidentBulletin().statusHistory,
        {
          at: '2026-05-06T09:00:00.000Z',
          response: 'stood down',
          recovery: 'recovered',
          review: 'commissioned',
        },
      ],
      updates: [correction, changed],
    }),
  ],
});

describe('a CAP message', () => {
  it.each([
    ['real', real],
    ['demonstration', bulletin()],
    ['corrected and closed', closed],
    [
      'hostile',
      bulletin({
        current: [
          incidentBulletin({
            title: '<&',
            updates: [publishedUpdate({ title: 'x'.repeat(300), body: '<b>&\u0000' })],
          }),
        ],
      }),
    ],
    ['without packs', bulletin({ current: [incidentBulletin({ updates: [withoutPack()] })] })],
  ])('keeps the rules of the schema (%s)', (_name, of) => {
    expect(messages(of).length).toBeGreaterThan(0);
    for (const message of messages(of)) expect(capFaults(message)).toEqual([]);
  });

  it('would be seen to break them', () => {
    const [message = ''] = messages();
    expect(capFaults(message.replace('<scope>Public</scope>', ''))).toEqual(['alert.scope is missing']);
    expect(capFaults(message.replace('>Observed<', '>Sure<'))).toHaveLength(1);
    expect(capFaults(message.replace(/(<sent>[^<]*)\+01:00/, '$1Z'))).toHaveLength(1);
    expect(
      capFaults(message.replace(/(<urgency>.*?<\/urgency>)(<severity>.*?<\/severity>)/, '$2$1')),
    ).toEqual(['info: elements out of order']);
  });

  it('is an alert first, then updates that name all before them', () => {
    const alerts = messages().slice(0, 8).map(xmlTree);
    expect(alerts.map((alert) => first(alert, 'msgType'))).toEqual([
      'Alert',
      ...Array.from({ length: 7 }, () => 'Update'),
    ]);
    const third = alerts[2] ?? expect.fail();
    const named = (first(third, 'references') ?? '').split(' ');
    expect(named).toEqual(
      alerts
        .slice(0, 2)
        .map((each) => [first(each, 'sender'), first(each, 'identifier'), first(each, 'sent')].join(',')),
    );
  });

  it('is marked as an exercise, with a note that says so, whenever it is not real', () => {
    for (const alert of messages(bulletin()).map(xmlTree)) {
      expect(first(alert, 'status')).toBe('Exercise');
      expect(first(alert, 'note')).toContain('exercise');
    }
    expect(first(xmlTree(messages()[0] ?? ''), 'status')).toBe('Actual');
  });

  it('never changes: what stops being true and what is over are messages of their own', () => {
    const before = bulletin({
      demonstration: false,
      current: [incidentBulletin({ updates: [publishedUpdate()] })],
    });
    const after = bulletin({ demonstration: false, current: [incidentBulletin({ updates: [changed] })] });
    expect(messages(after)[0]).toBe(messages(before)[0]);
    expect(messages(after)[1]).toContain('This has changed since.');
    const ends = messages(closed).map(xmlTree);
    expect(
      ends.map(
        (alert) => `${first(alert, 'identifier')?.split('.').slice(1).join('.')} ${first(alert, 'msgType')}`,
      ),
    ).toEqual(['8 Alert', '8.changed.1 Update', '9 Update', 'end Cancel']);
    expect(first(info(ends[3] ?? expect.fail()), 'responseType')).toBe('AllClear');
  });

  it('names the practices affected, and advice that is still in force', () => {
    const alert = xmlTree(messages().at(7) ?? '');
    const [area] = all(info(alert), 'area');
    expect(
      area && all(area, 'geocode').map((code) => `${first(code, 'valueName')} ${first(code, 'value')}`),
    ).toEqual(['ODS G99001', 'ODS G99002']);
    expect(first(info(alert), 'instruction')).toContain('Print the appointment list');
    const withdrawn = bulletin({ current: [incidentBulletin({ advice: [] })] });
    expect(messages(withdrawn).join('')).not.toContain('Print the appointment list');
  });

  it('writes London time with its offset, and -00:00 for none', () => {
    expect(capTime('2026-04-29T09:00:00.500Z')).toBe('2026-04-29T10:00:00+01:00');
    expect(capTime('2026-01-15T09:00:00.000Z')).toBe('2026-01-15T09:00:00-00:00');
    expect(capTime('2026-06-30T23:30:00.000Z')).toBe('2026-07-01T00:30:00+01:00');
    expect(capTime('2026-10-25T00:59:00.000Z')).toBe('2026-10-25T01:59:00+01:00');
    expect(capTime('2026-10-25T01:00:00.000Z')).toBe('2026-10-25T01:00:00-00:00');
  });

  it('is indexed by a feed that keeps the rules of Atom', () => {
    const feed = capFeed(closed);
    expect(atomFaults(feed)).toEqual([]);
    const paths = capFiles(closed).map(({ path }) => `https://status.northmarsh.example${path}`);
    const links = all(xmlTree(feed), 'entry').map((entry) => all(entry, 'link')[0]?.attributes.href);
    expect(links.sort()).toEqual(paths.sort());
  });
});

function withoutPack() {
  const { frozen: _frozen, pack: _pack, ...update } = publishedUpdate();
  return update;
}
