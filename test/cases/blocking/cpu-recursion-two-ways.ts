import express from 'express';

const app = express();

function paths(width: number, height: number): number {
  if (width === 0 || height === 0) return 1;
  return paths(width - 1, height) + paths(width, height - 1);
}

// One call on every way: as many steps as both together.
function gcdBySteps(a: number, b: number): number {
  if (a === b) return a;
  return a > b ? gcdBySteps(a - 1, b) : gcdBySteps(a, b - 1);
}

// The second call goes on with what is not smaller: nothing is known of when it ends.
function walk(left: number, right: number): number {
  if (left === 0) return right;
  return walk(left - 1, right) + walk(left, right);
}

app.get('/paths', (request, response) => {
  response.json(paths(20, 20));
  //| blocking-cpu: paths(40)
});

app.get('/paths/:size', (request, response) => {
  const size = Number(request.params.size);
  response.json(paths(size, size));
  //| blocking-cpu: chosen by the caller
});

app.get('/small', (request, response) => {
  response.json(paths(3, 4) + gcdBySteps(20, 12) + walk(3, 4));
});

app.get('/bounded/:size', (request, response) => {
  const size = Number(request.params.size);
  if (size > 4) return;
  response.json(paths(size, size));
});

app.listen(8080);
