import type { Verbs } from './types.ts';

/** What the server refused, with its stable code. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly remedy: string | undefined;
  readonly faults: readonly { line?: number; field?: string; reason: string }[];

  constructor(status: number, body: RefusalBody) {
    super(body.message ?? `The server answered ${status}.`);
    this.name = 'ApiRefusal';
    this.status = status;
    this.code = body.code ?? 'unknown';
    this.remedy = body.remedy;
    this.faults = body.faults ?? [];
  }
}

export interface ClientOptions {
  /** Such as `https://status.example.nhs.uk`. */
  address: string;
  token: string;
  /** Another `fetch`, for a proxy or a test. */
  fetch?: typeof fetch;
}

/** Calls the verbs of a server; inputs and results are typed by the verb's name. */
export interface Client {
  /** Throws `ApiRefusal` when the server refuses. */
  call<N extends keyof Verbs>(name: N, input: Verbs[N]['input']): Promise<Verbs[N]['result']>;
}

/** A client of the API. It has no dependencies: copy it with `types.ts`, or import it. */
export function createClient({ address, token, fetch: ask = fetch }: ClientOptions): Client {
  const base = address.replace(/\/+$/, '');
  return {
    async call(name, input) {
      const answer = await ask(`${base}/api/v1/verbs/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(input),
      });
      const body: unknown = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new ApiRefusal(answer.status, asTyped<RefusalBody>(body));
      return asTyped(body);
    },
  };
}

type RefusalBody = Partial<Pick<ApiRefusal, 'code' | 'message' | 'remedy' | 'faults'>>;

/** The server's word for the shape of its answers: the types were made from the same program. */
const asTyped = <T>(body: unknown): T => body as T;
