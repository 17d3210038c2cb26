export const lock = (cells: Int32Array): void => {
  for (;;) {
    if (Atomics.compareExchange(cells, 0, 0, 1) === 0) return;
    Atomics.wait(cells, 0, 1);
  }
};

export const unlock = (cells: Int32Array): void => {
  Atomics.store(cells, 0, 0);
  Atomics.notify(cells, 0, 1);
};
