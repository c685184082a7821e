// What is drawn. Each chart makes its lines, a map of names to numbers, from the scrape before and this one. Metrics have Micrometer's names or
// OpenTelemetry's, as `metrics.naming` says.

import { quantile, rates, sum } from './samples.js';

const all = () => '';

/** The rate of a counter, added up by a label. */
function rate(names, label) {
  return ({ before, now, seconds }) => {
    const name = names.find(each => now.has(each));
    return before && name ? sum(rates(before.get(name), now.get(name), seconds), label) : new Map();
  };
}

/** The value of gauges, each with the name of its line. */
function gauges(lines) {
  return ({ now }) => {
    const values = new Map();
    for (const [line, names, label = all] of lines) {
      const name = names.find(each => now.has(each));
      for (const [group, value] of name ? sum(now.get(name), label) : []) {
        values.set(group ? `${line} ${group}`.trim() : line, value);
      }
    }
    return values;
  };
}

function quantiles(names) {
  return ({ before, now, seconds }) => {
    const name = names.find(each => now.has(each));
    if (!before || !name) {
      return new Map();
    }
    const grown = rates(before.get(name), now.get(name), seconds);
    return new Map([['50 %', quantile(0.5, grown)], ['95 %', quantile(0.95, grown)], ['99 %', quantile(0.99, grown)]]);
  };
}

const by = label => labels => labels[label] ?? '';
const isHeap = labels => (labels.area ?? labels.jvm_memory_type) === 'heap';
const heap = labels => (isHeap(labels) ? '' : null);
const inState = state => labels => ((labels.db_client_connection_state ?? state) === state ? '' : null);

/** A status as its class: 200 is 2xx. Micrometer says it in words. */
const outcome = labels => labels.outcome ?? `${(labels.http_response_status_code ?? '').charAt(0) || '?'}xx`;

const POOLS = ['hikaricp_connections', 'jdbc_connections'];
const pool = what => POOLS.map(each => `${each}_${what}`);

export const CHARTS = [
  { title: 'Requests', unit: '/s', lines: rate(['http_server_requests_seconds_count', 'http_server_request_duration_seconds_count'], outcome) },
  { title: 'Time of requests', unit: 's', lines: quantiles(['http_server_requests_seconds_bucket', 'http_server_request_duration_seconds_bucket']) },
  { title: 'Outgoing requests', unit: '/s', lines: rate(['http_client_requests_seconds_count', 'http_client_request_duration_seconds_count'], outcome) },
  { title: 'Database operations', unit: '/s', lines: rate(['db_client_operation_duration_seconds_count'], by('db_operation_name')) },
  {
    title: 'Database connections',
    unit: '',
    lines: gauges([
      ['active', [...pool('active'), 'db_client_connection_count'], inState('used')],
      ['idle', [...pool('idle'), 'db_client_connection_count'], inState('idle')],
      ['waiting for one', [...pool('pending'), 'db_client_connection_pending_requests']],
    ]),
  },
  { title: 'Log events', unit: '/s', lines: rate(['crowsnest_log_events_captured_total'], by('level')) },
  {
    title: 'Heap',
    unit: 'B',
    lines: gauges([
      ['used', ['jvm_memory_used_bytes'], heap],
      ['committed', ['jvm_memory_committed_bytes'], heap],
    ]),
  },
  { title: 'Time in collections', unit: '%', scale: 100, lines: rate(['jvm_gc_pause_seconds_sum', 'jvm_gc_duration_seconds_sum'], all) },
  {
    title: 'Processor',
    unit: '%',
    scale: 100,
    lines: gauges([
      ['this process', ['process_cpu_usage', 'jvm_cpu_recent_utilization_ratio']],
      ['machine', ['system_cpu_usage', 'jvm_system_cpu_utilization_ratio']],
    ]),
  },
  {
    title: 'Threads',
    unit: '',
    lines: gauges([
      ['all', ['jvm_threads_live_threads']],
      ['daemons', ['jvm_threads_daemon_threads']],
    ]),
  },
  { title: 'Logs waiting for delivery', unit: '', lines: gauges([['', ['crowsnest_log_events_pending'], by('destination')]]) },
  { title: 'Processor time of Crowsnest', unit: '%', scale: 100, lines: rate(['crowsnest_cpu_seconds_total'], all) },
];
