// @ts-expect-error: the package is not among the dependencies of this corpus
import * as Comlink from 'comlink';
const shared = new Int32Array(new SharedArrayBuffer(4));
const apis = [0, 1].map(() => Comlink.wrap<{ bump(cells: Int32Array): void }>(new Worker(new URL('./api.ts', import.meta.url), { type: 'module' })));
await Promise.all(apis.map((api) => api.bump(shared)));
console.log(shared[0]);
