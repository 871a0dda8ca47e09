import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Db } from './connect.ts';
import { one } from './rows.ts';

const counts = z.strictObject({ goes: z.number(), held: z.number() });

/** How many rows would go, and how many stay because they are held. */
export type HeldApart = z.output<typeof counts>;

/** Counts the rows of `from` (a `from` clause with its `where`), those that are held apart from the others. */
export const countHeldApart = (
  db: Db,
  from: RawBuilder<unknown>,
  isHeld: RawBuilder<unknown>,
): Promise<HeldApart> =>
  one(
    db,
    counts,
    sql`select (count(*) filter (where not ${isHeld}))::int8 as goes, (count(*) filter (where ${isHeld}))::int8 as held
      ${from}`,
  );
