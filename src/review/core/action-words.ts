import type { ActionMeasure, ReviewAction } from '../model.ts';

/** The action as the public reads it. */
export const actionText = ({
  statement,
  publicWording,
}: Pick<ReviewAction, 'statement' | 'publicWording'>): string => publicWording ?? statement;

/** How it will be shown to work, in a sentence. */
export const measureText = (measure: ActionMeasure): string => sentence(measure.text);

export const baselineText = (measure: ActionMeasure): string => sentence(measure.baselineText);

const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
