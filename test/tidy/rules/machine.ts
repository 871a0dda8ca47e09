import type { Tree } from '../tree.ts';
import { lineAt, type Violation } from '../violation.ts';

const folders = ['work', 'home', 'root', 'Users', 'tmp/brief'].join('|');

/** An absolute path into somebody's machine. Web addresses do not match: a name stands before their slash. */
const machinePath = new RegExp(`(?:(?<=file://)|(?<![\\w.~/>*}\\])-]))/(${folders})/[\\w.-]+`, 'g');

/** Hosts of package registries and mirrors: which one is used is the machine's business, not the repository's. */
const registryHost =
  /\bregistry\.(npmjs|yarnpkg|npmmirror)\.\w+|https?:\/\/(registry|mirror)[\w-]*[.:][\w.:-]+|\bnpm\.pkg\.github\.com|[\w-]+\.jfrog\.io|https?:\/\/[\w.-]*(artifactory|verdaccio|nexus)[\w.:-]*/g;

/** `registry=…` in .npmrc, `"resolved": "http…"` in the lock file: the same thing, whatever the host is called. */
const registrySetting = /^\s*(@[\w-]+:)?registry\s*=.*$|"resolved": "http[^"]*"/gm;

/** What was true on one machine only: its folders, and where it fetched packages from. */
export function machineTraces(tree: Tree): Violation[] {
  return tree.flatMap(({ path, text }) => [
    ...matches(text, machinePath, 'is a path of one machine: say it relative to the repository.').map(
      at(path),
    ),
    ...matches(text, registryHost, 'is a registry host: leave the choice to the machine.').map(at(path)),
    ...(/(^|\/)(\.npmrc|package-lock\.json)$/.test(path)
      ? matches(
          text,
          registrySetting,
          'names a registry: remove it (npm: omit-lockfile-registry-resolved).',
        ).map(at(path))
      : []),
  ]);
}

const at =
  (path: string) =>
  (found: Omit<Violation, 'path'>): Violation => ({ path, ...found });

function matches(text: string, pattern: RegExp, message: string): Omit<Violation, 'path'>[] {
  return [...text.matchAll(pattern)].map((match) => ({
    line: lineAt(text, match.index + match[0].search(/\S/)),
    message: `${match[0].trim()} ${message}`,
  }));
}
