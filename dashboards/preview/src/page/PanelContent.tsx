import type { DataFrame } from '@grafana/data';
import type { ReactElement } from 'react';
import type { Panel } from '../dashboards.ts';
import type { PanelData, Picture } from '../picture.ts';
import { Alerts } from './Alerts.tsx';
import { Graph } from './Graph.tsx';
import { Heatmap } from './Heatmap.tsx';
import { Logs } from './Logs.tsx';
import { StateTimeline } from './StateTimeline.tsx';
import { Stat } from './Stat.tsx';
import { Table } from './Table.tsx';

/** What every kind of panel is given. */
export interface ContentProps {
  panel: Panel;
  picture: Picture;
  data: PanelData;
  frames: DataFrame[];
  width: number;
  height: number;
}

const KINDS: Record<string, (props: ContentProps) => ReactElement> = {
  alertlist: Alerts,
  heatmap: Heatmap,
  logs: Logs,
  stat: Stat,
  'state-timeline': StateTimeline,
  table: Table,
  timeseries: Graph,
};

export function PanelContent({ panel, picture, frames, width, height }: Omit<ContentProps, 'data'>) {
  const data = picture.panels[panel.id]!;
  const Kind = KINDS[panel.type];
  if (Kind === undefined) {
    throw new Error(`panels of type ${panel.type} cannot be drawn yet (${panel.title})`);
  }
  const nothing = frames.length === 0 && data.lines.length === 0 && data.alerts.length === 0;
  if (data.missing !== undefined || nothing) {
    return <NoData text={data.missing ?? panel.fieldConfig?.defaults.noValue ?? 'No data'} />;
  }
  return <Kind panel={panel} picture={picture} data={data} frames={frames} width={width} height={height} />;
}

function NoData({ text }: { text: string }) {
  return <div style={{ display: 'grid', placeItems: 'center', height: '100%', textAlign: 'center' }}>{text}</div>;
}
