import { EventEmitter } from 'node:events';
import { Mutex } from 'async-mutex';

class Document extends EventEmitter {
  private readonly mutex = new Mutex();
  private text = 'once upon a time';

  countWords(): Promise<number> {
    return this.mutex.runExclusive(() => this.text.split(' ').length);
  }

  async save(title: string): Promise<void> {
    await this.mutex.runExclusive(async () => {
      this.text = `${title}: ${this.text}`;
      this.emit('saved', title);
    });
  }
}

const document = new Document();
document.on('saved', async (title: string) => {
  console.log(title, await document.countWords());
});
await document.save('notes');
