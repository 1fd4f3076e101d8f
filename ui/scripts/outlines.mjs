// Makes the outlines of the map: `node scripts/outlines.mjs countries-50m.json > src/pages/portfolio/outlines.json`.
// The input is of the npm package world-atlas 2.0.2 (ISC, Copyright 2013-2019 Michael Bostock), made from Natural Earth 1:50m, which
// is in the public domain. Coasts and borders come out simplified, as whole steps of 0.02 degrees.
import { readFileSync } from 'node:fs';

const step = 0.02;
const tolerance = 0.045; // degrees
const smallest = 0.22; // degrees: islands that are narrower and lower are left out

const { arcs, objects, transform } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

function decode(arc) {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => [(x += dx) * transform.scale[0] + transform.translate[0], (y += dy) * transform.scale[1] + transform.translate[1]]);
}

/** Douglas and Peucker 1973: keeps the points that stand out. */
function simplify(points) {
  const keep = new Set([0, points.length - 1]);
  const open = [[0, points.length - 1]];
  while (open.length) {
    const [from, to] = open.pop();
    let [far, at] = [0, -1];
    for (let i = from + 1; i < to; i++) {
      const d = distance(points[i], points[from], points[to]);
      if (d > far) [far, at] = [d, i];
    }
    if (far > tolerance) {
      keep.add(at);
      open.push([from, at], [at, to]);
    }
  }
  return points.filter((_, i) => keep.has(i));
}

function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

function encode(points) {
  const out = [];
  let [px, py] = [0, 0];
  for (const [x, y] of points) {
    const [qx, qy] = [Math.round(x / step), Math.round(y / step)];
    if (out.length && qx === px && qy === py) continue;
    out.push(qx - px, qy - py);
    [px, py] = [qx, qy];
  }
  return out;
}

const decoded = arcs.map(decode);
const lands = objects.land.geometries.flatMap((g) => (g.type === 'Polygon' ? g.arcs : g.arcs.flat()));
const ringOf = (indexes) => indexes.flatMap((i) => (i < 0 ? [...decoded[~i]].reverse() : decoded[i]));
const size = (points) => {
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
};
const coast = new Set(lands.flat().map((i) => (i < 0 ? ~i : i)));
const land = lands.map(ringOf).filter((ring) => size(ring) >= smallest).map((ring) => encode(simplify(ring)));
const borders = decoded.flatMap((points, i) => (coast.has(i) ? [] : [encode(simplify(points))]));
process.stdout.write(`${JSON.stringify({ step, land, borders })}\n`);
