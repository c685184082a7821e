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

function filled(text: string, usual: 'regex' | 'lucene', chosen: Record<string, string[]> = {}): string {
  return new Variables(DASHBOARD, new Map(Object.entries(chosen)), { __range: '300s' }).filled(text, usual);
}

test('all is what the variable says, whatever the format', () => {
  assert.equal(filled('up{job=~"$job"} ${job:lucene} ${level:lucene}', 'regex'), 'up{job=~".+"} .+ *');
});

test('several values are alternatives of a regular expression, and dots in them are dots', () => {
  assert.equal(filled('$job', 'regex', { job: ['a.b', 'c'] }), '(a\\.b|c)');
});

test('several values are quoted for Elasticsearch', () => {
  assert.equal(filled('$level', 'lucene', { level: ['WARN', 'ERROR'] }), '("WARN" OR "ERROR")');
});

test('a text is escaped for Elasticsearch unless it is raw', () => {
  assert.equal(filled('$q ${q:raw}', 'lucene'), '\\* *');
});

test("Grafana's own variables are put in, and unknown ones stay", () => {
  assert.equal(filled('[$__range] ${__value.raw} $unknown', 'regex'), '[300s] ${__value.raw} $unknown');
});
