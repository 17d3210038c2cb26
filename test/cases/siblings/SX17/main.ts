// @ts-expect-error: the package is not among the dependencies of this corpus
import Piscina from 'piscina';
const counter = new SharedArrayBuffer(4);
const pool = new Piscina({ filename: new URL('./task.ts', import.meta.url).href });
await Promise.all([1, 2, 3, 4].map((n) => pool.run({ counter, n })));
console.log(new Int32Array(counter)[0]);
