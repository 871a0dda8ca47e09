import type { Fault } from '#platform/errors';
import { type Channel, channels, readAddress } from './address.ts';
import { type Choices, isOffered, type Scope, scopeKinds, simplified, type Wants } from './wants.ts';

/** A row of a list, read. */
export interface ImportRow {
  line: number;
  channel: Channel;
  address: string;
  wants: Wants;
}

interface Line {
  line: number;
  values: Readonly<Record<string, string>>;
}

/** Reads the rows of a list of subscribers; each fault names its line and column. The same address twice is a fault. */
export function readImport(lines: readonly Line[], choices: Choices): { rows: ImportRow[]; faults: Fault[] } {
  const rows: ImportRow[] = [];
  const faults: Fault[] = [];
  const seen = new Map<string, number>();
  for (const { line, values } of lines) {
    const own: Fault[] = [];
    const fault = (field: string, reason: string): undefined => {
      own.push({ line, field, reason });
    };
    const row = readRow(values, choices, fault);
    if (row) {
      const name = `${row.channel}:${row.address}`;
      const first = seen.get(name);
      if (first === undefined) seen.set(name, line);
      else fault('address', `is the same as in line ${first}`);
    }
    faults.push(...own);
    if (row && own.length === 0) rows.push({ line, ...row });
  }
  return { rows, faults };
}

type ReportFault = (field: string, reason: string) => undefined;

function readRow(
  values: Readonly<Record<string, string>>,
  choices: Choices,
  fault: ReportFault,
): Omit<ImportRow, 'line'> | undefined {
  const channelText = (values.channel ?? '').trim().toLowerCase();
  const channel = channels.find((each) => each === channelText);
  if (!channel) return fault('channel', `is not one of ${channels.join(', ')}`);
  const read = readAddress(channel, values.address ?? '');
  if ('reason' in read) fault('address', read.reason);
  const scopes = readScopes(values.about ?? '', choices, fault);
  const plannedWork = readYes(values.planned_work ?? '', 'planned_work', fault);
  const leastSeverity = readSeverity(values.least_severity ?? '', fault);
  if ('reason' in read) return undefined;
  return {
    channel,
    address: read.address,
    wants: { scopes, updates: true, plannedWork, leastSeverity, quiet: null },
  };
}

/** `area:ct practice:G99001`; empty is everything. */
function readScopes(text: string, choices: Choices, fault: ReportFault): Scope[] {
  const words = text.split(/[\s;]+/).filter((word) => word !== '');
  const scopes = words.map((word): Scope | undefined => {
    const [kindText = '', key = ''] = word.split(':', 2);
    const kind = scopeKinds.find((each) => each === kindText.toLowerCase());
    const scope = kind && { kind, key: kind === 'practice' ? key.toUpperCase() : key.toLowerCase() };
    if (scope && isOffered(choices, scope)) return scope;
    return fault(
      'about',
      `names ${word}, which is not known: write everything, area:ct, group:…, practice:G99001`,
    );
  });
  if (words.length === 0) return [{ kind: 'everything', key: '' }];
  return simplified(scopes.filter((scope) => scope !== undefined));
}

function readYes(text: string, field: string, fault: ReportFault): boolean {
  const plain = text.trim().toLowerCase();
  if (!['', 'yes', 'no'].includes(plain)) fault(field, 'is neither yes nor no');
  return plain === 'yes';
}

function readSeverity(text: string, fault: ReportFault): number {
  if (text.trim() === '') return 5;
  if (/^[1-5]$/.test(text.trim())) return Number(text);
  fault('least_severity', 'is not a severity from 1 to 5');
  return 5;
}
