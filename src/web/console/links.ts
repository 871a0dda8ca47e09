import { may } from './ask.ts';
import { type ConsoleRequest, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';

/** A link to the form of a verb; `hidden` says to screen readers what it is about. */
export interface VerbLink {
  text: string;
  href: string;
  hidden?: string;
}

/** Leads to the form of a verb for one incident; undefined when this person may not use it. */
export type Linker = (
  verb: string,
  text: string,
  fields?: Record<string, string>,
  hidden?: string,
) => VerbLink | undefined;

export const linker =
  (request: ConsoleRequest, options: ConsoleOptions, incident: string): Linker =>
  (verb, text, fields = {}, hidden) =>
    may(request, options, verb)
      ? {
          text,
          href: consolePaths.verb(verb, { incident, ...fields }, consolePaths.incident(incident)),
          ...(hidden === undefined ? {} : { hidden }),
        }
      : undefined;

/** Only the links that this person may follow. */
export const shown = (...links: (VerbLink | undefined)[]): VerbLink[] =>
  links.filter((link) => link !== undefined);

/** The form that declares a candidate, filled in with what detection knows. */
export const declareHref = ({
  slug,
  title,
  summary,
}: {
  slug: string;
  title: string;
  summary: string;
}): string => consolePaths.verb('incident.declare', { candidate: slug, title, summary }, consolePaths.now);
