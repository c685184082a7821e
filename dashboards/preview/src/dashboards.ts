import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package. */
export const HOME = join(dirname(fileURLToPath(import.meta.url)), '..');

const GENERATED = join(HOME, '..', 'output', 'grafana', 'dashboards');

export interface Target {
  refId: string;
  datasource: { type: string };
  expr?: string;
  query?: string;
  format?: string;
  instant?: boolean;
  legendFormat?: string;
  exemplar?: boolean;
  bucketAggs?: { type: string; field: string; settings: { size?: string } }[];
}

export interface Link {
  title: string;
  url: string;
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
  options: Record<string, unknown>;
  fieldConfig?: {
    defaults: Record<string, unknown> & { unit?: string; noValue?: string; custom?: Record<string, unknown> };
    overrides: { matcher: { id: string; options?: unknown }; properties: { id: string; value?: unknown }[] }[];
  };
  transformations?: { id: string; options: Record<string, unknown> }[];
  links?: Link[];
}

export interface Variable {
  type: 'datasource' | 'query' | 'custom' | 'textbox';
  name: string;
  label: string;
  query: string | { query: string };
  regex?: string;
  allValue?: string;
}

export interface Annotation {
  name: string;
  enable: boolean;
  iconColor: string;
  expr: string;
  titleFormat: string;
  textFormat: string;
  useValueForTime: boolean;
}

export interface Dashboard {
  uid: string;
  title: string;
  description: string;
  panels: Panel[];
  templating: { list: Variable[] };
  annotations: { list: Annotation[] };
}

/** All dashboards of a directory, those that the generator made if none is given, as text by the name of the file. */
export function dashboardFiles(directory = GENERATED): Map<string, string> {
  const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return new Map(names.sort().map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

export function dashboards(directory = GENERATED): Dashboard[] {
  return [...dashboardFiles(directory).values()].map((text) => JSON.parse(text) as Dashboard);
}
