class Outbox {
  #cursor = 0;

  sync(signal: AbortSignal): Promise<void> {
    return navigator.locks.request('outbox', { signal }, () => this.#drain());
  }

  async #drain(): Promise<void> {
    const from = this.#cursor;
    const response = await fetch(`/changes?from=${from}`);
    const changes = (await response.json()) as unknown[];
    this.#cursor = from + changes.length;
  }
}

const outbox = new Outbox();
document.addEventListener('visibilitychange', () => void outbox.sync(AbortSignal.timeout(5000)));
setInterval(() => void outbox.sync(AbortSignal.timeout(5000)), 30_000);
