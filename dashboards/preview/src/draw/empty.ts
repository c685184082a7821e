import { readFileSync } from 'node:fs';
import type { Panel } from '../dashboards.ts';
import type { PanelData, Picture } from '../picture.ts';

/** Panels that may be empty, as "dashboard / panel", each with its reason. */
export type AllowedEmpty = Record<string, string>;

export function readAllowed(file: string | undefined): AllowedEmpty {
  return file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as AllowedEmpty);
}

/** The panels without anything to show, as "dashboard / panel". */
export function emptyPanels(picture: Omit<Picture, 'theme'>): string[] {
  return picture.dashboard.panels
    .filter((panel) => panel.type !== 'row' && isEmpty(panel, picture.panels[panel.id]))
    .map((panel) => `${picture.dashboard.uid} / ${panel.title}`);
}

function isEmpty(panel: Panel, data: PanelData | undefined): boolean {
  if (data === undefined || data.missing !== undefined) {
    return true;
  }
  switch (panel.type) {
    case 'logs':
      return data.lines.length === 0;
    case 'alertlist':
      return data.alerts.length === 0;
    default:
      return !data.answers.some(({ series }) => series.some(({ points }) => points.some(([, value]) => value !== 'NaN')));
  }
}
