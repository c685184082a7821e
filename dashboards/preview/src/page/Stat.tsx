import {
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  type FieldConfigSource,
  type FieldDisplay,
  type ReduceDataOptions,
} from '@grafana/data';
import {
  BigValue,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  useTheme2,
  VizRepeater,
  type VizRepeaterRenderValueProps,
} from '@grafana/ui';
import { VizOrientation } from '@grafana/schema';
import type { ContentProps } from './PanelContent.tsx';

interface StatOptions {
  colorMode: BigValueColorMode;
  graphMode: BigValueGraphMode;
  justifyMode: BigValueJustifyMode;
  textMode: BigValueTextMode;
  wideLayout: boolean;
  orientation: VizOrientation;
  reduceOptions: ReduceDataOptions;
}

/** One number, or a few. */
export function Stat({ panel, frames, width, height }: ContentProps) {
  const theme = useTheme2();
  const options = panel.options as unknown as StatOptions;
  const values = getFieldDisplayValues({
    fieldConfig: panel.fieldConfig as unknown as FieldConfigSource,
    reduceOptions: options.reduceOptions,
    replaceVariables: (text) => text,
    theme,
    data: frames,
    sparkline: options.graphMode !== BigValueGraphMode.None,
    timeZone: 'utc',
  });
  const show = ({
    value,
    width,
    height,
    count,
    alignmentFactors,
  }: VizRepeaterRenderValueProps<FieldDisplay, ReturnType<typeof getDisplayValueAlignmentFactors>>) => (
    <BigValue
      value={value.display}
      count={count}
      sparkline={value.sparkline}
      colorMode={options.colorMode}
      graphMode={options.graphMode}
      justifyMode={options.justifyMode}
      textMode={options.textMode}
      alignmentFactors={alignmentFactors}
      width={width}
      height={height}
      theme={theme}
      disableWideLayout={!options.wideLayout}
    />
  );
  return (
    <VizRepeater
      getValues={() => values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      renderValue={show}
      source={frames}
      width={width}
      height={height}
      itemSpacing={3}
      renderCounter={0}
      autoGrid
      orientation={options.orientation}
    />
  );
}
