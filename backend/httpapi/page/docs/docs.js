// Shows /openapi.json. Text is only ever set as text, so nothing of the description runs.
'use strict';

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function nameOf(ref) {
  return ref.split('/').pop();
}

/** A schema in a few words: string (date-time) or null, list of Site. */
function typeOf(schema) {
  if (!schema) return '';
  if (schema.$ref) return nameOf(schema.$ref);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return choice.map(typeOf).join(' or ');
  const kinds = [schema.type ?? 'any'].flat().map((kind) => (kind === 'array' ? `list of ${typeOf(schema.items)}` : kind));
  const kind = kinds.join(' or ');
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  return schema.format && schema.format !== 'int64' && schema.format !== 'double' ? `${kind} (${schema.format})` : kind;
}

/** A value that fits a schema, from its examples. */
function exampleOf(schema, document, depth = 0) {
  if (!schema || depth > 6) return null;
  if (schema.examples) return schema.examples[0];
  if (schema.$ref) return exampleOf(document.components.schemas[nameOf(schema.$ref)], document, depth + 1);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return exampleOf(choice[0], document, depth + 1);
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, exampleOf(part, document, depth + 1)]));
  }
  const kind = [schema.type].flat()[0];
  if (kind === 'array') return [exampleOf(schema.items, document, depth + 1)];
  if (kind === 'object') return {};
  return schema.default ?? null;
}

function table(head, rows) {
  const body = rows.map((cells) => make('tr', {}, ...cells.map((cell) => make('td', {}, cell))));
  const titles = make('tr', {}, ...head.map((title) => make('th', { scope: 'col' }, title)));
  return make('div', { class: 'table', tabindex: '0' }, make('table', {}, make('thead', {}, titles), make('tbody', {}, ...body)));
}

function parameters(list) {
  if (!list?.length) return [];
  const rows = list.map((p) => [
    make('code', {}, p.name),
    p.in + (p.required ? ', required' : ''),
    typeOf(p.schema) + (p.schema.default === undefined ? '' : `; ${p.schema.default} if not given`),
    p.description ?? '',
  ]);
  return [make('h4', {}, 'Parameters'), table(['name', 'where', 'type', 'meaning'], rows)];
}

function fields(schema, document) {
  const found = schema.$ref ? document.components.schemas[nameOf(schema.$ref)] : schema;
  if (!found?.properties) return null;
  const rows = Object.entries(found.properties).map(([name, part]) => [make('code', {}, name), typeOf(part), part.description ?? '']);
  return table(['field', 'type', 'meaning'], rows);
}

function content(title, part, document) {
  const out = [];
  for (const [kind, { schema }] of Object.entries(part?.content ?? {})) {
    out.push(make('h4', {}, `${title}: ${typeOf(schema)} (${kind})`));
    const shape = fields(schema, document);
    if (shape) out.push(shape);
    const example = JSON.stringify(exampleOf(schema, document), null, 2);
    out.push(make('details', {}, make('summary', {}, 'Example'), make('pre', { tabindex: '0' }, example)));
  }
  return out;
}

function operation(method, path, op, document) {
  const answers = Object.entries(op.responses).filter(([status]) => status !== 'default');
  return make(
    'article',
    { id: op.operationId },
    make('h3', {}, make('span', { class: 'method' }, method.toUpperCase()), make('code', {}, path)),
    make('p', {}, make('strong', {}, op.summary)),
    ...op.description.split('\n\n').map((text) => make('p', {}, text)),
    ...parameters(op.parameters),
    ...content('Body', op.requestBody, document),
    ...answers.flatMap(([status, answer]) =>
      answer.content ? content(`Answer ${status}`, answer, document) : [make('h4', {}, `Answer ${status}: ${answer.description}`)],
    ),
  );
}

function show(document_) {
  const main = document.getElementById('operations');
  const contents = document.getElementById('contents');
  document.getElementById('about').textContent = document_.info.description;
  document.getElementById('version').textContent = `version ${document_.info.version}, OpenAPI ${document_.openapi}`;
  const all = Object.entries(document_.paths).flatMap(([path, item]) => Object.entries(item).map(([method, op]) => ({ path, method, op })));
  for (const tag of document_.tags) {
    main.append(make('h2', {}, tag.name), make('p', {}, tag.description));
    contents.append(make('strong', {}, tag.name));
    for (const { path, method, op } of all.filter(({ op }) => op.tags.includes(tag.name))) {
      main.append(operation(method, path, op, document_));
      contents.append(make('a', { href: `#${op.operationId}` }, op.summary));
    }
  }
  main.append(make('h2', {}, 'Problems'), make('p', {}, 'Every refusal is a problem document (RFC 9457).'));
  main.append(fields({ $ref: '#/components/schemas/Problem' }, document_));
}

fetch('/openapi.json')
  .then((response) => response.json())
  .then(show)
  .catch((error) => {
    document.getElementById('about').textContent = `The description cannot be read: ${error.message}`;
  });
