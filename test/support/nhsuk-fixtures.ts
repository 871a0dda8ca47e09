import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { raw } from 'hono/html';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/**
 * Tests of our components against the examples that the NHS design system ships with its own. Each example has
 * the options of the original macro and the HTML it produced; a test file turns the options into ours.
 */

const fixtureFile = z.object({
  fixtures: z.array(
    z.object({ name: z.string(), context: z.record(z.string(), z.unknown()), html: z.string() }),
  ),
});

export type Fixture = z.infer<typeof fixtureFile>['fixtures'][number];

const require = createRequire(import.meta.url);

/** Reads the examples of one component of the installed `nhsuk-frontend`. */
export function loadFixtures(component: string): Fixture[] {
  const path = require.resolve(`nhsuk-frontend/package.json`);
  const url = new URL(`dist/nhsuk/components/${component}/fixtures.json`, `file://${path}`);
  return fixtureFile.parse(JSON.parse(readFileSync(url, 'utf8'))).fixtures;
}

/**
 * Some examples get their content from a call block, which the fixture file does not record. A component given
 * this as its content is compared up to it and after it.
 */
export const callBlock = raw('\u0001');

const tagPattern = /<!--[\s\S]*?-->|<!doctype[^>]*>|<\/?[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const attributePattern = /([^\s=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g;
/** Roles that the element has anyway; we leave them out. */
const redundantRoles = new Set(['header banner', 'footer contentinfo', 'nav navigation']);

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", ctdot: '⋯' };

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return named[name] ?? whole;
  });
}

function normaliseTag(tag: string): string {
  const [, slash = '', name = '', rest = ''] = /^<(\/?)([a-z0-9-]+)([\s\S]*?)\/?>$/i.exec(tag) ?? [];
  const attributes = [...rest.matchAll(attributePattern)]
    .map(([, key = '', double, single, bare]) => [key, decode(double ?? single ?? bare ?? '')] as const)
    .filter(([key, value]) => !(key === 'role' && redundantRoles.has(`${name} ${value}`)))
    .map(([key, value]) => {
      const ordered = key === 'class' ? value.split(/\s+/).filter(Boolean).sort().join(' ') : value;
      return ` ${key}="${ordered}"`;
    });
  return `<${slash}${name}${attributes.sort().join('')}>`;
}

/** White space with a line break is indentation and goes; a space that somebody typed stays. */
function normaliseText(text: string): string {
  return decode(text.replace(/^\s*\n\s*|\s*\n\s*$/g, '').replace(/\s+/g, ' '));
}

/** HTML as one token a line: tags with sorted attributes, texts without indentation. */
export function normaliseHtml(html: string): string {
  const tokens: string[] = [];
  let end = 0;
  for (const match of html.matchAll(tagPattern)) {
    tokens.push(normaliseText(html.slice(end, match.index)));
    if (!match[0].startsWith('<!')) tokens.push(normaliseTag(match[0]));
    end = match.index + match[0].length;
  }
  tokens.push(normaliseText(html.slice(end)));
  // A void or self-closed element is the same with or without its end tag.
  return tokens.filter((token) => token !== '' && !/^<\/(?:path|img|input|br)>$/.test(token)).join('\n');
}

/** Whether two normalised documents agree, content of a call block apart. */
export function expectSameHtml(ours: string, theirs: string): void {
  const [before = '', after] = ours.split('\u0001');
  if (after === undefined) {
    expect(ours).toBe(theirs);
    return;
  }
  expect(theirs.slice(0, before.length)).toBe(before);
  expect(theirs.slice(theirs.length - after.length)).toBe(after);
}

export interface FixtureSuite {
  /** Folder of the component in `nhsuk-frontend`. */
  component: string;
  /** How many examples must have been compared, and how many there are: a test that compares nothing fails. */
  compared: number;
  total: number;
  /** Renders an example with our component, or returns `undefined` when it needs an option ours does not have. */
  render: (fixture: Fixture) => { toString(): string | Promise<string> } | undefined;
  /** Takes a difference that we chose out of the expected HTML. The reason stands beside each use. */
  expected?: (html: string) => string;
}

/** Declares the tests of one component. */
export function describeFixtures(suite: FixtureSuite): void {
  const { expected = (html: string) => html } = suite;
  describe(`${suite.component}: examples of the design system`, () => {
    const fixtures = loadFixtures(suite.component);
    const rendered = fixtures.map((fixture) => ({ fixture, element: suite.render(fixture) }));
    const supported = rendered.filter(({ element }) => element !== undefined);

    it(`compares ${suite.compared} of ${suite.total}`, () => {
      const left = rendered.filter(({ element }) => element === undefined).map(({ fixture }) => fixture.name);
      expect(
        { compared: supported.length, total: fixtures.length },
        `not compared: ${left.join('; ')}`,
      ).toEqual({ compared: suite.compared, total: suite.total });
    });

    it.each(supported.map(({ fixture, element }) => [fixture.name, fixture, element] as const))(
      '%s',
      (_name, fixture, element) => {
        expectSameHtml(normaliseHtml(String(element)), normaliseHtml(expected(fixture.html)));
      },
    );
  });
}

type Options = Record<string, unknown>;

export function asOptions(value: unknown): Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Options) : {};
}

/** A text that the macro takes as a string or as `{text}` or `{html}`. */
export function contentOf(value: unknown): string | ReturnType<typeof raw> | undefined {
  if (typeof value === 'string') return value;
  const { text, html } = asOptions(value);
  if (typeof html === 'string') return raw(html);
  return typeof text === 'string' ? text : undefined;
}

/** Whether the options use only these names. */
export function usesOnly(options: unknown, names: readonly string[]): boolean {
  return Object.keys(asOptions(options)).every((name) => names.includes(name));
}

/** Reads an option as the type our component wants. The comparison with the expected HTML is the check. */
export function option<T>(value: unknown): T | undefined {
  return value === null ? undefined : (value as T | undefined);
}
