import { invariant } from '../errors/index.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  /** Behind the family's name: `_bucket`, `_sum`, `_count`. */
  suffix?: string;
  labels?: Labels;
  /** Null is not known and is left out: an absent series is not nought. */
  value: number | null;
}

export interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  samples: readonly Sample[];
}

const namePattern = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const labelPattern = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Prometheus's text format, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function writeExposition(families: readonly Family[]): string {
  return families
    .flatMap(({ name, help, type, samples }) => {
      invariant(namePattern.test(name), `${name} is no name of a metric`);
      const lines = samples.flatMap((sample) => sampleLine(name, sample));
      if (lines.length === 0) return [];
      return [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`, ...lines];
    })
    .map((line) => `${line}\n`)
    .join('');
}

function sampleLine(name: string, { suffix = '', labels = {}, value }: Sample): string[] {
  if (value === null) return [];
  const pairs = Object.entries(labels).map(([label, text]) => {
    invariant(labelPattern.test(label), `${label} is no name of a label`);
    return `${label}="${escapeLabel(text)}"`;
  });
  return [`${name}${suffix}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberText(value)}`];
}

const numberText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');
