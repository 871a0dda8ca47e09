import { londonDate, parseLondon } from '#platform/clock';
import type { RecoveryReport } from '#recovery';

/** What somebody typed, by the names of the fields. */
export type TypedForm = ReadonlyMap<string, readonly string[]>;

/** What a form sends as an answer: what was left empty is left out, so that it stays not known. */
export function inputOf(typed: TypedForm): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, values] of typed) {
    const text = values[0]?.trim() ?? '';
    if (name === 'notWorking' || name === 'notFixedAt') input[name] = values;
    else if (name === 'allWorking') input[name] = true;
    else if (name === 'expectedNormalOn') input[name] = dateOf(text);
    else if (text !== '') input[name] = /^[\d,]+$/.test(text) ? text.replaceAll(',', '') : text;
    if (input[name] === undefined || input[name] === '') delete input[name];
  }
  return input;
}

/** A date as people type it, as YYYY-MM-DD; what is none is passed on, so that the schema says so. */
function dateOf(text: string): string {
  const parsed = text === '' ? undefined : parseLondon(text.replaceAll(/[\s.]+/g, '/'));
  return parsed ? londonDate(parsed) : text;
}

/** The last answer to start from: what holds on, but not what was told once. */
export function typedBefore({ answer }: RecoveryReport): TypedForm {
  if (!answer) return new Map();
  const kept: [string, string | number | null][] = [
    ['telephones', answer.telephones],
    ['onlineConsultations', answer.onlineConsultations],
    ['staffHours', answer.staffHours],
  ];
  return new Map(kept.flatMap(([name, value]) => (value === null ? [] : [[name, [String(value)]] as const])));
}
