import { formatNumber, joinWords } from '#platform/clock';
import type {
  Bulletin,
  FactorBulletin,
  IncidentBulletin,
  MeasureBulletin,
  PublishedUpdate,
} from '#publishing';
import { updateText } from './claims.ts';
import { absolute, paths } from './paths.ts';
import { block, columns, definitions, heading, item, paragraph } from './text-layout.ts';
import {
  adviceItem,
  commonAsOf,
  correctedBy,
  correctionsOf,
  factWords,
  gradeWords,
  groupPractices,
  leadWords,
  measureDates,
  metWords,
  nextStepWords,
  nextUpdateWords,
  outcomeWords,
  progressRows,
  recoverySentences,
  reportWays,
  sentence,
  staleWords,
  unrealWords,
  updateTitle,
  when,
} from './words.ts';

export interface TextOptions {
  /** Columns of the terminal. */
  width: number;
}

type Section = (incident: IncidentBulletin, asOf: string, width: number) => string[];

function notices(bulletin: Bulletin, width: number): string[] {
  const stale = staleWords(bulletin);
  return [
    ...[unrealWords(bulletin)].flatMap((words) => (words ? [paragraph(words, width)] : [])),
    ...(stale ? [paragraph(`*** ${stale.heading}. ${stale.text} ***`, width)] : []),
  ];
}

function updateBlocks(
  incident: IncidentBulletin,
  update: PublishedUpdate,
  asOf: string,
  width: number,
): string[] {
  const corrected = correctedBy(incident, update);
  return [
    paragraph(`${when(update.publishedAt, asOf)}: ${updateTitle(update)}`, width),
    ...(corrected ? [paragraph(`This corrects update ${corrected.number}.`, width)] : []),
    ...correctionsOf(incident, update).map((each) =>
      paragraph(`[This was corrected at ${when(each.publishedAt, asOf)}, in update ${each.number}.]`, width),
    ),
    block(updateText(update, asOf), width),
    ...update.claims.map((claim) =>
      item(`“${claim.text}”, as of ${when(claim.asOf, asOf)}. ${sentence(claim.evidence)}`, width, '  * '),
    ),
  ];
}

const latest: Section = (incident, asOf, width) => {
  const [newest] = incident.updates;
  return [
    heading(`State: ${incident.label.text}`, width),
    ...(newest ? updateBlocks(incident, newest, asOf, width) : ['There is no update yet.']),
    paragraph(nextUpdateWords(incident, asOf), width),
  ];
};

const facts: Section = ({ facts: all }, asOf, width) => {
  const common = commonAsOf(all);
  if (common === null) return [];
  return [
    heading('Key facts', width),
    paragraph(`These figures are as of ${when(common, asOf)}.`, width),
    definitions(
      all.map((fact) => [fact.label, factWords(fact, common, asOf)]),
      width,
    ),
    'How these figures were worked out:',
    all.map((fact) => item(`${fact.label}: ${sentence(fact.evidence)}`, width)).join('\n'),
  ];
};

const factorBlocks = (factor: FactorBulletin, width: number): string[] => [
  paragraph(
    `${factor.title} (${gradeWords[factor.grade].text.toLowerCase()}). ${sentence(factor.statement)}`,
    width,
  ),
  ...factor.evidenceFor.map((each) => item(`For: ${sentence(each)}`, width)),
  ...factor.evidenceAgainst.map((each) => item(`Against: ${sentence(each)}`, width)),
  ...(factor.settledBy === null ? [] : [item(`What would settle it: ${sentence(factor.settledBy)}`, width)]),
];

const causes: Section = ({ factors }, _asOf, width) => [
  heading('What we know about the causes', width),
  ...(factors.length === 0
    ? [paragraph('We do not know yet what caused this. We are looking into it.', width)]
    : []),
  ...factors.map((factor) => factorBlocks(factor, width).join('\n')),
];

function measureBlock(measure: MeasureBulletin, asOf: string, width: number): string {
  const { promise, outcome } = measure;
  const achieved = outcome
    ? `${outcomeWords[outcome.status].text}. ${sentence(outcome.text)} Measured at ${when(outcome.measuredAt, asOf)}.`
    : 'Not measured yet.';
  return [
    paragraph(`${measure.title}. ${sentence(measure.description)} ${measureDates(measure, asOf)}`, width),
    ...(promise === null
      ? []
      : [item(`What we expected: ${sentence(promise)}`, width), item(`What happened: ${achieved}`, width)]),
  ].join('\n');
}

const measures: Section = (incident, asOf, width) => [
  heading('What is being done', width),
  ...(incident.measures.length === 0 ? ['No measure has been started yet.'] : []),
  ...incident.measures.map((measure) => measureBlock(measure, asOf, width)),
];

const progress: Section = (incident, _asOf, width) =>
  incident.progress === null
    ? []
    : [
        heading(incident.progress.title, width),
        paragraph(sentence(incident.progress.text), width),
        definitions(progressRows(incident.progress), width),
      ];

const advice: Section = (incident, _asOf, width) => {
  const prefix = { do: 'Do: ', dont: 'Do not: ', information: '' } as const;
  const lines = incident.advice.map(({ kind, text }) =>
    item(kind === 'information' ? sentence(text) : `${prefix[kind]}${adviceItem(text)}`, width),
  );
  const names = [...new Set(incident.advice.map((card) => card.approvedBy))];
  return [
    heading('What practices can do', width),
    ...(lines.length === 0
      ? [paragraph('There is no advice for practices yet. Follow your business continuity plan.', width)]
      : [lines.join('\n'), paragraph(`Approved by ${joinWords(names)}.`, width)]),
  ];
};

function report(bulletin: Bulletin, width: number): string[] {
  return [
    heading('How to report a problem', width),
    paragraph('Please report each new problem, even when you have reported one before.', width),
    definitions(
      reportWays(bulletin.report).map(({ label, text, href }) => [label, label === 'Online' ? href : text]),
      width,
    ),
    paragraph(bulletin.report.hours, width),
  ];
}

const people: Section = ({ command }, _asOf, width) => [
  heading('Who is in charge', width),
  command.length === 0
    ? 'No one has been put in charge yet.'
    : definitions(
        command.map(({ group, purpose, lead }) => [group, `${leadWords(lead)}. ${sentence(purpose)}`]),
        width,
      ),
];

const next: Section = (incident, asOf, width) => [
  heading('What happens next', width),
  incident.nextSteps.map((step) => item(nextStepWords(step, asOf), width)).join('\n'),
  ...(incident.exitCriteria.length === 0
    ? []
    : [paragraph('This incident will end when all of these are true:', width)]),
  incident.exitCriteria
    .map(({ title, met, text }) => item(`${title}: ${metWords(met).toLowerCase()}. ${sentence(text)}`, width))
    .join('\n'),
];

const practices: Section = (incident, _asOf, width) => [
  heading(`All practices (${formatNumber(incident.practices.length)})`, width),
  ...groupPractices(incident.practices).map(
    (group) =>
      `${group.heading} (${formatNumber(group.practices.length)})\n${columns(
        group.practices.map(({ name, town }) => `${name}, ${town}`),
        width,
      )}`,
  ),
];

const older: Section = (incident, asOf, width) => [
  heading('Earlier updates', width),
  ...(incident.updates.length < 2 ? ['There are no earlier updates.'] : []),
  ...incident.updates.slice(1).flatMap((update) => updateBlocks(incident, update, asOf, width)),
];

const recovery: Section = (incident, asOf, width) =>
  incident.recovery === null
    ? []
    : [
        heading('Recovery of practices', width),
        ...recoverySentences(incident.recovery, asOf).map((text) => paragraph(text, width)),
      ];

const sections: readonly Section[] = [latest, facts, causes, measures, progress, recovery, advice];
const lastSections: readonly Section[] = [people, next, practices, older];

/**
 * The whole page of one incident as text for a terminal, in the page's order.
 * @returns lines of at most `width` characters where words allow, or one sentence when there is no such incident.
 */
export function bulletinAsText(bulletin: Bulletin, slug: string, options: TextOptions): string {
  const incident = [...bulletin.current, ...bulletin.past].find((each) => each.slug === slug);
  if (!incident) return `There is no published incident ${slug}.`;
  const { asOf } = bulletin;
  const width = Math.max(40, options.width);
  const all = (list: readonly Section[]) => list.flatMap((section) => section(incident, asOf, width));
  return [
    paragraph(`${bulletin.organisation.serviceName} | ${bulletin.organisation.name}`, width),
    ...notices(bulletin, width),
    paragraph(incident.title.toUpperCase(), width),
    paragraph(sentence(incident.summary), width),
    ...all(sections),
    ...report(bulletin, width),
    ...all(lastSections),
    absolute(bulletin.publicUrl, paths.incident(slug)),
  ]
    .filter((each) => each !== '')
    .join('\n\n');
}
