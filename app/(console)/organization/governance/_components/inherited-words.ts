import { dataClasses } from '#lib/contracts/route-names.ts';
import { type Governance, handlingWords } from './acting-rules.ts';

type Words = Readonly<Record<string, string>>;

/** What holds already by the places around, by the path of the field that would set it: "Engineering asks for it already." */
export function inheritedWords({ around }: Pick<Governance, 'around'>): Words {
  const words = new Map<string, string[]>();
  const add = (path: string, text: string): void => void words.set(path, [...(words.get(path) ?? []), text]);
  for (const { place, configuration } of around) {
    for (const name of dataClasses) {
      const level = configuration?.data_classification?.levels?.[name];
      for (const [field, does] of Object.entries(handlingWords(level?.handling_requirements)))
        add(`${name}.${field}`, `From ${place.name}: ${does.charAt(0).toLowerCase()}${does.slice(1)}.`);
    }
    const controls = configuration?.access_controls;
    if (controls?.multi_factor_required) add('multi_factor_required', `From ${place.name} already.`);
    const timeout = controls?.session_timeout_minutes ?? null;
    if (timeout !== null) add('session_timeout_minutes', `From ${place.name}: ${timeout} minutes.`);
    const groups = controls?.required_groups ?? [];
    if (groups.length > 0) add('required_groups', `From ${place.name}: ${groups.join(', ')}.`);
    const frameworks = configuration?.compliance?.frameworks ?? [];
    if (frameworks.length > 0) add('frameworks', `From ${place.name}: ${frameworks.join(', ')}.`);
  }
  return Object.fromEntries([...words].map(([path, texts]) => [path, texts.join(' ')]));
}
