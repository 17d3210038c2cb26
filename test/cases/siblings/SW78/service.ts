import type { TemplateRepository } from './repository.ts';

export class ReportService {
  private readonly templates: TemplateRepository;

  constructor(templates: TemplateRepository) {
    this.templates = templates;
  }

  render(names: readonly string[]): string {
    return names.map((name) => this.templates.get(name)).join('\n');
  }
}
