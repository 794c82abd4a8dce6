export { gatewayRoute as GET } from '#lib/http/gateway-route.ts';
