import type { Family } from './exposition.ts';

const gauge = (name: string, help: string, value: number): Family => ({
  name,
  help,
  type: 'gauge',
  samples: [{ value }],
});

/** What every process can say of itself, under the names that Prometheus's own libraries use. */
export function processFamilies(startedAt: Date): Family[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return [
    {
      name: 'process_cpu_seconds_total',
      help: 'Processor time spent, in seconds.',
      type: 'counter',
      samples: [{ value: (user + system) / 1e6 }],
    },
    gauge('process_resident_memory_bytes', 'Memory held, in bytes.', rss),
    gauge(
      'process_start_time_seconds',
      'When the process began, in seconds since 1970.',
      startedAt.getTime() / 1e3,
    ),
    gauge('nodejs_heap_size_used_bytes', 'Heap in use, in bytes.', heapUsed),
    gauge('nodejs_external_memory_bytes', 'Memory outside the heap, in bytes.', external),
  ];
}
