import { z } from 'zod';
import type { Verb } from '../../src/platform/verbs/index.ts';

/** What must never come out as it went in. Short enough for every field that takes a sentence. */
export const nastyText = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
const shortNasty = '"><script>a(1)</script>';

interface Property {
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  maxLength?: number;
  anyOf?: Property[];
  items?: Property;
  properties?: Record<string, Property>;
  required?: string[];
}

/**
 * An input for a verb with markup in every text field that its schema has, also the optional ones and those inside
 * objects and lists; `given` wins. Fields that are no free text get something of their kind when they are needed.
 */
export function nastyInput(verb: Verb, given: Record<string, unknown> = {}): Record<string, unknown> {
  const schema = z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' }) as Property;
  return { ...nastyObject(schema), ...given };
}

/** The same as a form of the console sends it: markup in every field, `promise.metric` for one inside an object. */
export function nastyForm(verb: Verb): Record<string, string> {
  const fields = (schema: Property, prefix: string): [string, string][] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      property.properties
        ? fields(property, `${prefix}${name}.`)
        : [[`${prefix}${name}`, property.enum ? String(property.enum[0]) : nastyText]],
    );
  return Object.fromEntries(
    fields(z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' }) as Property, ''),
  );
}

function nastyObject({ properties = {}, required = [] }: Property): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) => {
      const value = nastyValue(property, required.includes(name));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function nastyValue(property: Property, needed: boolean): unknown {
  const variants = property.anyOf ?? [property];
  const texts = variants.filter(isFreeText);
  if (texts.length > 0) return nastyOf(texts[0]);
  const [first = {}] = variants;
  if (first.type === 'array' && first.items) {
    const item = nastyValue(first.items, needed);
    return item === undefined || (!needed && !holdsText(first.items)) ? undefined : [item];
  }
  if (first.type === 'object' && needed) return nastyObject(first);
  return needed ? plainValue(first) : undefined;
}

const holdsText = (property: Property): boolean =>
  isFreeText(property) || Object.values(property.properties ?? {}).some(isFreeText);

/** A text without a form that it must have; instants and addresses are parsed, not shown as they came. */
const isFreeText = ({ type, format, pattern, enum: choices }: Property): boolean =>
  type === 'string' && format === undefined && choices === undefined && (pattern ?? '^[').startsWith('^[');

const nastyOf = (property: Property | undefined): string =>
  (property?.maxLength ?? 1_000) < nastyText.length ? shortNasty : nastyText;

function plainValue({ enum: choices, type, format }: Property): unknown {
  if (choices) return choices[0];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return 1;
  if (format === 'date') return '2026-04-21';
  if (format === 'email') return 'nasty@example.org';
  return format === 'date-time' || type === undefined ? '2026-04-21T09:00:00Z' : nastyText;
}

/** What is wrong with an HTML page or a feed into which the markup went; nothing when it is only text there. */
export function markupFaults(text: string): string[] {
  // Inside quotes everything but a quote is text, and a quote of ours would end them.
  const bare = text.replace(/="[^"]*"/g, '=""');
  const faults = [
    ...text.matchAll(
      // Our own scripts, and JSON-LD: data, in which nothing may close the tag.
      /<script(?! type="module" src="\/console\/assets\/| src="\/assets\/copy\.[0-9a-f]{12}\.js"| type="application\/ld\+json">[^<]*<\/script>)[^>]*>/g,
    ),
    ...text.matchAll(/<img[^>]*>/g),
    ...bare.matchAll(/<[^>]*\son\w+=[^>]*>/g),
    ...text.matchAll(/(?:href|src|action)="\s*(?:javascript|data:text)[^"]*"/gi),
  ];
  return faults.map(([fault]) => fault.slice(0, 200));
}
