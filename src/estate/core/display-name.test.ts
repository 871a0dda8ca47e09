import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayName } from './display-name.ts';

describe('names as people write them', () => {
  it.each([
    ["ST JAMES' SURGERY", "St James' Surgery"],
    ['THE MILL AT THE BRIDGE', 'The Mill at the Bridge'],
    ["DR A B O'NEILL & PARTNERS", "Dr A B O'Neill & Partners"],
    ["KING'S-LEA GP SURGERY", "King's-Lea GP Surgery"],
    ['MCALLAN MEDICAL CENTRE (WEST)', 'McAllan Medical Centre (West)'],
    ['ST. ANNE PCN HUB', 'St. Anne PCN Hub'],
    ['Already Written, as NHS wants', 'Already Written, as NHS wants'],
    ['', ''],
  ])('%s', (given, expected) => {
    expect(displayName(given)).toBe(expected);
  });

  it('change nothing but the case, and are settled at once', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const shown = displayName(name);
        expect(displayName(shown).toUpperCase()).toBe(name.toUpperCase());
        if (/\p{Ll}/u.test(shown)) expect(displayName(shown)).toBe(shown);
      }),
    );
  });
});
