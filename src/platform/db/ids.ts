import { randomUUID } from 'node:crypto';

/** A new id for what is named outside by something that cannot be guessed or counted: a version 4 UUID (RFC 9562). */
export const newId = (): string => randomUUID();
