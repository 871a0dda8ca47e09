import { domainOf, domainOrder, isDoor, partOf, rankOf, readPackage, resolveImport } from '../layout.ts';
import { type Import, importsOf, isCode, isTest } from '../syntax.ts';
import type { Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';

interface Step {
  from: string;
  to: string;
  specifier: string;
}

const orderText = domainOrder.map((step) => step.join(', ')).join(' → ');

/** Domains import only doors (`#estate`) of domains to their left; everything else in the repository only doors. */
export function importsThroughDoors(tree: Tree): Violation[] {
  const doors = readPackage(tree).imports;
  return tree.filter(isCode).flatMap((file) =>
    importsOf(file).flatMap((each) => {
      const message = judge(file.path, each, doors);
      return message ? [{ path: file.path, line: each.line, message }] : [];
    }),
  );
}

/** `imports` in package.json may only name doors, so that no other path into a domain can be written. */
export function packageNamesOnlyDoors(tree: Tree): Violation[] {
  return Object.entries(readPackage(tree).imports).flatMap(([name, target]) => {
    const path = target.replace(/^\.\//, '').replace('*', 'part');
    const domain = domainOf(path);
    if (domain && rankOf(domain) >= 0 && isDoor(path)) return [];
    return [
      { path: 'package.json', line: 1, message: `imports "${name}" leads to ${target}, which is no door.` },
    ];
  });
}

/** A folder in `src/` that the map does not know has no place in the order. */
export function everyDomainIsOnTheMap(tree: Tree): Violation[] {
  return tree.filter(isCode).flatMap(({ path }) => {
    if (!path.startsWith('src/') || path.endsWith('.d.ts')) return [];
    const domain = domainOf(path);
    if (domain && rankOf(domain) >= 0) return [];
    return [{ path, line: 1, message: `belongs to no domain on the map (${orderText}).` }];
  });
}

function judge(
  from: string,
  { specifier }: Import,
  doors: Readonly<Record<string, string>>,
): string | undefined {
  const to = resolveImport(specifier, from, doors);
  if (!to)
    return specifier.startsWith('#')
      ? `${specifier} is no door: package.json "imports" lacks it.`
      : undefined;
  const step = { from, to, specifier };
  if (!to.startsWith('src/')) return from.startsWith('src/') ? judgeLeavingSource(step) : undefined;
  if (!from.startsWith('src/')) return judgeEnteringSource(step);
  return domainOf(from) === domainOf(to) ? judgeWithin(step) : judgeBetween(step);
}

function judgeLeavingSource({ from, to, specifier }: Step): string | undefined {
  if (isTest(from)) return undefined;
  if (to.startsWith('scenarios/') && ['cli', 'app', 'main'].includes(domainOf(from) ?? '')) return undefined;
  return /^(test|bench|scenarios|docs|bin)\//.test(to)
    ? `imports ${specifier}: shipped code does not depend on ${to.split('/')[0]}/. Move what it needs into src/.`
    : undefined;
}

function judgeEnteringSource({ to, specifier }: Step): string | undefined {
  if (isDoor(to) || to === 'src/main.ts') return undefined;
  return `imports past a door: ${specifier}. Import ${doorName(to)} and let the door name what you need.`;
}

function judgeWithin({ from, to, specifier }: Step): string | undefined {
  if (domainOf(from) !== 'platform') {
    if (!specifier.startsWith('#') || isTest(from)) return undefined;
    return `imports its own door ${specifier}: inside a domain use a relative path.`;
  }
  if (partOf(from) === partOf(to) || isDoor(to)) return undefined;
  return `imports past a door: ${specifier}. Parts of the platform meet at ../${partOf(to)}/index.ts.`;
}

function judgeBetween({ from, to, specifier }: Step): string | undefined {
  const [here, there] = [domainOf(from) ?? from, domainOf(to) ?? to];
  if (!specifier.startsWith('#') || !isDoor(to)) {
    return `imports past a door: ${specifier}. Import ${doorName(to)} and let the door name what you need.`;
  }
  if (rankOf(there) < rankOf(here)) return undefined;
  return `${here} may not import ${there}: only domains to its left (${orderText}). Pass it in, or send an event.`;
}

const doorName = (path: string): string => `#${domainOf(path)}${partOf(path) ? `/${partOf(path)}` : ''}`;
