import type { FC, PropsWithChildren } from 'hono/jsx';
import { Icon } from '../icon/icon.tsx';
import type { CommonOptions, Content, HeadingLevel } from '../markup.ts';
import { classNames, headingTag, safeHref } from '../markup.ts';

const variants = {
  feature: 'nhsuk-card--feature',
  primary: 'nhsuk-card--primary',
  secondary: 'nhsuk-card--secondary',
  warning: 'nhsuk-card--warning',
} as const;

export type CardVariant = keyof typeof variants;

export interface CardHeading {
  text: Content;
  id?: string | undefined;
  level?: HeadingLevel | undefined;
  size?: 's' | 'm' | 'l' | 'xl' | 'xs' | undefined;
  /** Said first by screen readers, followed by a colon. */
  visuallyHiddenText?: string | undefined;
}

export type CardOptions = PropsWithChildren<
  CommonOptions & {
    heading?: CardHeading | string | undefined;
    /** Makes the heading a link. */
    href?: string | undefined;
    /** Lets the whole card be pressed; only with `href`. */
    clickable?: boolean | undefined;
    variant?: CardVariant | undefined;
    /** One paragraph. For anything more, pass children. */
    text?: string | undefined;
  }
>;

const CardTitle: FC<{ heading: CardHeading; href?: string | undefined }> = ({ heading, href }) => {
  const Tag = headingTag(heading.level ?? 2);
  const { text, visuallyHiddenText } = heading;
  let inner = <>{text}</>;
  if (href !== undefined) {
    inner = (
      <a class="nhsuk-card__link" href={safeHref(href)}>
        {text}
      </a>
    );
  } else if (visuallyHiddenText) {
    // Not in the ARIA standard, but it makes VoiceOver read the two parts as one heading.
    inner = (
      // biome-ignore lint/a11y/useValidAriaRole: see above
      <span role="text">
        <span class="nhsuk-u-visually-hidden">{visuallyHiddenText}: </span>
        {text}
      </span>
    );
  }
  return (
    <Tag
      class={classNames('nhsuk-card__heading', heading.size && `nhsuk-heading-${heading.size}`)}
      id={heading.id}
    >
      {inner}
    </Tag>
  );
};

/** A box with a heading; the base of warning callouts and do and don't lists. */
export const Card: FC<CardOptions> = ({ id, classes, heading, href, clickable, variant, text, children }) => {
  const title = typeof heading === 'string' ? { text: heading } : heading;
  // A feature card's heading is a label on its border, never a link.
  const titleHref = variant === 'feature' ? undefined : href;
  return (
    <div
      class={classNames(
        'nhsuk-card',
        clickable && 'nhsuk-card--clickable',
        variant && variants[variant],
        classes,
      )}
      id={id}
    >
      <div class="nhsuk-card__content">
        {title ? <CardTitle heading={title} href={titleHref} /> : null}
        {text === undefined ? children : <p class="nhsuk-card__description">{text}</p>}
        {variant === 'primary' ? <Icon name="chevron-right-circle" /> : null}
      </div>
    </div>
  );
};
