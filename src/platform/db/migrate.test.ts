import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../../test/support/database.ts';
import { audit } from '../audit/index.ts';
import { migrate } from './index.ts';

describe('a migrated database', () => {
  it('has nothing left to apply', async () => {
    const context = await testContext();
    expect(await migrate(context.db)).toEqual([]);
  });

  it('refuses to start a program that is older than the database', async () => {
    const context = await testContext();
    await sql`insert into migration (name) values ('9999_future.sql')`.execute(context.db);
    await expect(migrate(context.db)).rejects.toMatchObject({ code: 'database.unavailable' });
  });

  it.each(['update audit set verb = $$x$$', 'delete from audit', 'truncate audit'])(
    'refuses %s',
    async (statement) => {
      const context = await testContext();
      await audit(context, { verb: 'site.close', subject: 'site:1', data: {} });
      await expect(sql.raw(statement).execute(context.db)).rejects.toThrow(/append-only/);
    },
  );
});
