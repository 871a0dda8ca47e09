import type { FC } from 'hono/jsx';
import { passwordLength, type Started } from '#platform/auth';
import { AllclearError } from '#platform/errors';
import { Input } from '../components/index.ts';
import { type ConsoleRequest, consolePaths } from './deps.ts';
import { faultOf, type Refused, refusedBy } from './forms/form-page.tsx';

/** How a refused step answers. */
export type RefusedStatus = 401 | 403 | 404 | 409 | 422 | 429 | 503;

/** Runs a step of signing in; a refusal is handed back, to be shown beside what was typed. */
export async function attempt<T>(
  request: ConsoleRequest,
  work: () => Promise<T>,
): Promise<{ done: T } | { refused: Refused; status: RefusedStatus }> {
  try {
    return { done: await work() };
  } catch (error) {
    if (!(error instanceof AllclearError)) throw error;
    const statuses = {
      unauthenticated: 401,
      'rate.limited': 429,
      forbidden: 403,
      'not-found': 404,
      'state.refused': 409,
      'remote.unavailable': 503,
      'input.invalid': 422,
      conflict: 409,
    } as const;
    const status = Object.entries(statuses).find(([code]) => code === error.code)?.[1];
    if (!status) throw error;
    if (error.retryAfterSeconds !== undefined) request.header('retry-after', String(error.retryAfterSeconds));
    return { refused: refusedBy(error), status };
  }
}

export const Password: FC<{ refused: Refused | undefined; label?: string; isNew?: boolean }> = ({
  refused,
  label,
  isNew,
}) => (
  <Input
    name="password"
    label={label ?? 'Password'}
    hint={
      isNew
        ? `At least ${passwordLength.min} characters. Three or four words that do not belong together are good`
        : undefined
    }
    type="password"
    autocomplete={isNew ? 'new-password' : 'current-password'}
    errorMessage={faultOf(refused, 'password')}
    spellcheck={false}
  />
);

/** Where the next step of a sign-in is. */
export const nextStep = (started: Started, back: string): string =>
  ({
    full: back,
    enrol: consolePaths.enrol,
    'second factor': `${consolePaths.secondFactor}?${new URLSearchParams({ back })}`,
  })[started.stage];

/** The page of signing in, with what was typed and why it was refused. */
export type ShowSignIn = (
  request: ConsoleRequest,
  email: string,
  back: string,
  refused?: Refused,
  status?: RefusedStatus,
) => Response;
