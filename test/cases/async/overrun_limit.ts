import { createServer } from 'node:http';

declare function open(): Promise<{ close(): void }>;

class Pool {
  private size = 0;
  private closed = 0;

  constructor(private readonly max: number) {}

  async lease() {
    if (this.size >= this.max) throw new Error('exhausted');
    const made = await open();
    this.size++;
  //^^^^^^^^^^^ race-across-await: lies beyond the limit
    return made;
  }

  async giveBack(made: { close(): void }) {
    if (this.closed < 10) {
      made.close();
      await open();
      this.closed = this.closed + 1;
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ race-across-await: both change pool.closed
    }
  }
}

const pool = new Pool(4);
let credit = 100;

createServer(async (_request, response) => {
  const made = await pool.lease();
  const price = Number(response.getHeader('price'));
  if (credit < price) return;
  await open();
  credit -= price;
//^^^^^^^^^^^^^^^ race-across-await: `credit < price`
  await pool.giveBack(made);
  response.end();
}).listen(80);
