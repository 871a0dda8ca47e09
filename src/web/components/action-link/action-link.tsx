import type { FC } from 'hono/jsx';
import { Icon } from '../icon/icon.tsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

export interface ActionLinkOptions extends CommonOptions {
  text: Content;
  href: string;
}

/** The one thing most readers of this page should do next. */
export const ActionLink: FC<ActionLinkOptions> = ({ id, classes, text, href }) => (
  <a class={classNames('nhsuk-action-link', classes)} id={id} href={safeHref(href)}>
    <Icon name="arrow-right-circle" />
    <span class="nhsuk-action-link__text">{text}</span>
  </a>
);
