// Builds the five entries into dist/ with a manifest that the binary reads once at start.
import { readFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import { defineConfig, type Plugin } from "vite";
import { orders } from "./strokes";
import { dictionary } from "./words";

// Icons of the installed web app: drawn from our own mark, since home screens want pixels.
function icons(): Plugin {
  return {
    name: "icons",
    buildStart() {
      const mark = readFileSync("src/art/mark.svg", "utf8");
      for (const size of [180, 192, 512]) {
        const source = new Resvg(mark, { fitTo: { mode: "width", value: size } }).render().asPng();
        this.emitFile({ type: "asset", name: `icon-${size}.png`, originalFileName: `src/art/icon-${size}.png`, source });
      }
    },
  };
}

const entries = ["portal.css", "work.css", "print.css", "portal.ts", "work.ts"];

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  plugins: [icons(), dictionary(), orders()],
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
