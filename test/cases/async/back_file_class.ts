import { readFile, writeFile } from 'node:fs/promises';

export class Votes {
  constructor(private readonly file: string) {}

  async vote(option: string) {
    const votes = JSON.parse(await readFile(this.file, 'utf8'));
    votes[option] = 1;
    await writeFile(this.file, JSON.stringify(votes));
    //| race-across-await
  }
}
