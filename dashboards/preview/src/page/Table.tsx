import type { FieldConfigSource } from '@grafana/data';
import { TableNG } from '@grafana/ui/unstable';
import type { TableCellHeight, TableSortByFieldState } from '@grafana/schema';
import type { ContentProps } from './PanelContent.tsx';
import { timeRange } from './time.ts';

interface TableOptions {
  cellHeight: TableCellHeight;
  showHeader: boolean;
  frameIndex: number;
  sortBy: TableSortByFieldState[];
}

export function Table({ panel, picture, frames, width, height }: ContentProps) {
  const options = panel.options as unknown as TableOptions;
  return (
    <TableNG
      data={frames[options.frameIndex]!}
      width={width}
      height={height}
      noHeader={!options.showHeader}
      cellHeight={options.cellHeight}
      sortBy={options.sortBy}
      fieldConfig={panel.fieldConfig as unknown as FieldConfigSource}
      timeRange={timeRange(picture)}
      structureRev={1}
      enableVirtualization={false}
    />
  );
}
