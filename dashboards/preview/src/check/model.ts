/**
 * What a dashboard file may hold, in the types that Grafana publishes. Stricter than its `Dashboard`, which lets a panel have any
 * options: here each kind of panel has the options and field settings of its own plugin, and what they require must be there.
 */
import type * as grafana from '@grafana/schema';
import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as logs from '@grafana/schema/dist/esm/raw/composable/logs/panelcfg/x/LogsPanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as states from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** JSON has the values of enums, not their names. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer E)[]
      ? Plain<E>[]
      : T extends object
        ? { [K in keyof T]: Plain<T[K]> }
        : T;

type Overwrite<T, U> = Omit<T, keyof U> & U;

/** What Grafana's own pages write into links of panels and of values; its schema has only links of dashboards. */
interface DataLink {
  title: string;
  url: string;
  targetBlank?: boolean;
}

type StandardField = Omit<grafana.FieldConfig, 'custom' | 'links'> & { links?: DataLink[] };

/** An override sets one property of fields, and its value is of that property's type. */
type Property<Custom> =
  | { [K in keyof StandardField & string]: { id: K; value: StandardField[K] } }[keyof StandardField & string]
  | { [K in keyof Custom & string]: { id: `custom.${K}`; value: Custom[K] } }[keyof Custom & string];

type FieldMatcher =
  | { id: 'byName' | 'byRegexp' | 'byFrameRefID' | 'byType'; options: string }
  | { id: 'byValue'; options: { reducer: string; op: 'gte' | 'gt' | 'lte' | 'lt' | 'eq' | 'neq'; value: number } };

interface FieldConfig<Custom> {
  defaults: StandardField & { custom?: Partial<Custom> };
  overrides: { matcher: FieldMatcher; properties: Property<Custom>[] }[];
}

type Transformation =
  | { id: 'merge'; options: Record<string, never> }
  | {
      id: 'organize';
      options: {
        excludeByName: Record<string, boolean>;
        indexByName: Record<string, number>;
        renameByName: Record<string, string>;
      };
    };

/** The query models of the two datasources are in their plugins, not in the schema. */
interface PrometheusTarget extends grafana.DataQuery {
  datasource: { type: 'prometheus'; uid: string };
  editorMode: 'code' | 'builder';
  expr: string;
  format: 'time_series' | 'table' | 'heatmap';
  instant: boolean;
  range: boolean;
  legendFormat: string;
  exemplar?: boolean;
}

interface ElasticsearchTarget extends grafana.DataQuery {
  datasource: { type: 'elasticsearch'; uid: string };
  query: string;
  alias: string;
  timeField: string;
  metrics: { id: string; type: 'count' | 'logs'; settings?: { limit: string } }[];
  bucketAggs: (
    | {
        id: string;
        type: 'terms';
        field: string;
        settings: { min_doc_count: string; order: 'asc' | 'desc'; orderBy: string; size: string };
      }
    | {
        id: string;
        type: 'date_histogram';
        field: string;
        settings: { interval: string; min_doc_count: string; trimEdges: string };
      }
  )[];
}

type PanelOf<Type extends string, Options, Custom> = Overwrite<
  grafana.Panel,
  {
    type: Type;
    id: number;
    title: string;
    description: string;
    gridPos: grafana.Panel['gridPos'];
    datasource: { type: 'prometheus' | 'elasticsearch'; uid: string };
    targets: (PrometheusTarget | ElasticsearchTarget)[];
    options: Options;
    fieldConfig: FieldConfig<Custom>;
    transformations?: Transformation[];
    links?: DataLink[];
  }
>;

/** The list of alerts has no published types; these are the options that it saves. */
interface AlertListOptions {
  alertInstanceLabelFilter: string;
  alertName: string;
  datasource: string;
  groupMode: 'default' | 'custom';
  maxItems: number;
  sortOrder: 1 | 2 | 3 | 4 | 5;
  stateFilter: { firing: boolean; pending: boolean; error: boolean; noData: boolean };
  viewMode: 'list' | 'stat';
}

type AlertListPanel = Omit<PanelOf<'alertlist', AlertListOptions, Record<string, never>>, 'datasource' | 'targets' | 'fieldConfig'>;

type AnyPanel =
  | PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | PanelOf<'stat', stat.Options, Record<string, never>>
  | PanelOf<'table', table.Options, table.FieldConfig>
  | PanelOf<'heatmap', heatmap.Options, heatmap.FieldConfig>
  | PanelOf<'state-timeline', states.Options, states.FieldConfig>
  | PanelOf<'logs', logs.Options, Record<string, never>>
  | AlertListPanel;

type Row = Overwrite<grafana.RowPanel, { panels: AnyPanel[] }>;

/** Grafana saves the query of a variable a second time as its `definition`, which its schema has forgotten. */
type Variable = grafana.VariableModel & { definition?: string };

/** Marks from Prometheus, as its datasource reads them. */
type Mark = Overwrite<
  grafana.AnnotationQuery,
  {
    datasource: { type: 'prometheus'; uid: string };
    expr: string;
    step: string;
    titleFormat: string;
    textFormat: string;
    tagKeys?: string;
    useValueForTime: boolean;
  }
>;

export type DashboardFile = Plain<
  Overwrite<
    grafana.Dashboard,
    {
      uid: string;
      title: string;
      panels: (AnyPanel | Row)[];
      annotations: { list: Mark[] };
      templating: { list: Variable[] };
    }
  >
>;
