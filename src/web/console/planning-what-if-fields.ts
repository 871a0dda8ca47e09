import { parseLondon } from '#platform/clock';

/** Addresses of the planning screens. */
export const planningPaths = {
  forecast: '/console/planning/forecast',
  whatIf: '/console/planning/what-if',
} as const;

/** What the form sends, as typed; a name that was not sent is empty. */
export type WhatIfTyped = Readonly<Record<string, string>>;

const numbers = ['grow', 'holdBackPercent', 'holdBackBefore', 'addMbps', 'weeks'] as const;
const texts = ['addCode', 'to', 'lose'] as const;

/**
 * The verb's input from the form. What is empty is left out; what is no number stays text, so that the verb refuses it in its
 * own words. Null: nothing was asked yet.
 */
export function whatIfInput(typed: WhatIfTyped): Record<string, unknown> | null {
  const input: Record<string, unknown> = {};
  const filled = (name: string): string | undefined => typed[name]?.trim() || undefined;
  for (const name of numbers) {
    const text = filled(name);
    if (text !== undefined) input[name] = Number.isFinite(Number(text)) ? Number(text) : text;
  }
  for (const name of texts) {
    const text = filled(name);
    if (text !== undefined) input[name] = text;
  }
  const since = filled('holdBackSince');
  if (since !== undefined) input.holdBackSince = parseLondon(since)?.toISOString() ?? since;
  const sites = (filled('move') ?? '').split(/[\s,;]+/).filter((code) => code !== '');
  if (sites.length > 0) input.move = sites;
  if (filled('balance') !== undefined) input.balance = true;
  return Object.keys(typed).length === 0 ? null : input;
}
