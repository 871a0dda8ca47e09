import { type Actor, allRoles } from '../context/index.ts';

/** Allclear itself, for what follows from data: detection, linking, evaluation. */
export const systemActor: Actor = { kind: 'system', name: 'Allclear', roles: [...allRoles] };

/** A person at the command line of the machine that holds the data directory: they already hold everything. */
export const localOperator = (name: string): Actor => ({ kind: 'person', name, roles: [...allRoles] });
