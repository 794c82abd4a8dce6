import { z } from 'zod';

/** What is asked for, as it is stored: ids are UUIDs, money is decimal digits of nano-USD, times are RFC 3339. */
interface Subjects {
  readonly request: { readonly model: string; readonly provider: string; readonly because: string };
  readonly budget_raise: { readonly budget_id: string; readonly limit_nano_usd: string };
  readonly model_access: { readonly models: string[]; readonly key_id: string | null; readonly team_id: string | null };
  readonly provider_access: { readonly providers: string[]; readonly key_id: string | null; readonly team_id: string | null };
  readonly key_request: {
    readonly name: string;
    readonly team_id: string | null;
    readonly models: string[] | null;
    readonly expires_at: string | null;
  };
  readonly project_start: { readonly project_id: string };
}

/** The stored form of one kind. */
export type SubjectOf<Kind extends keyof Subjects> = Subjects[Kind];

const holder = { key_id: z.string().nullable(), team_id: z.string().nullable() };

const schemas: { readonly [Kind in keyof Subjects]: z.ZodType<Subjects[Kind]> } = {
  request: z.object({ model: z.string(), provider: z.string(), because: z.string() }),
  budget_raise: z.object({ budget_id: z.string(), limit_nano_usd: z.string() }),
  model_access: z.object({ models: z.array(z.string()), ...holder }),
  provider_access: z.object({ providers: z.array(z.string()), ...holder }),
  key_request: z.object({
    name: z.string(),
    team_id: z.string().nullable(),
    models: z.array(z.string()).nullable(),
    expires_at: z.string().nullable(),
  }),
  project_start: z.object({ project_id: z.string() }),
};

/** Reads a stored subject; throws where the row was not written by this product. */
export function readSubject<Kind extends keyof Subjects>(kind: Kind, stored: unknown): Subjects[Kind] {
  return schemas[kind].parse(stored);
}
