import { type SQL, sql } from 'drizzle-orm';

/** Something that is asked of a project by what its compliance requirements name. */
interface Demand {
  /** Frameworks by their names without signs and in small letters; null for whatever is named. */
  readonly of: readonly string[] | null;
  /** What is missing where it is not met, in words that follow “needs”. */
  readonly words: string;
  /** True where it is not met; `j` is the row of the project. */
  readonly unmet: SQL;
}

/** Whether no class of the organization that holds a category asks for a handling. */
const unhandled = (category: string, handling: SQL): SQL => sql`not exists (
  select from data_class_setting s, jsonb_each(s.levels) l (name, level)
  where s.tenant_id = j.tenant_id and s.place_kind = 'tenant' and jsonb_exists(l.level -> 'categories', ${category}::text)
    and ${handling})`;
const asksFor = (name: string): SQL => sql`(l.level -> 'handling_requirements' ->> ${name}::text)::boolean`;
const without = (category: string): SQL => sql`not ${category}::text = any(j.data_classes)`;

/** Only what Tollgate itself can see. That a framework is kept as a whole is what audits show, as far as anything does. */
const demands: readonly Demand[] = [
  { of: null, words: 'an owner', unmet: sql`j.owner_id is null` },
  { of: null, words: 'a date of review that is not over', unmet: sql`coalesce(j.review_due_date < current_date, true)` },
  { of: ['hipaa'], words: 'health data (phi) among its data classes', unmet: without('phi') },
  {
    of: ['hipaa'],
    words: 'a class for health data that asks for encryption and for a log of accesses',
    unmet: unhandled('phi', sql`${asksFor('encryption_required')} and ${asksFor('access_logging')}`),
  },
  { of: ['pcidss'], words: 'financial data among its data classes', unmet: without('financial') },
  {
    of: ['pcidss'],
    words: 'a class for financial data that asks for encryption',
    unmet: unhandled('financial', asksFor('encryption_required')),
  },
  { of: ['gdpr', 'ccpa'], words: 'personal data (pii) among its data classes', unmet: without('pii') },
  {
    of: ['gdpr'],
    words: 'a class for personal data that says how long it is kept',
    unmet: unhandled('pii', sql`l.level #>> '{handling_requirements,retention_period_days}' is not null`),
  },
  { of: ['soc2', 'iso42001', 'euaiact'], words: 'an approval before it starts', unmet: sql`not j.requires_approval` },
  { of: ['iso27001'], words: 'a security level that is not public', unmet: sql`j.security_level = 'public'` },
];

const named = (frameworks: readonly string[] | null): SQL =>
  frameworks === null
    ? sql`true`
    : sql`exists (select from unnest(j.compliance_requirements) r (name)
        where regexp_replace(lower(r.name), '[^a-z0-9]', '', 'g') in (${sql.join(
          frameworks.map((name) => sql`${name}::text`),
          sql`, `,
        )}))`;

/** `text[]`: what the compliance requirements of a project ask for and it does not have. `j` is the row of the project. */
export const unmetRequirements: SQL<string[]> = sql<string[]>`case when cardinality(j.compliance_requirements) = 0 then '{}'::text[]
  else array_remove(array[${sql.join(
    demands.map(({ of, words, unmet }) => sql`case when ${named(of)} and ${unmet} then ${words}::text end`),
    sql`, `,
  )}], null) end`;
