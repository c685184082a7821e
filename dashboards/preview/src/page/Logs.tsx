import { dateTimeFormat } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { css } from '@emotion/css';
import type { ContentProps } from './PanelContent.tsx';

const COLOURS: Record<string, string> = { ERROR: 'red', WARN: 'yellow', INFO: 'green', DEBUG: 'blue', TRACE: 'light-blue' };

/** Log lines, the newest first. Grafana does not publish its own panel; this has its columns and colours. */
export function Logs({ data, height }: ContentProps) {
  const theme = useTheme2();
  const styles = useStyles2((theme) => ({
    list: css({
      overflow: 'hidden',
      fontFamily: theme.typography.fontFamilyMonospace,
      fontSize: theme.typography.bodySmall.fontSize,
    }),
    line: css({ display: 'flex', gap: theme.spacing(1), padding: '1px 0', lineHeight: '20px' }),
    bar: css({ width: 3, flexShrink: 0, borderRadius: 1 }),
    time: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
    level: css({ width: 44, flexShrink: 0 }),
    message: css({ overflowWrap: 'anywhere' }),
  }));
  return (
    <div className={styles.list} style={{ height }}>
      {data.lines.map(({ time, level, message }, i) => {
        const colour = theme.visualization.getColorByName(COLOURS[level] ?? 'gray');
        return (
          <div key={i} className={styles.line}>
            <span className={styles.bar} style={{ background: colour }} />
            <span className={styles.time}>
              {dateTimeFormat(Date.parse(time), { timeZone: 'utc', format: 'YYYY-MM-DD HH:mm:ss.SSS' })}
            </span>
            <span className={styles.level} style={{ color: colour }}>
              {level.toLowerCase()}
            </span>
            <span className={styles.message}>{message}</span>
          </div>
        );
      })}
    </div>
  );
}
