import type { Person } from '../support/script.ts';
import { reviewer } from './people.ts';

// Everybody is invented.

/** The independent reviewer, signed in. */
export const independent: Person = { name: reviewer.name, roles: ['reviewer'] };
/** Of the board; had no part in the response. */
export const director: Person = { name: 'Ngozi Adair', roles: ['approver'] };
/** Publishes what others wrote. */
export const publisher: Person = { name: 'Tomas Reeve', roles: ['communications author'] };
