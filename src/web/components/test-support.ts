import { asOptions, contentOf, option } from '../../../test/support/nhsuk-fixtures.ts';
import type { LabelOptions } from './index.ts';

/**
 * Options of the design system's label as ours. Its heading may be `true`, a text, or options; ours is one shape.
 * @returns `undefined` when it needs a caption or a class that overrides the size, which ours does not offer.
 */
export function labelOptions(value: unknown): LabelOptions | undefined {
  if (typeof value === 'string') return { text: value };
  const { heading, caption, size, classes, id, isPageHeading, ...rest } = asOptions(value);
  const details = asOptions(heading);
  if (caption !== undefined || (size !== undefined && classes !== undefined)) return undefined;
  const hasHeading = isPageHeading === true || (isPageHeading !== false && Boolean(heading));
  return {
    text: contentOf(heading) ?? contentOf(rest) ?? '',
    id: option(id),
    classes: option(classes),
    size: hasHeading ? option(details.size ?? size) : option(size),
    heading: hasHeading ? { level: option(details.level), id: option(details.id) } : undefined,
  };
}
