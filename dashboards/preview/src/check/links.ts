import { dashboards, type Dashboard } from '../dashboards.ts';

/** What Grafana puts into links by itself; the rest must be variables of the dashboard that has the link. */
const BUILT_IN = /^(__url_time_range|__from|__to|__value\.(raw|text|numeric|time)|__field\.(name|labels\.\w+)|__data\.fields.*)$/;

/** Every value of a key `url` anywhere below. */
function urls(json: unknown): string[] {
  if (Array.isArray(json)) {
    return json.flatMap(urls);
  }
  if (json === null || typeof json !== 'object') {
    return [];
  }
  return Object.entries(json).flatMap(([key, value]) =>
    key === 'url' && typeof value === 'string' && value !== '' ? [value] : urls(value),
  );
}

/** A link as it is after Grafana has put in the variables; `:queryparam` brings its own name. */
function filled(url: string): string {
  return url
    .replace(/\$\{__url_time_range}/g, 'from=now-1h&to=now')
    .replace(/\$\{(\w+):queryparam}/g, 'var-$1=x%20y')
    .replace(/\$\{[^}]+}/g, 'x');
}

/** Links that do not decode, lead nowhere, or set what their target does not have; a line each. */
export function linkFaults(all = dashboards()): string[] {
  const byUid = new Map(all.map((dashboard) => [dashboard.uid, dashboard]));
  return all.flatMap((from) =>
    urls(from).flatMap((url) => faultsOf(url, from, byUid).map((fault) => `${from.uid}: ${fault}: ${url}`)),
  );
}

function faultsOf(url: string, from: Dashboard, byUid: Map<string, Dashboard>): string[] {
  const faults: string[] = [];
  for (const [, name = ''] of url.matchAll(/\$\{([^}:]+)(?::\w+)?}/g)) {
    if (!BUILT_IN.test(name) && !from.templating.list.some((variable) => variable.name === name)) {
      faults.push(`there is no variable ${name} here`);
    }
  }
  let parsed: URL;
  try {
    parsed = new URL(filled(url), 'http://grafana');
    decodeURIComponent(parsed.search);
  } catch {
    return [...faults, 'does not decode'];
  }
  const uid = /^\/d\/([\w-]+)$/.exec(parsed.pathname)?.[1];
  const target = uid === undefined ? undefined : byUid.get(uid);
  if (target === undefined) {
    return [...faults, 'leads to no dashboard of ours'];
  }
  for (const key of parsed.searchParams.keys()) {
    const variable = /^var-(.+)$/.exec(key)?.[1];
    const known =
      variable === undefined ? ['from', 'to'].includes(key) : target.templating.list.some((each) => each.name === variable);
    if (!known) {
      faults.push(`${target.uid} has no ${key}`);
    }
  }
  return faults;
}
