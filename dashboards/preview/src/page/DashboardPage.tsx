import type { DataFrame } from '@grafana/data';
import { Icon, PanelChrome, useStyles2, useTheme2 } from '@grafana/ui';
import { css } from '@emotion/css';
import type { Panel } from '../dashboards.ts';
import type { Picture } from '../picture.ts';
import { PanelContent } from './PanelContent.tsx';
import { TopBar } from './TopBar.tsx';

/** Grafana's grid: 24 columns, rows of 30 pixels, gaps of 8. */
const COLUMNS = 24;
const ROW = 30;
const GAP = 8;
const MARGIN = 16;
const WIDTH = 1920 - 2 * MARGIN;

interface Props {
  picture: Picture;
  frames: Map<number, DataFrame[]>;
}

export function DashboardPage({ picture, frames }: Props) {
  const { panels } = picture.dashboard;
  const bottom = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  return (
    <>
      <TopBar picture={picture} />
      <div style={{ position: 'relative', margin: `0 ${MARGIN}px ${MARGIN}px`, height: bottom * (ROW + GAP) }}>
        {panels.map((panel) => (
          <div key={panel.id} style={{ position: 'absolute', ...box(panel) }}>
            {panel.type === 'row' ? (
              <Row title={panel.title} />
            ) : (
              <Framed panel={panel} picture={picture} frames={frames.get(panel.id) ?? []} />
            )}
          </div>
        ))}
      </div>
    </>
  );
}

function box({ gridPos: { x, y, w, h } }: Panel): { left: number; top: number; width: number; height: number } {
  const column = (WIDTH - GAP * (COLUMNS - 1)) / COLUMNS;
  return {
    left: x * (column + GAP),
    top: y * (ROW + GAP),
    width: Math.floor(w * column + (w - 1) * GAP),
    height: h * ROW + (h - 1) * GAP,
  };
}

function Row({ title }: { title: string }) {
  const styles = useStyles2((theme) => ({
    row: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), height: '100%', ...theme.typography.h5, margin: 0 }),
  }));
  return (
    <div className={styles.row}>
      <Icon name="angle-down" />
      {title}
    </div>
  );
}

function Framed({ panel, picture, frames }: { panel: Panel; picture: Picture; frames: DataFrame[] }) {
  const { width, height } = box(panel);
  const theme = useTheme2();
  const links = panel.links?.length ? <Icon name="external-link-alt" size="sm" color={theme.colors.text.secondary} /> : undefined;
  return (
    <PanelChrome
      width={width}
      height={height}
      title={panel.title}
      description={panel.description}
      titleItems={links}
      padding={panel.type === 'table' ? 'none' : 'md'}
    >
      {(innerWidth, innerHeight) => (
        <PanelContent panel={panel} picture={picture} frames={frames} width={innerWidth} height={innerHeight} />
      )}
    </PanelChrome>
  );
}
