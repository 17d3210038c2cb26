import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { lazy } from './lazy.ts';

interface Encoder {
  encode(image: Uint8Array): Uint8Array;
}

const encoder = lazy(async (): Promise<Encoder> => {
  const { instance } = await WebAssembly.instantiateStreaming(fetch('https://cdn.example/webp.wasm'));
  const encode = instance.exports['encode'] as (image: Uint8Array) => Uint8Array;
  return { encode };
});

createServer(async (request, response) => {
  const image = await buffer(request);
  const { encode } = await encoder();
  response.end(encode(image));
}).listen(3000);
