import { containsNhsNumber, hasValidCheckDigit } from './nhs-number.ts';

/** Fields that only ever hold something about a patient: left out of `raw`, whatever they hold. */
const refusedFields = new Set([
  'patient',
  'patientid',
  'patientname',
  'patientforename',
  'patientfirstname',
  'patientsurname',
  'patientlastname',
  'patientaddress',
  'patientpostcode',
  'patientphone',
  'patientemail',
  'patientdob',
  'patientdateofbirth',
  'patientnhsnumber',
  'dateofbirth',
  'dob',
  'nhsno',
  'nhsnumber',
  'chinumber',
]);

const maxDepth = 20;
const maxCharacters = 65_536;

const isRefusedField = (key: string): boolean => refusedFields.has(key.toLowerCase().replace(/[^a-z]/g, ''));

/**
 * The dotted paths of texts, and of field names, that hold an NHS number, in anything that JSON can carry. Refused
 * fields are looked into as well: a source that sends them has to be told.
 */
export function findNhsNumbers(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value === 'string') return containsNhsNumber(value) ? [path.join('.')] : [];
  if (typeof value !== 'object' || value === null || path.length > maxDepth) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    containsNhsNumber(key) ? [[...path, '(a field name)'].join('.')] : findNhsNumbers(inner, [...path, key]),
  );
}

/**
 * What is kept of a row as it came: without refused fields, without bare numbers that could be an NHS number (a
 * timestamp in seconds has ten digits too, so the row itself is not refused for them), without what PostgreSQL cannot
 * hold. A row that is longer than 64 kB is not kept.
 */
export function cleanRaw(value: unknown): unknown {
  const cleaned = clean(value, 0);
  return JSON.stringify(cleaned ?? null).length > maxCharacters
    ? { omitted: 'longer than 64 kB' }
    : (cleaned ?? null);
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number') return couldBeNhsNumber(value) ? undefined : value;
  if (typeof value === 'boolean' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== 'object' || depth >= maxDepth) return undefined;
  if (Array.isArray(value)) return value.map((inner) => clean(inner, depth + 1) ?? null);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isRefusedField(key))
      .map(([key, inner]) => [cleanText(key), clean(inner, depth + 1)]),
  );
}

const cleanText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '');

const couldBeNhsNumber = (value: number): boolean =>
  Number.isSafeInteger(value) &&
  value > 0 &&
  value < 1e10 &&
  hasValidCheckDigit(String(value).padStart(10, '0'));
