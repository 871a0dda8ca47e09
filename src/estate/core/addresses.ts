const postcodeShape = /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/;

/** A postcode in capitals with its one space, or undefined when it has not the shape of one. */
export function tidyPostcode(text: string): string | undefined {
  const match = postcodeShape.exec(text.replaceAll(/\s+/g, '').toUpperCase());
  return match ? `${match[1]} ${match[2]}` : undefined;
}

// Counties that stand on an address line of their own in the ODS file; a town never has one of these names.
const counties = new Set(
  `avon bedfordshire berkshire buckinghamshire cambridgeshire cheshire cleveland cornwall cumbria derbyshire devon
  dorset durham essex gloucestershire hampshire herefordshire hertfordshire humberside kent lancashire leicestershire
  lincolnshire merseyside middlesex norfolk northamptonshire northumberland nottinghamshire oxfordshire rutland
  shropshire somerset staffordshire suffolk surrey warwickshire wiltshire worcestershire yorkshire`.split(
    /\s+/,
  ),
);
const qualifiers = /^(?:county|north|south|east|west|mid|the)\s+/;

const isCounty = (text: string): boolean => counties.has(text.toLowerCase().replace(qualifiers, '').trim());

/**
 * The town of an ODS address. The file has no column for it: it is the last line that is not a county, and a county
 * after a comma ("DOVER, KENT") is left off. The first line is a building, so it counts only when it stands alone.
 */
export function townOf(addressLines: readonly string[]): string {
  const lines = addressLines.map((line) => line.trim()).filter((line) => line !== '');
  const candidates = lines.length > 1 ? lines.slice(1) : lines;
  for (const line of candidates.reverse()) {
    const parts = line.split(',').map((part) => part.trim());
    const town = parts.filter((part) => part !== '' && !isCounty(part)).at(-1);
    if (town !== undefined) return town;
  }
  return '';
}
