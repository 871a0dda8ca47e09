import { Command } from 'commander';
import { breakGlass } from '#platform/auth';
import type { CliDependencies } from './dependencies.ts';
import { type CommonOptions, inSession, withCommonOptions } from './output.ts';

/**
 * Adds `staff break-glass`, which is no verb: only a person on the machine that holds the data may do it, when the
 * network or everybody with a password is away.
 */
export function addStaffCommands(program: Command, dependencies: CliDependencies): void {
  const staff = program.commands.find((command) => command.name() === 'staff') ?? newGroup(program);
  staff.addCommand(
    withCommonOptions(
      new Command('break-glass').description(
        'Make a link that lets an administrator in for an hour without a password; everybody will see it',
      ),
    )
      .requiredOption('--reason <words>', 'why, for the audit trail')
      .action((options: CommonOptions & { reason: string }) =>
        inSession(dependencies, options, ({ context }) => breakGlass(context, { reason: options.reason })),
      ),
  );
}

function newGroup(program: Command): Command {
  const group = new Command('staff').description('Work on: staff');
  program.addCommand(group);
  return group;
}
