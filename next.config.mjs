/** @type {import('next').NextConfig} */
const config = {
  outputFileTracingRoot: import.meta.dirname,
  poweredByHeader: false,
  // The whole tree is checked once, by `npm test` and `npm run check`; again in each build would cost the first start.
  typescript: { ignoreBuildErrors: true },
  // They load files beside themselves at run time, which a bundle would not have.
  serverExternalPackages: ['pino', 'postgres', 'undici', '@pydantic/genai-prices'],
};

export default config;
