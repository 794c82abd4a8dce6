import type { Strategy } from '../strategy.ts';
import { matchingFirst } from './matching-first.ts';

/** By how sensitive the caller says the call is (`x-tollgate-data-class`): what is for other classes never gets it. */
export const dataClass: Strategy = {
  name: 'data_class',
  label: 'Data class',
  summary: 'By how sensitive the caller says the call is, in x-tollgate-data-class',
  field: 'data_classes',
  isFixed: false,
  comparesTargets: false,
  order: (members, facts) =>
    matchingFirst(members, ({ dataClasses }) =>
      dataClasses === null ? null : facts.dataClass !== null && dataClasses.has(facts.dataClass),
    ),
  because: ({ dataClasses }, facts) => (dataClasses === null ? 'for every other class' : `for ${facts.dataClass ?? 'no class'}`),
};
