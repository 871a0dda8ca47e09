export type CsvCell = string | number | boolean | Date | null | undefined;

const plainNumber = /^[+-]?\d+(?:\.\d+)?$/;
const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/;
const needsQuotes = /[",\r\n]|^\s|\s$/;

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front, which the spreadsheet hides (OWASP,
 * "CSV Injection"). Plain numbers with a sign are left: they are harmless, and phone numbers begin with one.
 */
const neutralise = (text: string): string =>
  startsFormula.test(text) && !plainNumber.test(text) ? `'${text}` : text;

function cellText(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'string' ? neutralise(cell) : String(cell);
}

function quote(cell: CsvCell): string {
  const text = cellText(cell);
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A CSV file by RFC 4180: comma, CR LF at the end of every line. Dates are written in UTC, absence as a blank. */
export function writeCsv(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [header.map(quote).join(',')];
  for (const row of rows) {
    const line = row.map(quote).join(',');
    // A row of one blank cell would read as no row at all.
    lines.push(line === '' ? '""' : line);
  }
  return `${lines.join('\r\n')}\r\n`;
}
