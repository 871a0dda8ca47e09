import { describe, expect, it } from 'vitest';
import type { Tree } from '../tree.ts';
import { treeOf } from '../tree-of.ts';
import type { Violation } from '../violation.ts';
import { clockReads, consoleUses, moduleMocks, randomDraws, sqlOutsideStore } from './expressions.ts';

const lines = (rule: (tree: Tree) => Violation[], path: string, code: string): number[] =>
  rule(treeOf({ [path]: code })).map(({ line }) => line);

const everywhere = 'src/estate/a.ts';

describe('clock reads', () => {
  it.each([
    'const t = Date.now();',
    'const t = new Date();',
    'const t = new Date;',
    'const t = Date();',
    'const t = performance.now();',
    'const t = globalThis.performance.now();',
    'const t = process.hrtime.bigint();',
    'const t = process.uptime();',
    'const t = DateTime.now();',
    'const t = DateTime.utc();',
    'const read = Date.now;',
    'const schema = z.date().default(() => new Date());',
    'const q = sql`select now()`;',
    'const q = sql<Row>`insert into t values (current_timestamp, 1)`;',
    'const q = sql`select clock_timestamp ()`;',
    ['const q = sql`update t set at = $', '{at}, seen = now()`;'].join(''),
  ])('%s', (code) => {
    expect(lines(clockReads, everywhere, code)).toEqual([1]);
  });

  it.each([
    'const t = new Date(0);',
    'const t = context.clock.now();',
    'const t = Date.UTC(2026, 3, 29);',
    'const t = DateTime.utc(2026, 4, 29);',
    "const t = 'Date.now()'; // Date.now()",
    'const q = sql`select known() from current_state`;',
    ['const q = sql`update t set at = $', '{tx.clock.now()}, by = ?`;'].join(''),
  ])('leaves %s alone', (code) => {
    expect(lines(clockReads, everywhere, code)).toEqual([]);
  });

  it('lets platform/clock read it, and nobody beside it', () => {
    expect(lines(clockReads, 'src/platform/clock/clock.ts', 'new Date();')).toEqual([]);
    expect(lines(clockReads, 'src/platform/db/a.ts', 'new Date();')).toEqual([1]);
    expect(lines(clockReads, 'src/platform/clockwork/a.ts', 'new Date();')).toEqual([1]);
  });
});

describe('random numbers', () => {
  it.each([
    'const r = Math.random();',
    "import { randomUUID } from 'node:crypto';",
    "import { randomInt as dice } from 'node:crypto';",
    'const r = crypto.getRandomValues(bytes);',
    'const q = sql`select gen_random_uuid()`;',
  ])('%s', (code) => {
    expect(lines(randomDraws, everywhere, code)).toEqual([1]);
    expect(lines(randomDraws, 'src/platform/auth/tokens.ts', code)).toEqual([]);
  });

  it('leaves a generator that was passed in alone', () => {
    expect(lines(randomDraws, everywhere, 'const r = random(); const m = Math.max(1, 2);')).toEqual([]);
  });
});

describe('console', () => {
  it('is refused in src and free elsewhere', () => {
    expect(lines(consoleUses, everywhere, "\nconsole.log('x');")).toEqual([2]);
    expect(lines(consoleUses, 'bench/page.ts', "console.log('x');")).toEqual([]);
    expect(lines(consoleUses, everywhere, "deps.console.log('x'); web.console;")).toEqual([]);
  });
});

describe('module mocks', () => {
  it('are refused in every test', () => {
    expect(lines(moduleMocks, 'src/estate/a.test.ts', "vi.mock('./store.ts');")).toEqual([1]);
    expect(lines(moduleMocks, 'test/acceptance/a.test.ts', "\nvi.doMock('#estate');")).toEqual([2]);
    expect(lines(moduleMocks, 'src/estate/a.test.ts', 'vi.fn();')).toEqual([]);
  });
});

describe('SQL', () => {
  const code = "import { sql } from 'kysely';";
  it.each([
    'src/estate/import.ts',
    'src/estate/core/match.ts',
    'src/estate/restore.ts',
    'src/estate/storefront.ts',
    'src/web/page.tsx',
  ])('is refused in %s', (path) => {
    expect(lines(sqlOutsideStore, path, code)).toEqual([1]);
  });

  it.each([
    'src/estate/store.ts',
    'src/connectors/meraki/store.ts',
    'src/estate/store/sites.ts',
    'src/telemetry/store-readings.ts',
    'src/platform/db/rows.ts',
    'src/estate/a.test.ts',
  ])('belongs in %s', (path) => {
    expect(lines(sqlOutsideStore, path, code)).toEqual([]);
  });

  it('is found under another name and through the driver', () => {
    expect(lines(sqlOutsideStore, everywhere, "import { sql as q } from 'kysely';")).toEqual([1]);
    expect(lines(sqlOutsideStore, everywhere, "import * as kysely from 'kysely';")).toEqual([1]);
    expect(lines(sqlOutsideStore, everywhere, "import pg from 'pg';")).toEqual([1]);
    expect(lines(sqlOutsideStore, everywhere, "import type { Kysely } from 'kysely';")).toEqual([]);
  });
});
