import type { FC } from 'hono/jsx';
import type { CommonOptions } from '../markup.ts';
import { classNames } from '../markup.ts';

export interface SkipLinkOptions extends CommonOptions {
  /** Fragment of the main content; default `#maincontent`, which `Page` sets. */
  href?: string | undefined;
  text?: string | undefined;
}

/** First link of every page: lets a keyboard user pass the header. */
export const SkipLink: FC<SkipLinkOptions> = ({ id, classes, href = '#maincontent', text }) => (
  <a class={classNames('nhsuk-skip-link', classes)} id={id} data-module="nhsuk-skip-link" href={href}>
    {text ?? 'Skip to main content'}
  </a>
);
