import { xml } from '../formats/xml.ts';
import type { EmbedStatus } from './status.ts';

/** Dark enough for white text (WCAG 2.2, 1.4.3: at least 4.5 to 1), from the palette of the design system. */
const fills: Readonly<Record<EmbedStatus['state'], string>> = {
  fine: '#006747',
  issue: '#aa2a2a',
  unknown: '#4c6272',
};

/** A mark of its own for each state, so that it is read without its colour. */
const marks: Readonly<Record<EmbedStatus['state'], string>> = { fine: '✓', issue: '!', unknown: '?' };

const height = 28;
const padding = 10;
/** Of a bold sans-serif letter at 13 pixels, on the wide side: no font is measured here. */
const letterWidth = 7.8;

/** The status as a picture of a few words. It says its state to screen readers, and loads nothing. */
export function badgeSvg(name: string, status: EmbedStatus): string {
  const label = `${marks[status.state]} ${status.label}`;
  const nameWidth = Math.ceil(name.length * letterWidth) + 2 * padding;
  const labelWidth = Math.ceil(label.length * letterWidth) + 2 * padding;
  const width = nameWidth + labelWidth;
  const font = 'font-family="Arial, Helvetica, sans-serif" font-size="13" font-weight="bold" fill="#fff"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t">`,
    `<title id="t">${xml(`${name}: ${status.label}`)}</title>`,
    `<rect width="${width}" height="${height}" rx="4" fill="#212b32"/>`,
    `<path d="M${nameWidth} 0h${labelWidth - 4}a4 4 0 0 1 4 4v${height - 8}a4 4 0 0 1 -4 4h-${labelWidth - 4}z" fill="${fills[status.state]}"/>`,
    `<g ${font} text-anchor="middle"><text x="${nameWidth / 2}" y="18.5">${xml(name)}</text>`,
    `<text x="${nameWidth + labelWidth / 2}" y="18.5">${xml(label)}</text></g>`,
    '</svg>\n',
  ].join('');
}

/** The name on the badge: of the practice or group, else of the service. */
export const badgeName = (scopeName: string | null, serviceName: string): string => {
  const name = scopeName ?? serviceName;
  return name.length <= 40 ? name : `${name.slice(0, 39).trimEnd()}…`;
};
