import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { formatDateTime } from '#platform/clock';
import { markdownToText } from '#platform/markdown';
import type { Report, ReportBlock } from '#publishing';

type Part = Paragraph | Table;

/**
 * A report as a Word document: real headings, lists and tables with header rows that repeat, in British English, so that a
 * screen reader finds its way. What is left out is marked in grey, like on the page.
 */
export async function reportDocument(report: Report, version: number): Promise<Buffer> {
  const asOf = formatDateTime(new Date(report.asOf));
  const document = new Document({
    title: report.title,
    creator: report.organisation ?? 'Allclear',
    description: report.subtitle,
    styles: {
      default: {
        document: { run: { font: 'Arial', size: 24, language: { value: 'en-GB' } } },
        heading1: {
          run: { font: 'Arial', size: 40, bold: true },
          paragraph: { spacing: { before: 360, after: 160 } },
        },
        heading2: {
          run: { font: 'Arial', size: 32, bold: true },
          paragraph: { spacing: { before: 320, after: 120 } },
        },
        heading3: {
          run: { font: 'Arial', size: 26, bold: true },
          paragraph: { spacing: { before: 240, after: 80 } },
        },
      },
    },
    sections: [
      {
        footers: { default: footer(`${report.title}, version ${version}`) },
        children: [
          new Paragraph({ text: report.title, heading: HeadingLevel.HEADING_1 }),
          paragraph(report.subtitle),
          paragraph(`Version ${version}. Figures are as of ${asOf}.`),
          ...report.sections.flatMap((section) => [
            new Paragraph({ text: section.title, heading: HeadingLevel.HEADING_2 }),
            ...section.blocks.flatMap(partsOf),
          ]),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

const footer = (title: string): Footer =>
  new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        children: [new TextRun({ size: 18, children: [`${title}, page `, PageNumber.CURRENT] })],
      }),
    ],
  });

function partsOf(block: ReportBlock): Part[] {
  switch (block.kind) {
    case 'markdown':
      return [
        ...markdownToText(block.text).split('\n\n').flatMap(paragraphsOf),
        ...block.figures.map(({ text, asOf, evidence }) =>
          paragraph(`“${text}”: as of ${formatDateTime(new Date(asOf))}. ${evidence}`, 20),
        ),
      ];
    case 'heading':
      return [new Paragraph({ text: block.text, heading: HeadingLevel.HEADING_3 })];
    case 'text':
      return [paragraph(block.text)];
    case 'list':
      return block.items.map(bullet);
    case 'facts':
      return [
        tableOf(
          block.rows.map(({ label, text }) => [label, text]),
          null,
        ),
      ];
    case 'table':
      return [paragraph(block.caption), tableOf(block.rows, block.head)];
  }
}

/** A block of plain text: a list's lines become items, everything else a paragraph. */
function paragraphsOf(block: string): Paragraph[] {
  const lines = block.split('\n');
  if (lines.every((line) => /^\s*(?:- |\d+\. )/.test(line)))
    return lines.map((line) => bullet(line.replace(/^\s*(?:- |\d+\. )/, '')));
  return [paragraph(block)];
}

const bullet = (text: string): Paragraph => new Paragraph({ children: runsOf(text), bullet: { level: 0 } });

const paragraph = (text: string, size?: number): Paragraph =>
  new Paragraph({ children: runsOf(text, size), spacing: { after: 140 } });

/** Text with every redaction shaded. */
const runsOf = (text: string, size?: number): TextRun[] =>
  text
    .split(/(\[Redacted: [^\]]*\])/)
    .filter((part) => part !== '')
    .map(
      (part) =>
        new TextRun({
          text: part,
          ...(size === undefined ? {} : { size }),
          ...(part.startsWith('[Redacted: ') ? { shading: { fill: 'D9D9D9' } } : {}),
        }),
    );

function tableOf(rows: readonly (readonly string[])[], head: readonly string[] | null): Table {
  const cell = (text: string, bold: boolean): TableCell =>
    new TableCell({
      margins: { top: 60, bottom: 60, left: 100, right: 100 },
      children: [new Paragraph({ children: bold ? [new TextRun({ text, bold })] : runsOf(text) })],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      ...(head ? [new TableRow({ tableHeader: true, children: head.map((text) => cell(text, true)) })] : []),
      ...rows.map(
        (row) => new TableRow({ children: row.map((text, index) => cell(text, !head && index === 0)) }),
      ),
    ],
  });
}
