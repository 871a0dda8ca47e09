import { describe, expect, it } from 'vitest';
import { createRandom } from '#platform/numbers';
import { createWorld } from '../../../test/support/attribution-worlds.ts';
import { candidateOf, maskOf, rowsInside } from './candidates.ts';
import { type Interaction, interactionOf } from './interaction.ts';
import { defaultAttributionParameters, type EstateQuestion } from './question.ts';
import { buildTable } from './table.ts';

function interaction(question: EstateQuestion, first: string, second: string): Interaction {
  const table = buildTable(question, defaultAttributionParameters);
  const side = (text: string): Uint8Array => {
    const [key = '', value = ''] = text.split('=');
    return rowsInside(table, maskOf(table, candidateOf(table, [{ key, value }])));
  };
  return interactionOf(table, side(first), side(second), createRandom(1), 499);
}

describe('interaction', () => {
  const firmware = 'firmware=fw-9.4.1';
  const circuit = 'circuit=KPSN';

  it('is r11 - r10 - r01 + r00, and over r00', () => {
    const { rates, contrast, excess } = interaction(
      createWorld('compounding', 2).question,
      firmware,
      circuit,
    );
    const [r11 = 0, r10 = 0, r01 = 0, r00 = 0] = [
      rates.both,
      rates.firstOnly,
      rates.secondOnly,
      rates.neither,
    ].map(({ failures, hours }) => failures / hours);
    expect(contrast?.value).toBeCloseTo(1000 * (r11 - r10 - r01 + r00), 9);
    expect(excess?.value).toBeCloseTo((r11 - r10 - r01 + r00) / r00, 9);
  });

  it('shows the synergy index only when either alone clearly does harm', () => {
    const strong = createWorld('compounding', 2, { perSite: 2 }).question;
    expect(interaction(strong, firmware, circuit).synergy?.low).toBeGreaterThan(1);
    expect(interaction(strong, firmware, 'template=standard').synergy).toBeNull();
  });

  it('does not call factors that add up compounding', () => {
    const verdicts = [1, 2, 3, 4, 5, 6].map(
      (seed) => interaction(createWorld('two independent', seed).question, firmware, circuit).verdict,
    );
    expect(verdicts.filter((verdict) => verdict === 'compounding').length).toBeLessThanOrEqual(1);
  });

  it('says nothing where one of the four never was', () => {
    const { question } = createWorld('compounding', 2);
    const found = interaction(question, firmware, 'firmware=fw-9.3.7');
    expect(found).toMatchObject({ contrast: null, excess: null, synergy: null, verdict: 'unclear' });
    expect(found.rates.both.per1000Hours).toBeNull();
  });
});
