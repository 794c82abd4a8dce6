import { type SQL, sql } from 'drizzle-orm';
import { type Comparison, comparedAttribute, type Filter, type FilterTarget, type FilterValue } from './filter.ts';
import { scimFault } from './scim-fault.ts';

/** How attributes of a kind are found in its rows. */
export interface FilterColumns {
  /** A value of the resource itself by its path, such as `userName` or `meta.created`; undefined for what lies in `document`. */
  column(path: string): { readonly value: SQL; readonly type: 'text' | 'boolean' | 'time' | 'id' } | undefined;
  /** The `jsonb` with everything else, under the names of the schema. */
  readonly document: SQL;
  /** The UUID behind an id that clients write; undefined for none. */
  uuidOf(id: string): string | undefined;
}

const fault = (detail: string) => scimFault('invalidFilter', detail);

const operators: Readonly<Record<Comparison, SQL>> = {
  eq: sql`=`,
  ne: sql`is distinct from`,
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
  co: sql``,
  sw: sql``,
  ew: sql``,
};

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');
const patterns: Partial<Record<Comparison, (text: string) => string>> = {
  co: (text) => `%${escaped(text)}%`,
  sw: (text) => `${escaped(text)}%`,
  ew: (text) => `%${escaped(text)}`,
};

function textOf(value: FilterValue): string {
  if (typeof value !== 'string') throw fault('A text is compared with a text in double quotes.');
  // PostgreSQL takes no NUL.
  if (value.includes('\0')) throw fault('A text has no NUL.');
  return value;
}

function compareText(have: SQL, operator: Comparison, value: FilterValue, caseExact: boolean): SQL {
  if (value === null) return operator === 'ne' ? sql`${have} is not null` : sql`${have} is null`;
  const want = textOf(value);
  const pattern = patterns[operator];
  const [left, right] = caseExact
    ? [have, sql`${pattern?.(want) ?? want}::text`]
    : [sql`lower(${have})`, sql`lower(${pattern?.(want) ?? want}::text)`];
  return pattern === undefined ? sql`${left} ${operators[operator]} ${right}` : sql`${left} like ${right}`;
}

function compareBoolean(have: SQL, operator: Comparison, value: FilterValue): SQL {
  const want = typeof value === 'string' ? value.toLowerCase() : String(value);
  if ((want !== 'true' && want !== 'false') || (operator !== 'eq' && operator !== 'ne'))
    throw fault('A boolean is compared by eq or ne with true or false.');
  return sql`coalesce(${have}, false) ${operator === 'eq' ? sql`=` : sql`<>`} ${want === 'true' ? sql`true` : sql`false`}`;
}

function compareTime(have: SQL, operator: Comparison, value: FilterValue): SQL {
  const at = new Date(textOf(value));
  if (Number.isNaN(at.getTime()) || at.getTime() < 0 || at.getUTCFullYear() > 9999 || operator in patterns)
    throw fault('A time is compared with an RFC 3339 time in double quotes.');
  return sql`${have} ${operators[operator]} ${at.toISOString()}::timestamptz`;
}

function compareId(columns: FilterColumns, have: SQL, operator: Comparison, value: FilterValue): SQL {
  if (operator !== 'eq' && operator !== 'ne') throw fault('Ids are compared by eq or ne.');
  const uuid = columns.uuidOf(textOf(value));
  if (uuid === undefined) return operator === 'eq' ? sql`false` : sql`true`;
  return sql`${have} ${operator === 'eq' ? sql`=` : sql`<>`} ${uuid}::uuid`;
}

/** One value inside a document. */
function compareInside(have: SQL, target: FilterTarget, operator: Comparison, value: FilterValue): SQL {
  const { type, caseExact } = comparedAttribute(target);
  return type === 'boolean' ? compareBoolean(sql`(${have})::boolean`, operator, value) : compareText(have, operator, value, caseExact);
}

/** Writes a filter as a condition on rows. */
class FilterWriter {
  readonly #columns: FilterColumns;

  constructor(columns: FilterColumns) {
    this.#columns = columns;
  }

  /** `item`: the `jsonb` of the item that a filter in brackets looks at. */
  write(filter: Filter, item: SQL | null): SQL {
    switch (filter.kind) {
      case 'and':
        return sql`(${this.write(filter.left, item)} and ${this.write(filter.right, item)})`;
      case 'or':
        return sql`(${this.write(filter.left, item)} or ${this.write(filter.right, item)})`;
      case 'not':
        return sql`(not coalesce(${this.write(filter.filter, item)}, false))`;
      case 'items':
        return this.#someItem(this.#inDocument(filter.path.extension, filter.path.attribute.name), (one) => this.write(filter.filter, one));
      case 'present':
        return this.#present(filter.target, item);
      case 'compare':
        return this.#compare(filter.target, filter.operator, filter.value, item);
    }
  }

  #inDocument(extension: string | null, name: string): SQL {
    const owner = extension === null ? this.#columns.document : sql`(${this.#columns.document} -> ${extension}::text)`;
    return sql`(${owner} -> ${name}::text)`;
  }

  #someItem(list: SQL, condition: (item: SQL) => SQL): SQL {
    return sql`exists (select 1 from jsonb_array_elements(case jsonb_typeof(${list}) when 'array' then ${list} else '[]'::jsonb end)
      as each_item (item) where ${condition(sql`each_item.item`)})`;
  }

  #columnOf(target: FilterTarget) {
    if ('item' in target || target.extension !== null) return undefined;
    return this.#columns.column(target.sub === null ? target.attribute.name : `${target.attribute.name}.${target.sub.name}`);
  }

  #present(target: FilterTarget, item: SQL | null): SQL {
    const column = this.#columnOf(target);
    if (column !== undefined) return sql`${column.value} is not null`;
    if ('item' in target) return sql`(${item} -> ${target.item.name}::text) is not null`;
    const { extension, attribute, sub } = target;
    const whole = this.#inDocument(extension, attribute.name);
    if (sub === null) return sql`${whole} is not null`;
    if (attribute.multiValued) return this.#someItem(whole, (one) => sql`(${one} -> ${sub.name}::text) is not null`);
    return sql`(${whole} -> ${sub.name}::text) is not null`;
  }

  #compare(target: FilterTarget, operator: Comparison, value: FilterValue, item: SQL | null): SQL {
    const column = this.#columnOf(target);
    if (column !== undefined) {
      if (column.type === 'boolean') return compareBoolean(column.value, operator, value);
      if (column.type === 'time') return compareTime(column.value, operator, value);
      if (column.type === 'id') return compareId(this.#columns, column.value, operator, value);
      return compareText(column.value, operator, value, comparedAttribute(target).caseExact);
    }
    if ('item' in target) return compareInside(sql`(${item} ->> ${target.item.name}::text)`, target, operator, value);
    const { extension, attribute, sub } = target;
    const whole = this.#inDocument(extension, attribute.name);
    // A list without a part named is compared by the values of its items (RFC 7644 section 3.4.2.2).
    const part = sub?.name ?? (attribute.type === 'complex' ? 'value' : null);
    if (attribute.multiValued)
      return this.#someItem(whole, (one) => compareInside(sql`(${one} ->> ${part ?? 'value'}::text)`, target, operator, value));
    return compareInside(part === null ? sql`(${whole} #>> '{}')` : sql`(${whole} ->> ${part}::text)`, target, operator, value);
  }
}

/** The condition that a filter is on the rows of a kind; throws `invalidFilter` for comparisons that make no sense. */
export const filterSql = (columns: FilterColumns, filter: Filter): SQL => new FilterWriter(columns).write(filter, null);

/**
 * The equalities that every row must meet, each as the path and the text: by these an index finds the few rows that the
 * whole condition is then asked of. `emails[type eq "work" and value eq "x"]` counts as `emails.value`.
 */
export function equalitiesOf(filter: Filter): readonly { readonly path: string; readonly value: string }[] {
  if (filter.kind === 'and') return [...equalitiesOf(filter.left), ...equalitiesOf(filter.right)];
  if (filter.kind === 'items' && filter.path.extension === null)
    return equalitiesOf(filter.filter).map(({ path, value }) => ({ path: `${filter.path.attribute.name}.${path}`, value }));
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return [];
  const { target, value } = filter;
  if ('item' in target) return [{ path: target.item.name, value }];
  if (target.extension !== null) return [];
  const { attribute, sub } = target;
  const part = sub?.name ?? (attribute.multiValued ? 'value' : null);
  return [{ path: part === null ? attribute.name : `${attribute.name}.${part}`, value }];
}
