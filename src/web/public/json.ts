import type { Bulletin, IncidentBulletin } from '#publishing';
import { updateText } from './claims.ts';
import { absolute } from './paths.ts';

/** The whole page model, as pages are rendered from it. */
export const bulletinJson = (bulletin: Bulletin): string => `${JSON.stringify(bulletin)}\n`;

/** One incident with what is true of the whole site. Each update also has its address and its text as pages show it. */
export function incidentJson(bulletin: Bulletin, incident: IncidentBulletin): string {
  const { current: _current, planned: _planned, past: _past, practices: _practices, ...site } = bulletin;
  const updates = incident.updates.map((update) => ({
    ...update,
    url: absolute(bulletin.publicUrl, update.path),
    text: updateText(update, bulletin.asOf),
  }));
  return `${JSON.stringify({ ...site, incident: { ...incident, updates } })}\n`;
}
