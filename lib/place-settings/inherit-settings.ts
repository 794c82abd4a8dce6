import type { OwnSettings, PlaceSettings } from '#lib/contracts/place-settings.ts';

type Effective = PlaceSettings['effective'];
type Source = PlaceSettings['path'][number];

/** A place on the path with what it sets. */
export interface SettingPlace {
  readonly source: Source;
  readonly own: OwnSettings;
}

/** Each field from the nearest place that sets it. `path` goes from the place outwards. */
export function inheritSettings(path: readonly SettingPlace[]): Effective {
  const nearest = <Field extends keyof OwnSettings>(field: Field): { value: OwnSettings[Field] | null; from: Source | null } => {
    const found = path.find(({ own }) => own[field] !== null);
    return found === undefined ? { value: null, from: null } : { value: found.own[field], from: found.source };
  };
  return {
    manager_id: nearest('manager_id'),
    cost_center: nearest('cost_center'),
    monthly_limit_usd: nearest('monthly_limit_usd'),
    alert_threshold: nearest('alert_threshold'),
    preferred_providers: nearest('preferred_providers'),
    optimization: nearest('optimization'),
    data_retention_days: nearest('data_retention_days'),
    security_level: nearest('security_level'),
    collaboration_tools: nearest('collaboration_tools'),
  };
}
