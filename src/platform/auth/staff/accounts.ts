import type { Role } from '../../context/index.ts';
import type { Db } from '../../db/index.ts';
import { selectStaff } from './store.ts';

/** Who an account stands for: what is compared when two accounts may be one person. */
export interface Account {
  id: number;
  name: string;
  /** Every address that leads to it. */
  addresses: string[];
  /** Names of the same person elsewhere, such as at an identity provider: `issuer|subject`. */
  linkedIdentities: string[];
}

/** Every account that has ever been, disabled ones included: what was done with them stays done. */
export async function listAccounts(db: Db): Promise<Account[]> {
  return (await selectStaff(db)).map(({ id, name, email }) => ({
    id,
    name,
    addresses: email === null ? [] : [email],
    linkedIdentities: [],
  }));
}

/** Email addresses of those who may sign in and have this name. */
export async function addressesOfName(db: Db, name: string): Promise<string[]> {
  const wanted = name.trim().toLowerCase();
  return (await selectStaff(db)).flatMap((staff) =>
    staff.email !== null && staff.disabledAt === null && staff.name.toLowerCase() === wanted
      ? [staff.email]
      : [],
  );
}

/** Email addresses of those who may sign in and hold this role, by whatever way they hold it. */
export async function addressesOfRole(db: Db, role: Role): Promise<string[]> {
  return (await selectStaff(db)).flatMap(({ email, disabledAt, roles, groupRoles }) =>
    email !== null && disabledAt === null && (roles.includes(role) || groupRoles.includes(role))
      ? [email]
      : [],
  );
}
