import type { Dashboard, Variable } from '../dashboards.ts';

/** What is chosen of a variable; no values mean all, and for all Grafana puts in what the variable says, without a format. */
interface Choice {
  variable: Variable;
  values: string[];
}

/** The choices at the top of a dashboard, and texts with them put in. */
export class Variables {
  private readonly choices: Map<string, Choice>;

  /**
   * @param chosen values by variable; all where nothing is given
   * @param builtIn values of Grafana's own variables, as `__rate_interval`
   */
  constructor(
    dashboard: Dashboard,
    chosen: Map<string, string[]>,
    private readonly builtIn: Record<string, string>,
  ) {
    this.choices = new Map(
      dashboard.templating.list.map((variable) => [
        variable.name,
        { variable, values: chosen.get(variable.name) ?? initial(variable) },
      ]),
    );
  }

  with(builtIn: Record<string, string>): Variables {
    const copy = Object.create(Variables.prototype) as Variables;
    return Object.assign(copy, this, { builtIn: { ...this.builtIn, ...builtIn } });
  }

  /** What the reader sees at the top. */
  shown(): { label: string; text: string }[] {
    return [...this.choices.values()].map(({ variable, values }) => ({
      label: variable.label,
      text: variable.type === 'datasource' ? dataSourceName(variable) : values.join(' + ') || 'All',
    }));
  }

  /** Puts values in for `$name`, `${name}` and `${name:format}`; what has no format gets the one that its datasource takes. */
  filled(text: string, usual: 'promql' | 'lucene' = 'promql'): string {
    return text.replace(/\$(?:(\w+)|\{(\w+)(?::(\w+))?})/g, (whole, plain?: string, braced?: string, format?: string) => {
      const name = plain ?? braced ?? '';
      const builtIn = this.builtIn[name];
      if (builtIn !== undefined) {
        return builtIn;
      }
      const choice = this.choices.get(name);
      return choice === undefined ? whole : formatted(choice, format ?? usual);
    });
  }
}

function initial(variable: Variable): string[] {
  return variable.type === 'textbox' && typeof variable.query === 'string' ? [variable.query] : [];
}

function dataSourceName(variable: Variable): string {
  return variable.query === 'prometheus' ? 'Crowsnest metrics' : 'Crowsnest logs';
}

function formatted({ variable, values }: Choice, format: string): string {
  if (values.length === 0) {
    return variable.allValue ?? '.+';
  }
  switch (format) {
    case 'raw':
      return values.join(',');
    case 'lucene':
      return variable.type === 'textbox'
        ? luceneEscaped(values[0]!)
        : `(${values.map((value) => `"${luceneEscaped(value)}"`).join(' OR ')})`;
    case 'promql':
      // Inside a text in quotes, where a backslash is two.
      return alternatives(values, (value) => value.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&'));
    case 'regex':
      return alternatives(values, escapeRegex);
    default:
      throw new Error(`the format ${format} of the variable ${variable.name} is not known here`);
  }
}

function alternatives(values: string[], escaped: (value: string) => string): string {
  return values.length === 1 ? escaped(values[0]!) : `(${values.map(escaped).join('|')})`;
}

/** As Grafana does it, which is why a slash does not end the expression that Lucene has between slashes. */
function escapeRegex(value: string): string {
  return value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
}

function luceneEscaped(text: string): string {
  return text.replace(/([!*+\-=<>\s&|()[\]{}^~?:\\/"])/g, '\\$1');
}
