export type { NumberOptions } from './cells.ts';
export {
  londonInstant,
  optionalChoice,
  optionalInteger,
  optionalLondonInstant,
  optionalNumber,
  optionalText,
  requiredChoice,
  requiredInteger,
  requiredNumber,
  requiredText,
} from './cells.ts';
export type { CsvEncoding } from './decode.ts';
export { decodeText } from './decode.ts';
export type { ParsedRows } from './parse-rows.ts';
export { parseRows } from './parse-rows.ts';
export type { CsvColumns, CsvOptions, CsvRow, CsvTable } from './read.ts';
export { readCsv, readCsvHeader } from './read.ts';
export type { CsvCell } from './write.ts';
export { writeCsv } from './write.ts';
