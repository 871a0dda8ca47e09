import { formatDateTime } from '#platform/clock';
import type { AdviceCard, Pack } from '../../bulletin.ts';
import { fitPost, networks } from './lengths.ts';

/** What the words of a pack are made from: nothing but what the update itself is made from. */
export interface PackSource {
  incident: { title: string; summary: string; response: string };
  update: { number: number; title: string; text: string; nextUpdateDueAt: Date | null };
  asOf: Date;
  /** In force at that time. */
  advice: readonly Pick<AdviceCard, 'kind' | 'audience' | 'text'>[];
}

/** What patients are told of the state: plain words, and no more than is known. */
const stateSentences: Readonly<Record<string, string>> = {
  investigating: 'We do not know the cause yet. Engineers are looking for it.',
  'cause identified': 'We know what causes it. Engineers are working on it.',
  mitigating: 'Engineers are fixing it.',
  monitoring: 'Repairs have been made. Engineers are watching that they last.',
  restored: 'The connection works again. Some practices are still catching up.',
  'stood down': 'The problem is over.',
};

const sentenceOf = (text: string): string => {
  const trimmed = text.trim().replace(/\s+/g, ' ');
  return /[.!?:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
};

const bare = (text: string): string =>
  text
    .trim()
    .replace(/^(?:please\s+)?(?:do not|don['’]t)\s+/i, '')
    .replace(/\.$/, '');

/** A card as a sentence of its own. */
function adviceSentence({ kind, text }: Pick<AdviceCard, 'kind' | 'text'>): string {
  if (kind !== 'dont') return sentenceOf(text);
  const rest = bare(text);
  return sentenceOf(`Do not ${rest.charAt(0).toLowerCase()}${rest.slice(1)}`);
}

const dated = (at: Date): string => formatDateTime(at);

/** Writes the pack. Advice for patients is what a clinical safety lead approved, and nothing else is advised. */
export function writePack(source: PackSource): Pack {
  const { incident, update, asOf } = source;
  const said = [sentenceOf(incident.summary), stateSentences[incident.response] ?? ''].filter(Boolean);
  const forPatients = source.advice.filter((card) => card.audience === 'patients').map(adviceSentence);
  const next =
    update.nextUpdateDueAt === null ? [] : [`The next update is due by ${dated(update.nextUpdateDueAt)}.`];
  const stamp = `This was true at ${dated(asOf)}.`;
  return {
    patient: paragraphs([
      'IT problems at GP practices',
      said.join(' '),
      forPatients.join(' '),
      next.join(' '),
      stamp,
    ]),
    posts: networks.map((network) => ({
      network: network.name,
      limit: network.limit,
      text: fitPost([...said, ...forPatients, ...next], network),
    })),
    phone: paragraphs(['Thank you for calling.', said.join(' '), forPatients.join(' '), stamp]),
    poster: { heading: 'IT problems at GP practices', lines: [...said, ...forPatients, stamp] },
    staff: staffBriefing(source, stamp),
  };
}

const paragraphs = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

function staffBriefing({ incident, update, advice }: PackSource, stamp: string): string {
  const own = advice.filter((card) => card.audience === 'practices');
  const list = (kind: AdviceCard['kind'], heading: string): string => {
    const items = own.filter((card) => card.kind === kind).map(({ text }) => `- ${bare(text)}`);
    return items.length === 0 ? '' : `${heading}\n${items.join('\n')}`;
  };
  const notes = own.filter((card) => card.kind === 'information').map(({ text }) => sentenceOf(text));
  return paragraphs([
    `Staff briefing: ${incident.title}`,
    `Update ${update.number}: ${update.title}`,
    update.text.trim(),
    list('do', 'Do:'),
    list('dont', 'Do not:'),
    notes.join(' '),
    'Report each problem to the service desk, even when you have reported one before.',
    ...(update.nextUpdateDueAt === null
      ? []
      : [`The next update is due by ${dated(update.nextUpdateDueAt)}.`]),
    stamp,
  ]);
}
