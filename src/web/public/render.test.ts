import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bulletin, incidentBulletin, publishedUpdate, stoppedClaim } from '../../../test/support/bulletin.ts';
import { loadAssets } from '../assets/index.ts';
import { omittedClassesIn } from '../assets/omitted.ts';
import { renderPublicPages, viewOf } from './render.ts';
import { resolveFile, staticPages } from './resolve.ts';

const slug = 'practice-network-april-2026';

const assetPaths = loadAssets().map((asset) => asset.path);

/** The snapshot, with the pages that are made when asked for: those of practices, of some groups, and of old packs. */
function render(model = bulletin()) {
  const view = viewOf(model, assetPaths);
  const asked = ['/groups/zz', '/groups/zz-sandling', '/groups/group-coast-primary-care-network']
    .concat(model.current.flatMap(({ updates }) => updates.map(({ path }) => `${path}/pack`)))
    .flatMap((path) => resolveFile(view, path) ?? []);
  const all = [...renderPublicPages(model, loadAssets()), ...staticPages(view), ...asked];
  return new Map(all.map((file) => [file.path, file]));
}

const bodyOf = (files: ReturnType<typeof render>, path: string) =>
  String((files.get(path) ?? resolveFile(viewOf(bulletin(), assetPaths), path))?.body ?? '');

/** The two kinds of script element that may stand in a page: data, and the button of a pack's texts. */
const withoutKnownScripts = (html: string, path: string) =>
  html
    .replace(/<script type="application\/ld\+json">[^<]*<\/script>/, '')
    .replace(
      path.endsWith('/pack') ? /<script src="\/assets\/copy\.[0-9a-f]+\.js" defer=""><\/script>/ : '',
      '',
    );
const textOf = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const isHtml = ({ contentType }: { contentType: string }) => contentType.startsWith('text/html');

const files = render();

describe('renderPublicPages', () => {
  it('renders every kind of file', () => {
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        '/',
        `/incidents/${slug}`,
        `/incidents/${slug}/updates/1`,
        `/incidents/${slug}/updates/8`,
        `/incidents/${slug}/feed.atom`,
        `/incidents/${slug}.json`,
        '/incidents/phones-november-2025',
        '/practices',
        '/practices/G99190',
        '/feed.atom',
        '/bulletin.json',
        '/accessibility',
        '/404',
        loadAssets()[0].path,
      ]),
    );
  });

  it('keeps the incident page of 190 practices with its style sheet within 20,000 bytes of brotli', () => {
    const page = brotliCompressSync(bodyOf(files, `/incidents/${slug}`)).length;
    const css = brotliCompressSync(loadAssets()[0].body).length;
    expect(page + css).toBeLessThanOrEqual(20_000);
    expect(page, 'the page holds what it should').toBeGreaterThan(5_000);
  });

  it('uses no class that the style sheet leaves out, no script, and nothing from elsewhere', () => {
    for (const file of [...files.values()].filter(isHtml)) {
      const html = withoutKnownScripts(String(file.body), file.path);
      expect(omittedClassesIn(html), file.path).toEqual([]);
      expect(html).not.toMatch(/<script|<iframe|<img| style=|<[^>]* on\w+=|undefined|\[object|NaN|\{\{/);
      expect(html).not.toMatch(/<(?:link rel="(?:stylesheet|icon)"|source|video)[^>]*(?:href|src)="https?:/);
    }
  });

  it('links only to what exists', () => {
    for (const file of [...files.values()].filter(isHtml)) {
      const html = String(file.body);
      for (const [, href = ''] of html.matchAll(/<(?:a|link)[^>]* href="(\/[^"]*|#[^"]*)"/g)) {
        const [path = '', fragment] = href.split('#');
        // Made when asked for, from what is in the database.
        if (/^\/subscribe(?:\?|$)/.test(path)) continue;
        const target = path === '' ? html : bodyOf(files, path);
        expect(target, `${file.path} links to ${href}`).not.toBe('');
        if (fragment) expect(target, `${file.path} links to ${href}`).toContain(`id="${fragment}"`);
      }
    }
  });

  it('gives each page one main heading and a title of its own', () => {
    const pages = [...files.values()].filter(isHtml).map((file) => String(file.body));
    for (const html of pages) expect(html.match(/<h1[ >]/g)).toHaveLength(1);
    const titles = [...files.values()]
      .filter((file) => isHtml(file) && !/^\/(?:practices|incidents\/phones)/.test(file.path))
      .map((file) => /<title>([^<]*)</.exec(String(file.body))?.[1]);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles).toContain(
      'Network problems at GP practices – IT and digital issues – Northmarsh and Downs Integrated Care Board',
    );
  });

  it('skips no heading level', () => {
    for (const file of [...files.values()].filter(isHtml)) {
      const levels = [...String(file.body).matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
      const jumps = levels.filter((level, n) => n > 0 && level > (levels[n - 1] ?? 0) + 1);
      expect(jumps, `${file.path}: ${levels.join(' ')}`).toEqual([]);
    }
  });
});

describe('the incident page', () => {
  const text = textOf(bodyOf(files, `/incidents/${slug}`));

  it('answers the readers’ questions in their order', () => {
    const order = [
      'This is a demonstration',
      'Latest update, published at 10am on Wednesday 29 April.',
      'The next update is due by 4pm on Thursday 30 April.',
      'These figures are as of 10am on Wednesday 29 April.',
      'Find your practice',
      'What we know about the causes',
      'What is being done',
      'Moves to the second concentrator',
      'What practices can do',
      'Please report each new problem',
      'Leads the response and decides',
      'What happens next',
      'Not connected, cannot move (1)',
      'Fewer reports since the moves',
    ];
    const places = order.map((words) => text.lastIndexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('shows each promise beside what came of it, and how each figure was worked out', () => {
    expect(text).toContain('The weekday peak falls by 15% by 24 April.');
    expect(text).toContain('Not achieved The peak fell by 9%. Measured at 4pm on Friday 24 April.');
    expect(text).toContain('against a rating of 1,000 Mbps.');
    expect(text).toContain('61% of its rating (as of 9:30am on Wednesday 29 April)');
  });

  it('lists every practice once', () => {
    const links = bodyOf(files, `/incidents/${slug}`).match(/href="\/practices\/G99\d+"/g) ?? [];
    expect(links).toHaveLength(190);
    expect(new Set(links).size).toBe(190);
  });

  it('withdraws a sentence where it stands, in the page, the permalink and the data', () => {
    const changed = render(
      bulletin({
        current: [
          incidentBulletin({ updates: [publishedUpdate({ claims: [stoppedClaim(), stoppedClaim()] })] }),
        ],
      }),
    );
    const words = 'This has changed since. It was true until 10:42am on Wednesday 29 April.';
    for (const path of [`/incidents/${slug}`, `/incidents/${slug}/updates/8`, `/incidents/${slug}.json`]) {
      expect(bodyOf(changed, path), path).toContain(words);
      expect(bodyOf(files, path), path).not.toContain(words);
    }
    expect(bodyOf(changed, '/')).toContain('Part of this has changed since.');
    expect(bodyOf(files, '/')).not.toContain('Part of this has changed since.');
  });

  it('opens an older update that is no longer true', () => {
    const older = publishedUpdate({
      number: 7,
      title: 'Older',
      path: `/incidents/${slug}/updates/7`,
      claims: [stoppedClaim(), stoppedClaim()],
    });
    const open = /<details class="nhsuk-details nhsuk-expander" open/;
    expect(
      bodyOf(
        render(bulletin({ current: [incidentBulletin({ updates: [publishedUpdate(), older] })] })),
        `/incidents/${slug}`,
      ),
    ).toMatch(open);
    expect(bodyOf(files, `/incidents/${slug}`)).not.toMatch(open);
  });

  it('calls a late update late', () => {
    const late = incidentBulletin({ nextUpdate: { dueAt: '2026-04-29T08:00:00.000Z', late: true } });
    const words = 'The next update is late. It was due at 9am on Wednesday 29 April.';
    const changed = render(bulletin({ current: [late] }));
    expect(textOf(bodyOf(changed, `/incidents/${slug}`))).toContain(words);
    expect(textOf(bodyOf(changed, '/'))).toContain(words);
  });

  it('says what it does not know instead of leaving it out', () => {
    const bare = incidentBulletin({
      facts: [],
      factors: [],
      measures: [],
      progress: null,
      recovery: null,
      exitCriteria: [],
      advice: [],
      command: [],
      nextSteps: [],
      updates: [],
      practices: [],
      nextUpdate: { dueAt: null, late: false },
    });
    const page = textOf(bodyOf(render(bulletin({ current: [bare] })), `/incidents/${slug}`));
    for (const words of [
      'There is no update yet.',
      'No time is set for the next update.',
      'We do not know yet what caused this.',
      'No measure has been started yet.',
      'There is no advice for practices yet.',
      'No one has been put in charge yet.',
      'No practice is known to be affected.',
    ]) {
      expect(page).toContain(words);
    }
  });
});

describe('every page', () => {
  it('warns first that data cannot be read, and says what was true when', () => {
    const stale = render(bulletin({ staleSince: '2026-04-29T09:10:00.000Z' }));
    for (const file of [...stale.values()].filter(isHtml)) {
      expect(textOf(String(file.body)), file.path).toContain(
        'We have not been able to read our data since 10:10am on Wednesday 29 April. What this page says was true at 10am on Wednesday 29 April.',
      );
    }
    const quiet = bulletin({ current: [], staleSince: '2026-04-29T09:10:00.000Z' });
    expect(textOf(bodyOf(render(quiet), '/'))).toContain('We cannot tell whether there are new issues');
    expect(textOf(bodyOf(render(bulletin({ current: [] })), '/'))).toContain('We know of no current issues.');
  });

  it('says that it is a demonstration only when it is one', () => {
    const live = render(bulletin({ demonstration: false }));
    for (const file of [...live.values()].filter(isHtml))
      expect(String(file.body)).not.toContain('demonstration');
    for (const file of [...files.values()].filter(isHtml))
      expect(String(file.body)).toContain('This is a demonstration.');
  });

  it('escapes what people wrote', () => {
    const evil = '<script>alert(1)</script>"\'&';
    const model = bulletin({
      current: [
        incidentBulletin({
          title: evil,
          summary: evil,
          updates: [publishedUpdate({ title: evil, body: evil, claims: [] })],
        }),
      ],
    });
    for (const file of [...render(model).values()].filter(isHtml))
      expect(withoutKnownScripts(String(file.body), file.path)).not.toContain('<script');
  });
});

describe('the page of a practice', () => {
  it('says its state in words, when it was affected, and that no data is not "connected"', () => {
    const down = textOf(bodyOf(files, '/practices/G99001'));
    expect(down).toContain('Not connected. The connection to the data centre is down.');
    expect(down).toContain('7:40am on Wednesday 22 April until now (connection down)');
    expect(down).toContain('Cannot move: the KPSN circuit has a fixed route.');
    const unknown = textOf(bodyOf(files, '/practices/G99003'));
    expect(unknown).toContain('we cannot say whether the connection works');
  });
});

describe('the data', () => {
  it('is the page model, whole and for one incident with the text of its updates', () => {
    expect(JSON.parse(bodyOf(files, '/bulletin.json'))).toEqual(bulletin());
    const one = JSON.parse(bodyOf(files, `/incidents/${slug}.json`));
    expect(one).toMatchObject({ schemaVersion: 1, staleSince: null, incident: { slug } });
    expect(one.incident.updates[0]).toMatchObject({
      url: `https://status.northmarsh.example/incidents/${slug}/updates/8`,
      text: expect.stringContaining('no calls since 10:30am on Monday 27 April.'),
    });
  });
});
