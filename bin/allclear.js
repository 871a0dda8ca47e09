#!/usr/bin/env node
// The program is TypeScript, built on its first start. An older Node starts the pinned one (the devDependency `node`) instead.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const oldestMajor = 22;

if (Number(process.versions.node.split('.')[0]) >= oldestMajor) {
  const { builtProgram } = await import('./program.js');
  process.setSourceMapsEnabled(true);
  await import((await builtProgram(root)).href);
} else {
  startPinnedNode();
}

function startPinnedNode() {
  const pinned = join(root, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(pinned)) {
    console.error(
      `Allclear needs Node ${oldestMajor} or later. Run \`npm ci\` first: it brings the right one.`,
    );
    process.exit(1);
  }
  const child = spawn(pinned, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
