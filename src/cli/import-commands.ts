import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { type EstateFileKind, estateFileKinds, importEstate } from '#estate';
import { AllclearError } from '#platform/errors';
import { takeEstateAddresses } from '#publishing';
import { importCalls, importCallsCsv } from '#servicedesk';
import { importReadings, importReadingsCsv } from '#telemetry';
import type { CliDependencies } from './dependencies.ts';
import { type CommonOptions, inSession, withCommonOptions } from './output.ts';

interface EstateOptions extends CommonOptions {
  icb?: string;
  subIcb?: string;
  kind?: EstateFileKind;
  dryRun?: boolean;
}

interface FileOptions extends CommonOptions {
  source?: string;
  dryRun?: boolean;
}

/** `estate import`, `readings import` and `calls import`: the same intake as HTTP, from a file. */
export function importCommands(
  dependencies: CliDependencies,
): { group: string; description: string; command: Command }[] {
  return [
    {
      group: 'estate',
      description: 'Practices, sites, circuits, firewalls and concentrators',
      command: estateImport(dependencies),
    },
    {
      group: 'readings',
      description: 'Readings of tunnels, firewalls and concentrators',
      command: readingsImport(dependencies),
    },
    { group: 'calls', description: 'Calls to the service desk', command: callsImport(dependencies) },
  ];
}

function estateImport(dependencies: CliDependencies): Command {
  const command = withCommonOptions(
    new Command('import')
      .argument('<file>')
      .description('Import one estate file (see docs/reference/estate-files.md)'),
  );
  command
    .option('--icb <code>', 'only practices of this integrated care board, e.g. QKS (ODS file)')
    .option('--sub-icb <code>', 'only practices of this sub-ICB location, e.g. 91Q (ODS file)')
    .addOption(
      new Option('--kind <kind>', 'what the file holds; found from its header when left out').choices([
        ...estateFileKinds,
      ]),
    )
    .option('--dry-run', 'show what would change, and change nothing');
  return command.action(async (file: string, options: EstateOptions) => {
    const bytes = await read(file);
    await inSession(dependencies, options, ({ context }) =>
      importEstate(
        context,
        {
          fileName: basename(file),
          bytes,
          ...(options.kind ? { kind: options.kind } : {}),
          filter: {
            ...(options.icb ? { icb: options.icb } : {}),
            ...(options.subIcb ? { subIcb: options.subIcb } : {}),
          },
          dryRun: options.dryRun ?? false,
        },
        { takeAddresses: takeEstateAddresses },
      ),
    );
  });
}

function readingsImport(dependencies: CliDependencies): Command {
  return fileCommand('Import readings from CSV or JSON', async (file, options: FileOptions) => {
    const bytes = await read(file);
    await inSession(dependencies, options, ({ context }) =>
      file.endsWith('.json')
        ? importReadings(context, parseJsonFile(file, bytes))
        : importReadingsCsv(context, { bytes, fileName: basename(file), ...csvOptions(options) }),
    );
  });
}

function callsImport(dependencies: CliDependencies): Command {
  return fileCommand(
    'Import service desk calls from CSV or JSON (see docs/reference/calls.md)',
    async (file, options: FileOptions) => {
      const bytes = await read(file);
      await inSession(dependencies, options, ({ context }) =>
        file.endsWith('.json')
          ? importCalls(context, parseJsonFile(file, bytes))
          : importCallsCsv(context, { bytes, fileName: basename(file), ...csvOptions(options) }),
      );
    },
  );
}

function fileCommand(
  description: string,
  action: (file: string, options: FileOptions) => Promise<void>,
): Command {
  return withCommonOptions(new Command('import').argument('<file>').description(description))
    .option('--source <name>', 'the system that the rows come from')
    .option('--dry-run', 'show what would change, and change nothing (CSV)')
    .action(action);
}

const csvOptions = (options: FileOptions): { source?: string; dryRun: boolean } => ({
  ...(options.source === undefined ? {} : { source: options.source }),
  dryRun: options.dryRun ?? false,
});

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new AllclearError('not-found', `The file ${file} cannot be read.`, { cause: error });
  }
}

function parseJsonFile(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new AllclearError(
      'input.invalid',
      `${basename(file)} is not valid JSON in UTF-8. Nothing was stored.`,
      {
        faults: [{ reason: error instanceof Error ? error.message : String(error) }],
      },
    );
  }
}
