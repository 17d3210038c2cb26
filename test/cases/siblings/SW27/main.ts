class Preview {
  private controller: AbortController | undefined;
  private html = '';

  async show(path: string): Promise<void> {
    this.controller?.abort();
    const controller = new AbortController();
    this.controller = controller;
    try {
      const response = await fetch(path, { signal: controller.signal });
      const html = await response.text();
      if (controller.signal.aborted) return;
      this.html = html;
      document.body.innerHTML = this.html;
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    }
  }
}

const preview = new Preview();
for (const link of document.querySelectorAll('a')) {
  link.addEventListener('mouseenter', () => void preview.show(link.href));
}
