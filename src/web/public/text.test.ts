import { describe, expect, it } from 'vitest';
import { bulletin, incidentBulletin, publishedUpdate, stoppedClaim } from '../../../test/support/bulletin.ts';
import { bulletinAsText } from './text.ts';

const slug = 'practice-network-april-2026';
const flat = (text: string) => text.replace(/\s+/g, ' ');

describe('bulletinAsText', () => {
  it.each([40, 80, 100, 160])('fits %i columns', (width) => {
    const lines = bulletinAsText(bulletin(), slug, { width }).split('\n');
    expect(lines.length).toBeGreaterThan(100);
    expect(
      lines.filter((line) => line.length > width && line.trim().includes(' ')).map((line) => line.trim()),
    ).toEqual([]);
  });

  it('says what the page says', () => {
    const text = flat(bulletinAsText(bulletin(), slug, { width: 100 }));
    for (const words of [
      'This is a demonstration.',
      'State: Being watched after repair',
      'The next update is due by 4pm on Thursday 30 April.',
      'Practices affected now 3 of 190',
      'Firewall instability (likely).',
      'What happened: Not achieved. The peak fell by 9%.',
      'Do not: restart your firewall unless we ask you to',
      'Phone 01632 960 001',
      'No lead is named yet.',
      'No calls for 16 open hours: not known.',
      'Not connected, cannot move (1)',
      'Connected, moved (182)',
      '5pm on Monday 20 April: Some practices lose their connection',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('names every practice', () => {
    const text = bulletinAsText(bulletin(), slug, { width: 200 });
    for (const { name } of incidentBulletin().practices) expect(text).toContain(name);
  });

  it('withdraws a sentence, calls a late update late, and warns of old data', () => {
    const current = [
      incidentBulletin({
        nextUpdate: { dueAt: '2026-04-29T08:00:00.000Z', late: true },
        updates: [publishedUpdate({ claims: [stoppedClaim(), stoppedClaim()] })],
      }),
    ];
    const text = flat(
      bulletinAsText(bulletin({ current, staleSince: '2026-04-29T09:10:00.000Z' }), slug, { width: 80 }),
    );
    expect(text).toContain('no calls since 10:30am on Monday 27 April. [This has changed since.');
    expect(text).toContain('The next update is late. It was due at 9am');
    expect(text).toContain('We have not been able to read our data since 10:10am');
  });

  it('says that there is no such incident', () => {
    expect(bulletinAsText(bulletin(), 'other', { width: 80 })).toBe('There is no published incident other.');
  });
});
