import { getValueFormat, formattedValueToString } from '@grafana/data';
import { UPlotChart, useTheme2, VizLayout } from '@grafana/ui';
import * as schemes from 'd3-scale-chromatic';
import { useMemo } from 'react';
import type uPlot from 'uplot';
import type { Series } from '../picture.ts';
import { diamond, worthShowing } from './exemplars.ts';
import { marksOnGraph } from './marks.ts';
import type { ContentProps } from './PanelContent.tsx';
import { plotOfRows } from './plot.ts';

const LEGEND_HEIGHT = 36;

interface HeatmapOptions {
  cellGap: number;
  color: { scheme: string; steps: number; reverse: boolean };
  filterValues: { le: number };
  exemplars: { color: string };
}

/** How many fell into a bucket in each step; Prometheus counts all up to a bound, Grafana takes the bound below off. */
interface Bucket {
  upTo: number;
  counts: Map<number, number>;
}

/** A histogram over time. Grafana does not publish its own; this draws the same cells, colours and axis. */
export function Heatmap({ panel, picture, data, width, height }: ContentProps) {
  const theme = useTheme2();
  const options = panel.options as unknown as HeatmapOptions;
  const buckets = useMemo(() => bucketsOf(data.answers.flatMap(({ series }) => series)), [data]);
  const most = Math.max(...buckets.flatMap(({ counts }) => [...counts.values()]));
  const colours = palette(options.color.scheme, options.color.steps, theme.isDark !== options.color.reverse);
  const step = picture.steps[panel.id]! * 1000;
  const config = useMemo(() => {
    const format = getValueFormat(panel.fieldConfig?.defaults.unit);
    const every = Math.max(1, Math.ceil(buckets.length / ((height - LEGEND_HEIGHT) / 24)));
    const names = buckets
      .map(({ upTo }, row) => ({ at: row + 1, text: Number.isFinite(upTo) ? formattedValueToString(format(upTo)) : '+Inf' }))
      .filter((_, row) => row % every === 0);
    const builder = plotOfRows(picture, theme, buckets.length, names);
    builder.addHook('draw', (plot: uPlot) => {
      const { ctx } = plot;
      const gap = options.cellGap * window.devicePixelRatio;
      ctx.save();
      ctx.beginPath();
      ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
      ctx.clip();
      buckets.forEach(({ counts }, row) => {
        const top = plot.valToPos(row + 1, 'y', true);
        const bottom = plot.valToPos(row, 'y', true);
        for (const [time, count] of counts) {
          if (count > options.filterValues.le) {
            const left = plot.valToPos(time - step, 'x', true);
            const right = plot.valToPos(time, 'x', true);
            ctx.fillStyle = colours[Math.min(colours.length - 1, Math.floor((count / most) * colours.length))]!;
            ctx.fillRect(left, top, right - left - gap, bottom - top - gap);
          }
        }
      });
      ctx.fillStyle = options.exemplars.color;
      for (const { time, value } of worthShowing(
        data.answers.flatMap(({ exemplars }) => exemplars),
        step / 1000,
      )) {
        diamond(ctx, plot.valToPos(time * 1000, 'x', true), plot.valToPos(rowOf(value, buckets), 'y', true));
      }
      ctx.restore();
    });
    builder.addHook('draw', marksOnGraph(picture.marks, theme));
    return builder;
  }, [buckets, picture, theme]);
  const legend = (
    <VizLayout.Legend placement="bottom">
      <ColourScale colours={colours} most={most} />
    </VizLayout.Legend>
  );
  return (
    <VizLayout width={width} height={height} legend={legend}>
      {(plotWidth, plotHeight) => (
        <UPlotChart
          config={config}
          data={[
            [picture.from, picture.to],
            [null, null],
          ]}
          width={plotWidth}
          height={plotHeight}
        />
      )}
    </VizLayout>
  );
}

function bucketsOf(series: Series[]): Bucket[] {
  const upTo = (each: Series) => (each.labels['le'] === '+Inf' ? Infinity : Number(each.labels['le']));
  let below = new Map<number, number>();
  const buckets = [...series]
    .sort((a, b) => upTo(a) - upTo(b))
    .map((each) => {
      const sums = new Map(each.points.map(([time, value]) => [time * 1000, Number(value)]));
      const counts = new Map([...sums].map(([time, sum]) => [time, Math.max(0, sum - (below.get(time) ?? 0))]));
      below = sums;
      return { upTo: upTo(each), counts };
    });
  return buckets;
}

/** Where a value lies among rows: within its bucket as far as it is between the bounds. */
function rowOf(value: number, buckets: Bucket[]): number {
  const row = buckets.findIndex(({ upTo }) => value <= upTo);
  const low = buckets[row - 1]?.upTo ?? 0;
  const high = buckets[row]?.upTo ?? Infinity;
  return row + (Number.isFinite(high) ? (value - low) / (high - low) : 0.5);
}

function palette(scheme: string, steps: number, lightIsMuch: boolean): string[] {
  const interpolate = (schemes as unknown as Record<string, (share: number) => string>)[`interpolate${scheme}`];
  if (interpolate === undefined) {
    throw new Error(`there is no colour scheme ${scheme}`);
  }
  return Array.from({ length: steps }, (_, i) => interpolate(lightIsMuch ? 1 - i / (steps - 1) : i / (steps - 1)));
}

function ColourScale({ colours, most }: { colours: string[]; most: number }) {
  return (
    <div style={{ width: 300, margin: '4px 8px', fontSize: 12 }}>
      <div style={{ height: 8, borderRadius: 2, background: `linear-gradient(to right, ${colours.join(',')})` }} />
      <div style={{ display: 'flex', justifyContent: 'space-between' }}>
        <span>0</span>
        <span>{most.toPrecision(3)} per second</span>
      </div>
    </div>
  );
}
