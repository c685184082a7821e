import type { Alert, Exemplar, Series } from '../picture.ts';

interface Result {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

/** Prometheus's HTTP API, as far as Grafana's datasource uses it for our panels. Errors carry Prometheus's own text. */
export class Prometheus {
  constructor(private readonly url: string) {}

  async range(query: string, from: number, to: number, step: number): Promise<Series[]> {
    const data = await this.get<{ result: Result[] }>('query_range', { query, start: from, end: to, step });
    return data.result.map(({ metric, values }) => ({ labels: metric, points: values ?? [] }));
  }

  async instant(query: string, time: number): Promise<Series[]> {
    const data = await this.get<{ result: Result[] }>('query', { query, time });
    return data.result.map(({ metric, value }) => ({ labels: metric, points: value === undefined ? [] : [value] }));
  }

  async exemplars(query: string, from: number, to: number): Promise<Exemplar[]> {
    const data = await this.get<{ exemplars: { timestamp: number; value: string }[] }[]>('query_exemplars', {
      query,
      start: from,
      end: to,
    });
    return data.flatMap((series) => series.exemplars).map(({ timestamp, value }) => ({ time: timestamp, value: Number(value) }));
  }

  /** The alerts that fired, or were about to, at that time. */
  async alerts(time: number): Promise<Alert[]> {
    const since = await this.instant('ALERTS_FOR_STATE', time);
    const alerts = await this.instant('ALERTS', time);
    return alerts.map(({ labels: { __name__, alertname = '', alertstate, ...labels } }): Alert => ({
      name: alertname,
      state: alertstate === 'firing' ? 'firing' : 'pending',
      labels,
      since: Number(since.find((each) => isOf(each, alertname, labels))?.points[0]?.[1] ?? time),
    }));
  }

  private async get<T>(path: string, parameters: Record<string, string | number>): Promise<T> {
    const body = new URLSearchParams(Object.entries(parameters).map(([key, value]) => [key, String(value)]));
    const answer = await fetch(`${this.url}/api/v1/${path}?${body}`);
    const json = (await answer.json()) as { status: string; error?: string; data: T };
    if (json.status !== 'success') {
      throw new Error(json.error ?? `Prometheus answered ${answer.status}`);
    }
    return json.data;
  }
}

function isOf(since: Series, alert: string, labels: Record<string, string>): boolean {
  const { __name__, alertname, ...others } = since.labels;
  return alertname === alert && JSON.stringify(Object.entries(others).sort()) === JSON.stringify(Object.entries(labels).sort());
}
