// A ring from the page to the rendering thread: samples are written before the index that publishes them.
const SIZE = 1024;
const context = new AudioContext();
await context.audioWorklet.addModule(new URL('./player.ts', import.meta.url));
const samples = new Float32Array(new SharedArrayBuffer(SIZE * 4));
const indices = new Int32Array(new SharedArrayBuffer(8));
const node = new AudioWorkletNode(context, 'player', { processorOptions: { samples, indices } });
node.connect(context.destination);
setInterval(() => {
  const read = Atomics.load(indices, 0);
  const write = Atomics.load(indices, 1);
  if ((write + 1) % SIZE === read) return;
  samples[write] = Math.random();
  Atomics.store(indices, 1, (write + 1) % SIZE);
}, 2);

// file: player.ts
const SIZE = 1024;
interface Options { readonly samples: Float32Array; readonly indices: Int32Array }
registerProcessor(
  'player',
  class extends AudioWorkletProcessor {
    private readonly options: Options;
    constructor({ processorOptions }: { processorOptions: Options }) {
      super();
      this.options = processorOptions;
    }
    process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
      const { samples, indices } = this.options;
      const [[out]] = outputs;
      for (let i = 0; i < out.length; i++) {
        const read = Atomics.load(indices, 0);
        if (read === Atomics.load(indices, 1)) break;
        out[i] = samples[read];
        Atomics.store(indices, 0, (read + 1) % SIZE);
      }
      return true;
    }
  },
);
