import { useStyles2, useTheme2 } from '@grafana/ui';
import { css } from '@emotion/css';
import type { ContentProps } from './PanelContent.tsx';

/** The list of alerts, those that fire first. Grafana does not publish its own; this shows the same facts. */
export function Alerts({ data, picture, height }: ContentProps) {
  const theme = useTheme2();
  const styles = useStyles2((theme) => ({
    list: css({ overflow: 'hidden' }),
    alert: css({ padding: theme.spacing(0.75, 1), borderBottom: `1px solid ${theme.colors.border.weak}` }),
    head: css({ display: 'flex', gap: theme.spacing(1), fontWeight: theme.typography.fontWeightMedium }),
    small: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  }));
  const shown = data.alerts
    .filter(({ name }) => name !== 'Watchdog')
    .sort((a, b) => a.state.localeCompare(b.state) || a.since - b.since);
  return (
    <div className={styles.list} style={{ height }}>
      {shown.map(({ name, state, labels, since }, i) => (
        <div key={i} className={styles.alert}>
          <div className={styles.head}>
            <span style={{ color: state === 'firing' ? theme.colors.error.text : theme.colors.warning.text }}>{state}</span>
            {name}
          </div>
          <div className={styles.small}>
            {Object.entries(labels)
              .map(([label, value]) => `${label}=${value}`)
              .join('  ')}
            {`  for ${Math.max(0, Math.round(picture.to / 1000 - since))} s`}
          </div>
        </div>
      ))}
    </div>
  );
}
