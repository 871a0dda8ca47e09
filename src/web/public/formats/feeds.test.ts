import { describe, expect, it } from 'vitest';
import { type Bulletin, groupsOf } from '#publishing';
import {
  bulletin,
  incidentBulletin,
  publishedUpdate,
  stoppedClaim,
} from '../../../../test/support/bulletin.ts';
import { atomFaults, feedReader, rssFaults } from '../../../../test/support/feed-rules.ts';
import { all, first, xmlTree } from '../../../../test/support/xml-tree.ts';
import { updatesFeed } from '../atom.ts';
import { updatesRss } from './rss.ts';
import { groupScope, practiceScope, wholeScope } from './scope.ts';
import { statuspageOf } from './statuspage/documents.ts';
import { historyAtom, historyRss } from './statuspage/history.ts';

const model = bulletin();
const correction = publishedUpdate({
  number: 9,
  kind: 'correction',
  corrects: 8,
  title: 'Number of practices that have moved',
  publishedAt: '2026-04-29T10:00:00.000Z',
  path: '/incidents/practice-network-april-2026/updates/9',
  body: '182 practices have moved, see [the list](/practices).',
  claims: [],
});
const [newest, ...older] = incidentBulletin().updates;
const withUpdates = (...updates: (typeof correction)[]): Bulletin =>
  bulletin({
    builtAt: '2026-04-29T11:00:00.000Z',
    asOf: '2026-04-29T11:00:00.000Z',
    current: [incidentBulletin({ updates })],
  });
const evilUpdate = publishedUpdate({ title: '<script>&"', body: '<b>\u0008]]>' });
const evil = bulletin({
  current: [incidentBulletin({ title: ']]><x>&\u0000\u001b', updates: [evilUpdate] })],
});

const scopes = (of: Bulletin) => [
  wholeScope(of),
  ...of.practices.slice(0, 1).map(practiceScope),
  ...groupsOf(of.practices).slice(0, 2).map(groupScope),
];

describe.each([
  ['normal', model],
  ['corrected', withUpdates(correction, ...(newest ? [newest] : []), ...older)],
  ['hostile', evil],
  ['empty', bulletin({ current: [], past: [], calendar: [], practices: [] })],
])('the feeds of a %s bulletin', (_name, of) => {
  it('keep the rules of Atom (RFC 4287) and RSS 2.0, for everything, a practice and groups', () => {
    for (const scope of scopes(of)) {
      expect(atomFaults(updatesFeed(of, scope)), scope.key).toEqual([]);
      expect(rssFaults(updatesRss(of, scope), of.builtAt), scope.key).toEqual([]);
    }
  });

  it('keep them in the history of incidents as well', () => {
    const statuspage = statuspageOf(of);
    expect(atomFaults(historyAtom(of, statuspage))).toEqual([]);
    expect(rssFaults(historyRss(of, statuspage), of.builtAt)).toEqual([]);
  });
});

describe('the rules', () => {
  it('would see a fault', () => {
    const feed = updatesFeed(model, wholeScope(model));
    expect(atomFaults(feed.replace('rel="self"', 'rel="other"'))).toEqual(['feed: no link to itself']);
    expect(
      atomFaults(feed.replace(/<updated>[^<]*<\/updated>/, '<updated>yesterday</updated>')),
    ).toHaveLength(1);
    expect(() => atomFaults(feed.replace('</feed>', ''))).toThrow();
    const rss = updatesRss(model, wholeScope(model));
    expect(rssFaults(rss.replace(' isPermaLink="false"', ''), model.builtAt)).toHaveLength(1);
    expect(rssFaults(rss, '2020-01-01T00:00:00Z').some((fault) => fault.includes('future'))).toBe(true);
  });
});

describe('a feed reader', () => {
  it.each([
    ['Atom', (of: Bulletin) => updatesFeed(of, wholeScope(of))],
    ['RSS', (of: Bulletin) => updatesRss(of, wholeScope(of))],
    [
      'Atom of a practice',
      (of: Bulletin) => updatesFeed(of, practiceScope(of.practices[0] ?? expect.fail())),
    ],
  ])('sees each update of the %s feed as new exactly once', (_name, feed) => {
    const reader = feedReader();
    const older7 = withUpdates(...older);
    const withNewest = withUpdates(...(newest ? [newest] : []), ...older);
    expect(reader.read(feed(older7)).length).toBeGreaterThanOrEqual(7);
    expect(reader.read(feed(older7))).toEqual([]);
    expect(reader.read(feed(withNewest))).toEqual([
      expect.stringContaining('incident/practice-network-april-2026/update/8'),
    ]);
    const withdrawn = withUpdates({ ...(newest ?? expect.fail()), claims: [stoppedClaim()] }, ...older);
    expect(reader.read(feed(withdrawn))).toEqual([]);
    const corrected = withUpdates(
      correction,
      { ...(newest ?? expect.fail()), claims: [stoppedClaim()] },
      ...older,
    );
    expect(reader.read(feed(corrected))).toEqual([expect.stringContaining('update/9')]);
    // Another build, an hour later, with nothing new.
    expect(
      reader.read(
        feed({ ...corrected, builtAt: '2026-04-29T12:00:00.000Z', asOf: '2026-04-29T12:00:00.000Z' }),
      ),
    ).toEqual([]);
  });

  it('is told of a withdrawn sentence in the entry, and by its time', () => {
    const withdrawn = withUpdates(
      { ...(newest ?? expect.fail()), claims: [stoppedClaim(), stoppedClaim()] },
      ...older,
    );
    const [entry] = all(xmlTree(updatesFeed(withdrawn, wholeScope(withdrawn))), 'entry');
    expect(entry && first(entry, 'updated')).toBe('2026-04-29T09:42:00.000Z');
    expect(entry && first(entry, 'content')).toContain('This has changed since.');
    const rss = xmlTree(updatesRss(withdrawn, wholeScope(withdrawn)));
    const [item] = all(all(rss, 'channel')[0] ?? rss, 'item');
    expect(item && first(item, 'description')).toContain('This has changed since.');
  });

  it('of one practice hears of what concerns it, and still does when that is over', () => {
    const untouched =
      model.practices.find(({ odsCode }) => !model.current[0]?.concerns.includes(odsCode)) ?? expect.fail();
    const ids = (text: string) => all(xmlTree(text), 'entry').map((entry) => first(entry, 'id'));
    expect(ids(updatesFeed(model, practiceScope(untouched)))).toEqual([]);
    const over = bulletin({ current: [], past: [...model.current, ...model.past] });
    const touched = over.practices[0] ?? expect.fail();
    expect(ids(updatesFeed(over, practiceScope(touched)))).toHaveLength(9);
  });

  it('never meets a date in the future', () => {
    const ahead = bulletin({
      current: [
        incidentBulletin({ updates: [publishedUpdate({ publishedAt: '2027-01-01T00:00:00.000Z' })] }),
      ],
    });
    expect(rssFaults(updatesRss(ahead, wholeScope(ahead)), ahead.builtAt)).toEqual([]);
  });
});
