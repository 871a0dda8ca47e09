import type { FC } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

export interface ContentsItem {
  text: Content;
  href: string;
  /** The page being read: shown as text. */
  current?: boolean | undefined;
  items?: readonly ContentsItem[] | undefined;
}

export interface ContentsListOptions extends CommonOptions {
  items: readonly ContentsItem[];
  /** Name of the landmark; default "Pages in this guide". */
  ariaLabel?: string | undefined;
  /** Heading for screen readers; default "Contents". */
  visuallyHiddenText?: string | undefined;
}

const Level: FC<{ items: readonly ContentsItem[] }> = ({ items }) => (
  <ol class="nhsuk-contents-list__list">
    {items.map((item) => (
      <li class="nhsuk-contents-list__item" aria-current={item.current ? 'page' : undefined}>
        {item.current ? (
          <span class="nhsuk-contents-list__current">{item.text}</span>
        ) : (
          <a class="nhsuk-contents-list__link" href={safeHref(item.href)}>
            {item.text}
          </a>
        )}
        {item.items ? <Level items={item.items} /> : null}
      </li>
    ))}
  </ol>
);

/** The pages of a guide, or the sections of a long page. */
export const ContentsList: FC<ContentsListOptions> = ({
  id,
  classes,
  items,
  ariaLabel,
  visuallyHiddenText,
}) => (
  <nav
    class={classNames('nhsuk-contents-list', classes)}
    id={id}
    aria-label={ariaLabel ?? 'Pages in this guide'}
  >
    <h2 class="nhsuk-u-visually-hidden">{visuallyHiddenText ?? 'Contents'}</h2>
    <Level items={items} />
  </nav>
);
