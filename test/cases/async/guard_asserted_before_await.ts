// Asserted, awaited, and only then set: two updates pass the assertion.
import assert from 'node:assert';

export class Device {
  private updating = false;

  constructor(private readonly load: (url: string) => Promise<string>) {}

  async update(url: string): Promise<string> {
    assert(!this.updating, 'an update is under way');
    const image = await this.load(url);
    this.updating = true;
    //| race-across-await: this.updating
    return image;
  }
}
