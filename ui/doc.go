// Package ui embeds the built web interface: FS gives it to whoever serves it. It holds no logic in
// Go; the pages are TypeScript below src, built by Vite into dist.
//
// src/design decides how everything looks (tokens, theme, components), src/i18n what it says in
// English and German, src/lib how numbers, times and directions of power are written, src/api and
// src/live how it talks to the server, src/pages what a person sees. src/gen is generated: api.ts
// from openapi.json, reasons.ts from the catalogue of reasons. Types are checked by TypeScript 7
// (typescript-native in package.json); TypeScript 5 is there for the generator, which needs its API.
//
// Usage: http.FileServerFS(ui.FS()).
package ui
