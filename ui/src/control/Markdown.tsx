import { Box } from '@mui/material';
import type { ReactNode } from 'react';

// The part of Markdown that runbooks are written in: headings, paragraphs, lists, code, emphasis.
// Links lead into the repository and not from here, so that their text stands alone.

type Block = { kind: 'h1' | 'h2' | 'p'; text: string } | { kind: 'ul' | 'ol'; items: string[] } | { kind: 'code'; text: string };

/** A text as blocks, in order. */
export function blocks(text: string): Block[] {
  const out: Block[] = [];
  let code: string[] | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) {
      if (code === null) code = [];
      else {
        out.push({ kind: 'code', text: code.join('\n') });
        code = null;
      }
    } else if (code !== null) code.push(line);
    else if (line.trim() !== '') out.push(...added(out, line));
  }
  return out;
}

// A line as a block of its own; an item of a list goes on with the list before it, and an indented line with its item.
function added(out: Block[], line: string): Block[] {
  const heading = /^(#{1,3}) (.*)$/.exec(line);
  if (heading) return [{ kind: heading[1] === '#' ? 'h1' : 'h2', text: heading[2]! }];
  const item = /^(?:([-*])|\d+\.) (.*)$/.exec(line);
  const last = out.at(-1);
  if (item) {
    const kind = item[1] ? 'ul' : 'ol';
    if (last?.kind === kind) last.items.push(item[2]!);
    else return [{ kind, items: [item[2]!] }];
    return [];
  }
  if (/^\s/.test(line) && (last?.kind === 'ul' || last?.kind === 'ol')) {
    last.items.push(`${last.items.pop()} ${line.trim()}`);
    return [];
  }
  return [{ kind: 'p', text: line }];
}

/** A runbook as it is read. */
export function Markdown({ text }: { text: string }) {
  return (
    <Box sx={{ '& > :first-of-type': { mt: 0 }, '& code': { bgcolor: 'surface.sunken', px: 0.5, borderRadius: 0.5, fontSize: '0.9em' } }}>
      {blocks(text).map((block, i) => (
        <Fragmented key={i} block={block} />
      ))}
    </Box>
  );
}

function Fragmented({ block }: { block: Block }) {
  switch (block.kind) {
    case 'h1':
      return <Box component="h2" sx={{ typography: 'h1', mt: 2, mb: 1 }}>{inline(block.text)}</Box>;
    case 'h2':
      return <Box component="h3" sx={{ typography: 'h2', mt: 2.5, mb: 0.75 }}>{inline(block.text)}</Box>;
    case 'p':
      return <Box component="p" sx={{ my: 1, maxWidth: '75ch' }}>{inline(block.text)}</Box>;
    case 'code':
      return <Box component="pre" tabIndex={0} sx={{ bgcolor: 'surface.sunken', p: 1.5, borderRadius: '10px', overflowX: 'auto', typography: 'body2' }}>{block.text}</Box>;
    default:
      return (
        <Box component={block.kind} sx={{ pl: 3, my: 1, maxWidth: '75ch', '& li': { mb: 0.5 } }}>
          {block.items.map((item, i) => (
            <li key={i}>{inline(item)}</li>
          ))}
        </Box>
      );
  }
}

function inline(text: string): ReactNode[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]*\))/).map((part, i) => {
    if (part.startsWith('`')) return <code key={i}>{part.slice(1, -1)}</code>;
    if (part.startsWith('**')) return <strong key={i}>{part.slice(2, -2)}</strong>;
    const link = /^\[([^\]]+)\]\(/.exec(part);
    return link ? link[1]! : part;
  });
}
