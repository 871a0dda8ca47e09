import type { Bulletin } from '#publishing';
import type { Scope } from '../formats/scope.ts';
import { incidentsOf } from '../formats/scope.ts';
import { absolute, paths } from '../paths.ts';
import { counted, staleWords, stateSentence, unrealWords } from '../words.ts';

/** What stands in a badge or a banner on somebody else's page: one sentence, true now, and where to read more. */
export interface EmbedStatus {
  /** `unknown` when our own data are old or missing: never taken for good news. */
  state: 'fine' | 'issue' | 'unknown';
  /** For a badge: two or three words. */
  label: string;
  text: string;
  url: string;
  asOf: string;
}

/** The status of everything, of one practice, or of one group. */
export function embedStatus(bulletin: Bulletin, scope: Scope): EmbedStatus {
  const { publicUrl, asOf } = bulletin;
  const unreal = unrealWords(bulletin);
  const said = staleStatus(bulletin) ?? incidentStatus(bulletin, scope) ?? connectionStatus(scope);
  const { state, label, text, page = scope.page } = said;
  const told = unreal ? `${text} ${unreal}` : text;
  return { state, label, text: told, url: absolute(publicUrl, page), asOf };
}

type Said = Pick<EmbedStatus, 'state' | 'label' | 'text'> & { page?: string };

function staleStatus(bulletin: Bulletin): Said | undefined {
  const stale = staleWords(bulletin);
  return stale ? { state: 'unknown', label: 'not up to date', text: stale.text } : undefined;
}

function incidentStatus(bulletin: Bulletin, scope: Scope): Said | undefined {
  const open = incidentsOf({ ...bulletin, past: [] }, scope);
  const [first] = open;
  if (!first) return undefined;
  if (open.length > 1) {
    const titles = open.map((incident) => incident.title).join('; ');
    return {
      state: 'issue',
      label: counted(open.length, 'issue'),
      text: `There are ${open.length} IT issues: ${titles}.`,
    };
  }
  return {
    state: 'issue',
    label: first.label.text.toLowerCase(),
    text: `${first.title}. State: ${first.label.text.toLowerCase()}.`,
    page: scope.name === null ? paths.incident(first.slug) : scope.page,
  };
}

function connectionStatus(scope: Scope): Said {
  const { practices, name } = scope;
  const [only] = practices;
  if (name !== null && only && practices.length === 1) {
    const state = only.state === 'up' ? 'fine' : only.state === 'unknown' ? 'unknown' : 'issue';
    const label = { fine: 'connected', unknown: 'no recent data', issue: 'connection trouble' }[state];
    return { state, label, text: `${name}: ${stateSentence(only.state)}` };
  }
  if (practices.length > 0 && practices.every((practice) => practice.state === 'unknown'))
    return { state: 'unknown', label: 'no recent data', text: 'We have no recent data.' };
  const trouble = practices.filter(({ state }) => state === 'down' || state === 'degraded').length;
  if (trouble > 0) {
    const words = `${counted(trouble, 'practice')} ${trouble === 1 ? 'has' : 'have'} connection trouble.`;
    return { state: 'issue', label: `${trouble} in trouble`, text: `No IT issue is declared. ${words}` };
  }
  return { state: 'fine', label: 'no known issues', text: 'We know of no current IT issues.' };
}

export const embedJson = (status: EmbedStatus): string => `${JSON.stringify(status)}\n`;
