import { describe, expect, it } from 'vitest';
import type { ActionBulletin, Report, ReviewBulletin } from '#publishing';
import { bulletin } from '../../../test/support/bulletin.ts';
import { loadAssets } from '../assets/index.ts';
import { omittedClassesIn } from '../assets/omitted.ts';
import { renderPublicPages } from './render.ts';

const slug = 'practice-network-april-2026';
const home = `/incidents/${slug}/review`;

const report: Report = {
  title: 'Independent review: network',
  subtitle: 'INC-2026-001',
  organisation: null,
  asOf: '2026-05-29T11:00:00.000Z',
  sections: [
    {
      key: 'summary',
      title: 'Summary',
      blocks: [
        {
          kind: 'markdown',
          text: 'In all **6 of 12** failed. [Redacted: names <b>somebody</b>] saw it. <script>x</script>',
          figures: [{ text: '6 of 12', asOf: '2026-05-29T11:00:00.000Z', evidence: 'Counted.' }],
        },
        { kind: 'list', items: ['One [Redacted: why]'] },
        {
          kind: 'table',
          caption: 'Rows',
          head: ['When', 'Source'],
          rows: [['Now', 'Evidence 1']],
          links: ['#summary'],
        },
        { kind: 'facts', rows: [{ label: 'Grade', text: 'Confirmed' }] },
      ],
    },
  ],
};

const version = (number: number, changes: string[]) => ({
  version: number,
  path: `${home}/${number}`,
  document: { path: `${home}/${number}.docx`, bytes: 20_480 },
  publishedAt: '2026-05-29T11:00:00.000Z',
  changes,
  report,
});

const review = (versions: ReviewBulletin['versions']): ReviewBulletin => ({
  ...{
    slug,
    incidentTitle: 'Network',
    reference: 'INC-2026-001',
    state: 'accuracy check',
    reviewer: 'Rae Quill',
  },
  ...{ reviewerOrganisation: 'Elsewhere', commissionedAt: '2026-04-28T14:00:00.000Z', dueBy: '2026-05-29' },
  ...{ termsOfReference: 'All of it.', interests: null },
  versions,
});

const action = (more: Partial<ActionBulletin> = {}): ActionBulletin => ({
  ...{ reference: 'INC-2026-001/1', incidentSlug: slug, incidentTitle: 'Network', text: '=Spread the load.' },
  ...{ type: 'prevent', strength: 'design change', owner: 'Ola Reed', organisation: 'Supplier' },
  ...{ dueOn: '2026-06-19', originalDueOn: '2026-06-01', checkOn: '2026-06-26', measure: 'Below 60%.' },
  ...{ baseline: 'Over 100%.', status: 'in progress', overdue: false, checks: [] },
  ...more,
});

const render = (more: Parameters<typeof bulletin>[0]) =>
  new Map(renderPublicPages(bulletin(more, 3), loadAssets()).map((file) => [file.path, String(file.body)]));

describe('the public pages of a review', () => {
  it('say where it stands before there is a version, and there is no tracker yet', () => {
    const files = render({ reviews: [review([])] });
    expect(files.get(home)).toContain('Practices are checking the facts about themselves.');
    expect(files.get(`/incidents/${slug}`)).toContain(`href="${home}"`);
    expect(files.has('/actions')).toBe(false);
  });

  const files = render({
    reviews: [review([version(2, ['One figure.']), version(1, [])])],
    actions: [action(), action({ reference: 'INC-2026-001/2', status: 'accepted', overdue: true })],
  });

  it('keep every version at its own address, and an older one says that it is', () => {
    expect(files.get(`${home}/1`)).toContain('There is a newer version of this report.');
    expect(files.get(`${home}/2`)).toContain('One figure.');
    expect(files.get(home)).not.toContain('There is a newer version');
    expect(files.get(home)).toContain('Word document, version 2 (20KB)');
  });

  it('mark what is left out, and run nothing that an author wrote', () => {
    const page = files.get(home) ?? '';
    expect(page).toContain('<span class="allclear-redacted">[Redacted: why]</span>');
    expect(page.match(/allclear-redacted/g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|<b>|undefined|\[object/);
    expect(page).toContain('<a href="#summary">Evidence 1</a>');
  });

  it('use no class that the style sheet leaves out', () => {
    for (const path of [home, `${home}/1`, '/actions'])
      expect(omittedClassesIn(files.get(path) ?? ''), path).toEqual([]);
  });

  it('list actions, the late ones first, with both dates, also as a file that runs no formula', () => {
    const page = files.get('/actions') ?? '';
    expect(page.indexOf('INC-2026-001/2')).toBeLessThan(page.indexOf('INC-2026-001/1'));
    expect(page).toContain('19 June 2026 (originally 1 June 2026)');
    expect(files.get('/actions.csv')?.split('\r\n')[1]).toContain(
      "INC-2026-001/1,practice-network-april-2026,'=Spread",
    );
  });
});
