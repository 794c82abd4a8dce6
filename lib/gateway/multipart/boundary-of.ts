import { AppError } from '#lib/core/errors.ts';

/** RFC 2046 §5.1.1: 1 to 70 of these characters, the last one no space. */
const boundaryPattern = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;
/** A parameter of a content type: a token or a quoted text (RFC 9110 §5.6.6). */
const parameterPattern = /;\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;

/** The boundary that a content type names. Throws AppError('unsupported_media_type' | 'invalid_request'). */
export function boundaryOf(contentType: string | undefined): string {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (contentType === undefined || type !== 'multipart/form-data') {
    throw new AppError('unsupported_media_type', {
      detail: `This route takes multipart/form-data, not ${type === '' ? 'a body without a content type' : type.slice(0, 100)}.`,
    });
  }
  const boundaries = [...contentType.matchAll(parameterPattern)].filter(([, name]) => name?.toLowerCase() === 'boundary');
  const [only] = boundaries;
  const boundary = only?.[2]?.replace(/\\(.)/g, '$1') ?? only?.[3] ?? '';
  if (boundaries.length === 1 && boundaryPattern.test(boundary)) return boundary;
  throw new AppError('invalid_request', {
    detail:
      'The content type of the form has no usable boundary. Let your HTTP client write the content-type header of the form by itself.',
  });
}
