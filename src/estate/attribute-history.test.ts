import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '#platform/db';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { applyStatement, type Spell, type Statement } from './core/spells.ts';
import { attributeSpells, attributesAt, findSite, importEstate, setSiteAttribute } from './index.ts';
import { importText, knownEstate } from './test-support.ts';

/** The rule told another way: one cell for each unit of time, each knowing when its spell began. */
const ticks = 24;
type Cell = { value: string; start: number } | undefined;
const blank = (): Cell[] => new Array<Cell>(ticks).fill(undefined);

function paint(cells: readonly Cell[], { value, fromMs, toMs }: Statement): Cell[] {
  const here = cells[fromMs];
  if (toMs === null && here && here.value === value && here.start < fromMs) return [...cells];
  const nextStart = cells.findIndex((cell, tick) => tick > fromMs && cell?.start === tick);
  const until = toMs ?? (nextStart === -1 ? ticks : nextStart);
  return cells.map((cell, tick) => {
    if (tick < fromMs) return cell;
    if (tick < until) return value === null ? undefined : { value, start: fromMs };
    if (cell === undefined || cell.start <= fromMs) return undefined;
    return { value: cell.value, start: Math.max(cell.start, until) };
  });
}

const valueArbitrary = fc.option(fc.constantFrom('A', 'B', 'C'), { freq: 6 });

const statementArbitrary = fc
  .record({
    value: valueArbitrary,
    fromMs: fc.integer({ min: 0, max: ticks - 2 }),
    length: fc.option(fc.integer({ min: 1, max: 10 })),
  })
  .map(
    ({ value, fromMs, length }): Statement => ({
      value,
      fromMs,
      toMs: length === null ? null : Math.min(fromMs + length, ticks - 1),
    }),
  );

describe('any sequence of statements, in the pure core', () => {
  const sequences = fc.array(statementArbitrary, { maxLength: 12 });
  const fold = (statements: readonly Statement[]) =>
    statements.reduce<readonly Spell[]>((spells, statement) => applyStatement(spells, statement), []);

  it('keeps spells in order, apart and not empty, and agrees with the painted cells', () => {
    fc.assert(
      fc.property(sequences, (statements) => {
        const spells = fold(statements);
        let reached = 0;
        for (const spell of spells) {
          expect(spell.fromMs).toBeGreaterThanOrEqual(reached);
          reached = spell.toMs ?? Number.POSITIVE_INFINITY;
          expect(reached).toBeGreaterThan(spell.fromMs);
        }
        const valueAt = (tick: number) =>
          spells.find((spell) => spell.fromMs <= tick && tick < (spell.toMs ?? ticks))?.value;
        const cells = statements.reduce(paint, blank());
        expect(cells.map((_cell, tick) => valueAt(tick))).toEqual(cells.map((cell) => cell?.value));
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing when the last statement is made again', () => {
    fc.assert(
      fc.property(sequences, statementArbitrary, (statements, last) => {
        const once = applyStatement(fold(statements), last);
        expect(applyStatement(once, last)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });
});

/** Rows of one file: each ends by itself or not, but never after the next begins. */
const fileArbitrary = fc
  .uniqueArray(statementArbitrary, { selector: (statement) => statement.fromMs, minLength: 1, maxLength: 4 })
  .map((statements) => {
    const ordered = [...statements].sort((a, b) => a.fromMs - b.fromMs);
    return ordered.map((statement, index) => ({
      ...statement,
      toMs: statement.toMs && Math.min(statement.toMs, ordered[index + 1]?.fromMs ?? ticks),
    }));
  });

type Step = { by: 'file'; statements: Statement[] } | { by: 'person'; statements: [Statement] };
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  fileArbitrary.map((statements): Step => ({ by: 'file', statements })),
  statementArbitrary.map((statement): Step => ({ by: 'person', statements: [{ ...statement, toMs: null }] })),
);

const hour = (tick: number) => new Date(Date.UTC(2026, 3, 14, tick));

async function take(context: TestContext, siteCode: string, step: Step): Promise<void> {
  if (step.by === 'person') {
    const [{ value, fromMs }] = step.statements;
    await setSiteAttribute(context, { siteCode, key: 'firmware', value, from: hour(fromMs) });
    return;
  }
  // Last row first: the order of rows in a file means nothing.
  const rows = step.statements.map(({ value, fromMs, toMs }) =>
    [siteCode, value ?? '', hour(fromMs).toISOString(), toMs === null ? '' : hour(toMs).toISOString()].join(
      ',',
    ),
  );
  const bytes = new TextEncoder().encode(
    ['site_code,firmware,valid_from,valid_to', ...rows.reverse()].join('\n'),
  );
  await importEstate(context, { fileName: 'firewalls.csv', bytes });
  const again = await importEstate(context, { fileName: 'firewalls.csv', bytes });
  expect(again.unchanged).toBe(true);
}

describe('any sequence of imports and recorded changes, in the database', () => {
  it('never overlaps, agrees with the painted cells at every instant, and repeats change nothing', async () => {
    const context = await testContext();
    await knownEstate(context);
    let sites = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 1, maxLength: 6 }), async (steps) => {
        sites += 1;
        const siteCode = `G99001-P${sites}`;
        await importText(context, `site_code,ods_code\n${siteCode},G99001`);
        let cells = blank();
        for (const step of steps) {
          await take(context, siteCode, step);
          cells = step.statements.reduce(paint, cells);
        }
        const site = await findSite(context.db, siteCode);
        const siteId = site?.id ?? 0;
        const found: (string | undefined)[] = [];
        for (let tick = 0; tick < ticks; tick += 1) {
          found.push((await attributesAt(context.db, hour(tick), ['firmware'])).get(siteId)?.firmware);
        }
        expect(found).toEqual(cells.map((cell) => cell?.value));
        const spells = await attributeSpells(context.db, {
          from: hour(0),
          to: hour(ticks),
          siteIds: [siteId],
        });
        const starts = cells.filter((cell, tick) => cell?.start === tick).length;
        expect(spells).toHaveLength(starts);
      }),
      { numRuns: 40 },
    );
    const overlaps = await sql<{ count: number }>`select count(*) as count from site_attribute as a
      join site_attribute as b on a.id < b.id and a.site_id = b.site_id and a.key = b.key and a.valid && b.valid`.execute(
      context.db,
    );
    expect(overlaps.rows[0]?.count).toBe(0);
  });

  it('is guarded by the table itself: an overlapping spell cannot be written', async () => {
    const context = await testContext();
    await knownEstate(context);
    const insert = (from: string, to: string) =>
      sql`insert into site_attribute (site_id, key, value, valid)
        select id, 'firmware', 'X', tstzrange(${from}, ${to}) from site where code = 'G99001-1'`.execute(
        context.db,
      );
    await insert('2026-04-01', '2026-04-10');
    await insert('2026-04-10', '2026-04-12');
    await expect(insert('2026-04-09', '2026-04-11')).rejects.toThrow('site_attribute_spells_never_overlap');
  });
});

describe('attributes of all sites at an instant', () => {
  it('are read once from one change to the next, and again when the estate changes', async () => {
    const context = await testContext();
    await knownEstate(context);
    const at = (day: number) => new Date(`2026-03-${String(day).padStart(2, '0')}T12:00:00Z`);
    const set = (value: string, day: number) =>
      setSiteAttribute(context, { siteCode: 'G99001-1', key: 'firmware', value, from: at(day) });
    await set('A', 5);
    await set('B', 10);
    let read = 0;
    const db = context.db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        if (result.rows.some((row) => 'attributes' in row)) read += 1;
        return result;
      },
    });
    const siteId = (await findSite(context.db, 'G99001-1'))?.id ?? 0;
    const firmware = async (day: number) =>
      (await attributesAt(db, at(day), ['firmware'])).get(siteId)?.firmware;
    expect([await firmware(4), await firmware(5), await firmware(7), await firmware(9)]).toEqual([
      ...[undefined, 'A', 'A', 'A'],
    ]);
    expect([await firmware(10), await firmware(28), await firmware(9)]).toEqual(['B', 'B', 'A']);
    // Six answers with something in them; a transaction of another test that is still open costs a reading more.
    expect(read).toBeLessThan(6);
    await set('C', 8);
    expect([await firmware(9), await firmware(8)]).toEqual(['C', 'C']);
    // Whoever is writing sees what they wrote, and nobody else does.
    await inTransaction(context, async (tx) => {
      await setSiteAttribute(tx, { siteCode: 'G99001-1', key: 'firmware', value: 'D', from: at(9) });
      expect((await attributesAt(tx.db, at(9), ['firmware'])).get(siteId)?.firmware).toBe('D');
      expect(await firmware(9)).toBe('C');
      throw new Error('taken back');
    }).catch((error: Error) => expect(error.message).toBe('taken back'));
    expect(await firmware(9)).toBe('C');
  });
});
