// The shapes of Atlassian Statuspage's public API, version 2: names, nullability and order as its clients expect them.

export type Indicator = 'none' | 'minor' | 'major' | 'critical' | 'maintenance';
export type ComponentStatus =
  | 'operational'
  | 'degraded_performance'
  | 'partial_outage'
  | 'major_outage'
  | 'under_maintenance';
export type IncidentStatus = 'investigating' | 'identified' | 'monitoring' | 'resolved' | 'postmortem';
export type MaintenanceStatus = 'scheduled' | 'in_progress' | 'verifying' | 'completed';

export interface PageShape {
  id: string;
  name: string;
  url: string;
  time_zone: string;
  updated_at: string;
}

export interface ComponentShape {
  id: string;
  name: string;
  status: ComponentStatus;
  created_at: string;
  updated_at: string;
  position: number;
  description: string | null;
  showcase: boolean;
  start_date: string | null;
  group_id: string | null;
  page_id: string;
  group: boolean;
  only_show_if_degraded: boolean;
  /** Of a group: its members. */
  components?: string[];
}

export interface AffectedComponentShape {
  code: string;
  name: string;
  old_status: ComponentStatus;
  new_status: ComponentStatus;
}

export interface UpdateShape<S extends string = IncidentStatus> {
  id: string;
  status: S;
  body: string;
  incident_id: string;
  created_at: string;
  updated_at: string;
  display_at: string;
  affected_components: AffectedComponentShape[] | null;
  deliver_notifications: boolean;
  custom_tweet: null;
  tweet_id: null;
}

export interface IncidentShape<S extends string = IncidentStatus> {
  id: string;
  name: string;
  status: S;
  created_at: string;
  updated_at: string;
  monitoring_at: string | null;
  resolved_at: string | null;
  impact: Indicator;
  shortlink: string;
  started_at: string;
  page_id: string;
  /** Newest first. */
  incident_updates: UpdateShape<S>[];
  components: ComponentShape[];
  reminder_intervals: null;
}

export interface MaintenanceShape extends IncidentShape<MaintenanceStatus> {
  scheduled_for: string;
  scheduled_until: string;
}

export interface StatusShape {
  indicator: Indicator;
  description: string;
}
