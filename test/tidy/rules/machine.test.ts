import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree-of.ts';
import { machineTraces } from './machine.ts';

// Written in pieces, so that this file does not hold what it forbids.
const place = (...parts: string[]): string => `/${parts.join('/')}`;
const npmHost = ['registry', 'npmjs', 'org'].join('.');

const found = (path: string, text: string): number[] =>
  machineTraces(treeOf({ [path]: text })).map(({ line }) => line);

describe('traces of one machine', () => {
  it.each([
    place('work', 'main', 'src'),
    `cd ${place('home', 'anna', 'allclear')}`,
    `"${place('root', '.cache')}"`,
    `(${place('tmp', 'brief', 'common.md')})`,
    `file://${place('Users', 'anna')}`,
    `https://${npmHost}/zod`,
    `http://${['mirror', 'internal'].join('.')}:4873/zod`,
  ])('refuses %s', (text) => {
    expect(found('docs/a.md', `\n${text}\n`)).toEqual([2]);
  });

  it.each([
    'https://example.nhs.uk/home/practices and /homepage and ./work/list and docs/work/list',
    'registry.jobs.push(1); the npm registry; a work/life balance',
    '/var/lib/allclear and /tmp/allclear',
  ])('leaves %s alone', (text) => {
    expect(found('docs/a.md', text)).toEqual([]);
  });

  it('refuses registry settings in npm files', () => {
    expect(found('.npmrc', 'fund=false\nregistry=http://10.0.0.1/\n')).toEqual([2]);
    expect(found('package-lock.json', '{\n  "resolved": "http://10.0.0.1/zod.tgz"\n}')).toEqual([2]);
  });
});
