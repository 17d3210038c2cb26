import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

class Station {
  readonly cells = new Int32Array(new SharedArrayBuffer(12));
  private readonly script = new URL('./thermometer.ts', import.meta.url);

  async run(sensors: number): Promise<number> {
    const running = Array.from({ length: sensors }, (_, sensor) => {
      const worker = new Worker(this.script, { workerData: { cells: this.cells, sensor } });
      return once(worker, 'exit');
    });
    await Promise.all(running);
    return this.cells[2] / this.cells[1];
  }
}

console.log('mean', await new Station().run(3));
