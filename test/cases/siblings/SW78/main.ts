import { createServer } from 'node:http';
import { ReportService } from './service.ts';
import { TemplateRepository } from './repository.ts';

const service = new ReportService(new TemplateRepository('templates'));

createServer((req, res) => {
  res.end(service.render((req.url ?? '/').split('/')));
}).listen(8080);
