import type { Bulletin } from '#publishing';
import { statuspageFor } from '../../resolve.ts';
import type { Component } from './components.ts';
import type { Statuspage } from './documents.ts';
import { stableId } from './ids.ts';
import { incidentId } from './incidents.ts';
import type { ComponentShape, ComponentStatus, IncidentShape, MaintenanceShape } from './shapes.ts';

/** Who is told, and when the message is made. */
export interface WebhookMeta {
  unsubscribeUrl: string;
  documentationUrl: string;
  generatedAt: Date;
}

const metaOf = ({ unsubscribeUrl, documentationUrl, generatedAt }: WebhookMeta) => ({
  unsubscribe: unsubscribeUrl,
  documentation: documentationUrl,
  generated_at: generatedAt.toISOString(),
});

const pageOf = ({ page, status }: Statuspage) => ({
  id: page.id,
  status_indicator: status.indicator,
  status_description: status.description,
});

/**
 * The body that Statuspage posts about an incident or planned work. Receivers take the text of the first of
 * `incident_updates`, which is the newest, and the incident's id to tell repeats.
 */
export function incidentWebhook(
  statuspage: Statuspage,
  incident: IncidentShape | MaintenanceShape,
  meta: WebhookMeta,
): object {
  const planned = 'scheduled_for' in incident;
  return {
    meta: metaOf(meta),
    page: pageOf(statuspage),
    incident: {
      ...incident,
      backfilled: false,
      impact_override: null,
      postmortem_body: null,
      postmortem_body_last_updated_at: null,
      postmortem_ignored: false,
      postmortem_published_at: incident.status === 'postmortem' ? incident.updated_at : null,
      postmortem_notified_subscribers: false,
      postmortem_notified_twitter: false,
      scheduled_for: planned ? incident.scheduled_for : null,
      scheduled_until: planned ? incident.scheduled_until : null,
      scheduled_remind_prior: false,
      scheduled_reminded_at: null,
      scheduled_auto_in_progress: planned,
      scheduled_auto_completed: planned,
    },
  };
}

/** The body that Statuspage posts when a component changes its status. */
export function componentWebhook(
  statuspage: Statuspage,
  { shape }: Pick<Component, 'shape'>,
  change: { from: ComponentStatus; at: Date },
  meta: WebhookMeta,
): object {
  const { components: _members, ...component }: ComponentShape = shape;
  return {
    meta: metaOf(meta),
    page: pageOf(statuspage),
    component,
    component_update: {
      id: stableId('component update', shape.id, change.from, shape.status, change.at.toISOString()),
      component_id: shape.id,
      component_type: 'Component',
      old_status: change.from,
      new_status: shape.status,
      created_at: change.at.toISOString(),
    },
  };
}

/**
 * The body about an update that has been published; undefined while the bulletin does not have the update yet.
 */
export function updateWebhook(
  bulletin: Bulletin,
  of: { slug: string | null; number: number | null },
  meta: WebhookMeta,
): object | undefined {
  const incident = [...bulletin.current, ...bulletin.past].find(({ slug }) => slug === of.slug);
  if (!incident?.updates.some(({ number }) => number === of.number)) return undefined;
  const statuspage = statuspageFor(bulletin);
  const id = incidentId(incident);
  const shape = statuspage.incidents.find((each) => each.id === id);
  return shape && incidentWebhook(statuspage, shape, meta);
}
