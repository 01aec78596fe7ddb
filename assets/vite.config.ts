// Builds the five entries into dist/ with a manifest that the binary reads once at start.
import { defineConfig } from "vite";

const entries = ["portal.css", "work.css", "print.css", "portal.ts", "work.ts"];

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    // No data: addresses, so the content security policy needs no exception.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The oldest kernel still met on office PCs is Chromium 86 (domestic browsers).
    target: "chrome86",
    cssTarget: "chrome86",
    rollupOptions: {
      input: Object.fromEntries(entries.map((name) => [name.replace(".", "-"), `src/${name}`])),
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
