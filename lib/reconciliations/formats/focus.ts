import { picoOf } from '../provider-figures.ts';
import { countOf, dayOf } from './field-values.ts';
import type { FileFormat } from './file-format.ts';

/** The FinOps Open Cost and Usage Specification, as clouds (Azure, AWS, Google) and Tollgate itself export it. */
export const focus: FileFormat = {
  columns: [['chargeperiodstart'], ['billedcost', 'effectivecost']],
  read(get) {
    const day = dayOf(get('chargeperiodstart'));
    const picoUsd = picoOf(get('effectivecost', 'billedcost') ?? '');
    if (day === undefined) return 'No day in ChargePeriodStart';
    if (picoUsd === undefined) return 'No amount in EffectiveCost or BilledCost';
    if ((get('billingcurrency') ?? 'USD').toUpperCase() !== 'USD') return 'Only US dollars can be compared';
    const isTokens = (get('consumedunit') ?? '').toLowerCase() === 'tokens';
    const tokens = isTokens ? (countOf(get('consumedquantity')) ?? null) : null;
    const model = get('x_modelid', 'x_skumodel', 'resourcename', 'skumeter', 'x_skumetername', 'skuid', 'chargedescription') ?? 'unknown';
    return { day, model, picoUsd, tokens };
  },
};
