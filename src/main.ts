import { cliDependencies } from '#app';
import { runProgram } from '#cli';

process.exitCode = await runProgram(cliDependencies(process), process.argv.slice(2));
