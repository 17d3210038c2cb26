// `size` is a field of this class: an EventEmitter has none, and is no collection.
import { EventEmitter } from 'node:events';

export class Pool extends EventEmitter {
  private readonly open: object[] = [];
  private size = 0;
  constructor(
    private readonly max: number,
    private readonly connect: () => Promise<object>,
  ) {
    super();
  }

  async take(): Promise<object> {
    const idle = this.open.pop();
    if (idle !== undefined) return idle;
    if (this.size >= this.max) throw new Error('full');
    const made = await this.connect();
    this.size++;
    //| race-across-await
    this.emit('open', made);
    return made;
  }
}
