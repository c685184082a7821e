import { Icon, ToolbarButton, useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import type { Picture } from '../picture.ts';

/** What Grafana shows above a dashboard: where one is, what is chosen, which time. */
export function TopBar({ picture }: { picture: Picture }) {
  const { title } = picture.dashboard;
  const styles = useStyles2((theme) => ({
    path: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(1),
      height: 48,
      padding: theme.spacing(0, 2),
      background: theme.colors.background.primary,
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      color: theme.colors.text.secondary,
      '& b': { color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium },
    }),
    controls: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1), padding: theme.spacing(1, 2) }),
    choice: css({ display: 'flex', height: 32, lineHeight: '30px', fontSize: theme.typography.bodySmall.fontSize }),
    label: css({
      padding: theme.spacing(0, 1),
      background: theme.colors.background.primary,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRight: 'none',
      borderRadius: `${theme.shape.radius.default} 0 0 ${theme.shape.radius.default}`,
      fontWeight: theme.typography.fontWeightMedium,
    }),
    value: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
      padding: theme.spacing(0, 1),
      background: theme.components.input.background,
      border: `1px solid ${theme.components.input.borderColor}`,
      borderRadius: `0 ${theme.shape.radius.default} ${theme.shape.radius.default} 0`,
      fontSize: theme.typography.body.fontSize,
    }),
    spring: css({ flexGrow: 1 }),
  }));
  const minutes = Math.round((picture.to - picture.from) / 60_000);
  return (
    <>
      <div className={styles.path}>
        <Icon name="apps" />
        Dashboards <Icon name="angle-right" /> Crowsnest <Icon name="angle-right" /> <b>{title}</b>
      </div>
      <div className={styles.controls}>
        {picture.choices.map(({ label, text }) => (
          <div key={label} className={styles.choice}>
            <span className={styles.label}>{label}</span>
            <span className={styles.value}>
              {text} <Icon name="angle-down" />
            </span>
          </div>
        ))}
        <span className={styles.spring} />
        <ToolbarButton icon="apps" variant="canvas" isOpen={false}>
          Crowsnest
        </ToolbarButton>
        <ToolbarButton icon="clock-nine" variant="canvas" isOpen={false}>
          {`Last ${minutes === 60 ? '1 hour' : `${minutes} minutes`}`}
        </ToolbarButton>
        <ToolbarButton icon="sync" variant="canvas" isOpen={false}>
          30s
        </ToolbarButton>
      </div>
    </>
  );
}
