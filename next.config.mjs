/**
 * Older spellings of paths, each for everything below it too. They lead to the same route files, so that nothing differs but
 * the address; the reference names the newer ones alone.
 */
export const aliases = {
  '/api/rbac/roles': '/api/v1/roles',
  '/api/rbac/permissions': '/api/v1/permissions',
  '/api/rbac/user-roles': '/api/v1/user-roles',
  '/api/rbac/audit-logs': '/api/v1/audit-logs',
};

/** @type {import('next').NextConfig} */
const config = {
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  rewrites: async () => Object.entries(aliases).map(([older, path]) => ({ source: `${older}/:rest*`, destination: `${path}/:rest*` })),
  // The whole tree is checked once, by `npm test` and `npm run check`; again in each build would cost the first start.
  typescript: { ignoreBuildErrors: true },
  // Server code is left as it is written: its stack traces can be read without source maps, and the build, which a first
  // start waits for, takes a third of the time.
  experimental: { turbopackMinify: { server: false, client: true, edge: true }, turbopackSourceMaps: false },
  // Loaded once a process: Next makes several bundles, and what one of them made another must recognise. Some also load
  // files beside themselves, which a bundle would not have.
  serverExternalPackages: ['gpt-tokenizer', 'zod', 'pino', 'postgres', 'drizzle-orm', 'undici', 'ws', 'pdfkit', '@pydantic/genai-prices'],
};

export default config;
