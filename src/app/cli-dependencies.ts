import { userInfo } from 'node:os';
import type { CliDependencies } from '#cli';
import { systemClock } from '#platform/clock';
import { parseSettings, type Settings } from '#platform/config';
import { createLog } from '#platform/log';
import { runDemo } from './demo.ts';
import { examine } from './doctor.ts';
import { openLocal } from './local.ts';
import { serveUntilStopped } from './serve.ts';
import { allVerbs } from './verbs.ts';

interface ProcessLike {
  env: Record<string, string | undefined>;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
  on(signal: 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGINT', listener: () => void): unknown;
}

/** What the command line gets from the rest of the program. */
export function cliDependencies(process: ProcessLike): CliDependencies {
  const settingsWith = (changes: { data?: string; port?: number }): Settings => {
    const settings = parseSettings(process.env);
    return {
      ...settings,
      ...(changes.data === undefined ? {} : { dataDir: changes.data }),
      ...(changes.port === undefined ? {} : { port: changes.port }),
    };
  };
  const write = (text: string): void => void process.stdout.write(text);
  const writeError = (text: string): void => void process.stderr.write(text);
  return {
    verbs: allVerbs,
    write,
    writeError,
    onInterrupt(stop) {
      process.on('SIGINT', stop);
      return () => void process.off('SIGINT', stop);
    },
    async openSession(options) {
      const settings = settingsWith(options);
      const session = await openLocal(settings, systemClock(), createLog('error'), options.as ?? loginName());
      return {
        context: session.context,
        settle: () => session.engine.settle(),
        async publishTo(directory) {
          await session.publisher.publish(session.context);
          await session.publisher.exportTo(directory);
        },
        close: session.close,
      };
    },
    serve: (options) => serveUntilStopped(settingsWith(options), writeError),
    demo: (options) => runDemo({ ...options, env: process.env, write, writeError }),
    doctor: (options) => examine(() => settingsWith(options)),
  };
}

/** A container may run as a user without a name; the audit then shows its number. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
