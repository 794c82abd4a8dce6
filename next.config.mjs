/** @type {import('next').NextConfig} */
const config = {
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  // The whole tree is checked once, by `npm test` and `npm run check`; again in each build would cost the first start.
  typescript: { ignoreBuildErrors: true },
  // Loaded once a process: Next makes several bundles, and what one of them made another must recognise. Some also load
  // files beside themselves, which a bundle would not have.
  serverExternalPackages: ['pino', 'postgres', 'drizzle-orm', 'undici', '@pydantic/genai-prices'],
};

export default config;
