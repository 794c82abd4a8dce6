/**
 * Node's flags for a process that runs the gateway. The young generation is kept to 3 × 16 MiB: V8 would let it grow to
 * 3 × 64 on a large machine, all of it resident, and the calls of a gateway die long before they fill it (measured: the
 * same CPU per call, 90 MB less). It cannot be set from inside, where `tuneGarbageCollector` sets the rest.
 */
export const gatewayNodeArgs: readonly string[] = ['--max-semi-space-size=16'];
