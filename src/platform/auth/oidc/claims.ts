import type { Role } from '../../context/index.ts';
import type { ProviderIdentity, ProviderSettings } from './model.ts';

type Claims = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Who a verified ID token speaks of. */
export function identityOf(
  claims: Claims & { iss: string; sub: string },
  settings: Pick<ProviderSettings, 'groupClaim' | 'trustedEmailClaim'>,
): ProviderIdentity {
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: textOf(claims.name),
    email: emailOf(claims, settings.trustedEmailClaim),
    groups: groupsOf(claims[settings.groupClaim]),
    groupsLeftOut: isLeftOut(claims, settings.groupClaim),
  };
}

/**
 * An address proves something only when the provider checked it: `email_verified`, or what Entra ID calls
 * `xms_edov`. Anybody may write somebody else's address into their own profile.
 */
function emailOf(claims: Claims, trustedClaim: string | undefined): string | undefined {
  const verified = [claims.email_verified, claims.xms_edov].some(
    (value) => value === true || value === 1 || value === '1' || value === 'true',
  );
  const given = trustedClaim === undefined ? verified && claims.email : claims[trustedClaim];
  const email = textOf(given)?.toLowerCase();
  return email !== undefined && email.length <= 254 && emailShape.test(email) ? email : undefined;
}

function groupsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((each) => textOf(each) ?? []);
}

/** Entra ID leaves the groups out beyond 200 and says where they could be asked for (`_claim_names`). */
const isLeftOut = (claims: Claims, claim: string): boolean => {
  const elsewhere = claims._claim_names;
  return typeof elsewhere === 'object' && elsewhere !== null && claim in elsewhere;
};

/** The roles that groups give, each once, in the order of the map. A group that is not in the map gives none. */
export function rolesOfGroups(groups: readonly string[], map: ReadonlyMap<string, readonly Role[]>): Role[] {
  const given = [...map].filter(([group]) => groups.includes(group)).flatMap(([, roles]) => roles);
  return [...new Set(given)];
}
