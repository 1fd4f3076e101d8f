// Writes src/gen/api.ts from openapi.json, which `go run ./internal/gen` writes from the server's
// own types. The same document always gives the same bytes.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const here = new URL('..', import.meta.url);
const document = JSON.parse(await readFile(new URL('openapi.json', here), 'utf8'));
const ast = await openapiTS(document, { alphabetize: true });
const head = '// Generated from openapi.json by `npm run generate`; do not edit.\n\n';
await writeFile(new URL('src/gen/api.ts', here), head + astToString(ast));
