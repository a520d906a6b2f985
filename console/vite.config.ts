import { defineConfig } from 'vite';

// One script and one style sheet under fixed names: the server puts their hashes into the addresses.
export default defineConfig({
  base: '/console/',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: 'es2022',
    emptyOutDir: true,
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        inlineDynamicImports: true,
        entryFileNames: 'console.js',
        assetFileNames: 'console.[ext]',
      },
    },
  },
});
