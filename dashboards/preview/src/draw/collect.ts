import type { Dashboard, Panel, Target } from '../dashboards.ts';
import type { Answer, Mark, PanelData, Picture } from '../picture.ts';
import type { Elasticsearch } from './elasticsearch.ts';
import { marks } from './marks.ts';
import type { Options } from './options.ts';
import type { Prometheus } from './prometheus.ts';
import { Variables } from './variables.ts';

/** Pixels of one column of the grid on a screen of 1920: as many points as Grafana asks for. */
const COLUMN = 76;

/** A dashboard with the answers to its queries, and which of them failed. */
export interface Collected {
  picture: Omit<Picture, 'theme'>;
  errors: string[];
}

export async function collect(
  dashboard: Dashboard,
  prometheus: Prometheus,
  elasticsearch: Elasticsearch | undefined,
  options: Options,
): Promise<Collected> {
  const { from, to } = options;
  const range = Math.round(to - from);
  const variables = new Variables(dashboard, options.chosen, { __range: `${range}s` });
  const errors: string[] = [];
  const panels: Record<number, PanelData> = {};
  const steps: Record<number, number> = {};
  for (const panel of dashboard.panels.filter((each) => each.type !== 'row')) {
    const step = Math.max(options.scrapeInterval, Math.ceil(range / (panel.gridPos.w * COLUMN)));
    steps[panel.id] = step;
    const data: PanelData = { answers: [], lines: [], alerts: [] };
    panels[panel.id] = data;
    try {
      await ask(panel, data, step);
    } catch (failure) {
      errors.push(`${dashboard.uid} / ${panel.title}: ${String(failure)}`);
      data.missing = String(failure);
    }
  }
  let found: Mark[] = [];
  try {
    found = await marks(dashboard, prometheus, variables, from, to);
  } catch (failure) {
    errors.push(`${dashboard.uid} / annotations: ${String(failure)}`);
  }
  return {
    picture: {
      dashboard,
      from: from * 1000,
      to: to * 1000,
      steps,
      choices: variables.shown(),
      panels,
      marks: found,
    },
    errors,
  };

  async function ask(panel: Panel, data: PanelData, step: number): Promise<void> {
    if (panel.type === 'alertlist') {
      data.alerts = await prometheus.alerts(to);
      return;
    }
    for (const target of panel.targets ?? []) {
      if (target.datasource.type === 'prometheus') {
        data.answers.push(await fromPrometheus(target, step));
      } else if (elasticsearch === undefined) {
        data.missing = 'no log store attached';
      } else if (panel.type === 'logs') {
        data.lines = await elasticsearch.lines(variables.filled(target.query ?? '', 'lucene'), from, to, 200);
      } else {
        const bar = Math.max(step, niceInterval(range / 60));
        steps[panel.id] = bar;
        const series = await elasticsearch.counts(target, variables.filled(target.query ?? '', 'lucene'), from, to, bar);
        data.answers.push({ refId: target.refId, series, exemplars: [] });
      }
    }
  }

  async function fromPrometheus(target: Target, step: number): Promise<Answer> {
    // Grafana's rule: wide enough for four scrapes, and for one step and a scrape more.
    const window = Math.max(step + options.scrapeInterval, 4 * options.scrapeInterval);
    const query = variables.with({ __rate_interval: `${window}s`, __interval: `${step}s` }).filled(target.expr ?? '');
    // Points lie on multiples of the step, so that they stay where they are when time moves on.
    const [start, end] = [Math.floor(from / step) * step, Math.floor(to / step) * step];
    return {
      refId: target.refId,
      series: target.instant === true ? await prometheus.instant(query, to) : await prometheus.range(query, start, end, step),
      exemplars: target.exemplar === true ? await prometheus.exemplars(query, from, to) : [],
    };
  }
}

/** The width of bars: a number of seconds that people count in. */
function niceInterval(seconds: number): number {
  return [1, 5, 10, 15, 30, 60, 120, 300, 600].find((each) => each >= seconds) ?? 3600;
}
