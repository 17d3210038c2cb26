/**
 * The article's base line: a function that does nothing shows what starting and handing over cost by themselves.
 *
 * Benchmark it: `interleave bench examples/empty.ts#empty`
 */
export function empty(): void {}
