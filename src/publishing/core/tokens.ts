import type { Fault } from '#platform/errors';

/** A claim token of an update: `{{claim calls.linked days=7 words="yes"}}`. */
export interface Token {
  key: string;
  parameters: Record<string, string>;
  /** As written. */
  source: string;
  /** Where it stands in the body, end excluded. */
  start: number;
  end: number;
  /** Counted from 1. */
  line: number;
  column: number;
}

export interface ParsedBody {
  /** In the order they stand. */
  tokens: Token[];
  /** Everything wrong with the tokens' form; keys and parameters are checked by the catalogue. */
  faults: Fault[];
}

const opening = '{{';
const head = /^\s*claim(?:\s+|$)/;
const keyPattern = /^[a-zA-Z]+(?:\.[a-zA-Z]+)*(?=\s|$)/;
const parameterPattern = /^([a-zA-Z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"{}]+))(?=\s|$)/;

/** Finds the claim tokens of a Markdown body. A `{{` that begins no whole token is a fault, with its line and column. */
export function parseTokens(body: string): ParsedBody {
  const tokens: Token[] = [];
  const faults: Fault[] = [];
  for (let start = body.indexOf(opening); start !== -1; ) {
    const place = placeOf(body, start);
    const length = lengthOf(body, start);
    const found =
      length === undefined ? 'is not closed with }}' : readToken(body.slice(start, start + length));
    if (typeof found === 'string') faults.push(faultAt(place, found));
    else tokens.push({ ...found, ...place, start, end: start + found.source.length });
    start = body.indexOf(opening, start + (length ?? opening.length));
  }
  return { tokens, faults };
}

/** A fault at a place in the body. */
export const faultAt = (place: { line: number; column: number }, reason: string): Fault => ({
  line: place.line,
  field: `column ${place.column}`,
  reason,
});

function placeOf(body: string, offset: number): { line: number; column: number } {
  const before = body.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

/** Up to the closing braces, those inside quotes left out; undefined when the line ends first. */
function lengthOf(body: string, start: number): number | undefined {
  let quoted = false;
  for (let at = start + opening.length; at < body.length; at += 1) {
    const sign = body[at];
    if (sign === '\n') return undefined;
    if (sign === '\\' && quoted) at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && body.startsWith('}}', at)) return at + 2 - start;
  }
  return undefined;
}

function readToken(source: string): Pick<Token, 'key' | 'parameters' | 'source'> | string {
  const inner = source.slice(opening.length, -2);
  const start = head.exec(inner);
  if (!start) return `${source} is not a claim. Write {{claim key parameter=value}}.`;
  let rest = inner.slice(start[0].length).trim();
  const key = keyPattern.exec(rest)?.[0];
  if (key === undefined) return `${source} names no claim. Write {{claim key}}.`;
  rest = rest.slice(key.length).trimStart();
  const parameters: Record<string, string> = {};
  while (rest !== '') {
    const found = parameterPattern.exec(rest);
    if (!found) return `${source}: ${rest.split(/\s/)[0]} is not written parameter=value.`;
    const [whole, name = '', quoted, bare = ''] = found;
    if (Object.hasOwn(parameters, name)) return `${source} gives ${name} twice.`;
    parameters[name] = quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1');
    rest = rest.slice(whole.length).trimStart();
  }
  return { key, parameters, source };
}

/** The body with every token replaced by what is said for it; `index` counts the tokens from 0. */
export function fillTokens(body: string, say: (index: number) => string): string {
  let filled = '';
  let end = 0;
  for (const [index, token] of parseTokens(body).tokens.entries()) {
    filled += body.slice(end, token.start) + say(index);
    end = token.end;
  }
  return filled + body.slice(end);
}

/** Whether a token begins a sentence: the body, a line (a list's item, a heading), or what follows a full stop. */
export const beginsSentence = (body: string, token: Token): boolean =>
  /(?:^|\n|[.!?]\s+)(?:[\s>#*+-]|\d+\.\s)*$/.test(body.slice(0, token.start));
