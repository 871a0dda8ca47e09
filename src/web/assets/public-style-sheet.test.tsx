import { raw } from 'hono/html';
import type { BrowserContext } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from '../../../test/browser/support.ts';
import {
  ActionLink,
  Breadcrumb,
  Card,
  ContentsList,
  Details,
  DoDontList,
  ErrorSummary,
  InsetText,
  NotificationBanner,
  Pagination,
  renderPage,
  SearchInput,
  SummaryList,
  Table,
  Tag,
  WarningCallout,
} from '../components/index.ts';
import { compileStyles, compileWholeStyles } from './compile.ts';
import { omittedClassesIn } from './omitted.ts';

const names = Array.from({ length: 20 }, (_, index) => `Invented Practice ${index + 1}`);

/** One of everything the public pages may show. */
const page = renderPage({
  title: ['Every component', 'Service status'],
  description: 'Every component of the public pages',
  stylesheet: '/public.css',
  header: {
    organisation: { name: 'Invented Partnership', descriptor: 'Integrated Care Board' },
    service: { text: 'Service status', href: '/' },
    navigation: {
      items: [
        { text: 'Current issues', href: '/', current: true },
        { text: 'Past issues', href: '/past' },
      ],
    },
  },
  footer: {
    links: [{ text: 'Accessibility statement', href: '/accessibility' }],
    text: 'Demonstration data',
  },
  beforeContent: <Breadcrumb items={[{ text: 'Service status', href: '/' }]} />,
  children: (
    <>
      <NotificationBanner heading="Planned work" text="On Friday from 6pm" />
      <ErrorSummary errors={[{ text: 'Enter a postcode', href: '#q' }]} />
      <h1>Every component</h1>
      <WarningCallout heading="12 practices are affected" headingLevel={2} text="The rest are not." />
      <ContentsList ariaLabel="On this page" items={[{ text: 'Facts', href: '#facts' }]} />
      <h2 id="facts">Facts</h2>
      <SummaryList
        rows={[
          { key: 'Started', value: 'Thursday 16 April 2026' },
          { key: 'State', value: <Tag text="Monitoring" colour="blue" /> },
        ]}
      />
      <InsetText text="An aside" />
      <h3>A smaller heading</h3>
      <p>
        Words with <a href="/report">how to report</a> and <strong>weight</strong>.
        <span class="allclear-changed">The situation has changed since.</span>
      </p>
      <ul>
        {names.slice(0, 2).map((name) => (
          <li>{name}</li>
        ))}
      </ul>
      <Table
        caption={{ text: 'Practices', size: 'm' }}
        head={['Practice', { content: 'Calls', format: 'numeric' }, 'State']}
        rows={names
          .slice(0, 3)
          .map((name) => [name, '', <Tag text="Down" colour="red" classes="allclear-state--down" />])}
        firstCellIsHeader
        responsive
      />
      <Table
        scroll
        caption={{ text: 'Wide', id: 'wide' }}
        head={names}
        rows={[names.map((_, index) => String(index))]}
      />
      <DoDontList heading="Do" icon="tick" items={['keep reporting']} />
      <DoDontList heading="Do not" icon="cross" items={['restart the firewall']} />
      <ActionLink text="Report a problem" href="/report" />
      <form action="/check" method="get">
        <SearchInput
          name="q"
          label={{ text: 'Check your practice', size: 'm' }}
          hint="Name, postcode or ODS code"
          errorMessage="Enter a postcode"
          width={20}
          button={{ text: 'Search' }}
        />
      </form>
      <Details summary="Technical detail" open>
        <p>Detail</p>
      </Details>
      <Details summary="All practices" expander open>
        <ul class="allclear-columns">
          {names.map((name) => (
            <li>{name}</li>
          ))}
        </ul>
      </Details>
      <Card heading={{ text: 'A card', level: 3, size: 'm' }} href="/card" text="Words" />
      <Pagination previous={{ href: '/1', label: 'Before' }} next={{ href: '/3', label: 'After' }} />
      {raw('<hr>')}
    </>
  ),
});

/** Our own plain region stands for theirs; hidden in both, it does not move what follows it. */
const withoutScrolling = '.nhsuk-scroll{display:none !important}';

/** Every computed style of every element, and of what stands before and after it. Runs in the browser. */
const readStyles = (selector: string) => `[...document.querySelectorAll('${selector}')]
  .filter((element) => !element.closest('.nhsuk-scroll'))
  .flatMap((element) => ['', '::before', '::after'].map((pseudo) => {
    const styles = getComputedStyle(element, pseudo || null);
    // Theirs are drawn by shape(), ours by its fallback path().
    const named = [...styles].filter((name) => !name.includes('clip-path'));
    return [element.tagName + '.' + element.className + pseudo, named.map((name) => name + ':' + styles.getPropertyValue(name))];
  }))`;

type Styles = [element: string, declarations: string[]][];

/** What differs, one line for each element and property. */
function differences(before: Styles, after: Styles): string[] {
  return before.flatMap(([element, declarations], index) =>
    declarations.flatMap((declaration, position) => {
      const other = after[index]?.[1][position];
      return other === declaration ? [] : [`${element}: ${declaration}, now ${other}`];
    }),
  );
}

const interactive = 'a,button,input,summary';
const everything = 'html, body, body *';
const withinInteractive = ':is(a,button,input,summary), :is(a,button,summary) *';

async function stylesOf(
  context: BrowserContext,
  css: string,
  width: number,
  state: readonly string[],
): Promise<Styles> {
  const tab = await context.newPage();
  await tab.setViewportSize({ width, height: 900 });
  await tab.route('**/*', (route) =>
    route.request().url().endsWith('.css')
      ? route.fulfill({ body: css + withoutScrolling, contentType: 'text/css; charset=utf-8' })
      : route.fulfill({ body: page, contentType: 'text/html; charset=utf-8' }),
  );
  await tab.goto('http://status.test/');
  const devtools = await context.newCDPSession(tab);
  await devtools.send('DOM.enable');
  await devtools.send('CSS.enable');
  const { root } = await devtools.send('DOM.getDocument');
  const { nodeIds } = await devtools.send('DOM.querySelectorAll', {
    nodeId: root.nodeId,
    selector: interactive,
  });
  for (const nodeId of nodeIds) {
    await devtools.send('CSS.forcePseudoState', { nodeId, forcedPseudoClasses: [...state] });
  }
  const styles = (await tab.evaluate(
    readStyles(state.length === 0 ? everything : withinInteractive),
  )) as Styles;
  await tab.close();
  return styles;
}

describeWithBrowser('the reduced style sheet', (browser) => {
  let whole: string;
  let reduced: string;

  beforeAll(async () => {
    whole = await compileWholeStyles();
    reduced = await compileStyles();
  });

  it('has the rules for everything on the page of components', () => {
    expect(omittedClassesIn(page)).toEqual([]);
  });

  it.each([
    [390, []],
    [800, []],
    [1280, []],
    [1280, ['hover']],
    [1280, ['focus', 'focus-visible']],
    [1280, ['active']],
  ])('shows what the whole one shows at %i pixels, in state %j', async (width, state) => {
    const context = await browser().newContext();
    const before = await stylesOf(context, whole, width, state);
    const after = await stylesOf(context, reduced, width, state);
    await context.close();
    expect(before.length).toBeGreaterThan(100);
    expect(differences(before, after)).toEqual([]);
  });

  it.each([390, 1280])(
    'leaves nothing for axe to find, nor to scroll sideways, at %i pixels',
    async (width) => {
      const tab = await browser().newPage({ viewport: { width, height: 900 } });
      await tab.route('**/*', (route) =>
        route.request().url().endsWith('.css')
          ? route.fulfill({ body: reduced, contentType: 'text/css; charset=utf-8' })
          : route.fulfill({ body: page, contentType: 'text/html; charset=utf-8' }),
      );
      await tab.goto('http://status.test/');
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await expectAxeClean(tab);
      await takeScreenshot(tab, `components-${width}`);
      await tab.close();
    },
  );
});
