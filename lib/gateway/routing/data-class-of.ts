import { type DataClass, dataClasses } from '#lib/contracts/route-names.ts';
import { AppError } from '#lib/core/errors.ts';
import type { GatewayRequest } from '../gateway-request.ts';

/** How sensitive what a call carries is, as `x-tollgate-data-class` says; null where it does not. Throws AppError('invalid_request') for a word that is none. */
export function dataClassOf(request: Pick<GatewayRequest, 'header'>): DataClass | null {
  const named = request.header('x-tollgate-data-class')?.trim().toLowerCase();
  if (named === undefined || named === '') return null;
  const known = dataClasses.find((candidate) => candidate === named);
  if (known !== undefined) return known;
  // A class that is not understood could be one that has to be kept away from somewhere.
  throw new AppError('invalid_request', { detail: `The header x-tollgate-data-class must be one of ${dataClasses.join(', ')}.` });
}
