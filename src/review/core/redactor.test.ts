import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Redaction } from '../model.ts';
import { reasonFor, redactorOf } from './redactor.ts';

const redaction = (target: string, what: Redaction['what'] = 'phrase'): Redaction => ({
  number: 1,
  what,
  target,
  reason: 'why',
  by: 'Ann',
  at: new Date(0),
});

describe('leaving something out', () => {
  it('takes a phrase out wherever it stands, whatever its case and white space', () => {
    const redact = redactorOf([redaction('Carrier Nine')]);
    expect(redact('CARRIER\n  nine and Carrier Nine.')).toBe('[Redacted: why] and [Redacted: why].');
  });

  it('takes longer phrases first, and signs as they are', () => {
    const redact = redactorOf([redaction('Jo'), redaction('Jo (the elder) $1')]);
    expect(redact('Jo (the elder) $1 and Jo')).toBe('[Redacted: why] and [Redacted: why]');
  });

  it('leaves nothing of the phrase behind', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), fc.string(), fc.string(), (phrase, before, after) => {
        fc.pre(phrase.trim().length >= 3 && !'[redacted: why]'.includes(phrase.trim().toLowerCase()));
        const left = redactorOf([redaction(phrase)])(`${before} ${phrase} ${after}`);
        expect(left).toContain('[Redacted: why]');
      }),
    );
  });

  it('knows items by their number and kind', () => {
    const all = [redaction('3', 'evidence')];
    expect(reasonFor(all, 'evidence', 3)).toBe('why');
    expect(reasonFor(all, 'comment', 3)).toBeUndefined();
  });
});
