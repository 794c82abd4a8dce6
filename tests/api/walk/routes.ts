import { globSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { HttpBinding, Operation } from '#lib/contracts/operation.ts';
import type { RouteHandler } from '#lib/http/define-route.ts';

/** One exported method of a route file. */
export interface Route {
  /** As operations write it: `/teams/{team_id}`. */
  readonly path: string;
  readonly method: string;
  readonly handler: RouteHandler;
}

const root = new URL('../../../app/api/v1/(management)', import.meta.url).pathname;
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Loads every route file of the management API. */
export async function loadRoutes(): Promise<readonly Route[]> {
  const files = globSync('**/route.ts', { cwd: root }).sort();
  const routes = await Promise.all(
    files.map(async (file) => {
      const module: Readonly<Record<string, unknown>> = await import(`${root}/${file}`);
      const path = `/${relative('.', dirname(file)).replaceAll(/\[(\w+)\]/g, '{$1}')}`;
      return methods.flatMap((method) => {
        const handler = module[method];
        // What a route file exports under a method's name is a handler; the checker of Next says so too.
        return typeof handler === 'function' ? [{ path, method, handler: handler as RouteHandler }] : [];
      });
    }),
  );
  return routes.flat();
}

export function routeOf(routes: readonly Route[], { http, name }: Pick<Operation, 'http' | 'name'>): RouteHandler {
  const route = routes.find(({ path, method }) => path === http.path && method === http.method);
  if (route === undefined) throw new Error(`${name} has no route: ${http.method} ${http.path}`);
  return route.handler;
}

/** Names of the fields that travel in the path. */
export const pathFieldsOf = ({ path }: HttpBinding): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
