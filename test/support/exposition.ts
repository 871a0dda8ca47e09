export interface ParsedFamily {
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const helpLine = /^# HELP ([a-zA-Z_:][\w:]*) (.*)$/;
const typeLine = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/;
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf|NaN))$/i;
const label = /^([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;

/** Reads Prometheus's text format as strictly as the format is written; throws with the line that breaks it. */
export function parseExposition(text: string): Map<string, ParsedFamily> {
  const families = new Map<string, ParsedFamily>();
  if (text !== '' && !text.endsWith('\n')) throw new Error('The last line has no end.');
  let current: { name: string; family: ParsedFamily } | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const help = helpLine.exec(line);
    const type = typeLine.exec(line);
    if (help) {
      if (families.has(help[1] ?? '')) throw new Error(`A family comes twice: ${line}`);
      current = { name: help[1] ?? '', family: { type: '', help: help[2] ?? '', samples: [] } };
      families.set(current.name, current.family);
    } else if (type) {
      if (!current || current.name !== type[1] || current.family.samples.length > 0)
        throw new Error(`A type out of place: ${line}`);
      current.family.type = type[2] ?? '';
    } else {
      addSample(current, line);
    }
  }
  for (const [name, family] of families) {
    const keys = family.samples.map((sample) => `${sample.name}${JSON.stringify(sample.labels)}`);
    if (new Set(keys).size !== keys.length) throw new Error(`${name} has a series twice.`);
  }
  return families;
}

function addSample(current: { name: string; family: ParsedFamily } | undefined, line: string): void {
  const found = sampleLine.exec(line);
  if (!found || !current) throw new Error(`This is no sample: ${line}`);
  const [, name = '', labels = '', value = ''] = found;
  const suffixes = current.family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  if (!suffixes.some((suffix) => name === current.name + suffix))
    throw new Error(`This belongs to another family: ${line}`);
  current.family.samples.push({
    name,
    labels: readLabels(labels, line),
    value: Number(value.replace('+Inf', 'Infinity')),
  });
}

function readLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (let rest = text; rest !== ''; ) {
    const found = label.exec(rest);
    if (!found) throw new Error(`These are no labels: ${line}`);
    labels[found[1] ?? ''] = (found[2] ?? '').replace(/\\(["\\n])/g, (_, sign: string) =>
      sign === 'n' ? '\n' : sign,
    );
    rest = rest.slice(found[0].length);
  }
  return labels;
}
