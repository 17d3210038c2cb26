// What is asserted is tested: a second update is refused while the flag stands.
import assert from 'node:assert';

function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

export class Device {
  private updating = false;
  private flashing = false;
  private image: string | undefined;

  constructor(private readonly load: (url: string) => Promise<string>) {}

  async update(url: string): Promise<void> {
    assert(this.updating === false, 'an update is under way');
    this.updating = true;
    try {
      this.image ??= await this.load(url);
    } finally {
      this.updating = false;
    }
  }

  async flash(url: string): Promise<void> {
    check(!this.flashing, 'busy');
    this.flashing = true;
    try {
      if (this.image === undefined) this.image = await this.load(url);
    } finally {
      this.flashing = false;
    }
  }
}
