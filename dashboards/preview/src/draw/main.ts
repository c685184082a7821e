/** Draws the dashboards. Ends with 1 if a query fails or a panel is empty that may not be, with 2 if it is called wrongly. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dashboards } from '../dashboards.ts';
import { Page } from './browser.ts';
import { collect } from './collect.ts';
import { Elasticsearch } from './elasticsearch.ts';
import { emptyPanels, readAllowed } from './empty.ts';
import { readOptions, USAGE, type Options } from './options.ts';
import { Prometheus } from './prometheus.ts';

let options: Options;
try {
  options = readOptions(process.argv.slice(2));
} catch (wrong) {
  console.error(`draw: ${wrong instanceof Error ? wrong.message : String(wrong)}\n\n${USAGE}`);
  process.exit(2);
}

const prometheus = new Prometheus(options.prometheus);
const elasticsearch = options.elasticsearch === undefined ? undefined : new Elasticsearch(options.elasticsearch);
try {
  await prometheus.instant('1', options.to);
} catch (failure) {
  console.error(`draw: no Prometheus answers at ${options.prometheus}: ${String(failure)}`);
  process.exit(2);
}
const allowed = readAllowed(options.allowEmpty);
const all = dashboards(options.dashboards);
const chosen = all.filter(({ uid }) => options.only.length === 0 || options.only.includes(uid));
if (chosen.length === 0) {
  console.error(`draw: --only names none of ${all.map(({ uid }) => uid).join(', ')}`);
  process.exit(2);
}
mkdirSync(options.out, { recursive: true });

let faults = 0;
function fault(text: string): void {
  faults++;
  console.error(text);
}

const page = await Page.open(options.chromium);
try {
  for (const dashboard of chosen) {
    const { picture, errors } = await collect(dashboard, prometheus, elasticsearch, options);
    errors.forEach(fault);
    for (const empty of emptyPanels(picture)) {
      const reason = allowed[empty];
      if (reason === undefined) {
        fault(`${empty}: empty`);
      } else {
        console.log(`${empty}: empty, ${reason}`);
      }
    }
    for (const theme of options.themes) {
      const name = join(options.out, `${dashboard.uid}-${theme}`);
      await page.draw({ ...picture, theme }, `${name}.png`, `${name}-full.png`);
      console.log(`${name}.png`);
    }
  }
} finally {
  await page.close();
}
process.exitCode = faults === 0 ? 0 : 1;
