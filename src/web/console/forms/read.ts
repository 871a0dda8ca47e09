import { parseLondon } from '#platform/clock';
import type { Fault } from '#platform/errors';
import type { FormField, FormGroup } from './schema.ts';

/** What a form sent: every value of a name, in order. */
export type Typed = ReadonlyMap<string, readonly string[]>;

/** Turns what was sent into a map; files are left out. */
export function typedOf(form: URLSearchParams): Typed {
  const typed = new Map<string, string[]>();
  for (const [name, value] of form) typed.set(name, [...(typed.get(name) ?? []), value]);
  return typed;
}

export const typedText = (typed: Typed, name: string): string => typed.get(name)?.[0] ?? '';

/**
 * The verb's input from what was typed. What is left empty is left out, so that the schema's own standards apply; what
 * cannot be read is passed on as typed, so that the schema says what is wrong with it. Faults are only those that the
 * schema cannot see.
 */
export function readInput(
  groups: readonly FormGroup[],
  typed: Typed,
): { input: Record<string, unknown>; faults: Fault[] } {
  const faults: Fault[] = [];
  const input: Record<string, unknown> = {};
  for (const group of groups) {
    const values = Object.fromEntries(
      group.fields.flatMap((field) => {
        const value = readField(field, typed, faults);
        return value === undefined ? [] : [[field.name.slice(group.name ? group.name.length + 1 : 0), value]];
      }),
    );
    if (group.name === '') Object.assign(input, values);
    else if (group.needed || isFilled(group, typed)) input[group.name] = values;
  }
  return { input, faults };
}

/** A choice always sends something: it does not count as filled in. */
const isFilled = (group: FormGroup, typed: Typed): boolean =>
  group.fields.some(
    ({ name, kind }) => kind !== 'choice' && kind !== 'flag' && typedText(typed, name).trim() !== '',
  );

function readField(field: FormField, typed: Typed, faults: Fault[]): unknown {
  if (field.kind === 'flag') return typed.has(field.name);
  if (field.kind === 'choices') return typed.get(field.name);
  // Browsers send line ends as CR LF.
  const text = typedText(typed, field.name).replaceAll('\r\n', '\n');
  if (text.trim() === '')
    return field.nullable && !field.standard && field.kind === 'text' ? null : undefined;
  if (field.nullable && field.kind === 'choice' && text === noChoice) return null;
  return readText(field, text, faults);
}

/** The choice that stands for null. */
export const noChoice = '(none)';

function readText(field: FormField, text: string, faults: Fault[]): unknown {
  switch (field.kind) {
    case 'number':
      return Number.isNaN(Number(text)) ? text : Number(text);
    case 'instant':
      return parseLondon(text)?.toISOString() ?? text;
    case 'lines':
      return linesOf(text);
    case 'pairs':
      return pairsOf(field, linesOf(text), faults);
    case 'json':
      return jsonOf(field, text, faults);
    default:
      return text;
  }
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function pairsOf(field: FormField, lines: readonly string[], faults: Fault[]): unknown {
  const pairs = lines.map((line) => {
    const at = line.indexOf('=');
    if (at < 1) faults.push({ field: field.name, reason: `"${line}" is not of the form name=value` });
    return { key: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
  });
  // A list of pairs is named in the plural by what it holds; a record takes its values by their look.
  if (field.name.endsWith('components')) return pairs;
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}

function jsonOf(field: FormField, text: string, faults: Fault[]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    faults.push({ field: field.name, reason: 'is not valid JSON' });
    return [];
  }
}
