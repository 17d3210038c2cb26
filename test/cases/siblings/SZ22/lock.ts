export async function lockAsync(cells: Int32Array, index: number): Promise<void> {
  while (Atomics.compareExchange(cells, index, 0, 1) !== 0) {
    const parked = Atomics.waitAsync(cells, index, 1);
    if (parked.async) await parked.value;
  }
}

export function lock(cells: Int32Array, index: number): void {
  while (Atomics.compareExchange(cells, index, 0, 1) !== 0) Atomics.wait(cells, index, 1);
}

export function unlock(cells: Int32Array, index: number): void {
  Atomics.store(cells, index, 0);
  Atomics.notify(cells, index, 1);
}
