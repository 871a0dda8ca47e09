import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The folder that the program was built into: put in by `bin/program.js`, not there where sources run as they are. */
declare const builtInto: string | undefined;

const root = new URL('../../../', import.meta.url);

/** Where a module lies that is loaded by its address: its source, or what that was built into. */
export function loadedFrom(source: URL): URL {
  if (typeof builtInto === 'undefined') return source;
  const path = source.href.slice(root.href.length).replace(/\.ts$/, '.js');
  return new URL(path, builtInto);
}

/** Starts a thread from the source of its module, whether or not the program was built. */
export function startThread(source: URL, options: Omit<WorkerOptions, 'execArgv'> = {}): Worker {
  if (typeof builtInto !== 'undefined')
    return new Worker(loadedFrom(source), { ...options, execArgv: ['--enable-source-maps'] });
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return new Worker(source, { ...options, execArgv: ['--import', tsx] });
}
