/** One choice of attributes. An element is one value of each: element ids run from 0 to size - 1. */
export interface Cuboid {
  index: number;
  attributes: readonly number[];
  size: number;
  /** Keys of the elements where ids are packed; null where the id is the key itself. */
  keys: Float64Array | null;
  /** Where its sums come from: a finer cuboid, or the leaves when null. */
  source: Projection | null;
  /** Element of each leaf; kept only for cuboids summed from the leaves. */
  leafElements: Int32Array | null;
  /** Cuboids with one attribute fewer. */
  parents: Projection[];
}

/** Which element of the coarser cuboid each element of the finer one belongs to. */
export interface Projection {
  finer: Cuboid;
  coarser: Cuboid;
  elements: Int32Array;
}

/** Every choice of at most `depth` attributes, finest first. */
export interface Lattice {
  cuboids: Cuboid[];
  radix: readonly number[];
  depth: number;
}

/** Elements a lattice may hold: about 200 MB with four measures. */
const elementLimit = 4_000_000;
/** Cuboids with more possible elements than this, or than four times the leaves, number only those present. */
const denseLimit = 1 << 16;

/** The deepest level whose lattice stays within `elementLimit`, at most `wanted`. */
export function affordableDepth(radix: readonly number[], leafCount: number, wanted: number): number {
  const highest = Math.max(1, Math.min(wanted, radix.length));
  for (let depth = highest; depth > 1; depth--) {
    const total = choices(radix.length, depth).reduce((sum, mask) => sum + bound(mask, radix, leafCount), 0);
    if (total <= elementLimit) return depth;
  }
  return 1;
}

/** Builds the cuboids and the projections between them. Costs about one pass over each cuboid and attribute. */
export function buildLattice(
  radix: readonly number[],
  codes: readonly Int32Array[],
  leafCount: number,
  depth: number,
): Lattice {
  const byMask = new Map<number, Cuboid>();
  const masks = choices(radix.length, depth).sort((a, b) => bits(b) - bits(a) || a - b);
  const cuboids = masks.map((mask, index) => {
    const attributes = radix.map((_, k) => k).filter((k) => (mask >> k) & 1);
    const cuboid = numbered(index, attributes, radix, codes, leafCount, bits(mask) === depth);
    byMask.set(mask, cuboid);
    return cuboid;
  });
  masks.forEach((mask, index) => {
    const finer = cuboids[index];
    if (finer) linkParents(finer, mask, radix, byMask);
  });
  return { cuboids, radix, depth };
}

function choices(attributes: number, depth: number): number[] {
  const masks: number[] = [];
  for (let mask = 1; mask < 1 << attributes; mask++) if (bits(mask) <= depth) masks.push(mask);
  return masks;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

function possible(attributes: readonly number[], radix: readonly number[]): number {
  return attributes.reduce((product, k) => product * (radix[k] ?? 1), 1);
}

function bound(mask: number, radix: readonly number[], leafCount: number): number {
  const attributes = radix.map((_, k) => k).filter((k) => (mask >> k) & 1);
  const all = possible(attributes, radix);
  if (all > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY;
  return all <= Math.max(denseLimit, 4 * leafCount) ? all : leafCount;
}

function numbered(
  index: number,
  attributes: number[],
  radix: readonly number[],
  codes: readonly Int32Array[],
  leafCount: number,
  fromLeaves: boolean,
): Cuboid {
  const all = possible(attributes, radix);
  const cuboid = { index, attributes, source: null, parents: [] };
  if (all <= Math.max(denseLimit, 4 * leafCount)) {
    const leafElements = fromLeaves ? leafKeys(attributes, radix, codes, leafCount, Int32Array) : null;
    return { ...cuboid, size: all, keys: null, leafElements };
  }
  const perLeaf = leafKeys(attributes, radix, codes, leafCount, Float64Array);
  const keys = Float64Array.from(new Set(perLeaf)).sort();
  const idOf = new Map<number, number>();
  keys.forEach((key, id) => {
    idOf.set(key, id);
  });
  const leafElements = fromLeaves ? Int32Array.from(perLeaf, (key) => idOf.get(key) ?? 0) : null;
  return { ...cuboid, size: keys.length, keys, leafElements };
}

/** Mixed-radix key of each leaf over the attributes. */
function leafKeys<T extends Int32Array | Float64Array>(
  attributes: readonly number[],
  radix: readonly number[],
  codes: readonly Int32Array[],
  leafCount: number,
  Numbers: new (length: number) => T,
): T {
  const keys = new Numbers(leafCount);
  for (const k of attributes) {
    const column = codes[k] ?? new Int32Array(leafCount);
    const size = radix[k] ?? 1;
    for (let i = 0; i < leafCount; i++) keys[i] = (keys[i] ?? 0) * size + (column[i] ?? 0);
  }
  return keys;
}

function linkParents(
  finer: Cuboid,
  mask: number,
  radix: readonly number[],
  byMask: ReadonlyMap<number, Cuboid>,
): void {
  for (const dropped of finer.attributes) {
    const coarser = byMask.get(mask & ~(1 << dropped));
    if (!coarser) continue;
    const projection = { finer, coarser, elements: projected(finer, coarser, dropped, radix) };
    finer.parents.push(projection);
    if (!coarser.source || finer.size < coarser.source.finer.size) coarser.source = projection;
  }
}

function projected(finer: Cuboid, coarser: Cuboid, dropped: number, radix: readonly number[]): Int32Array {
  const after = finer.attributes.slice(finer.attributes.indexOf(dropped) + 1);
  const stride = possible(after, radix);
  const span = stride * (radix[dropped] ?? 1);
  const elements = new Int32Array(finer.size);
  const idOf = coarser.keys ? new Map(Array.from(coarser.keys, (key, id) => [key, id])) : null;
  for (let e = 0; e < finer.size; e++) {
    const key = finer.keys ? (finer.keys[e] ?? 0) : e;
    const parentKey = Math.floor(key / span) * stride + (key % stride);
    elements[e] = idOf ? (idOf.get(parentKey) ?? 0) : parentKey;
  }
  return elements;
}

/** The value code of each of the cuboid's attributes for an element. */
export function elementCodes(cuboid: Cuboid, element: number, radix: readonly number[]): number[] {
  let key = cuboid.keys ? (cuboid.keys[element] ?? 0) : element;
  const codes: number[] = [];
  for (let j = cuboid.attributes.length - 1; j >= 0; j--) {
    const size = radix[cuboid.attributes[j] ?? 0] ?? 1;
    codes[j] = key % size;
    key = Math.floor(key / size);
  }
  return codes;
}

/** Leaves of an element, in order. */
export function leavesUnder(
  cuboid: Cuboid,
  element: number,
  lattice: Lattice,
  codes: readonly Int32Array[],
): number[] {
  const wanted = elementCodes(cuboid, element, lattice.radix);
  const [first = new Int32Array(0), ...others] = cuboid.attributes.map((k) => codes[k] ?? new Int32Array(0));
  const members: number[] = [];
  for (let i = 0; i < first.length; i++) if (first[i] === wanted[0]) members.push(i);
  return others.reduce((kept, column, j) => kept.filter((i) => column[i] === wanted[j + 1]), members);
}

/** Sums per element: `sums[cuboid][measure][element]`. */
export type Sums = Float64Array[][];

export function emptySums(lattice: Lattice, measures: number): Sums {
  return lattice.cuboids.map((cuboid) =>
    Array.from({ length: measures }, () => new Float64Array(cuboid.size)),
  );
}

/** Adds up the leaves' measures over every element, each cuboid from the smallest finer one. */
export function addUp(lattice: Lattice, measures: readonly Float64Array[], sums: Sums): void {
  for (const cuboid of lattice.cuboids) {
    const from = cuboid.source ? (sums[cuboid.source.finer.index] ?? []) : measures;
    const elements = cuboid.source ? cuboid.source.elements : (cuboid.leafElements ?? new Int32Array(0));
    sums[cuboid.index]?.forEach((into, m) => {
      addColumn(elements, from[m] ?? new Float64Array(elements.length), into);
    });
  }
}

function addColumn(elements: Int32Array, values: Float64Array, into: Float64Array): void {
  into.fill(0);
  for (let i = 0; i < elements.length; i++) {
    const e = elements[i] as number;
    into[e] = (into[e] as number) + (values[i] as number);
  }
}
