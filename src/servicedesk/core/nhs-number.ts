const digit = /\d/g;

// A UUID, or a hexadecimal digest of 32 digits and more, is a machine's id: a run of ten digits in it is chance.
const machineId =
  /(?<![0-9a-f])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9]*[a-f])[0-9a-f]{32,128})(?![0-9a-f])/gi;

// 11 digits from 0, or 10 after +44 or 0044 (with or without "(0)"). The first group keeps its three digits, so that
// "0 943 476 5919" is not taken for a telephone number.
const separator = '[\\s\\p{Pd}().]{0,3}';
const telephone = new RegExp(
  `(?<![\\d+])(?:0[1-9]\\d(?:${separator}\\d){8}|(?:\\+|00)${separator}44${separator}(?:\\(0\\)${separator})?[1-9](?:${separator}\\d){9})(?!${separator}\\d)`,
  'gu',
);

// Ten digits, whole or as 3-3-4, with up to three spaces or dashes between the groups.
const candidate = /(?<!\d)(?=(\d{3}[\s\p{Pd}]{0,3}\d{3}[\s\p{Pd}]{0,3}\d{4})(?!\d))/gu;

/**
 * Whether ten digits end in the modulus 11 check digit of an NHS number: weights 10 to 2 on the first nine; 11 less the
 * remainder, where 11 counts as 0 and 10 is never valid (NHS Data Dictionary, NHS NUMBER).
 */
export function hasValidCheckDigit(tenDigits: string): boolean {
  let sum = 0;
  for (let place = 0; place < 9; place += 1) sum += Number(tenDigits[place]) * (10 - place);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === Number(tenDigits[9]);
}

/**
 * Whether a text holds something shaped like an NHS number with a valid check digit: ten digits, whole or grouped
 * 3-3-4 by spaces or dashes. UK telephone numbers (11 digits from 0, or +44) and machine ids (UUIDs, digests) are not
 * looked into. Scottish CHI numbers pass the same check and are found too.
 */
export function containsNhsNumber(text: string): boolean {
  // Full-width digits become plain ones; invisible characters must not hide a number.
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  if ((plain.match(digit)?.length ?? 0) < 10) return false;
  const searched = plain.replace(machineId, ' # ').replace(telephone, ' # ');
  for (const match of searched.matchAll(candidate)) {
    if (hasValidCheckDigit((match[1] ?? '').replace(/\D/g, ''))) return true;
  }
  return false;
}

/** The text as it may be shown or logged: when it holds an NHS number, with every digit struck out. */
export const withoutNhsNumber = (text: string): string =>
  containsNhsNumber(text) ? text.normalize('NFKC').replace(/\d/gu, '*') : text;
