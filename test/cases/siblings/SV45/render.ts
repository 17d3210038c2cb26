import { parentPort } from 'node:worker_threads';

const enum Tile {
  Free = 0,
  Taken = 1,
}

function* freeTiles(claims: Int32Array): Generator<number> {
  for (let tile = 0; tile < claims.length; tile++) {
    if (Atomics.load(claims, tile) === Tile.Free) {
      Atomics.store(claims, tile, Tile.Taken); //~ non-atomic-update
      yield tile;
    }
  }
}

parentPort?.once('message', (claims: Int32Array) => {
  for (const tile of freeTiles(claims)) {
    parentPort?.postMessage(tile);
  }
});
