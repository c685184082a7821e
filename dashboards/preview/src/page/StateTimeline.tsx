import { getFieldDisplayName, type GrafanaTheme2 } from '@grafana/data';
import { UPlotChart, useTheme2, VizLayout, VizLegend, type VizLegendItem } from '@grafana/ui';
import { LegendDisplayMode } from '@grafana/schema';
import { useMemo } from 'react';
import type uPlot from 'uplot';
import { marksOnGraph } from './marks.ts';
import type { ContentProps } from './PanelContent.tsx';
import { plotOfRows } from './plot.ts';

/** What was in which state, when. Grafana does not publish its own; equal values in a row are one piece, as `mergeValues` wants. */
export function StateTimeline({ panel, picture, frames, width, height }: ContentProps) {
  const theme = useTheme2();
  const { rowHeight } = panel.options as { rowHeight: number };
  const step = picture.steps[panel.id]! * 1000;
  const config = useMemo(() => {
    const names = frames.map((frame, i) => ({
      at: frames.length - i - 0.5,
      text: getFieldDisplayName(frame.fields[1]!, frame, frames),
    }));
    const builder = plotOfRows(picture, theme, frames.length, names);
    builder.addHook('draw', (plot: uPlot) => {
      const { ctx } = plot;
      ctx.save();
      frames.forEach((frame, i) => {
        const [times, values] = [frame.fields[0]!.values, frame.fields[1]!.values];
        const top = plot.valToPos(frames.length - i - (1 - rowHeight) / 2, 'y', true);
        const bottom = plot.valToPos(frames.length - i - 1 + (1 - rowHeight) / 2, 'y', true);
        ctx.globalAlpha = 0.7;
        for (const { from, to, value } of pieces(times, values, step)) {
          const left = plot.valToPos(from, 'x', true);
          const right = Math.min(plot.valToPos(to, 'x', true), plot.bbox.left + plot.bbox.width);
          ctx.fillStyle = frame.fields[1]!.display!(value).color ?? theme.colors.text.primary;
          ctx.fillRect(left, top, right - left, bottom - top);
        }
      });
      ctx.restore();
    });
    builder.addHook('draw', marksOnGraph(picture.marks, theme));
    return builder;
  }, [frames, picture, theme]);
  return (
    <VizLayout
      width={width}
      height={height}
      legend={
        <VizLayout.Legend placement="bottom">
          <VizLegend
            placement="bottom"
            displayMode={LegendDisplayMode.List}
            items={legendItems(panel.fieldConfig?.defaults['mappings'], theme)}
          />
        </VizLayout.Legend>
      }
    >
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

/** Equal values in a row; a gap of more than a step ends a piece. */
function pieces(times: number[], values: unknown[], step: number): { from: number; to: number; value: unknown }[] {
  const found: { from: number; to: number; value: unknown }[] = [];
  times.forEach((time, i) => {
    const last = found.at(-1);
    if (last !== undefined && last.value === values[i] && time <= last.to) {
      last.to = time + step;
    } else {
      found.push({ from: time, to: time + step, value: values[i] });
    }
  });
  return found;
}

function legendItems(mappings: unknown, theme: GrafanaTheme2): VizLegendItem[] {
  const values = (mappings as { options: Record<string, { text: string; color: string }> }[]).flatMap(({ options }) =>
    Object.values(options),
  );
  return values.map(({ text, color }) => ({ label: text, color: theme.visualization.getColorByName(color), yAxis: 1 }));
}
