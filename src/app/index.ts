export { cliDependencies } from './cli-dependencies.ts';
export { replayScenario, type ScenarioEvent } from './replay.ts';
export { type App, type StartOptions, startApp } from './start.ts';
export { allVerbs } from './verbs.ts';
export { systemContext } from './work.ts';
