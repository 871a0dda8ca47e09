import type { FC } from 'hono/jsx';
import { BackLink } from '../back-link/back-link.tsx';
import type { CommonOptions, TextLink } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

export interface BreadcrumbOptions extends CommonOptions {
  /** From the home page down to the parent of this page; the page itself is not listed. */
  items: readonly TextLink[];
  /** What the single link on narrow screens says and where it leads; default the last item. */
  backLink?: { text?: string | undefined; href?: string | undefined } | undefined;
  ariaLabel?: string | undefined;
}

/** Where the page sits. Narrow screens show only the link back to the parent. */
export const Breadcrumb: FC<BreadcrumbOptions> = ({ id, classes, items, backLink, ariaLabel }) => {
  const parent = items.at(-1);
  return (
    <nav class={classNames('nhsuk-breadcrumb', classes)} id={id} aria-label={ariaLabel ?? 'Breadcrumb'}>
      <ol class="nhsuk-breadcrumb__list">
        {items.map((item) => (
          <li class="nhsuk-breadcrumb__list-item">
            <a class="nhsuk-breadcrumb__link" href={safeHref(item.href)}>
              {item.text}
            </a>
          </li>
        ))}
      </ol>
      <BackLink
        visuallyHiddenText="Back to"
        text={backLink?.text ?? parent?.text}
        href={backLink?.href ?? parent?.href}
      />
    </nav>
  );
};
