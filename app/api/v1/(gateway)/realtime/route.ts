export {
  gatewayRoute as DELETE,
  gatewayRoute as GET,
  gatewayRoute as PATCH,
  gatewayRoute as POST,
  gatewayRoute as PUT,
} from '#lib/http/gateway-route.ts';
