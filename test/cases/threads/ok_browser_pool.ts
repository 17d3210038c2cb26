const shared = new SharedArrayBuffer(4 * 1000);
const pending = new Map<number, (v: number) => void>();
const workers = [0, 1, 2, 3].map(() => {
  const w = new Worker(new URL('./w.ts', import.meta.url), { type: 'module' });
  w.onmessage = (e: MessageEvent<{ id: number; sum: number }>) => { pending.get(e.data.id)?.(e.data.sum); pending.delete(e.data.id); };
  return w;
});
let id = 0;
function run(w: Worker, from: number, to: number): Promise<number> {
  return new Promise((resolve) => { const me = id++; pending.set(me, resolve); w.postMessage({ id: me, shared, from, to }); });
}
const view = new Int32Array(shared);
for (let i = 0; i < 1000; i++) view[i] = i;
const sums = await Promise.all(workers.map((w, k) => run(w, k * 250, (k + 1) * 250)));
console.log(sums.reduce((a, b) => a + b), view[0]);
view[0] = 7;
await Promise.all(workers.map((w, k) => run(w, k * 250, (k + 1) * 250)));

// file: w.ts
self.onmessage = (e: MessageEvent<{ id: number; shared: SharedArrayBuffer; from: number; to: number }>) => {
  const { id, shared, from, to } = e.data;
  const view = new Int32Array(shared);
  let sum = 0;
  for (let i = from; i < to; i++) { view[i] *= 2; sum += view[i]; }
  self.postMessage({ id, sum });
};
