import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { groupsOf } from '#publishing';
import { bulletin, calendarEntries } from '../../../../test/support/bulletin.ts';
import { escapeText, foldLine, plannedCalendar } from './ical.ts';
import { groupScope, practiceScope, wholeScope } from './scope.ts';

const model = bulletin();
const reread = (text: string) => new ICAL.Component(ICAL.parse(text));
const events = (text: string) =>
  reread(text)
    .getAllSubcomponents('vevent')
    .map((each) => new ICAL.Event(each));
const whole = (of = model) => plannedCalendar(of, wholeScope(of));

describe('the calendar of planned work', () => {
  it('is read by another library as it was meant', () => {
    const [over, cancelled, coming] = events(whole());
    expect(coming).toMatchObject({
      summary: 'Demonstration: Moves to the second concentrator, wave 5',
      sequence: 1,
    });
    expect(coming?.uid).toBe('55555555555555555555555555555555@allclear');
    expect(coming?.startDate.toJSDate()).toEqual(new Date('2026-04-30T17:00:00Z'));
    expect(coming?.endDate.toJSDate()).toEqual(new Date('2026-04-30T20:00:00Z'));
    expect(coming?.description).toContain(
      '4 sites move from VPN-A to VPN-B.\nMore: https://status.northmarsh.example/incidents/',
    );
    expect(coming?.location).toMatch(/^[^;]+, [^;]+; /);
    expect(coming?.component.getFirstPropertyValue('transp')).toBe('TRANSPARENT');
    expect(over?.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
    expect(over?.component.getFirstPropertyValue('dtend')).toBeNull();
    expect(cancelled).toMatchObject({ sequence: 1, summary: expect.stringMatching(/^Cancelled: /) });
    expect(cancelled?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  });

  it('says what it is and how often to ask', () => {
    const calendar = reread(whole());
    const value = (name: string) => String(calendar.getFirstPropertyValue(name));
    expect([value('version'), value('method'), value('refresh-interval'), value('x-published-ttl')]).toEqual([
      '2.0',
      'PUBLISH',
      'PT15M',
      'PT15M',
    ]);
    expect(value('name')).toBe('Planned work: IT and digital issues');
    expect(value('x-wr-calname')).toBe(value('name'));
  });

  it('has only lines of at most 75 octets, ended by CRLF', () => {
    const long = bulletin({
      calendar: calendarEntries().map((entry) => ({
        ...entry,
        title: 'Störung; größte, wave\\1 🙂'.repeat(9),
      })),
    });
    const text = whole(long);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(events(text)[2]?.summary).toBe(`Demonstration: ${'Störung; größte, wave\\1 🙂'.repeat(9)}`);
  });

  it('brings any text through, whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (given) => {
        const title = given.replace(/[\p{Cc}\p{Cs}]/gu, '');
        const event = `BEGIN:VEVENT\r\n${foldLine(`SUMMARY:${escapeText(title)}`)}\r\nEND:VEVENT`;
        expect(events(`BEGIN:VCALENDAR\r\n${event}\r\nEND:VCALENDAR\r\n`)[0]?.summary ?? '').toBe(title);
      }),
    );
  });

  it('of a practice or a group has only its own work', () => {
    const moving = model.practices.find(({ odsCode }) => odsCode === 'G99005') ?? expect.fail();
    const other = model.practices.find(({ odsCode }) => odsCode === 'G99100') ?? expect.fail();
    expect(events(plannedCalendar(model, practiceScope(moving)))).toHaveLength(3);
    expect(events(plannedCalendar(model, practiceScope(moving)))[0]?.location).toBe(
      `${moving.name}, ${moving.town}`,
    );
    const none = plannedCalendar(model, practiceScope(other));
    expect(events(none)).toEqual([]);
    // RFC 5545 wants at least one component.
    expect(reread(none).getAllSubcomponents('vtimezone')).toHaveLength(1);
    const area = groupsOf(model.practices)[0] ?? expect.fail();
    expect(events(plannedCalendar(model, groupScope(area)))).toHaveLength(3);
  });

  it('changes only when what it says does', () => {
    expect(whole(bulletin({ builtAt: '2026-04-29T10:00:00.000Z', asOf: '2026-04-29T10:00:00.000Z' }))).toBe(
      whole(),
    );
  });
});
