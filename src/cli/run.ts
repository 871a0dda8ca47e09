import { CommanderError } from 'commander';
import type { CliDependencies } from './dependencies.ts';
import { printError } from './output.ts';
import { createProgram } from './program.ts';

/** Runs one command line (without the program's own name) and returns the exit code. */
export async function runProgram(dependencies: CliDependencies, args: readonly string[]): Promise<number> {
  try {
    await createProgram(dependencies).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already printed its own message; help and version are not failures.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return printError(dependencies, args.includes('--json'), error);
  }
}
