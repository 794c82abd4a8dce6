import type { Client } from '#db/client.ts';
import type { UsageReader } from '#lib/usage/read-stored-events.ts';
import type { Phase } from './phases.ts';

/** What rows go into by the million; the first is partitioned. */
const partitioned = 'usage_event';
const filled = [partitioned, 'usage_hour', 'usage_latency_hour', 'usage_work_hour'];

interface Definition {
  readonly table: string;
  readonly name: string;
  /** `create index …` on the table, or null for a primary key. */
  readonly index: string | null;
  /** `primary key (…)`, or null. */
  readonly key: string | null;
}

/** Notes the indexes of the tables and takes them away: rows go in faster without them, and sorting once makes them in a tenth of the time. */
export async function dropIndexes(tx: UsageReader): Promise<void> {
  await tx`
    create table scale.definition as
    select c.relname as "table", i.relname as name, case when k.oid is null then pg_get_indexdef(i.oid) end as index, pg_get_constraintdef(k.oid) as key
    from pg_index as x join pg_class as c on c.oid = x.indrelid join pg_class as i on i.oid = x.indexrelid
      left join pg_constraint as k on k.conindid = i.oid and k.contype = 'p'
    where c.relnamespace = 'public'::regnamespace and c.relname = any(${filled}::text[])`;
  const definitions = await tx<Definition[]>`select * from scale.definition`;
  for (const { table, name, key } of definitions)
    await tx.unsafe(key === null ? `drop index public.${name}` : `alter table public.${table} drop constraint ${name}`);
}

async function partitionsOf(superuser: Client): Promise<string[]> {
  const rows = await superuser<{ name: string }[]>`
    select c.relname as name from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
    where i.inhparent = ${`public.${partitioned}`}::regclass order by 1`;
  return rows.map(({ name }) => name);
}

const make = (table: string, name: string, { index, key }: Definition): string =>
  index === null
    ? `alter table public.${table} add constraint ${name} ${key}`
    : index.replace(/ INDEX \S+ ON (ONLY )?\S+ /, ` INDEX ${name} ON public.${table} `);

/** Makes them again: those of each partition by itself, and then the partitioned table's, which take the partitions' in. */
export async function indexPhases(superuser: Client): Promise<{ readonly each: readonly Phase[]; readonly whole: readonly Phase[] }> {
  const definitions = await superuser<Definition[]>`select * from scale.definition order by key is null, "table", name`;
  const partitions = await partitionsOf(superuser);
  const each = definitions.flatMap((definition): Phase[] => {
    const { table, name } = definition;
    if (table !== partitioned) return [{ name: `index ${name}`, work: (tx) => tx.unsafe(make(table, name, definition)) }];
    return partitions.map((partition) => {
      const own = `${name.replace(partitioned, partition)}`;
      return { name: `index ${own}`, work: (tx) => tx.unsafe(make(partition, own, definition)) };
    });
  });
  const whole = definitions
    .filter(({ table }) => table === partitioned)
    .map(
      (definition): Phase => ({
        name: `index ${definition.name}`,
        work: (tx) => tx.unsafe(make(partitioned, definition.name, definition)),
      }),
    );
  return { each, whole };
}

/** Marks rows as visible to all and counts them for the planner, two tables at a time; again is cheap. */
export async function vacuumFilled(superuser: Client): Promise<void> {
  const tables = [...(await partitionsOf(superuser)), ...filled.slice(1)];
  const next = async (): Promise<void> => {
    for (let table = tables.shift(); table !== undefined; table = tables.shift())
      await superuser.unsafe(`vacuum (analyze) public.${table}`);
  };
  await Promise.all([next(), next()]);
}
