import type { MatchMethod } from '../model.ts';
import { createNameIndex, type NameIndex } from './match-name.ts';

/** What of a practice and a site the match looks at; the estate's own types fit. */
export interface PlacePractice {
  id: number;
  odsCode: string;
  name: string;
  town: string;
  postcode: string;
  phone: string | null;
  status: string;
}
export interface PlaceSite {
  id: number;
  code: string;
  practiceId: number;
  name: string;
  town: string;
  postcode: string;
  phone: string | null;
  closedOn: string | null;
}

/** Where a call says it comes from. */
export interface CallPlace {
  odsCode: string | null;
  siteText: string | null;
  callerPhone: string | null;
}

export interface PlaceMatch {
  practiceId: number;
  siteId: number | null;
  method: Exclude<MatchMethod, 'person'>;
  score: number;
}

export interface PlaceIndex {
  practiceByOds: ReadonlyMap<string, number>;
  siteByCode: ReadonlyMap<string, PlaceSite>;
  practicesByPostcode: ReadonlyMap<string, ReadonlySet<number>>;
  practicesByPhone: ReadonlyMap<string, ReadonlySet<number>>;
  /** Made when first asked for: most calls bring something better than a name. */
  names(): NameIndex;
  sitesByPractice: ReadonlyMap<number, readonly PlaceSite[]>;
}

/** Scores of a match by how much each method can be trusted; a name's is its similarity times this. */
const methodScores = { ods: 1, odsInText: 0.95, postcode: 0.9, phone: 0.9, name: 0.85 } as const;

/** Prepares the estate for matching. Closed practices are found by their ODS code only, sites closed by `today` not at all. */
export function indexPlaces(
  practices: readonly PlacePractice[],
  allSites: readonly PlaceSite[],
  today: string,
): PlaceIndex {
  const open = practices.filter((practice) => practice.status !== 'closed');
  const openIds = new Set(open.map((practice) => practice.id));
  const sites = allSites.filter((site) => site.closedOn === null || site.closedOn > today);
  const places = [
    ...open.map((practice) => ({ ...practice, practiceId: practice.id })),
    ...sites.filter((site) => openIds.has(site.practiceId)),
  ];
  return {
    practiceByOds: new Map(practices.map((practice) => [practice.odsCode, practice.id])),
    siteByCode: new Map(sites.map((site) => [site.code, site])),
    practicesByPostcode: group(places, (place) => normalisePostcode(place.postcode)),
    practicesByPhone: group(places, (place) => normalisePhone(place.phone ?? '')),
    names: lazily(() => createNameIndex(places)),
    sitesByPractice: Map.groupBy(sites, (site) => site.practiceId),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function group<P extends { practiceId: number }>(
  places: readonly P[],
  keyOf: (place: P) => string | undefined,
): Map<string, Set<number>> {
  const grouped = new Map<string, Set<number>>();
  for (const place of places) {
    const key = keyOf(place);
    if (key === undefined) continue;
    const practiceIds = grouped.get(key) ?? new Set();
    grouped.set(key, practiceIds.add(place.practiceId));
  }
  return grouped;
}

/**
 * Says which practice, and if possible which site, a call comes from: by ODS code, then postcode, then phone, then
 * name. A method that finds several practices narrows the choice for the next; two methods that contradict each other,
 * or a choice that stays open, leave the call unmatched.
 */
export function matchPlace(index: PlaceIndex, place: CallPlace): PlaceMatch | undefined {
  let candidates: ReadonlySet<number> | undefined;
  for (const find of [findByOds, findByPostcode, findByPhone, findByName]) {
    const found = find(index, place);
    if (!found || found.practiceIds.size === 0) continue;
    candidates = candidates
      ? new Set([...candidates].filter((id) => found.practiceIds.has(id)))
      : found.practiceIds;
    const [practiceId] = candidates;
    if (practiceId === undefined) return undefined;
    if (candidates.size > 1) continue;
    return {
      practiceId,
      siteId: found.siteId ?? siteOf(index, practiceId, place),
      method: found.method,
      score: found.score,
    };
  }
  return undefined;
}

interface Found {
  practiceIds: ReadonlySet<number>;
  method: PlaceMatch['method'];
  score: number;
  siteId?: number;
}

const odsShape = /\b[A-Z]\d{5}\b/g;

function findByOds(index: PlaceIndex, place: CallPlace): Found | undefined {
  const code = place.odsCode?.trim().toUpperCase() ?? '';
  const practiceId = index.practiceByOds.get(code);
  if (practiceId !== undefined)
    return { practiceIds: new Set([practiceId]), method: 'ods', score: methodScores.ods };
  const site = index.siteByCode.get(code);
  if (site)
    return {
      practiceIds: new Set([site.practiceId]),
      method: 'ods',
      score: methodScores.ods,
      siteId: site.id,
    };
  const inText = (place.siteText?.toUpperCase().match(odsShape) ?? []).flatMap(
    (shape) => index.practiceByOds.get(shape) ?? [],
  );
  return { practiceIds: new Set(inText), method: 'ods', score: methodScores.odsInText };
}

function findByPostcode(index: PlaceIndex, place: CallPlace): Found | undefined {
  const practiceIds = postcodesIn(place.siteText ?? '').flatMap((code) => [
    ...(index.practicesByPostcode.get(code) ?? []),
  ]);
  return { practiceIds: new Set(practiceIds), method: 'postcode', score: methodScores.postcode };
}

function findByPhone(index: PlaceIndex, place: CallPlace): Found | undefined {
  const phone = normalisePhone(place.callerPhone ?? '');
  const practiceIds = phone === undefined ? undefined : index.practicesByPhone.get(phone);
  return practiceIds && { practiceIds, method: 'phone', score: methodScores.phone };
}

function findByName(index: PlaceIndex, place: CallPlace): Found | undefined {
  const text = (place.siteText ?? '').toUpperCase().replace(postcodeShape, ' ').replace(odsShape, ' ');
  const found = index.names().find(text);
  return (
    found && { practiceIds: found.practiceIds, method: 'name', score: found.similarity * methodScores.name }
  );
}

/** The practice's only site, or the only one with the call's postcode, phone or name; null when that is not settled. */
function siteOf(index: PlaceIndex, practiceId: number, place: CallPlace): number | null {
  const sites = index.sitesByPractice.get(practiceId) ?? [];
  const postcodes = postcodesIn(place.siteText ?? '');
  const phone = normalisePhone(place.callerPhone ?? '');
  const named = place.siteText?.toLowerCase() ?? '';
  const tests: ((site: PlaceSite) => boolean)[] = [
    () => true,
    (site) => postcodes.includes(normalisePostcode(site.postcode) ?? ''),
    (site) => phone !== undefined && normalisePhone(site.phone ?? '') === phone,
    (site) => named.includes(site.name.toLowerCase()),
  ];
  for (const test of tests) {
    const [first, second] = sites.filter(test);
    if (first && !second) return first.id;
  }
  return null;
}

const postcodeShape = /\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b/g;

const postcodesIn = (text: string): string[] =>
  [...text.toUpperCase().matchAll(postcodeShape)].map((match) => `${match[1]}${match[2]}`);

/** Without spaces and in capitals; undefined when it is not a whole postcode. */
export const normalisePostcode = (text: string): string | undefined => postcodesIn(text)[0];

/** Digits from the leading 0 on, +44 and 0044 undone; undefined below ten digits. An extension is cut off. */
export function normalisePhone(text: string): string | undefined {
  const digits = text
    .replace(/(?:ext|extension|x)\.?\s*\d+\s*$/i, '')
    .replace(/\(0\)/g, '')
    .replace(/\D/g, '')
    .replace(/^(?:00)?44(?=\d{9,10}$)/, '0');
  const withZero = /^[1-9]\d{9}$/.test(digits) ? `0${digits}` : digits;
  return withZero.length >= 10 ? withZero : undefined;
}
