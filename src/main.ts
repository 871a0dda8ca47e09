import { cliDependencies } from '#app';
import { runProgram } from '#cli';

// A reader that has seen enough (`| head`) closes the pipe; the command still ends in order.
process.stdout.on('error', () => undefined);
process.exitCode = await runProgram(cliDependencies(process), process.argv.slice(2));
