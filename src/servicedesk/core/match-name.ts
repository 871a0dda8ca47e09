/** From this similarity a name is the one meant, when no other practice comes within the lead. */
export const nameThreshold = 0.8;
export const nameLead = 0.1;

export interface NamedPlace {
  practiceId: number;
  name: string;
  town: string;
}

export interface NameIndex {
  /** The practices a text may mean, with the best one's similarity; undefined when no name is near enough. */
  find(text: string): { practiceIds: ReadonlySet<number>; similarity: number } | undefined;
}

// How desks and practices shorten the same words.
const longForm: Readonly<Record<string, string>> = {
  ctr: 'centre',
  center: 'centre',
  med: 'medical',
  surg: 'surgery',
  prac: 'practice',
  hlth: 'health',
  grp: 'group',
  st: 'saint',
  dr: 'doctor',
  drs: 'doctor',
  doctors: 'doctor',
  rd: 'road',
  partners: 'partner',
};
const ignored = new Set(['the', 'and', 'of', 'at', 'gp', 'practice']);

/** Words of a name, in one spelling: case, accents and punctuation off, abbreviations written out, fillers left out. */
export function nameWords(text: string): string[] {
  const words = text
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => longForm[word] ?? word);
  return [...new Set(words)].filter((word) => !ignored.has(word));
}

/**
 * Names weighed by how rare their words are (`ln(1 + names / names with the word)`). Similarity is the weight of the
 * words in common over that of all words of both (weighted Jaccard); words of the place's own town count on neither
 * side unless they are part of its name. Misspelt words do not match.
 */
export function createNameIndex(places: readonly NamedPlace[]): NameIndex {
  const words = places.map((place) => nameWords(place.name));
  const byWord = new Map<string, number[]>();
  for (const [index, ofPlace] of words.entries()) {
    for (const word of ofPlace) {
      const having = byWord.get(word);
      if (having) having.push(index);
      else byWord.set(word, [index]);
    }
  }
  const weight = (word: string): number =>
    Math.log(1 + places.length / Math.max(1, byWord.get(word)?.length ?? 0));
  const weigh = (some: readonly string[]): number => some.reduce((sum, word) => sum + weight(word), 0);
  const entries = places.map(({ practiceId, town }, index) => {
    const ofPlace = new Set(words[index]);
    const townOnly = new Set(nameWords(town).filter((word) => !ofPlace.has(word)));
    return { practiceId, townOnly, words: ofPlace, weight: weigh([...ofPlace]) };
  });

  /** The weight that each place with any of these words shares with them. */
  function sharedWeights(said: readonly string[]): Map<number, number> {
    const shared = new Map<number, number>();
    for (const word of said) {
      const added = weight(word);
      for (const index of byWord.get(word) ?? []) shared.set(index, (shared.get(index) ?? 0) + added);
    }
    return shared;
  }

  return {
    find(text) {
      const said = nameWords(text);
      const best = new Map<number, number>();
      for (const [index, shared] of sharedWeights(said)) {
        const entry = entries[index];
        // Words that the text adds can only lower it: most places are done with here.
        if (!entry || shared / entry.weight < nameThreshold - nameLead) continue;
        const added = weigh(said.filter((word) => !entry.words.has(word) && !entry.townOnly.has(word)));
        const similarity = shared / (entry.weight + added);
        if (similarity > (best.get(entry.practiceId) ?? 0)) best.set(entry.practiceId, similarity);
      }
      const top = Math.max(0, ...best.values());
      if (top < nameThreshold) return undefined;
      const near = [...best].filter(([, found]) => found > top - nameLead).map(([practiceId]) => practiceId);
      return { practiceIds: new Set(near), similarity: top };
    },
  };
}
