/**
 * How many incident pages a second one process answers, against nginx sending the same bytes with the same headers.
 * Run: `node --import tsx bench/page.ts` (needs `nginx` and `wrk`; Debian: apt-get install nginx-light wrk).
 * Prints a table and, last, one line of JSON. ALLCLEAR_BENCH_SECONDS sets the length of each run; default 5.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publicHandler } from '#web';
import { bulletin } from '../test/support/bulletin.ts';
import { publicationOf } from '../test/support/public-server.ts';

const path = '/incidents/practice-network-april-2026';
const rounds = 3;
const connections = 32;
const seconds = Number(process.env.ALLCLEAR_BENCH_SECONDS ?? 5);
const ports = { allclear: 18_080, nginx: 18_081 } as const;
type Subject = keyof typeof ports;

interface Run {
  subject: Subject;
  requestsPerSecond: number;
  p99Ms: number;
}

/** The process under test: nothing but the handler on a plain server. */
function serve(): void {
  const publication = publicationOf(bulletin());
  createServer({ keepAliveTimeout: 60_000 }, publicHandler({ current: () => publication })).listen(
    ports.allclear,
    '127.0.0.1',
    () => process.stdout.write('ready\n'),
  );
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const url = (subject: Subject): string => `http://127.0.0.1:${ports[subject]}${path}`;

/** One worker, files kept open, and our headers: what nginx does best with a static page. */
function nginxConfiguration(folder: string, headers: Headers): string {
  const own = [
    'connection',
    'keep-alive',
    'date',
    'content-length',
    'content-type',
    'etag',
    'transfer-encoding',
  ];
  const added = [...headers]
    .filter(([name]) => !own.includes(name))
    .map(([name, value]) => `add_header ${name} "${value}";`);
  return `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    worker_processes 1;
    daemon off;
    pid ${folder}/nginx.pid;
    error_log ${folder}/error.log;
    events { worker_connections 1024; }
    http {
      access_log off;
      sendfile on;
      tcp_nopush on;
      keepalive_requests 100000000;
      open_file_cache max=100;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      server {
        listen 127.0.0.1:${ports.nginx};
        location = ${path} {
          default_type "text/html; charset=utf-8";
          alias ${folder}/page.br;
          ${added.join('\n          ')}
        }
      }
    }`;
}

function startAllclear(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`The server under test ended with ${code}.`)));
  });
}

/** The page as a browser gets it, and the headers it comes with. */
async function fetchPage(subject: Subject): Promise<{ headers: Headers; bytes: Buffer }> {
  const response = await fetch(url(subject), { headers: { 'accept-encoding': 'br' } });
  if (response.status !== 200) throw new Error(`${url(subject)} answered ${response.status}.`);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

async function waitFor(subject: Subject): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    if (
      await fetch(url(subject)).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${subject} did not start.`);
}

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

function measure(subject: Subject): Run {
  const output = execFileSync(
    'wrk',
    ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-H', 'Accept-Encoding: br', url(subject)],
    { encoding: 'utf8' },
  );
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`${subject} failed under load:\n${output}`);
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(output) ?? [];
  const [, p99, unit = 'ms'] = /99%\s+([\d.]+)(us|ms|s)/.exec(output) ?? [];
  return { subject, requestsPerSecond: Number(rate), p99Ms: Number(p99) * (unitMs[unit] ?? 1) };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function summarise(runs: readonly Run[], subject: Subject): Omit<Run, 'subject'> {
  const own = runs.filter((run) => run.subject === subject);
  return {
    requestsPerSecond: Math.round(median(own.map((run) => run.requestsPerSecond))),
    p99Ms: median(own.map((run) => run.p99Ms)),
  };
}

async function compare(folder: string, children: ChildProcess[]): Promise<void> {
  children.push(await startAllclear());
  const page = await fetchPage('allclear');
  const publication = publicationOf(bulletin());
  const file = publication.snapshot.files.get(path);
  if (!file) throw new Error('The incident page is missing.');
  writeFileSync(join(folder, 'page.br'), file.brotli);
  writeFileSync(join(folder, 'nginx.conf'), nginxConfiguration(folder, page.headers));
  children.push(spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' }));
  await waitFor('nginx');
  const same = await fetchPage('nginx');
  if (!same.bytes.equals(page.bytes)) throw new Error('nginx does not send the same page.');
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of ['allclear', 'nginx'] as const) runs.push(measure(subject));
  }
  report(runs, file.brotli.length);
}

function report(runs: readonly Run[], pageBytes: number): void {
  console.table(runs);
  const allclear = summarise(runs, 'allclear');
  const nginx = summarise(runs, 'nginx');
  const ratio = allclear.requestsPerSecond / nginx.requestsPerSecond;
  console.log(
    `Median of ${rounds} rounds of ${seconds} s, ${connections} connections, ${cpus().length} processors, ${pageBytes} bytes of brotli a page: ` +
      `${allclear.requestsPerSecond} requests/s against ${nginx.requestsPerSecond} of nginx (${(ratio * 100).toFixed(0)}%).`,
  );
  console.log(JSON.stringify({ bench: 'page', pageBytes, connections, seconds, allclear, nginx, ratio }));
}

async function main(): Promise<void> {
  const missing = ['nginx', 'wrk'].filter((program) => !isInstalled(program));
  if (missing.length > 0) {
    console.log(`SKIPPED: ${missing.join(' and ')} not found. Debian: apt-get install nginx-light wrk.`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'allclear-bench-'));
  const children: ChildProcess[] = [];
  try {
    await compare(folder, children);
  } finally {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'serve') serve();
else await main();
