import { strToU8, zipSync } from 'fflate';
import type { Bulletin, IncidentBulletin, PublishedUpdate } from '#publishing';
import { absolute, paths } from '../paths.ts';
import { updateTitle } from '../words.ts';
import { packParts, packState } from './state.ts';

/**
 * The pack as one file. One that is withdrawn holds only the notice that says so: its texts must not spread further.
 * The same pack is always the same bytes.
 */
export function packZip(
  bulletin: Bulletin,
  incident: IncidentBulletin,
  update: PublishedUpdate,
): Uint8Array | undefined {
  const { pack } = update;
  if (!pack) return undefined;
  const state = packState(incident, update, bulletin.asOf);
  const address = absolute(bulletin.publicUrl, paths.pack(update.path));
  const head = `${incident.title}\nUpdate ${update.number}: ${updateTitle(update)}\n${address}\n`;
  const files: Record<string, Uint8Array> =
    state.use === 'withdrawn'
      ? { 'WITHDRAWN.txt': text(`${head}\nThis pack is withdrawn. Do not use it.\n${state.reason}\n`) }
      : {
          'README.txt': text(
            `${head}\nBefore you use a text, look at the address above: it says when this pack is withdrawn.\n`,
          ),
          ...Object.fromEntries(
            packParts(bulletin, incident, pack).map((part) => [part.fileName, text(`${part.text}\n`)]),
          ),
          'poster.txt': text(`${[pack.poster.heading, ...pack.poster.lines].join('\n\n')}\n`),
        };
  return zipSync(files, { level: 6, mtime: zipTime(update.publishedAt) });
}

/** A zip file keeps local time of an unnamed zone; the parts of the UTC time stand in it wherever this runs. */
function zipTime(instant: string): Date {
  const at = new Date(instant);
  return new Date(at.getTime() + at.getTimezoneOffset() * 60_000);
}

const text = (content: string): Uint8Array => strToU8(content.replaceAll('\n', '\r\n'));
