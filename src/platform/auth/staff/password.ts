import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { commonPasswords, commonWords } from './common-passwords.ts';

// NIST SP 800-63B: length counts, composition rules and forced changes do not; what attackers try first is refused.

export const passwordLength = { min: 12, max: 128 } as const;

/** One of the equal strengths that the OWASP password storage cheat sheet gives; 64 MB and about a quarter second. */
const strongCost = { N: 2 ** 16, r: 8, p: 2, maxmem: 128 * 1024 * 1024 };
let cost = strongCost;
const keyBytes = 32;

/** For tests alone, which sign in a thousand times: new hashes cost a thousandth. Returns how to go back. */
export function makePasswordsCheap(): () => void {
  cost = { ...strongCost, N: 2 ** 7, p: 1 };
  return () => {
    cost = strongCost;
  };
}

/**
 * Why a password may not be used, as a sentence for its owner; undefined when it may.
 * `about` is what an attacker knows of them: name, email address.
 */
export function passwordFault(password: string, about: readonly string[]): string | undefined {
  const length = [...password].length;
  if (length < passwordLength.min) return `Use at least ${passwordLength.min} characters`;
  if (length > passwordLength.max) return `Use at most ${passwordLength.max} characters`;
  const plain = password.toLowerCase();
  if (new Set(plain).size < 5) return 'Use more different characters';
  if (isSequence(plain)) return 'Do not use a run of neighbouring keys, letters or numbers';
  if (commonPasswords.has(plain) || isCommonWord(plain))
    return 'This is one of the passwords that are tried first';
  if (about.some((known) => restAfterRemoving(plain, known) < 6))
    return 'Do not build it from your name, your email address or the name of this service';
  return undefined;
}

const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiopasdfghjklzxcvbnm',
  'qazwsxedcrfvtgbyhnujmikolp',
];

/** Made of pieces of at least four characters from one run, forwards or backwards, and at most three characters more. */
function isSequence(plain: string): boolean {
  let rest = plain;
  for (const run of runs) {
    for (const line of [run, [...run].reverse().join('')]) {
      for (let size = line.length; size >= 4; size -= 1)
        for (let at = 0; at + size <= line.length; at += 1)
          rest = rest.replaceAll(line.slice(at, at + size), '');
    }
  }
  return rest.length <= 3;
}

const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** A common word, or two, with digits and signs around them: `Welcome2026!!`, `P@ssw0rd1234`. */
function isCommonWord(plain: string): boolean {
  const bare = plain.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const unmasked = [...bare].map((character) => lookalikes[character] ?? character).join('');
  return [bare, unmasked].some((text) => {
    let rest = text;
    for (const word of commonWords) rest = rest.replaceAll(word, '');
    return text.length > 0 && rest.replace(/[^a-z]/g, '').length <= 2;
  });
}

function restAfterRemoving(plain: string, known: string): number {
  const parts = known
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part.length >= 3);
  if (parts.length === 0) return Number.POSITIVE_INFINITY;
  let rest = plain;
  for (const part of parts) rest = rest.replaceAll(part, '');
  return rest.length === plain.length ? Number.POSITIVE_INFINITY : rest.replace(/[^a-z]/g, '').length;
}

const derive = (
  password: string,
  salt: Buffer,
  { N, r, p }: { N: number; r: number; p: number },
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFKC'),
      salt,
      keyBytes,
      { maxmem: strongCost.maxmem, N, r, p },
      (error, key) => (error ? reject(error) : resolve(key)),
    );
  });

// Each derivation takes 64 MB: one at a time, so that a burst of sign-ins cannot exhaust the memory.
let queue: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = queue.then(work, work);
  queue = mine.catch(() => undefined);
  return mine;
}

/** What is stored: `scrypt$N$r$p$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await inTurn(() => derive(password, salt, cost));
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** Whether this is the password. Without a stored hash it takes as long and is false, so nobody learns who exists. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, n, r, p, salt = '', key = ''] = (stored ?? unusable()).split('$');
  const expected = Buffer.from(key, 'base64');
  const work = { N: Number(n), r: Number(r), p: Number(p) };
  const actual = await inTurn(() => derive(password, Buffer.from(salt, 'base64'), work));
  return stored !== null && actual.length === expected.length && timingSafeEqual(actual, expected);
}

const unusable = () => ['scrypt', cost.N, cost.r, cost.p, 'AAAAAAAAAAAAAAAAAAAAAA==', ''].join('$');
