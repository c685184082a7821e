import { type DataFrame } from '@grafana/data';
import { TimeSeries, useTheme2, type UPlotConfigBuilder } from '@grafana/ui';
import type { VizLegendOptions } from '@grafana/schema';
import { useMemo } from 'react';
import { exemplarsAsDiamonds } from './exemplars.ts';
import { marksOnGraph } from './marks.ts';
import type { ContentProps } from './PanelContent.tsx';
import { timeRange } from './time.ts';

/** Lines and bars over time, drawn by Grafana's own component; marks and exemplars are ours, as Grafana does not publish its own. */
export function Graph({ panel, picture, data, frames, width, height }: ContentProps) {
  const theme = useTheme2();
  const range = useMemo(() => timeRange(picture), [picture]);
  const legend = { calcs: [], ...(panel.options['legend'] as object) } as unknown as VizLegendOptions;
  const hooked = useMemo(() => new WeakSet<UPlotConfigBuilder>(), []);
  const addHooks = (config: UPlotConfigBuilder, _: DataFrame) => {
    if (!hooked.has(config)) {
      hooked.add(config);
      config.addHook('draw', marksOnGraph(picture.marks, theme));
      config.addHook('draw', exemplarsAsDiamonds(data.answers, picture.steps[panel.id]!, theme));
    }
    return null;
  };
  return (
    <TimeSeries frames={frames} width={width} height={height} timeRange={range} timeZone="utc" legend={legend}>
      {addHooks}
    </TimeSeries>
  );
}
