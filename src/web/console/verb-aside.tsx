import type { Child } from 'hono/jsx';
import type { Verb } from '#platform/verbs';
import type { ConsoleRequest } from './deps.ts';
import { readInput, type Typed, typedText } from './forms/read.ts';
import { formOf } from './forms/schema.ts';
import { askRelated, Related } from './incident-related.tsx';
import type { ConsoleOptions } from './options.ts';

/** What stands above the form of a verb to help with it, and the button that asks for it anew. */
export interface VerbAside {
  content: Child;
  button: { name: 'look'; text: string };
}

/** Whoever declares an incident sees those that are like it first: perhaps it is one of them, or one that came back. */
export async function besideForm(
  request: ConsoleRequest,
  options: ConsoleOptions,
  verb: Verb,
  typed: Typed,
): Promise<VerbAside | undefined> {
  if (verb.name !== 'incident.declare') return undefined;
  const related = await askRelated(request, options, subject(verb, typed));
  const known = typed.size > 1;
  return {
    content:
      related.length > 0 || typed.has('look') ? (
        <Related related={related} empty="No earlier incident has enough in common with what you typed." />
      ) : null,
    button: { name: 'look', text: known ? 'Look for earlier incidents again' : 'Look for earlier incidents' },
  };
}

/** The candidate, once there is one; until then the words and components that were typed, as far as they can be read. */
function subject(verb: Verb, typed: Typed): Record<string, unknown> {
  const candidate = typedText(typed, 'candidate').trim();
  if (candidate !== '') return { incident: candidate };
  const { input, faults } = readInput(formOf(verb), typed);
  const { title, symptomWords, components } = input;
  const isRead = (field: string): boolean => !faults.some((fault) => fault.field === field);
  return {
    ...(typeof title === 'string' ? { title: title.slice(0, 200) } : {}),
    ...(symptomWords && isRead('symptomWords') ? { symptomWords } : {}),
    ...(components && isRead('components') ? { components } : {}),
  };
}
