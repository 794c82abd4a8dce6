import { z } from 'zod';
import { type HttpBinding, type Operation, ownErrorsOf, tableFormats } from '#lib/contracts/operation.ts';
import { type ErrorCode, errorCatalogue } from '#lib/core/errors.ts';

/** OpenAPI 3.1 (and so JSON Schema 2020-12) of the management API, made from the declarations and nothing else. */

type Json = Readonly<Record<string, unknown>>;

/** What every operation can answer besides its own errors. */
const commonErrors: readonly ErrorCode[] = ['unauthenticated', 'forbidden', 'validation_failed', 'database_unavailable', 'internal'];

const Problem = z
  .object({
    type: z.string().meta({ description: 'Address of the page about the code' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable; never changes its meaning' }),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string().meta({ description: 'JSON pointer (RFC 6901)' }), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

/** Schemas with an id move from `$defs` of each place to `components.schemas`, which all places share. */
class Components {
  readonly schemas: Record<string, unknown> = {};

  /** The wire side of a schema: what callers send, and what they get. */
  add(schema: z.ZodType): Json {
    const { $schema: _, $defs, ...json } = z.toJSONSchema(schema, { io: 'input' });
    for (const [id, definition] of Object.entries($defs ?? {})) this.schemas[id] = pointed(definition);
    return Object(pointed(json));
  }
}

/** References of a schema's own `$defs` as references of the document's components. */
function pointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === '$ref' && typeof inner === 'string' ? inner.replace('#/$defs/', '#/components/schemas/') : pointed(inner),
    ]),
  );
}

const pathFieldsOf = ({ path }: HttpBinding): readonly string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

const travelsInBody = ({ kind = 'json', method }: HttpBinding): boolean => kind === 'json' && method !== 'GET' && method !== 'DELETE';

const without = (json: Json, names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));

const headerParameter = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

/** How an answer that is also a table is written; `Accept: text/csv` says it as well. */
const formatParameter: Json = {
  ...{ name: 'format', in: 'query', required: false, schema: { type: 'string', enum: tableFormats, default: 'json' } },
  description: 'csv: a table with a header line; odata: flat rows in `value` with @odata.nextLink. Pages follow the Link header',
};

interface ObjectSchema {
  readonly properties: Json;
  readonly required: readonly string[];
}

function parametersOf({ http, errors = [], examples: [example] }: Operation, { properties, required }: ObjectSchema): Json[] {
  const inPath = pathFieldsOf(http);
  const inQuery = travelsInBody(http) ? [] : Object.keys(properties).filter((name) => !inPath.includes(name));
  const values: Json = Object(example);
  const parameter = (name: string, place: 'path' | 'query'): Json => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: properties[name] ?? {},
    ...(name in values ? { example: values[name] } : {}),
  });
  return [
    ...inPath.map((name) => parameter(name, 'path')),
    ...inQuery.map((name) => parameter(name, 'query')),
    ...(http.hasTable === true ? [formatParameter] : []),
    ...(http.method === 'POST' && http.kind !== 'upload'
      ? [headerParameter('Idempotency-Key', 'The write happens once for each key; the answer is kept for 24 hours')]
      : []),
    ...(errors.includes('precondition_failed')
      ? [headerParameter('If-Match', 'The ETag of the version that is to be changed; any version unless sent')]
      : []),
  ];
}

function bodyOf({ http, examples }: Operation, { properties, required }: ObjectSchema, schema: Json): Json | undefined {
  if (http.kind === 'upload') {
    const content = Object.fromEntries((http.contentTypes ?? []).map((type) => [type, { schema: { type: 'string' } }]));
    return { required: true, content };
  }
  if (!travelsInBody(http)) return undefined;
  const inPath = pathFieldsOf(http);
  const fields = without(properties, inPath);
  if (Object.keys(fields).length === 0) return undefined;
  const requiredInBody = required.filter((name) => !inPath.includes(name));
  const named = examples.map((example, index) => [`example_${index + 1}`, { value: without(Object(example), inPath) }]);
  const body = { ...schema, properties: fields, required: requiredInBody };
  return { required: requiredInBody.length > 0, content: { 'application/json': { schema: body, examples: Object.fromEntries(named) } } };
}

function successOf(operation: Operation, components: Components): Json {
  const { http, output } = operation;
  if (http.status === 204) return { description: 'Done' };
  const schema = components.add(output);
  const types =
    http.kind === 'sse' ? ['text/event-stream'] : http.kind === 'download' ? (http.contentTypes ?? ['text/plain']) : ['application/json'];
  const table = http.hasTable === true ? { 'text/csv': { schema: { type: 'string' } } } : {};
  const content = { ...Object.fromEntries(types.map((type) => [type, { schema }])), ...table };
  const hasVersion = output instanceof z.ZodObject && 'version' in output.shape;
  const headers = { ETag: { description: 'The version, for If-Match', schema: { type: 'string' } } };
  return { description: 'Done', content, ...(hasVersion ? { headers } : {}) };
}

/** Errors grouped by status, each group with its codes. */
function failuresOf(operation: Operation): Json {
  const errors = ownErrorsOf(operation);
  const own: readonly ErrorCode[] = typeof operation.scope === 'object' ? ['not_found', ...errors] : errors;
  const codes = operation.scope === 'public' ? [...own, 'internal' as const] : [...commonErrors, ...own];
  const groups = Map.groupBy(new Set(codes), (code) => errorCatalogue[code].status);
  return Object.fromEntries(
    [...groups].map(([status, members]) => [
      String(status),
      {
        description: members.map((code) => `${code}: ${errorCatalogue[code].title}`).join('. '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function describeOperation(operation: Operation, components: Components): Json {
  const { http, permission, ownPermission, summary, name } = operation;
  const schema = components.add(operation.input);
  const input: ObjectSchema = {
    properties: Object(schema.properties ?? {}),
    required: Array.isArray(schema.required) ? schema.required.map(String) : [],
  };
  const requestBody = bodyOf(operation, input, schema);
  return {
    operationId: name,
    summary,
    tags: [http.path.split('/')[1]],
    'x-tollgate-permission': permission,
    ...(ownPermission === undefined ? {} : { 'x-tollgate-own-permission': ownPermission }),
    ...(operation.scope === 'public' ? { security: [] } : {}),
    parameters: parametersOf(operation, input),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: { [String(http.status ?? 200)]: successOf(operation, components), ...failuresOf(operation) },
  };
}

/** The whole document; `server` is the address of the API, relative to where the document lies. */
export function openApiOf(
  operations: readonly Operation[],
  { version, server }: { readonly version: string; readonly server: string },
): Json {
  const components = new Components();
  components.add(Problem);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const { path, method } = operation.http;
    const item = paths[path] ?? {};
    paths[path] = item;
    item[method.toLowerCase()] = describeOperation(operation, components);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tollgate management API',
      version,
      description: 'Everything the console does, for programs. Errors are RFC 9457 problems.',
    },
    servers: [{ url: server }],
    security: [{ session: [] }, { token: [] }, { client: [] }],
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'tollgate.session',
          description: 'Set at sign-in; named __Host-tollgate.session over HTTPS',
        },
        token: { type: 'http', scheme: 'bearer', description: 'An API token; it has the permissions it names, and no others' },
        client: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/api/oauth/token', scopes: {} } } },
      },
    },
  };
}
