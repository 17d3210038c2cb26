import { createServer } from 'node:http';

declare function open(): Promise<{ close(): void }>;

class Pool {
  private size = 0;
  private failures = 0;
  private handled = 0;

  constructor(private readonly max: number) {}

  // The place is taken before the await.
  async lease() {
    if (this.size >= this.max) throw new Error('exhausted');
    this.size++;
    try {
      return await open();
    } catch (error) {
      this.size--;
      throw error;
    }
  }

  // Looked at again.
  async leaseLate() {
    if (this.size >= this.max) throw new Error('exhausted');
    const made = await open();
    if (this.size >= this.max) {
      made.close();
      throw new Error('exhausted');
    }
    this.size += 1;
    return made;
  }

  // A breaker counts what has happened; that is no place that one takes.
  async guarded() {
    if (this.failures > 5) throw new Error('open');
    try {
      await open();
      this.failures = 0;
    } catch {
      this.failures++;
    }
  }

  // Both ways lead to the count, which nobody limits.
  async counted() {
    if (this.handled < 3) console.log('still new');
    await open();
    this.handled++;
  }
}

const pool = new Pool(4);
createServer(async (_request, response) => {
  await pool.lease();
  await pool.leaseLate();
  await pool.guarded();
  await pool.counted();
  response.end();
}).listen(80);
