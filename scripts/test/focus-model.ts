import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A check of the FOCUS model; which fields it has depends on its function. */
const Check: z.ZodType<FocusCheck> = z.lazy(() =>
  z.object({
    CheckFunction: z.string(),
    Items: z.array(Check).optional(),
    ModelRuleId: z.string().optional(),
    ColumnName: z.string().optional(),
    ColumnAName: z.string().optional(),
    ColumnBName: z.string().optional(),
    ResultColumnName: z.string().optional(),
    Value: z.union([z.string(), z.number(), z.null()]).optional(),
    ExpectedCount: z.number().optional(),
  }),
);

export interface FocusCheck {
  readonly CheckFunction: string;
  readonly Items?: readonly FocusCheck[] | undefined;
  readonly ModelRuleId?: string | undefined;
  readonly ColumnName?: string | undefined;
  readonly ColumnAName?: string | undefined;
  readonly ColumnBName?: string | undefined;
  readonly ResultColumnName?: string | undefined;
  readonly Value?: string | number | null | undefined;
  readonly ExpectedCount?: number | undefined;
}

/** Two rules write their condition in a form of their own. */
const unnamed = z
  .strictObject({ AND: z.union([z.array(Check), Check.transform((check) => [check])]) })
  .transform(({ AND }): FocusCheck => ({ CheckFunction: 'AND', Items: AND }));
const nothing = z.strictObject({}).transform((): FocusCheck | undefined => undefined);
const orNothing = z.union([Check, unnamed, nothing]);

const Rule = z.object({
  EntityType: z.string(),
  ApplicabilityCriteria: z.array(z.string()),
  ValidationCriteria: z.object({ MustSatisfy: z.string(), Keyword: z.string(), Requirement: orNothing, Condition: orNothing }),
});
export type FocusRule = z.output<typeof Rule>;

const Model = z.object({ ModelRules: z.record(z.string(), Rule) });

/** The rules of a FOCUS version as its consortium publishes them for its own validator. */
export const readFocusModel = (file: string): ReadonlyMap<string, FocusRule> =>
  new Map(Object.entries(Model.parse(JSON.parse(readFileSync(file, 'utf8'))).ModelRules));
