// Plain text in a given width. Only spaces and line feeds: it also goes into files and mail.

/** Breaks text at spaces so that lines fit; a longer word stays whole. */
function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

/** One paragraph. */
export const paragraph = (text: string, width: number): string => wrap(text, width);

/** Text of several lines, such as an update: each is wrapped under its own beginning, so that lists stay lists. */
export function block(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => {
      const lead = /^\s*(?:- |\d+\. )?/.exec(line)?.[0] ?? '';
      const room = width - lead.length;
      return line === ''
        ? ''
        : lead + wrap(line.slice(lead.length), room).replaceAll('\n', `\n${' '.repeat(lead.length)}`);
    })
    .join('\n');
}

/** A heading and the line under it. */
export function heading(text: string, width: number): string {
  const lines = wrap(text, width);
  return `${lines}\n${'-'.repeat(Math.min(width, Math.max(...lines.split('\n').map((line) => line.length))))}`;
}

/** One item of a list. */
export function item(text: string, width: number, bullet = '- '): string {
  return bullet + wrap(text, width - bullet.length).replaceAll('\n', `\n${' '.repeat(bullet.length)}`);
}

const longestTerm = 36;

/** Names and values, the values under each other; a long name stands on its own line. */
export function definitions(rows: readonly (readonly [string, string])[], width: number): string {
  const fitting = rows
    .map(([term]) => term.length)
    .filter((length) => length <= Math.min(longestTerm, width / 2));
  const column = Math.max(0, ...fitting) + 2;
  const indent = ' '.repeat(column);
  return rows
    .map(([term, value]) => {
      const text = wrap(value, width - column).replaceAll('\n', `\n${indent}`);
      return term.length + 2 <= column
        ? term.padEnd(column) + text
        : `${wrap(term, width)}\n${indent}${text}`;
    })
    .join('\n');
}

/** Short lines side by side, read from top to bottom. */
export function columns(entries: readonly string[], width: number): string {
  const longest = Math.max(0, ...entries.map((entry) => entry.length));
  const across = Math.max(1, Math.floor((width + 2) / (longest + 2)));
  if (across === 1) return entries.map((entry) => item(entry, width, '')).join('\n');
  const down = Math.ceil(entries.length / across);
  return Array.from({ length: down }, (_, row) =>
    Array.from({ length: across }, (__, column) => entries[column * down + row] ?? '')
      .map((entry) => entry.padEnd(longest + 2))
      .join('')
      .trimEnd(),
  ).join('\n');
}
