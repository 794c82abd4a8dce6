import { pathOfPointer, type Transformation } from '#lib/contracts/transformations.ts';
import { namePattern } from '#lib/core/name-pattern.ts';
import type { ParameterChange, TransformationRule } from './transformation-rules.ts';

const setOf = (values: readonly string[]): ReadonlySet<string> | null => (values.length === 0 ? null : new Set(values));

const changeOf = ({ pointer, value }: Transformation['defaults'][number]): ParameterChange => ({
  path: pathOfPointer(pointer),
  json: JSON.stringify(value),
});

/** The rules that are switched on, as calls apply them; null where there are none. */
export function compileRules(rules: readonly Transformation[]): readonly TransformationRule[] | null {
  const compiled = rules
    .filter(({ enabled }) => enabled)
    .map((rule) => ({
      name: rule.name,
      models: rule.models.length === 0 ? null : rule.models.map(namePattern),
      keyIds: setOf(rule.key_ids),
      teamIds: setOf(rule.team_ids),
      protocols: setOf(rule.protocols),
      model: rule.model,
      defaults: rule.defaults.map(changeOf),
      forced: rule.forced.map(changeOf),
      removed: rule.removed.map(pathOfPointer),
      outputTokensMax: rule.output_tokens_max,
      headers: [...rule.remove_headers.map((name) => ({ name, value: null })), ...rule.add_headers],
    }));
  return compiled.length === 0 ? null : compiled;
}
