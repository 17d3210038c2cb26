// The page writes the gains while the rendering thread reads them.
const context = new AudioContext();
await context.audioWorklet.addModule(new URL('./gain.ts', import.meta.url));
const gains = new Float32Array(new SharedArrayBuffer(8));
const node = new AudioWorkletNode(context, 'gain', { processorOptions: { gains } });
node.connect(context.destination);
document.querySelector('input')!.addEventListener('input', (event) => {
  gains[0] = Number((event.target as HTMLInputElement).value);
//| unlocked-shared-mutation
});

// file: gain.ts
class Gain extends AudioWorkletProcessor {
  private readonly gains: Float32Array;
  constructor(options: { processorOptions: { gains: Float32Array } }) {
    super();
    this.gains = options.processorOptions.gains;
  }
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [left] = inputs[0];
    for (let i = 0; i < left.length; i++) outputs[0][0][i] = left[i] * this.gains[0];
    return true;
  }
}
registerProcessor('gain', Gain);
