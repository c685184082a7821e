import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dashboard } from '../dashboards.ts';
import { Variables } from './variables.ts';

const DASHBOARD = {
  templating: {
    list: [
      { type: 'query', name: 'job', label: 'Job', query: '', allValue: '.+' },
      { type: 'custom', name: 'level', label: 'Level', query: 'WARN,ERROR', allValue: '*' },
      { type: 'textbox', name: 'q', label: 'Search', query: '*' },
    ],
  },
} as unknown as Dashboard;

function filled(text: string, usual: 'promql' | 'lucene', chosen: Record<string, string[]> = {}): string {
  return new Variables(DASHBOARD, new Map(Object.entries(chosen)), { __range: '300s' }).filled(text, usual);
}

test('all is what the variable says, whatever the format', () => {
  assert.equal(filled('up{job=~"$job"} ${job:lucene} ${level:lucene}', 'promql'), 'up{job=~".+"} .+ *');
});

test('several values are alternatives of a regular expression, and dots in them are dots', () => {
  assert.equal(filled('$job', 'promql', { job: ['a.b', 'c'] }), '(a\\\\.b|c)');
});

test('a slash does not end the regular expression of a query for log lines', () => {
  assert.equal(filled('service.name:/${job:regex}/', 'lucene', { job: ['shop/eu.1'] }), 'service.name:/shop\\/eu\\.1/');
});

test('several values are quoted for Elasticsearch', () => {
  assert.equal(filled('$level', 'lucene', { level: ['WARN', 'ERROR'] }), '("WARN" OR "ERROR")');
});

test('a text is escaped for Elasticsearch unless it is raw', () => {
  assert.equal(filled('$q ${q:raw}', 'lucene'), '\\* *');
});

test("Grafana's own variables are put in, and unknown ones stay", () => {
  assert.equal(filled('[$__range] ${__value.raw} $unknown', 'promql'), '[300s] ${__value.raw} $unknown');
});
