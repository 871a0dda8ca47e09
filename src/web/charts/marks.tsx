import type { FC } from 'hono/jsx';
import type { MarkedState } from './strip.ts';

// Presentation attributes, not classes: a picture keeps its meaning when it is printed, saved or shown without the style
// sheet, and the content security policy allows no styles in the markup.

/** Colours of the marks on white. Each state has its own height and texture too: see `markHeight` and `Patterns`. */
export const ink = {
  text: '#212b32',
  quiet: '#4c6272',
  rule: '#d8dde0',
  shade: '#f0f4f5',
  link: '#005eb8',
  down: '#8a1509',
  degraded: '#c8860d',
  unknown: '#768692',
  line: '#005eb8',
  limit: '#8a1509',
} as const;

/** The share of a row's height that a mark takes: down is full, slow is the lower half, no data is a texture. */
export const markHeight: Readonly<Record<MarkedState, number>> = { down: 1, degraded: 0.5, unknown: 1 };

/** What a state is called in pictures and tables of the console. */
export const markWords: Readonly<Record<MarkedState | 'up', string>> = {
  down: 'Down',
  degraded: 'Slow or unstable',
  unknown: 'No data',
  up: 'Connected',
};

const unknownPattern = (id: string): string => `${id}-unknown`;

/** How a state is painted in the picture `id`. */
export const paintOf = (id: string, state: MarkedState): string =>
  state === 'unknown' ? `url(#${unknownPattern(id)})` : ink[state];

/** The texture of "no data". Every picture has its own copy: ids are unique on a page. */
export const Patterns: FC<{ id: string }> = ({ id }) => (
  <defs>
    <pattern id={unknownPattern(id)} width="4" height="4" patternUnits="userSpaceOnUse">
      <rect width="4" height="4" fill="#e8edee" />
      <path d="M-1 1L1 -1M0 4L4 0M3 5L5 3" stroke={ink.unknown} stroke-width="0.9" />
    </pattern>
  </defs>
);

/** One row of 16 units with a mark of this state in it, as in the pictures. */
const Swatch: FC<{ id: string; state: MarkedState | 'up' }> = ({ id, state }) => (
  <svg class="allclear-legend__swatch" width="32" height="16" viewBox="0 0 32 16" aria-hidden="true">
    <Patterns id={id} />
    <rect x="0.5" y="0.5" width="31" height="15" fill="#fff" stroke={ink.quiet} />
    {state === 'up' ? null : (
      <rect
        x="8"
        y={1 + 14 * (1 - markHeight[state])}
        width="16"
        height={14 * markHeight[state]}
        fill={paintOf(id, state)}
      />
    )}
  </svg>
);

const explained: Readonly<Record<MarkedState | 'up', string>> = {
  down: 'full height, solid',
  degraded: 'lower half',
  unknown: 'striped; not counted as up or as down',
  up: 'blank',
};

/** What the marks mean, in words: nothing in a picture is told by colour alone. */
export const Legend: FC<{ id: string; notes?: readonly string[] }> = ({ id, notes = [] }) => (
  <ul class="nhsuk-list allclear-legend" aria-label="Key to the picture">
    {(['down', 'degraded', 'unknown', 'up'] as const).map((state) => (
      <li>
        <Swatch id={`${id}-key-${state}`} state={state} /> {markWords[state]} ({explained[state]})
      </li>
    ))}
    {notes.map((note) => (
      <li>{note}</li>
    ))}
  </ul>
);
