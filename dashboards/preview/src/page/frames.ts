import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  FieldConfigOptionsRegistry,
  FieldType,
  toDataFrame,
  transformDataFrame,
  type DataFrame,
  type FieldConfigPropertyItem,
  type FieldConfigSource,
  type GrafanaTheme2,
} from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import type { Panel, Target } from '../dashboards.ts';
import type { Answer, Picture, Series } from '../picture.ts';

/** What a panel of time series has where it says nothing itself: the defaults of Grafana's plugin. */
const GRAPH_DEFAULTS = {
  axisBorderShow: false,
  axisCenteredZero: false,
  axisGridShow: true,
  axisLabel: '',
  axisPlacement: 'auto',
  barAlignment: 0,
  barWidthFactor: 0.6,
  drawStyle: 'line',
  fillOpacity: 0,
  gradientMode: 'none',
  hideFrom: { legend: false, tooltip: false, viz: false },
  insertNulls: false,
  lineInterpolation: 'linear',
  lineWidth: 1,
  pointSize: 5,
  scaleDistribution: { type: 'linear' },
  showPoints: 'auto',
  spanNulls: false,
  stacking: { group: 'A', mode: 'none' },
  thresholdsStyle: { mode: 'off' },
};

const TABLE_DEFAULTS = { align: 'auto', cellOptions: { type: 'auto' }, inspect: false };

const STANDARD = ['unit', 'min', 'max', 'decimals', 'color', 'thresholds', 'mappings', 'noValue', 'links', 'displayName'];

/** The data of a panel as Grafana's components take it: transformed, with units, colours and overrides put in. */
export async function frames(panel: Panel, picture: Picture, theme: GrafanaTheme2): Promise<DataFrame[]> {
  const data = picture.panels[panel.id];
  if (data === undefined || panel.fieldConfig === undefined) {
    return [];
  }
  const raw = data.answers.flatMap((answer) => {
    const target = panel.targets!.find((each) => each.refId === answer.refId)!;
    return panel.type === 'table'
      ? table(answer, panel.targets!.length)
      : answer.series.map((series) => graph(answer, target, series, picture.steps[panel.id]!));
  });
  const transformed = await firstValueFrom(
    transformDataFrame(panel.transformations ?? [], raw, { interpolate: (text: string) => text }),
  );
  const finished = applyFieldOverrides({
    data: transformed,
    fieldConfig: fieldConfig(panel),
    fieldConfigRegistry: registry(panel),
    replaceVariables: (text) => text,
    theme,
    timeZone: 'utc',
  });
  cacheFieldDisplayNames(finished);
  return finished;
}

function fieldConfig(panel: Panel): FieldConfigSource {
  const defaults = panel.type === 'timeseries' ? GRAPH_DEFAULTS : panel.type === 'table' ? TABLE_DEFAULTS : {};
  const given = structuredClone(panel.fieldConfig!) as FieldConfigSource;
  // JSON has no -Infinity: the lowest threshold is null there.
  for (const step of given.defaults.thresholds?.steps ?? []) {
    step.value ??= -Infinity;
  }
  given.defaults.custom = { ...defaults, ...given.defaults.custom };
  return given;
}

/** The properties that fields can have. Grafana's own registry comes with their editors and is not published. */
function registry(panel: Panel): FieldConfigOptionsRegistry {
  const custom = new Set(Object.keys(fieldConfig(panel).defaults.custom ?? {}));
  for (const { properties } of panel.fieldConfig!.overrides) {
    properties.filter(({ id }) => id.startsWith('custom.')).forEach(({ id }) => custom.add(id.slice('custom.'.length)));
  }
  const items = [...STANDARD.map((path) => property(path, false)), ...[...custom].map((path) => property(path, true))];
  return new FieldConfigOptionsRegistry(() => items);
}

function property(path: string, isCustom: boolean): FieldConfigPropertyItem {
  return {
    id: isCustom ? `custom.${path}` : path,
    path,
    name: path,
    isCustom,
    process: (value: unknown) => value,
    shouldApply: () => true,
    editor: () => null,
    override: () => null,
  } as unknown as FieldConfigPropertyItem;
}

function graph({ refId }: Answer, target: Target, { labels, points }: Series, step: number): DataFrame {
  const interval = step * 1000;
  const name = legend(target, labels);
  return toDataFrame({
    refId,
    name,
    fields: [
      { name: 'Time', type: FieldType.time, values: points.map(([time]) => time * 1000), config: { interval } },
      {
        name: 'Value',
        type: FieldType.number,
        values: points.map(([, value]) => finite(value)),
        labels,
        config: { displayNameFromDS: name },
      },
    ],
  });
}

/** One row a series, a column for each label and one for the value. */
function table({ refId, series }: Answer, queries: number): DataFrame {
  const labels = [...new Set(series.flatMap((each) => Object.keys(each.labels)))].sort();
  const last = series.map(({ points }) => points.at(-1));
  return toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: last.map((point) => (point?.[0] ?? 0) * 1000) },
      ...labels.map((label) => ({
        name: label,
        type: FieldType.string,
        values: series.map((each) => each.labels[label] ?? ''),
        config: { filterable: true },
      })),
      {
        name: queries > 1 ? `Value #${refId}` : 'Value',
        type: FieldType.number,
        values: last.map((point) => (point === undefined ? null : number(point[1]))),
      },
    ],
  });
}

/** Graphs have gaps where there is no number. */
function finite(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function number(text: string): number {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}

function legend({ legendFormat }: Target, labels: Record<string, string>): string {
  return legendFormat === undefined
    ? Object.values(labels).join(' ')
    : legendFormat.replace(/\{\{\s*(\w+)\s*}}/g, (_, label: string) => labels[label] ?? '');
}
