// Asks the agent every few seconds, and shows what it says. Nothing leaves the page, and nothing comes from elsewhere.

import { CHARTS } from './charts.js';
import { show } from './parts.js';
import { Plot } from './plot.js';
import { parse } from './samples.js';

const EVERY_SECONDS = 5;

/** The second look: rates need two. */
const SOON_SECONDS = 1;
const KEPT_MINUTES = 15;

const plots = CHARTS.map(chart => new Plot(chart, (KEPT_MINUTES * 60) / EVERY_SECONDS));
document.getElementById('charts').append(...plots.map(plot => plot.element));

const about = document.getElementById('about');
const trouble = document.getElementById('trouble');
let before = null;

async function ask(path) {
  const answer = await fetch(path, { cache: 'no-store', headers: { Accept: 'text/plain, application/json' } });
  if (!answer.ok) {
    throw new Error(`${path} answers ${answer.status}: ${(await answer.text()).trim()}`);
  }
  return answer;
}

async function look() {
  const time = Date.now() / 1000;
  try {
    const [metrics, status] = await Promise.all([ask(document.body.dataset.metrics), ask('/status')]);
    const scrape = { time, samples: parse(await metrics.text()) };
    const pair = { before: before?.samples, now: scrape.samples, seconds: before ? time - before.time : 0 };
    plots.forEach(plot => plot.add(time, plot.chart.lines(pair)));
    before = scrape;
    describe(await status.json(), scrape.samples);
    trouble.hidden = true;
  } catch (failure) {
    // A gap in the lines, not a line over it.
    plots.forEach(plot => plot.add(time, null));
    before = null;
    trouble.textContent = `No answer at ${new Date().toLocaleTimeString()}: ${failure.message}`;
    trouble.hidden = false;
  }
}

function describe(status, samples) {
  const target = samples.get('target_info')?.[0]?.labels ?? {};
  const service = [target.service_name, target.service_version].filter(Boolean).join(' ');
  about.textContent = `${service ? `${service}, ` : ''}agent ${status.version}, up for ${duration(status.uptime_seconds)}`;
  document.title = service ? `${service} – Crowsnest` : 'Crowsnest';
  show(status, document.getElementById('parts'));
}

function duration(seconds) {
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const [size, name] = units.find(([least]) => seconds >= least) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${name}`;
}

/** Not while nobody looks: a page that was left open costs the application nothing. */
async function watch() {
  if (document.hidden) {
    before = null;
    document.addEventListener('visibilitychange', watch, { once: true });
    return;
  }
  const isFirst = before === null;
  await look();
  setTimeout(watch, (isFirst && before ? SOON_SECONDS : EVERY_SECONDS) * 1000);
}

watch();
