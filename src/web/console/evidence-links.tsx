import type { FC } from 'hono/jsx';
import type { TimelineEntry } from '#incidents';
import { consolePaths } from './deps.ts';

/** What texts of an incident may name, so that names become links. */
export interface KnownNames {
  slug: string;
  sites: ReadonlySet<string>;
  calls: ReadonlySet<string>;
}

interface Linked {
  text: string;
  href?: string;
}

const named =
  /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]|\b(?:attribution|episode|update)(?: (?:result|number))? #?(\d+)\b|\b[A-Z][A-Z0-9]*\d[A-Z0-9-]*\b/gi;

/** A text in parts, of which those that name a call, a site, an episode, an update or a stored result are links. */
export function linkNames(text: string, names: KnownNames): Linked[] {
  const parts: Linked[] = [];
  let end = 0;
  for (const match of text.matchAll(named)) {
    const href = addressOf(match[0], match[1], names);
    if (href === undefined) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: match[0], href });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function addressOf(name: string, number: string | undefined, names: KnownNames): string | undefined {
  if (/^https?:/i.test(name)) return name;
  if (number !== undefined) {
    if (/^attribution/i.test(name)) return attributionPath(number, names.slug);
    if (/^episode/i.test(name)) return consolePaths.impact(names.slug, { episode: number });
    return consolePaths.update(names.slug, Number(number));
  }
  const code = name.toUpperCase();
  if (names.sites.has(code)) return consolePaths.site(code);
  return names.calls.has(name) ? callPath(name, names.slug) : undefined;
}

const attributionPath = (number: string, slug: string): string =>
  consolePaths.verb('attribution.show', { result: number }, consolePaths.incident(slug));

const callPath = (number: string, slug: string): string =>
  `${consolePaths.calls}?${new URLSearchParams({ incident: slug, q: number })}`;

/** A text whose names lead to what they name. */
export const Linkified: FC<{ text: string; names: KnownNames }> = ({ text, names }) => (
  <>
    {linkNames(text, names).map((part) =>
      part.href === undefined ? (
        part.text
      ) : (
        <a href={part.href} rel={part.href.startsWith('http') ? 'noreferrer' : undefined}>
          {part.text}
        </a>
      ),
    )}
  </>
);

const shownCalls = 5;

/** Where what an entry tells of can be seen, from what was stored with it. */
export function evidenceOf(
  { type, data }: TimelineEntry,
  { slug }: KnownNames,
): { text: string; href: string }[] {
  const text = (name: string): string | undefined =>
    typeof data[name] === 'string' ? (data[name] as string) : undefined;
  const number = (name: string): number | undefined =>
    typeof data[name] === 'number' ? (data[name] as number) : undefined;
  const on = (part: string): string => `${consolePaths.incident(slug)}#${part}`;
  const update = type.startsWith('update.') ? number('number') : number('update');
  const site = text('site');
  const part = { factor: 'factors', measure: 'measures', criterion: 'criteria', command: 'command' }[
    type.split('.')[0] ?? ''
  ];
  return [
    ...callNumbers(data).map((call) => ({ text: `Call ${call}`, href: callPath(call, slug) })),
    ...(update === undefined ? [] : [{ text: `Update ${update}`, href: consolePaths.update(slug, update) }]),
    ...(site === undefined ? [] : [{ text: `Site ${site}`, href: consolePaths.site(site) }]),
    ...(part === undefined ? [] : [{ text: `See the ${part}`, href: on(part) }]),
    ...(type.startsWith('migration.') && site === undefined
      ? [{ text: 'See the moves', href: on('recovery') }]
      : []),
  ];
}

function callNumbers(data: Record<string, unknown>): string[] {
  const calls = Array.isArray(data.calls) ? data.calls : [data];
  return calls
    .flatMap((call: unknown) =>
      typeof call === 'object' && call !== null && 'externalId' in call && typeof call.externalId === 'string'
        ? [call.externalId]
        : [],
    )
    .slice(0, shownCalls);
}
