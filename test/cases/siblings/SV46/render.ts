import { parentPort } from 'node:worker_threads';

function* freeTiles(claims: Int32Array): Generator<number> {
  for (let tile = 0; tile < claims.length; tile++) {
    if (Atomics.load(claims, tile) !== 0) continue;
    if (Atomics.compareExchange(claims, tile, 0, 1) === 0) yield tile;
  }
}

parentPort?.once('message', (claims: Int32Array) => {
  for (const tile of freeTiles(claims)) {
    parentPort?.postMessage(tile);
  }
});
