import type { GrafanaTheme2 } from '@grafana/data';
import { AxisPlacement, ScaleDirection, ScaleOrientation } from '@grafana/schema';
import { UPlotConfigBuilder } from '@grafana/ui';
import type { Picture } from '../picture.ts';

/** A plot over time as Grafana makes them, with rows one above the other instead of a scale of values. */
export function plotOfRows(
  picture: Picture,
  theme: GrafanaTheme2,
  rows: number,
  names: { at: number; text: string }[],
): UPlotConfigBuilder {
  const builder = new UPlotConfigBuilder('utc');
  builder.addScale({
    scaleKey: 'x',
    isTime: true,
    orientation: ScaleOrientation.Horizontal,
    direction: ScaleDirection.Right,
    range: () => [picture.from, picture.to],
  });
  builder.addAxis({ scaleKey: 'x', isTime: true, placement: AxisPlacement.Bottom, timeZone: 'utc', theme, grid: { show: true } });
  builder.addScale({
    scaleKey: 'y',
    orientation: ScaleOrientation.Vertical,
    direction: ScaleDirection.Up,
    range: () => [0, rows],
  });
  builder.addAxis({
    scaleKey: 'y',
    placement: AxisPlacement.Left,
    theme,
    grid: { show: false },
    splits: () => names.map(({ at }) => at),
    values: () => names.map(({ text }) => text),
  });
  builder.addSeries({ scaleKey: 'y', theme, show: true, pxAlign: false, pathBuilder: () => null, pointsBuilder: () => undefined });
  return builder;
}
