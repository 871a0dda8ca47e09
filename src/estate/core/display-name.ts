/** Short forms that are written in capitals in a name. */
const capitals = new Set(['GP', 'NHS', 'PCN', 'PMS', 'APMS', 'HMP', 'UK', 'ICB', 'II', 'III', 'IV']);

/** Joining words that are not capitalised inside a name. */
const joining = new Set(['and', 'at', 'by', 'for', 'in', 'of', 'on', 'the', 'to', 'upon', 'with']);

/**
 * A name as people write it. The ODS files shout: "ST JAMES' SURGERY" becomes "St James' Surgery". A name that has a
 * small letter already is left as it is.
 */
export function displayName(name: string): string {
  if (/\p{Ll}/u.test(name)) return name;
  return name
    .split(' ')
    .map((word, index) => displayWord(word, index === 0))
    .join(' ');
}

function displayWord(word: string, first: boolean): string {
  if (capitals.has(word.replaceAll(/[^A-Z]/g, ''))) return word;
  const small = word.toLowerCase();
  if (!first && joining.has(small)) return small;
  return (
    small
      .replaceAll(
        /(^|[-(/&.])(\p{L})/gu,
        (_, before: string, letter: string) => before + letter.toUpperCase(),
      )
      // O'Neill and D'Arcy, but not the s of "James's".
      .replaceAll(
        /^([OD]['’])(\p{L})(?=\p{L})/gu,
        (_, before: string, letter: string) => before + letter.toUpperCase(),
      )
      .replaceAll(/^Mc(\p{L})(?=\p{L}{2})/gu, (_, letter: string) => `Mc${letter.toUpperCase()}`)
  );
}
