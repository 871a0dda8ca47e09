import type { Command } from 'commander';
import { AllclearError } from '#platform/errors';
import type { CliDependencies, CliSession } from './dependencies.ts';

/** Options that every command takes. */
export interface CommonOptions {
  data?: string;
  as?: string;
  json?: boolean;
}

export const exitCodeHelp = `
Exit codes:
  0  done
  1  something went wrong that is not your input
  2  the input is not valid; nothing was changed
  3  not found
  4  not allowed
  5  refused in this state, or in conflict with what is stored
  6  the settings are not valid
  7  the database or the data directory cannot be used
  8  the audit trail was changed past the program`;

/** Adds the options that every command takes, and the meaning of the exit codes to its help. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--data <directory>', 'data directory (default: ALLCLEAR_DATA or ./data)')
    .option('--as <name>', 'who acts, as the audit and the timeline will show it (default: your login name)')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', exitCodeHelp);
}

/**
 * Opens a session, does the work, prints its result, settles what it led to, and always closes. The result is printed
 * before: once the work is stored, a failure of what follows must not look like a failure of the work.
 */
export async function inSession(
  dependencies: CliDependencies,
  options: CommonOptions,
  work: (session: CliSession) => Promise<unknown>,
): Promise<void> {
  if (options.as?.trim() === '') throw new AllclearError('input.invalid', '--as needs a name.');
  const session = await dependencies.openSession({
    ...(options.data === undefined ? {} : { data: options.data }),
    ...(options.as === undefined ? {} : { as: options.as }),
  });
  try {
    print(dependencies, options, await work(session));
    await settled(session);
  } finally {
    await session.close();
  }
}

async function settled(session: CliSession): Promise<void> {
  try {
    await session.settle();
  } catch (error) {
    throw new AllclearError(
      'internal',
      'It is stored, but what follows from it could not be worked out yet.',
      {
        remedy: 'Nothing is lost: it is tried again with the next command, or by the server within a minute.',
        cause: error,
      },
    );
  }
}

export function print(dependencies: CliDependencies, options: CommonOptions, result: unknown): void {
  dependencies.write(options.json ? `${JSON.stringify(result ?? null, null, 2)}\n` : `${asText(result)}\n`);
}

/** Plain text for people: names and values, one a line, lists indented. */
export function asText(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return `${indent}none`;
  if (value instanceof Date) return `${indent}${value.toISOString()}`;
  if (typeof value !== 'object') return `${indent}${String(value)}`;
  if (Array.isArray(value)) return listText(value, indent);
  return Object.entries(value)
    .map(([name, each]) => {
      const simple = each === null || typeof each !== 'object' || each instanceof Date;
      return simple
        ? `${indent}${name}: ${asText(each).trimStart()}`
        : `${indent}${name}:\n${asText(each, `${indent}  `)}`;
    })
    .join('\n');
}

function listText(values: readonly unknown[], indent: string): string {
  if (values.length === 0) return `${indent}none`;
  return values.map((each) => `${indent}- ${asText(each, `${indent}  `).trimStart()}`).join('\n');
}

/** Prints an error with every fault and what to do; returns the exit code. */
export function printError(dependencies: CliDependencies, json: boolean, error: unknown): number {
  const known =
    error instanceof AllclearError ? error : new AllclearError('internal', String(error), { cause: error });
  if (json) {
    dependencies.writeError(`${JSON.stringify(known.toJSON(), null, 2)}\n`);
    return known.exitCode;
  }
  const where = (fault: { line?: number; field?: string }): string =>
    [fault.line === undefined ? '' : `line ${fault.line}`, fault.field ?? ''].filter(Boolean).join(', ');
  const shown = known.faults.slice(0, 50).map((fault) => `  ${where(fault)}: ${fault.reason}`);
  const more =
    known.faults.length > 50 ? [`  and ${known.faults.length - 50} more (use --json for all)`] : [];
  dependencies.writeError(
    `${[known.message, ...shown, ...more, ...(known.remedy ? [known.remedy] : [])].join('\n')}\n`,
  );
  return known.exitCode;
}
