import { describe, expect, it } from 'vitest';
import { simulatedClock } from '#platform/clock';
import { addressKey, createRateLimiter, takeOrRefuse } from './index.ts';

describe('a rate limiter', () => {
  const start = new Date('2026-04-20T09:00:00Z');
  const make = () => {
    const clock = simulatedClock(start);
    const limiter = createRateLimiter({ burst: 3, perSecond: 0.5 }, clock);
    const later = (seconds: number) => clock.advanceTo(new Date(clock.now().getTime() + seconds * 1000));
    return { limiter, later };
  };

  it('lets a burst through, then the rate, and says how long to wait', () => {
    const { limiter, later } = make();
    expect([1, 2, 3].map(() => limiter.take('a'))).toEqual([0, 0, 0]);
    expect(limiter.take('a')).toBe(2);
    later(1);
    expect(limiter.take('a')).toBe(1);
    later(1);
    expect(limiter.take('a')).toBe(0);
    expect(limiter.take('a')).toBe(2);
  });

  it('holds nobody back for what another did, and forgets nothing that waits', () => {
    const { limiter, later } = make();
    for (let take = 0; take < 10; take += 1) limiter.take('a');
    expect(limiter.take('b')).toBe(0);
    later(3600);
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 2]);
  });

  it('does not grow without end, whatever is asked', () => {
    const { limiter } = make();
    for (let take = 0; take < 3; take += 1) limiter.take('first');
    for (let key = 0; key < 20_000; key += 1) limiter.take(`key ${key}`);
    // The first was quiet longest, so it was forgotten: it starts anew.
    expect(limiter.take('first')).toBe(0);
  });

  it('refuses with the time to wait', () => {
    const { limiter } = make();
    for (let take = 0; take < 3; take += 1) takeOrRefuse(limiter, 'a');
    expect(() => takeOrRefuse(limiter, 'a')).toThrow(
      expect.objectContaining({
        code: 'rate.limited',
        retryAfterSeconds: 2,
        remedy: 'Wait 2 seconds, then try again.',
      }),
    );
  });
});

describe('addressKey', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s counts as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
