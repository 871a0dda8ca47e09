import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree-of.ts';
import { everyDomainIsOnTheMap, importsThroughDoors, packageNamesOnlyDoors } from './doors.ts';

const judge = (path: string, code: string): string[] =>
  importsThroughDoors(treeOf({ [path]: code })).map(({ line, message }) => `${line}: ${message}`);

describe('imports that are allowed', () => {
  it.each([
    ['src/detection/detect.ts', "import { site } from '#estate';"],
    ['src/detection/detect.ts', "import { z } from 'zod';"],
    ['src/estate/import.ts', "import type { Context } from '#platform/context';"],
    ['src/estate/core/match.ts', "import { site } from '../model.ts';"],
    ['src/platform/audit/index.ts', "import { inTransaction } from '../db/index.ts';"],
    ['src/platform/audit/index.ts', "import { one } from '#platform/db';"],
    ['src/web/page.tsx', "import { claim } from '#publishing';"],
    ['src/main.ts', "import { start } from '#app';"],
    ['src/cli/demo.ts', "import { april } from '../../scenarios/april-2026/index.ts';"],
    ['src/estate/import.test.ts', "import { testContext } from '../../test/support/database.ts';"],
    ['src/estate/index.test.ts', "import * as door from '#estate';"],
    ['test/acceptance/april.test.ts', "import { publish } from '#publishing';"],
    ['test/support/database.ts', "import { connect } from '../../src/platform/db/index.ts';"],
  ])('%s: %s', (path, code) => {
    expect(judge(path, code)).toEqual([]);
  });
});

describe('the order of domains', () => {
  it.each([
    ['src/estate/import.ts', "import { detect } from '#detection';", 'estate may not import detection'],
    ['src/platform/db/index.ts', "import { site } from '#estate';", 'platform may not import estate'],
    [
      'src/telemetry/store.ts',
      "import { call } from '#servicedesk';",
      'telemetry may not import servicedesk',
    ],
    [
      'src/servicedesk/store.ts',
      "import { reading } from '#telemetry';",
      'servicedesk may not import telemetry',
    ],
    ['src/api/v1.ts', "import { page } from '#web';", 'api may not import web'],
    ['src/cli/serve.ts', "import { start } from '#app';", 'cli may not import app'],
    ['src/estate/import.ts', "import type { Episode } from '#detection';", 'estate may not import detection'],
    ['src/estate/import.ts', "export { detect } from '#detection';", 'estate may not import detection'],
    ['src/estate/import.ts', "type E = import('#detection').Episode;", 'estate may not import detection'],
    ['src/estate/import.ts', "const late = await import('#detection');", 'estate may not import detection'],
  ])('%s: %s', (path, code, message) => {
    expect(judge(path, code)).toEqual([expect.stringContaining(`1: ${message}`)]);
  });
});

describe('imports past a door', () => {
  it.each([
    ['src/detection/detect.ts', "import { site } from '../estate/model.ts';", 'Import #estate'],
    ['src/detection/detect.ts', "import { site } from '../estate/index.ts';", 'Import #estate'],
    [
      'src/detection/detect.ts',
      "import { now } from '../platform/clock/index.ts';",
      'Import #platform/clock',
    ],
    ['src/platform/audit/index.ts', "import { one } from '../db/rows.ts';", 'meet at ../db/index.ts'],
    ['test/acceptance/april.test.ts', "import { site } from '../../src/estate/model.ts';", 'Import #estate'],
    ['bench/page.ts', "import { site } from '../src/estate/core/match.ts';", 'Import #estate'],
    ['src/estate/import.ts', "import { site } from '#estate';", 'imports its own door'],
    ['src/estate/import.ts', "import { x } from '#estate/model';", 'is no door'],
    ['src/estate/import.ts', "import { x } from '#weather';", 'is no door'],
    [
      'src/estate/import.ts',
      "import { testContext } from '../../test/support/database.ts';",
      'does not depend on test/',
    ],
    [
      'src/estate/import.ts',
      "import { april } from '../../scenarios/april-2026/index.ts';",
      'does not depend on scenarios/',
    ],
  ])('%s: %s', (path, code, message) => {
    expect(judge(path, code)).toEqual([expect.stringContaining(message)]);
  });

  it('names the line', () => {
    expect(judge('src/estate/a.ts', "// why\n\nimport { x } from '#weather';")).toEqual([
      expect.stringMatching(/^3: /),
    ]);
  });

  it('does not take text in strings and comments for imports', () => {
    expect(
      judge('src/estate/a.ts', `// import '#detection';\nexport const text = "import '#detection'";`),
    ).toEqual([]);
  });
});

describe('the map', () => {
  it('refuses doors in package.json that lead past index.ts', () => {
    const imports = {
      '#estate': './src/estate/index.ts',
      '#deep': './src/estate/model.ts',
      '#all/*': './src/*',
    };
    const found = packageNamesOnlyDoors(treeOf({ 'package.json': JSON.stringify({ imports }) }));
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining('"#deep"'),
      expect.stringContaining('"#all/*"'),
    ]);
  });

  it('refuses a folder of src that it does not know, and stray files', () => {
    const found = everyDomainIsOnTheMap(
      treeOf({
        'src/helpers/a.ts': '',
        'src/util.ts': '',
        'src/estate/a.ts': '',
        'src/main.ts': '',
        'src/jsx.d.ts': '',
      }),
    );
    expect(found.map(({ path }) => path)).toEqual(['src/helpers/a.ts', 'src/util.ts']);
  });
});
