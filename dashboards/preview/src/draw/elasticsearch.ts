import type { Target } from '../dashboards.ts';
import type { LogLine, Series } from '../picture.ts';

/** The data streams that the shipped datasource looks at. */
const INDEX = 'logs-*-*';

interface Bucket {
  key: string;
  over_time: { buckets: { key: number; doc_count: number }[] };
}

/** Elasticsearch's search, as Grafana's datasource asks for log lines and their number over time. */
export class Elasticsearch {
  constructor(private readonly url: string) {}

  async lines(query: string, from: number, to: number, limit: number): Promise<LogLine[]> {
    const answer = await this.search<{ hits: { hits: { _source: Record<string, string> }[] } }>({
      size: limit,
      sort: [{ '@timestamp': 'desc' }],
      query: between(query, from, to),
    });
    return answer.hits.hits.map(({ _source }) => ({
      time: _source['@timestamp'] ?? '',
      level: _source['log.level'] ?? '',
      message: _source['message'] ?? '',
    }));
  }

  /** The number of documents in each `step` seconds, a series for each value of the field that the target counts by. */
  async counts(target: Target, query: string, from: number, to: number, step: number): Promise<Series[]> {
    const terms = target.bucketAggs?.find((each) => each.type === 'terms');
    const answer = await this.search<{ aggregations?: { by: { buckets: Bucket[] } } }>({
      size: 0,
      query: between(query, from, to),
      aggs: {
        by: {
          terms: { field: terms?.field, size: Number(terms?.settings.size ?? 10) },
          aggs: {
            over_time: {
              date_histogram: {
                field: '@timestamp',
                fixed_interval: `${step}s`,
                min_doc_count: 0,
                extended_bounds: { min: from * 1000, max: to * 1000 },
              },
            },
          },
        },
      },
    });
    return (answer.aggregations?.by.buckets ?? []).map(({ key, over_time }) => ({
      labels: { [terms?.field ?? '']: key },
      points: over_time.buckets.map((bucket) => [bucket.key / 1000, String(bucket.doc_count)]),
    }));
  }

  private async search<T>(body: unknown): Promise<T> {
    const answer = await fetch(`${this.url}/${INDEX}/_search`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) {
      throw new Error(`Elasticsearch answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    }
    return (await answer.json()) as T;
  }
}

function between(query: string, from: number, to: number): unknown {
  return {
    bool: {
      filter: [
        { range: { '@timestamp': { gte: from * 1000, lte: to * 1000, format: 'epoch_millis' } } },
        { query_string: { query, analyze_wildcard: true } },
      ],
    },
  };
}
