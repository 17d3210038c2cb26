import { workerData } from 'node:worker_threads';

const { palette, custom } = workerData as { palette: Uint8Array; custom: boolean };
let colours: Uint8Array = palette;
if (custom) {
  colours = new Uint8Array(palette.length);
  for (let i = 0; i < colours.length; i++) colours[i] = palette[i] ^ 0xff;
}
let brightness = 0;
for (const colour of colours) brightness += colour;
console.log(custom, brightness);
