import { parseArgs } from 'node:util';

export const USAGE = `Draws the dashboards from live data.

  npm run draw -- --prometheus URL --out DIRECTORY [options]

  --prometheus URL        where to ask, as http://127.0.0.1:9090
  --elasticsearch URL     where the log lines are; without it panels of logs say that there is no log store
  --out DIRECTORY         where the pictures go: <dashboard>-<theme>.png and, below the first screen too, <dashboard>-<theme>-full.png
  --dashboards DIRECTORY  which dashboards, those of dashboards/output if not given
  --minutes N             how much time to show, 60 if not given
  --to SECONDS            the end of it since 1970, now if not given
  --scrape-interval N     seconds between two scrapes, 15 if not given
  --only UID,UID          these dashboards only
  --theme NAME            dark or light only
  --var NAME=VALUE        a choice at the top, may be given several times; all values if not given
  --allow-empty FILE      JSON: panels that may be empty, as {"dashboard / panel": "reason"}
  --chromium COMMAND      the browser, chromium if not given
`;

export interface Options {
  prometheus: string;
  elasticsearch?: string;
  out: string;
  dashboards?: string;
  /** Seconds since 1970. */
  from: number;
  to: number;
  scrapeInterval: number;
  only: string[];
  themes: ('dark' | 'light')[];
  chosen: Map<string, string[]>;
  allowEmpty?: string;
  chromium: string;
}

/** Reads the command line; throws an Error that says what would be right. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      prometheus: { type: 'string' },
      elasticsearch: { type: 'string' },
      out: { type: 'string' },
      dashboards: { type: 'string' },
      minutes: { type: 'string', default: '60' },
      to: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
      'scrape-interval': { type: 'string', default: '15' },
      only: { type: 'string' },
      theme: { type: 'string' },
      var: { type: 'string', multiple: true, default: [] },
      'allow-empty': { type: 'string' },
      chromium: { type: 'string', default: 'chromium' },
    },
  });
  const to = positive('to', values.to);
  return {
    prometheus: url('prometheus', values.prometheus),
    elasticsearch: values.elasticsearch === undefined ? undefined : url('elasticsearch', values.elasticsearch),
    out: values.out ?? fail('--out is missing: the directory for the pictures'),
    dashboards: values.dashboards,
    from: to - 60 * positive('minutes', values.minutes),
    to,
    scrapeInterval: positive('scrape-interval', values['scrape-interval']),
    only: values.only?.split(',') ?? [],
    themes: themes(values.theme),
    chosen: choices(values.var),
    allowEmpty: values['allow-empty'],
    chromium: values.chromium,
  };
}

function fail(message: string): never {
  throw new Error(message);
}

function url(name: string, text: string | undefined): string {
  if (text === undefined || !/^https?:\/\/[^/]+\/?$/.test(text)) {
    fail(`--${name} must be an address as http://127.0.0.1:9090, not ${text ?? 'nothing'}`);
  }
  return text.replace(/\/$/, '');
}

function positive(name: string, text: string): number {
  const number = Number(text);
  return number > 0 ? number : fail(`--${name} must be a number above 0, not ${text}`);
}

function themes(text: string | undefined): ('dark' | 'light')[] {
  if (text === undefined) {
    return ['dark', 'light'];
  }
  return text === 'dark' || text === 'light' ? [text] : fail(`--theme must be dark or light, not ${text}`);
}

function choices(given: string[]): Map<string, string[]> {
  const chosen = new Map<string, string[]>();
  for (const each of given) {
    const [, name, value] = /^(\w+)=(.+)$/.exec(each) ?? fail(`--var must be NAME=VALUE, not ${each}`);
    chosen.set(name!, [...(chosen.get(name!) ?? []), value!]);
  }
  return chosen;
}
