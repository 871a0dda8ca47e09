import { z } from 'zod';
import type { Incident } from '#incidents';
import { londonParts } from '#platform/clock';
import { parseInput } from '#platform/errors';

/** What is being edited: a new update, a correction of one, or one that is not published yet. */
export interface Editing {
  incident: Incident;
  number: number | undefined;
  corrects: number | undefined;
  /** The version that the text began with; undefined for a new update. */
  version: number | undefined;
}

/** Where the browser keeps what is typed and not saved yet. */
export const draftName = ({ incident, number, corrects }: Editing): string =>
  `${incident.slug}/${number ?? (corrects ? `correction-of-${corrects}` : 'new')}`;

export const numberOf = (text: string): number => parseInput(z.coerce.number().int().min(1), text, 'number');

/** An instant as a browser's field for date and time takes it, by the London clock. */
export function fieldTime(instant: Date): string {
  const { isoDate, hour, minute } = londonParts(instant);
  return `${isoDate}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
