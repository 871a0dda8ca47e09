import { Command, InvalidArgumentError } from 'commander';
import { allRoles, createToken, listTokens, type Role, revokeToken } from '#platform/auth';
import { parseLondon } from '#platform/clock';
import { AllclearError } from '#platform/errors';
import packageFile from '../../package.json' with { type: 'json' };
import type { CliDependencies } from './dependencies.ts';
import { importCommands } from './import-commands.ts';
import { type CommonOptions, exitCodeHelp, inSession, print, withCommonOptions } from './output.ts';
import { addStaffCommands } from './staff-commands.ts';
import { addVerbCommands } from './verb-commands.ts';

/** The whole command line. It writes through `dependencies`, and throws instead of leaving the process. */
export function createProgram(dependencies: CliDependencies): Command {
  const program = new Command('allclear')
    .description(
      'Runs a major IT incident across a multi-site network, and publishes only what the data bear out.',
    )
    .version(packageFile.version)
    .showHelpAfterError('Add --help for the options.')
    .addHelpText('after', exitCodeHelp);
  addServerCommands(program, dependencies);
  for (const { group, description, command } of importCommands(dependencies)) {
    program.addCommand(new Command(group).description(description).addCommand(command));
  }
  addVerbCommands(program, dependencies);
  addStaffCommands(program, dependencies);
  program.addCommand(publishCommand(dependencies));
  program.addCommand(doctorCommand(dependencies));
  program.addCommand(tokenCommand(dependencies));
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => dependencies.write(text),
      writeErr: (text) => dependencies.writeError(text),
    });
  }
  return program;
}

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)];

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}

function instant(text: string): Date {
  const value = parseLondon(text);
  if (!value)
    throw new InvalidArgumentError('Write a date or an instant, e.g. 2027-04-01 or 2027-04-01T09:00:00Z.');
  return value;
}

function addServerCommands(program: Command, dependencies: CliDependencies): void {
  program
    .command('serve')
    .description('Serve the public page and the API, and react to what comes in')
    .option('--port <number>', 'where to listen (default: ALLCLEAR_PORT or 8080)', port)
    .option('--data <directory>', 'data directory (default: ALLCLEAR_DATA or ./data)')
    .addHelpText('after', exitCodeHelp)
    .action((options: { port?: number; data?: string }) => dependencies.serve(options));
  program
    .command('demo')
    .description('Replay the scenario april-2026 through the real system, print the page and keep serving it')
    .option('--once', 'stop after printing', false)
    .option(
      '--late-call',
      'go on to the call that makes a published sentence untrue, and show it withdrawn',
      false,
    )
    .option('--to-june', 'go on to the end of June: the incident ends, its review and actions run', false)
    .option('--port <number>', 'where to listen (default: 8080, or any free port when it is taken)', port)
    .option('--scenario <name>', 'which scenario of scenarios/ to replay')
    .addHelpText('after', exitCodeHelp)
    .action(
      (options: { once: boolean; lateCall: boolean; toJune: boolean; port?: number; scenario?: string }) =>
        dependencies.demo(options),
    );
}

function publishCommand(dependencies: CliDependencies): Command {
  const command = withCommonOptions(
    new Command('publish').description('Write the public pages as files that any static server can host'),
  );
  return command
    .requiredOption('--out <directory>', 'where to write them')
    .action(async (options: CommonOptions & { out: string }) => {
      await inSession(dependencies, options, async (session) => {
        await session.publishTo(options.out);
        return { written: options.out };
      });
    });
}

function doctorCommand(dependencies: CliDependencies): Command {
  const command = withCommonOptions(
    new Command('doctor').description('Check the settings, the data directory, the database and the feeds'),
  );
  return command.action(async (options: CommonOptions) => {
    const findings = await dependencies.doctor(options.data === undefined ? {} : { data: options.data });
    if (options.json) print(dependencies, options, findings);
    else
      for (const { check, outcome, text } of findings)
        dependencies.write(`${outcome.padEnd(8)} ${check}: ${text}\n`);
    const bad = findings.filter((finding) => finding.outcome === 'bad').length;
    if (bad > 0) throw new AllclearError('internal', `${bad} of ${findings.length} checks failed.`);
  });
}

function tokenCommand(dependencies: CliDependencies): Command {
  const token = new Command('token').description('API tokens for collectors and other programs');
  token.addCommand(
    withCommonOptions(new Command('create').description('Create a token; its secret is shown once'))
      .requiredOption('--name <name>', 'what it is for')
      .requiredOption('--role <roles...>', `what it may do: ${allRoles.join(', ')}`)
      .option('--expires <when>', 'when it stops working, e.g. 2027-04-01', instant)
      .option(
        '--owner <address>',
        'email address of the person who uses it: it may not approve what they wrote',
      )
      .action((options: CommonOptions & { name: string; role: Role[]; expires?: Date; owner?: string }) =>
        inSession(dependencies, options, async ({ context }) => ({
          name: options.name,
          secret: await createToken(context, {
            name: options.name,
            roles: options.role,
            ...(options.expires ? { expiresAt: options.expires } : {}),
            ...(options.owner === undefined ? {} : { owner: options.owner }),
          }),
        })),
      ),
  );
  token.addCommand(
    withCommonOptions(new Command('list').description('List the live tokens')).action(
      (options: CommonOptions) => inSession(dependencies, options, ({ context }) => listTokens(context)),
    ),
  );
  token.addCommand(
    withCommonOptions(new Command('revoke').description('Revoke the live tokens of a name'))
      .requiredOption('--name <name>', 'which')
      .action((options: CommonOptions & { name: string }) =>
        inSession(dependencies, options, async ({ context }) => ({
          revoked: await revokeToken(context, options.name),
        })),
      ),
  );
  return token;
}
