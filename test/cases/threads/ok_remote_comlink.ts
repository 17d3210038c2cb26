// An object of a class behind the proxy; the page touches the pixels before and after each awaited call.
import * as Comlink from 'comlink';

const pixels = new Uint8ClampedArray(new SharedArrayBuffer(4 * 64));
const Filter = Comlink.wrap<any>(new Worker(new URL('./filter.ts', import.meta.url), { type: 'module' }));
const filter = await new Filter(pixels);
pixels[0] = 255;
await filter.invert();
pixels[1] = 255;
await filter.invert();
console.log(pixels[0]);

// file: filter.ts
import * as Comlink from 'comlink';
class Filter {
  constructor(private readonly pixels: Uint8ClampedArray) {}
  invert(): void {
    for (let i = 0; i < this.pixels.length; i++) this.pixels[i] = 255 - this.pixels[i];
  }
}
Comlink.expose(Filter);
