import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { labelled, type MetricFamily, single } from '#lib/core/metric-family.ts';

const percentiles = [50, 99] as const;

/** Watches this process from now on; what it answers gives its numbers, the delays of the loop since the last time. */
export function watchProcess(): () => MetricFamily[] {
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  return () => {
    const memory = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    // The histogram measures whole turns of its timer, so its resolution comes off. Before the first turn there is none.
    const delayOf = (ns: number) => (Number.isFinite(ns) ? Math.max(0, ns / 1e9 - 0.01) : 0);
    const delays = [...percentiles.map((one) => [`p${one}`, delayOf(loop.percentile(one))] as const), ['max', delayOf(loop.max)] as const];
    loop.reset();
    return [
      labelled('gauge', 'tollgate_event_loop_delay_seconds', 'How late the event loop was since the last reading', 'quantile', delays),
      single(
        'gauge',
        'tollgate_event_loop_utilization_ratio',
        'Part of its life that the event loop was busy',
        performance.eventLoopUtilization().utilization,
      ),
      labelled('gauge', 'tollgate_memory_bytes', 'Memory of the process', 'kind', [
        ['resident', memory.rss],
        ['heap_used', memory.heapUsed],
        ['external', memory.external],
      ]),
      single('counter', 'tollgate_cpu_seconds_total', 'CPU time of the process', (user + system) / 1e6),
      single('gauge', 'tollgate_uptime_seconds', 'Time since the process started', process.uptime()),
    ];
  };
}
