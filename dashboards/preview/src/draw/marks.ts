import type { Dashboard } from '../dashboards.ts';
import type { Mark, Series } from '../picture.ts';
import type { Prometheus } from './prometheus.ts';
import type { Variables } from './variables.ts';

/** Grafana asks for annotations with this step, in seconds. */
const STEP = 60;

/** The marks that a dashboard has on its graphs, of those annotations that are on. */
export async function marks(
  dashboard: Dashboard,
  prometheus: Prometheus,
  variables: Variables,
  from: number,
  to: number,
): Promise<Mark[]> {
  const found: Mark[] = [];
  for (const each of dashboard.annotations.list.filter((annotation) => annotation.enable)) {
    for (const series of await prometheus.range(variables.filled(each.expr), from, to, STEP)) {
      const moments = each.useValueForTime
        ? [...new Set(series.points.map(([, value]) => Number(value)))].map((from) => ({ from }))
        : spans(series);
      found.push(...moments.map((moment) => ({ ...moment, colour: each.iconColor })));
    }
  }
  return found.filter((mark) => (mark.to ?? mark.from) >= from * 1000 && mark.from <= to * 1000);
}

/** Values above zero in a row are one mark. */
function spans(series: Series): { from: number; to?: number }[] {
  const found: { from: number; to?: number }[] = [];
  for (const [seconds, value] of series.points) {
    const time = seconds * 1000;
    const last = found.at(-1);
    if (!(Number(value) > 0)) {
      continue;
    }
    if (last !== undefined && (last.to ?? last.from) + STEP * 1000 >= time) {
      last.to = time;
    } else {
      found.push({ from: time });
    }
  }
  return found;
}
