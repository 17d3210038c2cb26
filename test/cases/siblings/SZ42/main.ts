const pixels = new Uint8ClampedArray(new SharedArrayBuffer(64));
const worker = new Worker(new URL('./paint.ts', import.meta.url), { type: 'module' });
worker.postMessage(pixels);
setTimeout(() => {
  pixels.fill(0); //~ unlocked-shared-mutation
}, 16);
