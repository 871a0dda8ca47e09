/**
 * Classes that our components can write but the public pages do not: the staff console has its own sheet. A test
 * fails when a public page uses one of them; then take it out of this list and build again.
 */
export const omittedClasses: readonly RegExp[] = [
  /^nhsuk-button--(?:brand|login|reverse|secondary-solid|secondary|warning)$/,
  /^nhsuk-card--(?:clickable|primary|secondary)$/,
  /^nhsuk-header(?:__navigation)?--(?:white|justified)$/,
  /^nhsuk-header__menu/,
  /^nhsuk-heading-(?:xl|xs|xxs)$/,
  /^nhsuk-icon--size-/,
  /^nhsuk-input--(?:large|code|width-(?:2|3|4|5|30))$/,
  /^nhsuk-input-wrapper(?:--large|__prefix|__suffix)$/,
  /^nhsuk-label--xl$/,
  /^nhsuk-label-wrapper$/,
  /^nhsuk-notification-banner--success$/,
  /^nhsuk-pagination--numbered$/,
  /^nhsuk-pagination__(?:item.*|previous|next)$/,
  /^nhsuk-panel/,
  /^nhsuk-search-input--large$/,
  /^nhsuk-summary-list__actions/,
  /^nhsuk-table--(?:striped|no-border)$/,
  /^nhsuk-table__caption--(?:l|xl)$/,
  /^nhsuk-tag--(?:pink|purple|aqua-green|no-colour|no-border)$/,
  /^nhsuk-u-width-/,
];

/**
 * Selectors that no page of ours meets although their classes occur: sorting needs a script, headings have no
 * captions, a link already looks like `.nhsuk-link`, icons are drawn in the current colour from the start, the
 * header has no logo, and no page shows keyboard keys or sample output.
 */
export const omittedSelectors: readonly RegExp[] = [
  /\[(?:data|aria)-sort/,
  /(?<!:not\()\[class\^=nhsuk-caption\]/,
  /\[class\*=/,
  /^(?:button)?\.nhsuk-link\b/,
  /^(?:a|\.nhsuk-[\w-]+(?:\[href\]| a)?):(?:visited|focus|hover|active) \.nhsuk-icon$/,
  /:has\(svg\)/,
  /^(?:samp|kbd|var|address|select|textarea)\b/,
  /-ms-|-moz-/,
  /\.\\:focus\):hover/,
  // Its picture would be a request of its own; browsers draw one themselves.
  /search-cancel-button/,
  // Shadows that follow the scrolling; public.scss has a plain region instead.
  /\.nhsuk-scroll/,
];

/**
 * Names the classes in a rendered page whose rules were left out of the public style sheet.
 * For tests of public pages: the answer must be empty.
 */
export function omittedClassesIn(html: string): string[] {
  const names = [...html.matchAll(/ class="([^"]*)"/g)].flatMap(([, value = '']) => value.split(' '));
  return [...new Set(names)].filter((name) => omittedClasses.some((omitted) => omitted.test(name)));
}
