import type { Random } from './random.ts';

// Invented: a test compares the practice names with the national file.
const heads =
  'Amber Bell Corn Dun Elver Fen Gorse Hazel Iver Jessel Kestrel Lark Marl Nettle Orrin Pell Quill Rook Sorrel Tarn Umber Vell Wren Yarrow'.split(
    ' ',
  );
const tails = 'wick fold mere stowe combe hithe bourne gate thorpe shaw leigh march'.split(' ');
const kinds = [
  'Surgery',
  'Medical Centre',
  'Health Centre',
  'Medical Practice',
  'House Surgery',
  'Road Practice',
];
const streets = ['High Street', 'Mill Lane', 'Station Road', 'Church Walk', 'Quay Street', 'Orchard Way'];

/** Every invented place name, in an order of its own. */
export const placeNames = (random: Random): string[] =>
  random.shuffled(
    heads.flatMap((head) => tails.map((tail) => head + tail)).filter((name) => !/lll/.test(name)),
  );

/** `Amberwick Surgery`: a name that begins with a word no other practice has. */
export const practiceName = (random: Random, word: string): string => `${word} ${random.pick(kinds)}`;

export const streetAddress = (random: Random): string => `${random.whole(1, 180)} ${random.pick(streets)}`;

const people =
  'Ash Bray Cole Drew Ellis Frost Gale Hart Ives Jude Kerr Lane Moss Nash Orr Penn Reed Shaw Tate Vane'.split(
    ' ',
  );

/** Somebody at a practice. */
export const callerName = (random: Random): string =>
  `${String.fromCharCode(65 + random.whole(0, 25))} ${random.pick(people)}`;
