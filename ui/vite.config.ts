import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The build lands in dist/, which the Go package in this folder embeds. dist/placeholder.html is
// copied from public/ unchanged, so that a checkout stays clean after a build.
export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { index: 'index.html', panel: 'panel.html' },
    },
  },
  server: {
    proxy: {
      '/api': { target: process.env.OHMSTEAD_URL ?? 'http://127.0.0.1:8080' },
      '/openapi.json': { target: process.env.OHMSTEAD_URL ?? 'http://127.0.0.1:8080' },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    setupFiles: ['src/patience.ts'],
    testTimeout: 300_000,
  },
});
