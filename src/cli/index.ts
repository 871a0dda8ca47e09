export type { CliDependencies, CliSession, Finding, ServeOptions } from './dependencies.ts';
export { createProgram } from './program.ts';
export { runProgram } from './run.ts';
