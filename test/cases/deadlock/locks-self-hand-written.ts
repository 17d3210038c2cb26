class Lock {
  private locked = false;
  private readonly waiting: (() => void)[] = [];

  acquire(): Promise<void> {
    if (!this.locked) {
      this.locked = true;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.locked = false;
  }
}

export class Document {
  private readonly lock = new Lock();
  private text = '';

  async append(part: string): Promise<void> {
    await this.lock.acquire();
    try {
      this.text += part;
    } finally {
      this.lock.release();
    }
  }

  async appendAll(parts: readonly string[]): Promise<void> {
    await this.lock.acquire();
    try {
      for (const part of parts) await this.append(part);
      //| self-deadlock: Document.lock
    } finally {
      this.lock.release();
    }
  }
}
