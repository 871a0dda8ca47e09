/**
 * The closed list of errors. Every refusal that leaves a verb is an `AllclearError` with one of these codes;
 * each transport (HTTP, command line) maps the code once. Codes are stable: clients may rely on them.
 */
export const errorCodes = {
  'input.invalid': { httpStatus: 400, exitCode: 2 },
  'input.too-large': { httpStatus: 413, exitCode: 2 },
  'input.encoding': { httpStatus: 400, exitCode: 2 },
  'input.media-type': { httpStatus: 415, exitCode: 2 },
  'import.rejected': { httpStatus: 422, exitCode: 2 },
  'privacy.nhs-number': { httpStatus: 422, exitCode: 2 },
  unauthenticated: { httpStatus: 401, exitCode: 4 },
  forbidden: { httpStatus: 403, exitCode: 4 },
  'not-found': { httpStatus: 404, exitCode: 3 },
  conflict: { httpStatus: 409, exitCode: 5 },
  'state.refused': { httpStatus: 409, exitCode: 5 },
  'claim.refused': { httpStatus: 422, exitCode: 5 },
  'audit.broken': { httpStatus: 409, exitCode: 8 },
  'rate.limited': { httpStatus: 429, exitCode: 1 },
  'remote.unavailable': { httpStatus: 503, exitCode: 1 },
  'settings.invalid': { httpStatus: 500, exitCode: 6 },
  'data-directory.in-use': { httpStatus: 503, exitCode: 7 },
  'database.unavailable': { httpStatus: 503, exitCode: 7 },
  internal: { httpStatus: 500, exitCode: 1 },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** One fault in an input: where it is and why, in words a person can act on. */
export interface Fault {
  /** Line in the file, counted from 1 with the header as line 1; absent for JSON inputs. */
  line?: number;
  /** Column name or number in a file, or the dotted path in a JSON body. */
  field?: string;
  reason: string;
}

export class AllclearError extends Error {
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];
  /** What to do next, in one sentence. */
  readonly remedy: string | undefined;
  /** For `rate.limited`: after how many seconds it is worth trying again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      faults?: readonly Fault[];
      remedy?: string;
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AllclearError';
    this.code = code;
    this.faults = options.faults ?? [];
    this.remedy = options.remedy;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get httpStatus(): number {
    return errorCodes[this.code].httpStatus;
  }

  get exitCode(): number {
    return errorCodes[this.code].exitCode;
  }

  /** The body that HTTP and `--json` answer with. Never holds a cause or a stack. */
  toJSON(): { code: ErrorCode; message: string; faults: readonly Fault[]; remedy?: string } {
    return {
      code: this.code,
      message: this.message,
      faults: this.faults,
      ...(this.remedy === undefined ? {} : { remedy: this.remedy }),
    };
  }
}

export const notFound = (what: string, id: string | number): AllclearError =>
  new AllclearError('not-found', `There is no ${what} ${id}.`);

/** Asserts a programmer's assumption; a failure is a bug, not a refusal. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AllclearError('internal', `Broken invariant: ${message}`);
}

/** Returns the value, or throws when it is null or undefined: for look-ups that cannot miss. */
export function required<T>(value: T | null | undefined, what: string): T {
  invariant(value !== null && value !== undefined, `${what} is missing`);
  return value;
}
