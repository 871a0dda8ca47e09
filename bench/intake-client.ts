/** The sender of `bench/intake.ts`, a process of its own: prepares every body first, then posts one after the other. */
export interface Plan {
  sites: number;
  slots: number;
  posts: number;
}

const plan = JSON.parse(process.argv[2] ?? '{}') as Plan & { port: number; daysAgo: number };
const start = Math.floor(Date.now() / 86_400_000 - plan.daysAgo) * 86_400_000;

/** One reading in fifty is not like the one before: sites go down, come back and get slow as networks do. */
function body(post: number): string {
  const readings: unknown[] = [];
  for (let slot = 0; slot < plan.slots; slot++) {
    const index = post * plan.slots + slot;
    const at = new Date(start + index * 300_000).toISOString();
    for (let site = 1; site <= plan.sites; site++) {
      const dice = (site * 7919 + index * 104_729) % 100;
      readings.push({
        site: `S${site}`,
        at,
        tunnel: dice === 0 ? 'down' : 'up',
        firewall: 'online',
        lossPercent: dice === 1 ? 8.5 : (dice % 10) / 10,
        latencyMs: 20 + (dice % 30),
        inMbps: dice / 10,
        outMbps: (dice % 31) / 10,
      });
    }
  }
  return JSON.stringify({ source: 'bench', readings });
}

const bodies = Array.from({ length: plan.posts }, (_, post) => body(post));
const postMs: number[] = [];
const started = performance.now();
for (const each of bodies) {
  const sent = performance.now();
  const response = await fetch(`http://127.0.0.1:${plan.port}/api/v1/readings`, {
    method: 'POST',
    body: each,
  });
  if (!response.ok) throw new Error(await response.text());
  await response.arrayBuffer();
  postMs.push(performance.now() - sent);
}
process.send?.({ totalMs: performance.now() - started, postMs });
