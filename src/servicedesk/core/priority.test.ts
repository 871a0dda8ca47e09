import { describe, expect, it } from 'vitest';
import { priorityOf } from './priority.ts';

describe('priority', () => {
  it.each([
    ['servicenow', 1, 1, 1],
    ['servicenow', 2, 2, 3],
    ['servicenow', 3, 3, 4],
    ['nhs', 1, 5, 3],
    ['nhs', 5, 1, 4],
    ['nhs', 4, 4, 4],
  ] as const)('by %s of impact %d and urgency %d is %d', (scheme, impact, urgency, priority) => {
    expect(priorityOf(impact, urgency, scheme)).toBe(priority);
  });

  it('is not known when either is not, or off the table', () => {
    expect(priorityOf(null, 1, 'nhs')).toBeNull();
    expect(priorityOf(1, null, 'nhs')).toBeNull();
    expect(priorityOf(4, 1, 'servicenow')).toBeNull();
  });
});
