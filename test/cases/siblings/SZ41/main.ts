const pixels = new Uint8ClampedArray(new SharedArrayBuffer(64));
const worker = new Worker(new URL('./paint.ts', import.meta.url), { type: 'module' });
let frame = 0;
worker.onmessage = () => {
  pixels[0] = frame++;
  if (frame < 10) worker.postMessage(pixels);
  else worker.terminate();
};
worker.postMessage(pixels);
