import { describe, expect, it } from 'vitest';
import { consoleScreens, knownRoutes, type ScreenPlace } from '../../../test/support/console-screens.ts';
import { createConsole } from './console.tsx';
import { navigationItems } from './shell.tsx';

const place: ScreenPlace = {
  slug: 'drops',
  site: 'G1-1',
  practice: 'G1',
  concentrator: 'A',
  published: 1,
  draft: 2,
  attribution: 'R',
  evidence: 1,
  section: 'summary',
  link: '/console/welcome/x',
};

describe('the screens that are measured and photographed', () => {
  it('are those that the console answers: none is forgotten, none is left over', () => {
    const app = createConsole({
      verbs: [],
      permissions: new Map(),
      rules: { idleMinutes: 1, sessionHours: 1, secondFactor: 'optional', issuer: 'Example board' },
      publicUrl: 'http://localhost',
      organisation: 'Example board',
      serviceName: 'IT issues',
      demonstration: false,
      callFeedStaleMinutes: 60,
      proxyHops: 0,
      maxBodyBytes: 1024,
      base: () => undefined,
      settle: async () => undefined,
      onChange: () => () => undefined,
    });
    const routes = app.routes
      .filter(({ method, path }) => method === 'GET' && !path.startsWith('/console/assets/'))
      .map(({ path }) => path);
    expect([...knownRoutes].sort()).toEqual([...new Set(routes)].sort());
  });

  it('that are about no one thing are in the navigation', () => {
    const elsewhere = [
      // On every screen, beside the name of who is signed in.
      '/console/account',
      '/console/kept',
      // On the screen of the calls.
      '/console/calls/new',
    ];
    // Reached from the screen that they belong to.
    const below = ['/console/subscribers/', '/console/settings/'];
    const shown = navigationItems(() => true).map(([, href]) => href);
    const whole = consoleScreens(place)
      .filter(({ path, onlooker, isFile }) => onlooker === 'staff' && !isFile && knownRoutes.includes(path))
      .map(({ path }) => path)
      .filter((path) => path !== '/console/enrol' && !below.some((start) => path.startsWith(start)));
    expect([...shown, ...elsewhere].sort()).toEqual(whole.sort());
    expect(navigationItems(() => false).filter(([, , isShown]) => isShown)).toHaveLength(2);
  });

  it('have names of their own', () => {
    const names = consoleScreens(place).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
