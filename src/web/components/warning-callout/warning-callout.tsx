import type { FC, PropsWithChildren } from 'hono/jsx';
import { Card } from '../card/card.tsx';
import type { CommonOptions, HeadingLevel } from '../markup.ts';

export type WarningCalloutOptions = PropsWithChildren<
  CommonOptions & {
    /** Specific: what is the matter, not "Warning". */
    heading: string;
    headingId?: string | undefined;
    headingLevel?: HeadingLevel | undefined;
    /** Said first by screen readers unless the heading already says it; default "Important". */
    visuallyHiddenText?: string | undefined;
    /** One paragraph. For anything more, pass children. */
    text?: string | undefined;
  }
>;

/** The current state and anything time-critical: at most two a page, and a heading must follow. */
export const WarningCallout: FC<WarningCalloutOptions> = (options) => (
  <Card
    id={options.id}
    classes={options.classes}
    variant="warning"
    heading={{
      text: options.heading,
      id: options.headingId,
      level: options.headingLevel ?? 3,
      visuallyHiddenText: /important/i.test(options.heading)
        ? undefined
        : (options.visuallyHiddenText ?? 'Important'),
    }}
    text={options.text}
  >
    {options.children}
  </Card>
);
