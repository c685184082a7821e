import { parser } from '@prometheus-io/lezer-promql';
import { dashboards, type Dashboard } from '../dashboards.ts';

/** Expressions of a dashboard with the place where they are: panels, annotations, variables. */
export function expressions(dashboard: Dashboard): [where: string, expression: string][] {
  const found: [string, string][] = [];
  for (const panel of dashboard.panels) {
    for (const target of panel.targets ?? []) {
      if (target.expr !== undefined) {
        found.push([`${dashboard.uid} / ${panel.title} ${target.refId}`, target.expr]);
      }
    }
  }
  for (const mark of dashboard.annotations.list) {
    found.push([`${dashboard.uid} / annotation ${mark.name}`, mark.expr]);
  }
  for (const variable of dashboard.templating.list) {
    const query = typeof variable.query === 'string' ? variable.query : variable.query.query;
    const selector = /^label_values\((.*),[^,]*\)$/.exec(query)?.[1];
    if (selector !== undefined) {
      found.push([`${dashboard.uid} / variable ${variable.name}`, selector]);
    }
  }
  return found;
}

/** What Prometheus's own grammar does not read, a line each. */
export function promqlFaults(of = dashboards()): string[] {
  const faults: string[] = [];
  for (const [where, expression] of of.flatMap(expressions)) {
    // Grafana puts a duration there; the other variables stand in strings.
    const text = expression.replace(/\$__(rate_interval|range|interval)\b/g, '5m');
    parser.parse(text).iterate({
      enter: (node) => {
        if (node.type.isError) {
          faults.push(`${where}: not PromQL at character ${node.from}: ${text}`);
        }
      },
    });
  }
  return faults;
}
