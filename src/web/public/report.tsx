import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { renderMarkdown } from '#platform/markdown';
import type { Report, ReportBlock, ReportSection } from '#publishing';
import { Details, SummaryList, safeHref, Table } from '../components/index.ts';
import { when } from './words.ts';

const mark = /(\[Redacted: [^\]]*\])/;

/** Text in which everything that is left out looks like it. */
export const Redactable: FC<{ text: string }> = ({ text }) => (
  <>
    {text.split(mark).map((part) => (mark.test(part) ? <span class="allclear-redacted">{part}</span> : part))}
  </>
);

const markedHtml = (html: string): string =>
  html.replaceAll(new RegExp(mark, 'g'), '<span class="allclear-redacted">$1</span>');

/** Sections as a page shows them; the report's own title is the page's heading. */
export const ReportBody: FC<{ report: Report }> = ({ report }) => (
  <div class="allclear-report">
    {report.sections.map((section) => (
      <section aria-labelledby={section.key}>
        <h2 id={section.key}>{section.title}</h2>
        {section.blocks.map((block, index) => (
          <Block block={block} id={`${section.key}-${index + 1}`} asOf={report.asOf} />
        ))}
      </section>
    ))}
  </div>
);

/** Links to the sections, for the top of a long page. */
export const sectionLinks = (sections: readonly ReportSection[]): { text: string; href: string }[] =>
  sections.map(({ key, title }) => ({ text: title, href: `#${key}` }));

/** The cells of a row; the last one leads to where the row comes from. */
const cellsOf = (row: readonly string[], link: string | undefined) =>
  row.map((cell, index) => {
    if (cell === '') return '';
    const text = <Redactable text={cell} />;
    return link !== undefined && index === row.length - 1 ? <a href={safeHref(link)}>{text}</a> : text;
  });

const Block: FC<{ block: ReportBlock; id: string; asOf: string }> = ({ block, id, asOf }) => {
  switch (block.kind) {
    case 'markdown':
      return (
        <>
          {raw(markedHtml(renderMarkdown(block.text, { headingLevel: 2 })))}
          {block.figures.length === 0 ? null : (
            <Details summary="How the figures in this part were worked out">
              <ul class="nhsuk-list nhsuk-list--bullet">
                {block.figures.map((figure) => (
                  <li>
                    “{figure.text}”, as of {when(figure.asOf, asOf)}. {figure.evidence}
                  </li>
                ))}
              </ul>
            </Details>
          )}
        </>
      );
    case 'heading':
      return (
        <h3>
          <Redactable text={block.text} />
        </h3>
      );
    case 'text':
      return (
        <p>
          <Redactable text={block.text} />
        </p>
      );
    case 'list':
      return (
        <ul class="nhsuk-list nhsuk-list--bullet">
          {block.items.map((item) => (
            <li>
              <Redactable text={item} />
            </li>
          ))}
        </ul>
      );
    case 'facts':
      return (
        <SummaryList
          rows={block.rows.map(({ label, text }) => ({ key: label, value: <Redactable text={text} /> }))}
        />
      );
    case 'table':
      return (
        <Table
          caption={{ text: block.caption, id, size: 's' }}
          responsive
          head={block.head}
          rows={block.rows.map((row, index) => cellsOf(row, block.links?.[index]))}
        />
      );
  }
};
