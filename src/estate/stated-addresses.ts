import type { Context } from '#platform/context';
import { AllclearError, type Fault } from '#platform/errors';

/** The columns of a site file that say how its practice is reached: by mail, and by text message. */
export const addressColumns = ['email', 'mobile'] as const;

/** An address that a row of a site file states, as it was typed. */
export interface StatedAddress {
  line: number;
  siteCode: string;
  odsCode: string;
  column: (typeof addressColumns)[number];
  text: string;
}

/** What became, or would become, of one of them. It is named by its site and column: never by itself. */
export interface AddressEntry {
  site: string;
  column: StatedAddress['column'];
  action: 'added' | 'changed' | 'known' | 'left alone';
  /** Why it was left alone. */
  why?: string;
}

/** What an import does with the addresses of its file, or would do. */
export interface AddressReport {
  added: number;
  /** Take the place of another that came from the estate. */
  changed: number;
  /** On record from the estate already. */
  known: number;
  leftAlone: { why: string; count: number; sites: string[] }[];
}

/** Addresses that were read and compared with what is on record. `write` does what the entries say, and only that. */
export interface PreparedAddresses {
  faults: Fault[];
  entries: readonly AddressEntry[];
  write(tx: Context): Promise<void>;
}

/**
 * Takes the addresses of a file where contacts are kept, which is right of the estate: whoever imports hands this in. Their sites need
 * not be known before `write`.
 */
export type TakeAddresses = (tx: Context, stated: readonly StatedAddress[]) => Promise<PreparedAddresses>;

/** For whoever imports files without addresses: one that has any is refused, and not half taken. */
export const takeNoAddresses: TakeAddresses = async (_, stated) => ({
  faults: stated.map(({ line, column }) => ({
    line,
    field: column,
    reason: 'cannot be taken here: import the file without this column',
  })),
  entries: [],
  write: () => Promise.reject(new AllclearError('state.refused', 'Addresses cannot be taken here.')),
});

const namedSites = 20;

export function reportAddresses(entries: readonly AddressEntry[]): AddressReport {
  const count = (action: AddressEntry['action']): number =>
    entries.filter((entry) => entry.action === action).length;
  const left = Map.groupBy(
    entries.filter(({ action }) => action === 'left alone'),
    ({ why }) => why ?? '',
  );
  return {
    added: count('added'),
    changed: count('changed'),
    known: count('known'),
    leftAlone: [...left].map(([why, own]) => ({
      why,
      count: own.length,
      sites: [...new Set(own.map(({ site }) => site))].slice(0, namedSites),
    })),
  };
}
