import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dashboardFiles, type Dashboard } from '../dashboards.ts';
import { linkFaults } from './links.ts';
import { promqlFaults } from './promql.ts';
import { typeFaults } from './types.ts';

const FILE = 'crowsnest-service.json';
const files = dashboardFiles();

/** The dashboards with one text replaced by another in that of the service. */
function planted(right: string, wrong: string): Map<string, string> {
  const text = files.get(FILE) ?? '';
  assert.ok(text.includes(right), `${FILE} has no ${right}`);
  return new Map(files).set(FILE, text.replace(right, wrong));
}

function parsed(texts: Map<string, string>): Dashboard[] {
  return [...texts.values()].map((text) => JSON.parse(text) as Dashboard);
}

after(() => typeFaults());

const WRONG_TYPES: [what: string, right: string, wrong: string][] = [
  ['a key that dashboards do not have', '"graphTooltip": 1', '"tooltip": 1'],
  ['a text where a number belongs', '"schemaVersion": 41', '"schemaVersion": "41"'],
  ['a kind of panel that is not ours', '"type": "stat"', '"type": "stats"'],
  ['an option that the kind of panel does not have', '"colorMode": "value"', '"colourMode": "value"'],
  ['a value that the option does not have', '"displayMode": "table"', '"displayMode": "grid"'],
  ['a setting of lines that does not exist', '"lineWidth": 1', '"lineThickness": 1'],
  ['an override of a property that does not exist', '"id": "custom.cellOptions"', '"id": "custom.cells"'],
  ['a threshold without a mode', '"mode": "absolute",', ''],
  ['a query without a name', '"refId": "A",', ''],
];

for (const [what, right, wrong] of WRONG_TYPES) {
  test(`the type check finds ${what}`, () => {
    assert.notDeepEqual(typeFaults(planted(right, wrong)), []);
  });
}

test('the grammar finds a bracket that is not closed', () => {
  assert.notDeepEqual(promqlFaults(parsed(planted('[$__rate_interval]))', '[$__rate_interval])'))), []);
});

test('a link to a dashboard that does not exist is found', () => {
  assert.notDeepEqual(linkFaults(parsed(planted('/d/crowsnest-jvm?', '/d/crowsnest-vm?'))), []);
});

test('a link that sets what its target does not have is found', () => {
  assert.notDeepEqual(linkFaults(parsed(planted('&var-host=', '&var-hosts='))), []);
});

test('a link with a variable that the dashboard does not have is found', () => {
  assert.notDeepEqual(linkFaults(parsed(planted('${job:queryparam}&var-host', '${service:queryparam}&var-host'))), []);
});

test('a link that does not decode is found', () => {
  assert.notDeepEqual(linkFaults(parsed(planted('/d/crowsnest-jvm?', '/d/crowsnest-jvm?%E0%A4%A&'))), []);
});
