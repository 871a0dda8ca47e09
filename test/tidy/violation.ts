/** One broken rule: where, and what to do about it. */
export interface Violation {
  path: string;
  line: number;
  message: string;
}

/** One line per violation, `path:line message`, sorted, so that a failing build can be worked through from the top. */
export function listViolations(violations: readonly Violation[]): string {
  const sorted = [...violations].sort((a, b) => a.path.localeCompare(b.path, 'en') || a.line - b.line);
  return sorted.map(({ path, line, message }) => `${path}:${line} ${message}`).join('\n');
}

/** The line number, from 1, of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
