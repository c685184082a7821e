import { dateTime, type TimeRange } from '@grafana/data';
import type { Picture } from '../picture.ts';

/** The time that a picture shows, as Grafana's components take it. */
export function timeRange({ from, to }: Picture): TimeRange {
  return { from: dateTime(from), to: dateTime(to), raw: { from: dateTime(from), to: dateTime(to) } };
}
