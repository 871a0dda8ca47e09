import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { allRoles, type Role } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import { allVerbs } from './verbs.ts';

/** What `docs/reference/permissions.md` says that each role may do. */
async function writtenMatrix(): Promise<Map<string, Set<string>>> {
  const text = await readFile(join(import.meta.dirname, '../../docs/reference/permissions.md'), 'utf8');
  const sections = text.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [role = '', ...rest] = section.split('\n');
      return [
        role.trim(),
        new Set([...rest.join('\n').matchAll(/`([a-z.-]+)`/g)].map(([, verb = '']) => verb)),
      ];
    }),
  );
}

describe('the written matrix of roles and verbs', () => {
  let matrix: Map<string, Set<string>>;
  let context: TestContext;

  beforeAll(async () => {
    matrix = await writtenMatrix();
    context = await testContext();
    await givenEstate(context, 2);
    await givenIncident(context);
  });

  const as = (...roles: Role[]): Context => ({
    ...context,
    actor: { kind: 'person', name: roles.join(' and ') || 'Nobody', roles },
  });
  /** What the verb itself answers, on a real database: whether it refused the person, in words. */
  const isRefused = async (verb: (typeof allVerbs)[number], actor: Context): Promise<boolean> => {
    try {
      await verb.run(actor, {} as never);
      return false;
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code !== 'forbidden') return false;
      expect(error.message, verb.name).toMatch(/ may not do this\. .{20,}\.$/);
      return true;
    }
  };
  const everything = async (): Promise<string> =>
    JSON.stringify(
      (
        await sql`select (select count(*) from audit) as audit, (select count(*) from outbox_event) as facts,
          (select count(*) from incident_event) as events, (select count(*) from staff_link) as links`.execute(
          context.db,
        )
      ).rows,
    );

  it('names every verb and every role', () => {
    expect([...matrix.keys()].sort()).toEqual([...allRoles].sort());
    const named = new Set([...matrix.values()].flatMap((verbs) => [...verbs]));
    expect([...named].sort()).toEqual(allVerbs.map(({ name }) => name).sort());
  });

  it.each(allRoles)(
    'is what the verbs do for the role of %s: each of its own, and no other',
    async (role) => {
      const allowed = matrix.get(role) ?? new Set();
      const wrong: string[] = [];
      for (const verb of allVerbs) {
        const before = allowed.has(verb.name) ? '' : await everything();
        const refused = await isRefused(verb, as(role));
        if (refused === allowed.has(verb.name))
          wrong.push(`${verb.name}: ${refused ? 'refused' : 'let through'}`);
        if (!allowed.has(verb.name)) expect(await everything(), `${verb.name} left a trace`).toBe(before);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('gives nobody without a role anything', async () => {
    for (const verb of allVerbs) expect(await isRefused(verb, as()), verb.name).toBe(true);
  });

  it('adds up: two roles may do what either may, and nothing more', async () => {
    const pairs: [Role, Role][] = [
      ['viewer', 'approver'],
      ['desk', 'communications author'],
      ['administrator', 'reviewer'],
    ];
    for (const [one, other] of pairs)
      for (const verb of allVerbs) {
        const either = matrix.get(one)?.has(verb.name) || matrix.get(other)?.has(verb.name) || false;
        expect(!(await isRefused(verb, as(one, other))), `${verb.name} for ${one} and ${other}`).toBe(either);
      }
  });
});
