import type { FC } from 'hono/jsx';
import { Icon } from '../icon/icon.tsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

export interface PaginationStep {
  href: string;
  /** The name of the page it leads to; only without numbers. */
  label?: Content | undefined;
  /** Replaces "Previous page" or "Next page". */
  text?: Content | undefined;
}

export type PaginationItem =
  | { number: number; href: string; current?: boolean | undefined }
  | { ellipsis: true };

export interface PaginationOptions extends CommonOptions {
  previous?: PaginationStep | undefined;
  next?: PaginationStep | undefined;
  /** Page numbers. The page's title must then say "(page 1 of 4)". */
  items?: readonly PaginationItem[] | undefined;
  ariaLabel?: string | undefined;
}

type Direction = 'previous' | 'next';

const relations = { previous: 'prev', next: 'next' } as const;
const linkClasses = {
  previous: 'nhsuk-pagination__link nhsuk-pagination__link--prev',
  next: 'nhsuk-pagination__link nhsuk-pagination__link--next',
} as const;
const arrows = { previous: 'arrow-left', next: 'arrow-right' } as const;

const StepTitle: FC<{ direction: Direction; text: Content | undefined }> = ({ direction, text }) => (
  <span class="nhsuk-pagination__title">
    {text ?? (
      <>
        {direction === 'previous' ? 'Previous' : 'Next'}
        <span class="nhsuk-u-visually-hidden"> page</span>
      </>
    )}
  </span>
);

/** A step beside page numbers. */
const NumberedStep: FC<{ direction: Direction; step: PaginationStep }> = ({ direction, step }) => {
  const title = <StepTitle direction={direction} text={step.text} />;
  const arrow = <Icon name={arrows[direction]} />;
  const className = direction === 'previous' ? 'nhsuk-pagination__previous' : 'nhsuk-pagination__next';
  return (
    <a href={safeHref(step.href)} class={className} rel={relations[direction]}>
      {direction === 'previous' ? [arrow, title] : [title, arrow]}
    </a>
  );
};

/** A step that names the page it leads to. */
const NamedStep: FC<{ direction: Direction; step: PaginationStep }> = ({ direction, step }) => (
  <li class={direction === 'previous' ? 'nhsuk-pagination-item--previous' : 'nhsuk-pagination-item--next'}>
    <a class={linkClasses[direction]} href={safeHref(step.href)} rel={relations[direction]}>
      <StepTitle direction={direction} text={step.text} />
      {step.label === undefined ? null : (
        <>
          <span class="nhsuk-u-visually-hidden">:</span>
          <span class="nhsuk-pagination__page">{step.label}</span>
        </>
      )}
      <Icon name={arrows[direction]} />
    </a>
  </li>
);

const NumberItem: FC<{ item: PaginationItem }> = ({ item }) => {
  if ('ellipsis' in item) {
    return <li class="nhsuk-pagination__item nhsuk-pagination__item--ellipsis">⋯</li>;
  }
  return (
    <li class={classNames('nhsuk-pagination__item', item.current && 'nhsuk-pagination__item--current')}>
      <a
        class="nhsuk-pagination__link"
        href={safeHref(item.href)}
        aria-label={`Page ${item.number}`}
        aria-current={item.current ? 'page' : undefined}
      >
        {item.number}
      </a>
    </li>
  );
};

/** Steps to the neighbouring pages, with page numbers when `items` are given. */
export const Pagination: FC<PaginationOptions> = ({ id, classes, previous, next, items, ariaLabel }) => {
  const numbered = items !== undefined && items.length > 0;
  const Step = numbered ? NumberedStep : NamedStep;
  const back = previous ? <Step direction="previous" step={previous} /> : null;
  const onward = next ? <Step direction="next" step={next} /> : null;
  return (
    <nav
      class={classNames('nhsuk-pagination', numbered && 'nhsuk-pagination--numbered', classes)}
      id={id}
      aria-label={ariaLabel ?? 'Pagination'}
    >
      {numbered ? (
        <>
          {back}
          <ul class="nhsuk-pagination__list">
            {items.map((item) => (
              <NumberItem item={item} />
            ))}
          </ul>
          {onward}
        </>
      ) : (
        <ul class="nhsuk-list nhsuk-pagination__list">
          {back}
          {onward}
        </ul>
      )}
    </nav>
  );
};
