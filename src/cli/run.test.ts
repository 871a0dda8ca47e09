import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { estateVerbs, listSites } from '#estate';
import { findTokenActor, localOperator } from '#platform/auth';
import { AllclearError } from '#platform/errors';
import { defineVerb } from '#platform/verbs';
import { telemetryVerbs } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import type { CliDependencies } from './dependencies.ts';
import { runProgram } from './run.ts';

const wave = defineVerb({
  name: 'wave.plan',
  summary: 'Plans a wave.',
  input: z.strictObject({
    plannedFor: z.string(),
    sites: z.array(z.string()),
    size: z.number().optional(),
    dryRun: z.boolean().optional(),
    note: z.string().optional(),
    kind: z.enum(['canary', 'rest']).optional(),
  }),
  run: async (context, input) => ({ by: context.actor.name, ...input }),
});

/** Goes on until it is called off. */
const search = defineVerb({
  name: 'search.best',
  summary: 'Searches.',
  long: true,
  input: z.strictObject({}),
  async run({ long }) {
    if (!long) throw new AllclearError('internal', 'Nobody listens.');
    long.onProgress('The best so far is 3.');
    await new Promise((resolve) => long.signal.addEventListener('abort', resolve));
    throw new AllclearError('state.refused', 'It was called off.');
  },
});

interface Terminal {
  /** Presses Ctrl-C. */
  interrupt?: (() => void) | undefined;
  run(...args: string[]): Promise<{ code: number; out: string; err: string }>;
  closed: number;
  settled: number;
  /** What settling fails with, if anything. */
  settleError?: Error;
}

function terminal(context: TestContext): Terminal {
  const self: Terminal = {
    closed: 0,
    settled: 0,
    async run(...args) {
      let out = '';
      let err = '';
      const dependencies: CliDependencies = {
        verbs: [wave, search, ...estateVerbs, ...telemetryVerbs],
        openSession: async ({ as }) => ({
          context: { ...context, actor: localOperator(as ?? 'somebody') },
          settle: async () => {
            self.settled += 1;
            if (self.settleError) throw self.settleError;
          },
          publishTo: async () => undefined,
          close: async () => {
            self.closed += 1;
          },
        }),
        serve: async () => undefined,
        demo: async () => undefined,
        doctor: async () => [{ check: 'disk', outcome: 'bad', text: 'It is full.' }],
        onInterrupt: (stop) => {
          self.interrupt = stop;
          return () => {
            self.interrupt = undefined;
          };
        },
        write: (text) => {
          out += text;
        },
        writeError: (text) => {
          err += text;
        },
      };
      return { code: await runProgram(dependencies, args), out, err };
    },
  };
  return self;
}

async function file(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'allclear-cli-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

describe('commands made from verbs', () => {
  it('take their options from the schema, with the right types', async () => {
    const shell = terminal(await testContext());
    const { code, out } = await shell.run(
      ...[
        'wave',
        'plan',
        '--planned-for',
        'Friday',
        '--sites',
        'A',
        'B',
        '--size',
        '2',
        '--dry-run',
        '--as',
        'Ada',
        '--json',
      ],
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      by: 'Ada',
      plannedFor: 'Friday',
      sites: ['A', 'B'],
      size: 2,
      dryRun: true,
    });
    expect(shell).toMatchObject({ settled: 1, closed: 1 });
  });

  it('tell beside the result how long work goes on, and call it off at Ctrl-C', async () => {
    const shell = terminal(await testContext());
    const answer = shell.run('search', 'best');
    await expect.poll(() => shell.interrupt).toBeDefined();
    shell.interrupt?.();
    expect(await answer).toMatchObject({ code: 5, out: '' });
    expect((await answer).err).toBe('The best so far is 3.\nIt was called off.\n');
    expect([shell.interrupt, shell.closed]).toEqual([undefined, 1]);
  });

  it('read a long value from a file', async () => {
    const path = await file('note.md', 'Dear all,\nplease wait.');
    const { out } = await terminal(await testContext()).run(
      'wave',
      'plan',
      '--planned-for',
      'x',
      '--sites',
      'A',
      '--note',
      `@${path}`,
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({ note: 'Dear all,\nplease wait.' });
  });

  it('say what is missing or wrong, with exit code 2, and close the session', async () => {
    const shell = terminal(await testContext());
    expect(await shell.run('wave', 'plan', '--planned-for', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--sites'),
    });
    expect(
      await shell.run('wave', 'plan', '--planned-for', 'x', '--sites', 'A', '--size', 'many'),
    ).toMatchObject({
      code: 2,
      err: expect.stringContaining('--size needs a number'),
    });
    const wrong = await shell.run('wave', 'plan', '--planned-for', 'x', '--sites', 'A', '--kind', 'huge');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('kind:') });
    expect(shell).toMatchObject({ settled: 0, closed: 1 });
  });

  it('say that a file of an option cannot be read, and that a name must not be blank', async () => {
    const shell = terminal(await testContext());
    const plan = ['wave', 'plan', '--planned-for', 'x', '--sites', 'A'];
    expect(await shell.run(...plan, '--note', '@nowhere.md')).toMatchObject({
      code: 3,
      err: expect.stringContaining('nowhere.md of --note cannot be read'),
    });
    expect(await shell.run(...plan, '--as', ' ')).toMatchObject({ code: 2, err: '--as needs a name.\n' });
    expect(shell).toMatchObject({ settled: 0, closed: 0 });
  });

  it('show what was stored even when what follows from it fails', async () => {
    const shell = terminal(await testContext());
    shell.settleError = new Error('deadlock detected');
    const { code, out, err } = await shell.run('wave', 'plan', '--planned-for', 'x', '--sites', 'A');
    expect(code).toBe(1);
    expect(out).toContain('plannedFor: x');
    expect(err).toContain('It is stored');
    expect(err).not.toContain('deadlock');
    expect(shell.closed).toBe(1);
  });

  it('the program tells its version', async () => {
    const { code, out } = await terminal(await testContext()).run('--version');
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('explain themselves and their exit codes', async () => {
    const { code, out } = await terminal(await testContext()).run('wave', 'plan', '--help');
    expect(code).toBe(0);
    for (const words of ['Plans a wave.', '--planned-for', '(canary, rest)', '--json', 'Exit codes:'])
      expect(out).toContain(words);
  });

  it('unknown commands are refused', async () => {
    expect((await terminal(await testContext()).run('wavy')).code).toBe(2);
  });
});

describe('imports', () => {
  const header = 'site_code,ods_code,name,address,town,postcode,phone,opened,closed';

  it('show what would change without changing it, then change it', async () => {
    const context = await testContext();
    await givenEstate(context, 1);
    const shell = terminal(context);
    const path = await file(
      'sites.csv',
      `${header}\nG99001-2,G99001,Branch,2 High Street,Amberwick,ME99 1AB,,,\n`,
    );
    const dry = await shell.run('estate', 'import', path, '--dry-run', '--json');
    expect(JSON.parse(dry.out)).toMatchObject({ dryRun: true, adds: 1 });
    expect(await listSites(context.db)).toHaveLength(1);
    expect((await shell.run('estate', 'import', path)).out).toContain('adds: 1');
    expect(await listSites(context.db)).toHaveLength(2);
  });

  it('say what becomes of addresses of practices, then take them', async () => {
    const context = await testContext();
    await givenEstate(context, 1);
    const shell = terminal(context);
    const path = await file('sites.csv', 'site_code,ods_code,email\nG99001-1,G99001,desk@g99001.example\n');
    const dry = await shell.run('estate', 'import', path, '--dry-run');
    expect(dry.out).toContain('addresses:\n  added: 1\n  changed: 0\n  known: 0\n  leftAlone:\n    none');
    await shell.run('estate', 'import', path);
    expect((await shell.run('estate', 'import', path)).out).toContain('added: 0\n  changed: 0\n  known: 1');
  });

  it('list every fault with its line, and change nothing', async () => {
    const context = await testContext();
    await givenEstate(context, 1);
    const path = await file(
      'sites.csv',
      `${header}\nX-1,NOBODY,Branch,,Amberwick,ME99 1AB,,,\nX-2,G99001,,,Amberwick,ME99 1AB,,31/02/2026,\n`,
    );
    const { code, err } = await terminal(context).run('estate', 'import', path);
    expect(code).toBe(2);
    expect(err).toContain('line 2');
    expect(err).toContain('line 3');
    expect(await listSites(context.db)).toHaveLength(1);
  });

  it('a missing file is said to be missing', async () => {
    expect(await terminal(await testContext()).run('readings', 'import', 'nowhere.csv')).toMatchObject({
      code: 3,
      err: expect.stringContaining('nowhere.csv'),
    });
  });
});

describe('doctor', () => {
  it('fails when a check fails, and prints every check', async () => {
    const { code, out, err } = await terminal(await testContext()).run('doctor');
    expect(code).toBe(1);
    expect(out).toContain('disk: It is full.');
    expect(err).toContain('1 of 1 checks failed');
  });
});

describe('tokens', () => {
  it('stop working when they were told to', async () => {
    const context = await testContext({ at: new Date('2026-04-20T08:00:00Z') });
    const shell = terminal(context);
    const create = ['token', 'create', '--name', 'collector', '--role', 'intake', '--expires'];
    expect(await shell.run(...create, 'soon')).toMatchObject({
      code: 2,
      err: expect.stringContaining('2027-04-01'),
    });
    const { code, out } = await shell.run(...create, '2026-04-21', '--json');
    expect(code).toBe(0);
    const { secret } = JSON.parse(out) as { secret: string };
    expect(await findTokenActor(context, secret)).toMatchObject({ name: 'collector' });
    context.clock.advanceTo(new Date('2026-04-21T08:00:00Z'));
    expect(await findTokenActor(context, secret)).toBeUndefined();
  });
});
