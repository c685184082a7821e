/** What is drawn: a dashboard and the answers to its queries. Collected by `draw`, shown by `page`. */
import type { Dashboard } from './dashboards.ts';

export interface Series {
  labels: Record<string, string>;
  /** Seconds since 1970, and the value as Prometheus writes it. */
  points: [number, string][];
}

export interface Exemplar {
  /** Seconds since 1970. */
  time: number;
  value: number;
}

/** The answer to one query of a panel. */
export interface Answer {
  refId: string;
  series: Series[];
  exemplars: Exemplar[];
}

export interface LogLine {
  /** ISO 8601. */
  time: string;
  level: string;
  message: string;
}

export interface Alert {
  name: string;
  state: 'firing' | 'pending';
  labels: Record<string, string>;
  /** Seconds since 1970. */
  since: number;
}

export interface PanelData {
  answers: Answer[];
  lines: LogLine[];
  alerts: Alert[];
  /** Why there can be no data, shown in the panel: there is no log store, for instance. */
  missing?: string;
}

/** A mark on all graphs; a point in time if it has no end. Milliseconds since 1970. */
export interface Mark {
  from: number;
  to?: number;
  colour: string;
}

export interface Picture {
  dashboard: Dashboard;
  theme: 'dark' | 'light';
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  /** Seconds between two points of a graph, by panel. */
  steps: Record<number, number>;
  choices: { label: string; text: string }[];
  panels: Record<number, PanelData>;
  marks: Mark[];
}
