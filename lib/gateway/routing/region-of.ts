import { type RegionName, regionNames } from '#lib/contracts/route-names.ts';
import { AppError } from '#lib/core/errors.ts';
import type { GatewayRequest } from '../gateway-request.ts';

/** Where a call has to be processed, as `x-tollgate-region` says; null where it does not. Throws AppError('invalid_request') for a region that is none. */
export function regionOf(request: Pick<GatewayRequest, 'header'>): RegionName | null {
  const named = request.header('x-tollgate-region')?.trim().toLowerCase();
  if (named === undefined || named === '') return null;
  const known = regionNames.find((candidate) => candidate === named);
  if (known !== undefined) return known;
  // Who asks for a region that is not known here must not be served just anywhere.
  throw new AppError('invalid_request', { detail: `The header x-tollgate-region must be one of ${regionNames.join(', ')}.` });
}
