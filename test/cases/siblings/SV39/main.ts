import express from 'express';

const memo = { hits: 0 };

function paths(width: number, height: number): number { //~ blocking-cpu
  if (width === 0 || height === 0) return 1;
  return paths(width - 1, height) + paths(width, height - 1); //~ blocking-cpu
}

const app = express();

app.get('/paths/:size', (request, response) => {
  memo.hits++;
  const size = Number(request.params.size);
  response.json({ size, paths: paths(size, size), hits: memo.hits }); //~ blocking-cpu
});

app.listen(8080);
