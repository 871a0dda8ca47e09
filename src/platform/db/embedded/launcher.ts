import { execFile } from 'node:child_process';
import { chown, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { AllclearError } from '../../errors/index.ts';

const run = promisify(execFile);

/**
 * How to start PostgreSQL's programs here: words that go before the program's own command line. Where the system can do
 * it, a program so started stops when this process dies.
 */
export interface Launcher {
  prefix: readonly string[];
  /** Hands a folder to the user that the programs run as. */
  own(path: string): Promise<void>;
}

/** Whether a command runs to a good end here. */
type Try = (command: readonly string[]) => Promise<boolean>;

/** Whether the command itself says so: it ends well within ten seconds. */
export const tryCommand: Try = ([program = '', ...args]) =>
  run(program, args, { timeout: 10_000 }).then(
    () => true,
    () => false,
  );

/** A user that is not root and has an entry in /etc/passwd: initdb looks its own name up and stops without one. */
export function pickUser(passwd: string): number {
  const ids = passwd.split('\n').flatMap((line) => {
    const id = Number(line.split(':')[2]);
    return Number.isInteger(id) && id > 0 ? [id] : [];
  });
  // 65534 is also how a user namespace shows everybody it does not know, so any other user is clearer.
  return ids.find((id) => id !== 65_534) ?? ids[0] ?? 65_534;
}

/**
 * Finds a way to run PostgreSQL, which refuses to run as root. A user namespace needs no second user and works under
 * folders that only root may enter; where namespaces are off, the programs run as another user.
 * Throws `database.unavailable` when neither works.
 */
export async function findLauncher(program: string, works: Try = tryCommand): Promise<Launcher> {
  const canSignal = await works(['setpriv', '--pdeathsig=INT', 'true']);
  const diesWithParent = canSignal ? ['setpriv', '--pdeathsig=INT', '--'] : [];
  if (process.getuid?.() !== 0) return { prefix: diesWithParent, own: async () => undefined };

  const user = pickUser(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  const namespace = ['unshare', '--user', `--map-user=${user}`, `--map-group=${user}`, '--'];
  if (await works([...namespace, program, '--version'])) {
    return { prefix: [...namespace, ...diesWithParent], own: async () => undefined };
  }
  const other = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--pdeathsig=INT', '--'];
  if (await works([...other, program, '--version']))
    return { prefix: other, own: (path) => chown(path, user, user) };
  throw new AllclearError(
    'database.unavailable',
    'PostgreSQL refuses to run as root, and this machine offers no other way to start it: user namespaces are off, ' +
      'and another user cannot read the programs. Nothing was changed.',
    {
      remedy:
        'Run Allclear as an ordinary user, or set DATABASE_URL to a PostgreSQL server, version 15 or later.',
    },
  );
}
