export {
  refusePath as DELETE,
  refusePath as GET,
  refusePath as PATCH,
  refusePath as POST,
  refusePath as PUT,
} from '#lib/http/refuse-path.ts';
