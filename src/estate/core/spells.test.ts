import { describe, expect, it } from 'vitest';
import { applyStatement, compareHistories, type Spell, type Statement } from './spells.ts';

const spell = (value: string, fromMs: number, toMs: number | null = null): Spell => ({ value, fromMs, toMs });
const history = (...statements: Statement[]): readonly Spell[] =>
  statements.reduce<readonly Spell[]>((spells, statement) => applyStatement(spells, statement), []);
const say = (value: string | null, fromMs: number, toMs: number | null = null): Statement => ({
  value,
  fromMs,
  toMs,
});

describe('applyStatement', () => {
  const cases: [string, Statement[], Spell[]][] = [
    ['a first value holds on', [say('A', 1)], [spell('A', 1)]],
    ['a later value ends the earlier one', [say('A', 1), say('B', 5)], [spell('A', 1, 5), spell('B', 5)]],
    [
      'an earlier value heard late stops at the known one',
      [say('B', 5), say('A', 1)],
      [spell('A', 1, 5), spell('B', 5)],
    ],
    ['a correction of the same instant replaces', [say('A', 1), say('B', 1)], [spell('B', 1)]],
    [
      'a stated end leaves the time after it unknown',
      [say('A', 1), say('B', 5, 8)],
      [spell('A', 1, 5), spell('B', 5, 8)],
    ],
    ['an end learnt later closes', [say('A', 1), say('A', 1, 3)], [spell('A', 1, 3)]],
    ['the same value again says nothing', [say('A', 1), say('A', 5)], [spell('A', 1)]],
    [
      'what begins inside a stated end gives way',
      [say('B', 5, 12), say('A', 1, 10)],
      [spell('A', 1, 10), spell('B', 10, 12)],
    ],
    ['what lies inside a stated end vanishes', [say('B', 5, 8), say('A', 1, 10)], [spell('A', 1, 10)]],
    ['taking a value off ends it', [say('A', 1), say(null, 5)], [spell('A', 1, 5)]],
    [
      'taking off leaves what comes later',
      [say('A', 1), say('B', 9), say(null, 5)],
      [spell('A', 1, 5), spell('B', 9)],
    ],
    ['no end stated reopens what was ended by mistake', [say('A', 1, 3), say('A', 1)], [spell('A', 1)]],
  ];
  it.each(cases)('%s', (_name, statements, expected) => {
    expect(history(...statements)).toEqual(expected);
  });
});

describe('compareHistories', () => {
  const actions = (before: Spell[], after: Spell[]) =>
    compareHistories(before, after).map(({ action, fromMs }) => `${action} at ${fromMs}`);

  it('tells adds, changes and closures apart, each where it begins', () => {
    expect(actions([], [spell('A', 1)])).toEqual(['add at 1']);
    expect(actions([spell('A', 1)], [spell('A', 1, 5), spell('B', 5)])).toEqual(['change at 5']);
    expect(actions([spell('A', 1)], [spell('A', 1, 5)])).toEqual(['closure at 5']);
    expect(actions([spell('A', 1)], [])).toEqual(['closure at 1']);
    expect(actions([spell('A', 1, 5)], [spell('A', 1)])).toEqual(['add at 5']);
    expect(actions([spell('A', 1)], [spell('A', 1)])).toEqual([]);
  });

  it('counts one value over several old ones once', () => {
    expect(actions([spell('A', 1, 5), spell('B', 5)], [spell('C', 1)])).toEqual(['change at 1']);
    expect(actions([spell('A', 1, 5), spell('B', 7)], [spell('C', 1)])).toEqual(['change at 1']);
  });

  it('sees no difference in how the same values are cut into pieces', () => {
    expect(actions([spell('A', 1, 5), spell('A', 5)], [spell('A', 1)])).toEqual([]);
  });
});
