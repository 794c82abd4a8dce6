import { z } from 'zod';
import { keyCreate, keyUpdate } from '#lib/contracts/keys.ts';

const tag = z.string().regex(/^[^=]+=.+$/, { error: 'Write tags as name=value' });
const perMinute = z.number().int().min(1).optional();

/** Tags are typed as texts; the operation wants names with values. */
const typed = { tags: z.array(tag).max(8).optional() };

/** What the form of a new key fills: rates a minute as numbers, tags as texts. */
export const createKeySchema = keyCreate.input.extend({
  ...typed,
  budget: z.object({ limit_usd: z.string().optional(), period: z.string().optional() }).optional(),
  requests_per_minute: perMinute,
  tokens_per_minute: perMinute,
});

/** What the form of an existing key fills; an empty field allows everything. */
export const editKeySchema = keyUpdate.input.extend(typed);

const chosen = z.string().optional();

/** What the form that stops many keys fills: one of the places, as `of` says. */
export const disableAllSchema = z
  .object({ of: z.string(), user_id: chosen, team_id: chosen, department_id: chosen, project_id: chosen, is_leak: z.boolean().optional() })
  .superRefine((values, context) => {
    const field = `${values.of}_id`;
    if (Reflect.get(values, field) === undefined) context.addIssue({ code: 'custom', path: [field], message: 'Choose one' });
  });
