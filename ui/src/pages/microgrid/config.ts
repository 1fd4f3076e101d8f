import { wattsOf } from './words';

/** What load balancing is told in a form. */
export type ConfigField = 'rated' | 'fallback' | 'fail_safe' | 'freshness' | 'interval' | 'strategy' | 'rotation' | 'rotate_every' | 'whole_cap';

/** What is asked of the whole microgrid's policy, and of the thing at a node. */
export function fieldsOf(whole: boolean): readonly ConfigField[] {
  return whole ? ['freshness', 'interval', 'strategy', 'rotation', 'rotate_every', 'whole_cap'] : ['rated', 'fallback', 'fail_safe'];
}

const names = { rated: 'rated_watts', fallback: 'fallback_demand_watts', fail_safe: 'fail_safe_watts' } as const;

/** The fields that are seconds: what each is called, and what holds where it is empty. */
export const seconds = {
  freshness: { name: 'freshness_seconds', usual: 60 },
  interval: { name: 'interval_seconds', usual: 10 },
  rotate_every: { name: 'rotate_every_seconds', usual: 900 },
} as const;

export type SecondsField = keyof typeof seconds;

export function inSeconds(field: ConfigField): field is SecondsField {
  return field in seconds;
}

interface Cap {
  constraint_type: string;
  limit_watts: number;
}

/**
 * The configuration with what a form says: what is emptied is taken out, what the form does not ask
 * stays. bad names the first field that is no number.
 */
export function configOf(asked: readonly ConfigField[], before: Readonly<Record<string, unknown>>, form: FormData): { config: Record<string, unknown>; bad: ConfigField | null } {
  const config: Record<string, unknown> = { ...before };
  const put = (name: string, value: unknown) => {
    if (value === null) delete config[name];
    else config[name] = value;
  };
  for (const field of asked) {
    const typed = String(form.get(field) ?? '');
    if (field === 'strategy') put('strategy', typed || null);
    else if (field === 'rotation') put('rotation', form.get('rotation') ? true : null);
    else {
      const watts = wattsOf(typed);
      if (Number.isNaN(watts)) return { config, bad: field };
      if (inSeconds(field)) put(seconds[field].name, watts === null ? null : Math.round(watts / 1000));
      else if (field === 'whole_cap') put('aggregate_limits', caps(config['aggregate_limits'], watts));
      else put(names[field], watts);
    }
  }
  return { config, bad: null };
}

function caps(before: unknown, watts: number | null): Cap[] | null {
  const others = ((before ?? []) as Cap[]).filter((c) => c.constraint_type !== 'CONSUMPTION_CAP');
  const all = watts === null ? others : [{ constraint_type: 'CONSUMPTION_CAP', limit_watts: watts }, ...others];
  return all.length === 0 ? null : all;
}
