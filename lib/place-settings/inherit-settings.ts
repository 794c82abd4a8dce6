import type { OwnSettings, PlaceSettings } from '#lib/contracts/place-settings.ts';
import { isStricter } from '#lib/contracts/security-levels.ts';

type Effective = PlaceSettings['effective'];
type Source = PlaceSettings['path'][number];

/** A place on the path with what it sets. */
export interface SettingPlace {
  readonly source: Source;
  readonly own: OwnSettings;
}

/** The strictest level on the way, so that no place loosens what one around it set; of equal ones that of the place furthest out. */
function strictest(path: readonly SettingPlace[]): Effective['security_level'] {
  let found: Effective['security_level'] = { value: null, from: null };
  for (const { source, own } of path)
    if (own.security_level !== null && !isStricter(found.value, own.security_level)) found = { value: own.security_level, from: source };
  return found;
}

/** Each field from the nearest place that sets it, the security level from the strictest. `path` goes from the place outwards. */
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
    security_level: strictest(path),
    collaboration_tools: nearest('collaboration_tools'),
  };
}
