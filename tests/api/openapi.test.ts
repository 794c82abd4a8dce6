import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operations } from '#lib/contracts/operations.ts';
import { openApiOf } from '#lib/http/openapi.ts';
import { serveOpenApi } from '#lib/http/openapi-route.ts';

/** What OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1) allows in the parts we use; strict, so that a slip shows. */
const Schema = z.record(z.string(), z.unknown());
const MediaType = z.strictObject({ schema: Schema, examples: z.record(z.string(), z.strictObject({ value: z.unknown() })).optional() });
const Content = z.record(z.string().regex(/^[a-z]+\/[a-z+.-]+$/), MediaType);
const Parameter = z
  .strictObject({
    name: z.string().min(1),
    in: z.enum(['path', 'query', 'header']),
    required: z.boolean(),
    description: z.string().optional(),
    schema: Schema,
    example: z.unknown().optional(),
  })
  .refine((parameter) => parameter.in !== 'path' || parameter.required, { error: 'A path parameter is always required' });
const Response = z.strictObject({
  description: z.string().min(1),
  content: Content.optional(),
  headers: z.record(z.string(), z.strictObject({ description: z.string(), schema: Schema })).optional(),
});
const OperationObject = z.strictObject({
  operationId: z.string().min(1),
  summary: z.string().min(1),
  tags: z.array(z.string().min(1)).min(1),
  'x-tollgate-permission': z.string().nullable(),
  'x-tollgate-own-permission': z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(Parameter),
  requestBody: z.strictObject({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), Response),
});
const Method = z.enum(['get', 'post', 'put', 'patch', 'delete']);
const Document = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.string() })).min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(Method, OperationObject)),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), Schema),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })),
  }),
});

/** Keywords of JSON Schema 2020-12 that may stand in a schema object. */
const keywords = new Set(
  [
    '$ref $comment type enum const title description default examples format pattern minLength maxLength minimum maximum',
    'exclusiveMinimum exclusiveMaximum multipleOf items prefixItems minItems maxItems uniqueItems properties required',
    'additionalProperties propertyNames minProperties maxProperties patternProperties anyOf oneOf allOf not contentEncoding contentMediaType deprecated readOnly writeOnly',
  ]
    .join(' ')
    .split(' '),
);
const subschemas = ['items', 'additionalProperties', 'propertyNames', 'not'];
const subschemaLists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];

/** Every schema inside a schema, itself included. */
function schemasIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const schema: Record<string, unknown> = { ...value };
  const properties = Object.values(Object(schema.properties ?? {}));
  const lists = subschemaLists.flatMap((name) => (Array.isArray(schema[name]) ? schema[name] : []));
  const inner = [...properties, ...lists, ...subschemas.map((name) => schema[name])];
  return [schema, ...inner.flatMap(schemasIn)];
}

const document = Document.parse(openApiOf(operations, { version: '1.2.3', server: '/api/v1' }));
const described = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

const allSchemas = [
  ...Object.values(document.components.schemas),
  ...described.flatMap(({ operation }) => [
    ...operation.parameters.map(({ schema }) => schema),
    ...Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => schema),
    ...Object.values(operation.responses).flatMap(({ content }) => Object.values(content ?? {}).map(({ schema }) => schema)),
  ]),
].flatMap(schemasIn);

describe('the OpenAPI document [DX-2]', () => {
  it('has every operation once, under its own name', () => {
    const found = described.map(({ path, method, operation }) => `${operation.operationId} ${method.toUpperCase()} ${path}`).sort();
    expect(found).toEqual(operations.map(({ name, http }) => `${name} ${http.method} ${http.path}`).sort());
  });

  it('holds schemas of JSON Schema 2020-12 whose references all lead somewhere', () => {
    expect(allSchemas.length).toBeGreaterThan(100);
    for (const schema of allSchemas) {
      for (const keyword of Object.keys(schema)) expect(keywords).toContain(keyword);
      if (typeof schema.$ref !== 'string') continue;
      expect(document.components.schemas).toHaveProperty([schema.$ref.replace('#/components/schemas/', '')]);
    }
  });

  it('declares exactly the parameters that the paths have', () => {
    for (const { path, operation } of described) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(declared.sort()).toEqual(inPath);
      const names = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('gives each operation one success, its permission and problems for its failures', () => {
    for (const { operation } of described) {
      const declaration = operations.find(({ name }) => name === operation.operationId);
      expect(operation['x-tollgate-permission']).toBe(declaration?.permission);
      const statuses = Object.keys(operation.responses);
      expect(statuses.filter((status) => status.startsWith('2'))).toEqual([String(declaration?.http.status ?? 200)]);
      for (const status of ['401', '422', '503']) if (declaration?.scope !== 'public') expect(statuses).toContain(status);
      for (const [status, { content }] of Object.entries(operation.responses))
        if (Number(status) >= 400)
          expect(content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } });
    }
  });

  it('has examples that the declared input accepts', () => {
    for (const { name, input, examples } of operations)
      for (const example of examples) expect({ name, fault: input.safeParse(example).error?.message }).toEqual({ name, fault: undefined });
  });

  it('is served with an ETag and answers a known one with 304', async () => {
    const first = serveOpenApi(new Request('http://tollgate.test/api/v1/openapi.json'));
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(Document.safeParse(await first.json()).success).toBe(true);
    const etag = first.headers.get('etag') ?? '';
    const second = serveOpenApi(new Request('http://tollgate.test/api/v1/openapi.json', { headers: { 'if-none-match': etag } }));
    expect(second.status).toBe(304);
  });
});
