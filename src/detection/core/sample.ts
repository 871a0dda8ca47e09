const slices = 4;

/**
 * At most `count` of the ids: all of them, or four runs of neighbours spread evenly over the sorted list. Neighbours,
 * because their readings are stored together; always the same ones, because a figure must not change by chance.
 */
export function sampleOf(ids: readonly number[], count: number): number[] {
  const sorted = [...ids].sort((a, b) => a - b);
  if (sorted.length <= count) return sorted;
  const size = Math.floor(count / slices);
  const stride = (sorted.length - size) / (slices - 1);
  return Array.from({ length: slices }, (_, slice) => Math.round(slice * stride)).flatMap((start) =>
    sorted.slice(start, start + size),
  );
}
