import { createServer } from 'node:http';
import { TemplateRepository } from './repository.ts';

const templates = new TemplateRepository('templates');

createServer((req, res) => {
  res.end(templates.get((req.url ?? '/').slice(1)));
}).listen(8080);
