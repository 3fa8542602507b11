import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { precompress } from "./build/precompress";

// The server of `make run`. Without an Origin it falls back to X-Requested-With, which the client always sends.
const api = process.env.POSTAL_URL ?? "http://127.0.0.1:5000";

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    target: "es2022",
    // Data URIs would need `font-src data:` in the CSP.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What most pages share comes in a few files: sixty small ones cost more in headers than in content.
          groups: [
            {
              name: "base",
              test: /node_modules\/(react|react-dom|react-router|scheduler|@tanstack|openapi-fetch)\//,
              priority: 2,
            },
            { name: "shared", minShareCount: 9, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/auth", "/.well-known"].map((path) => [
        path,
        { target: api, configure: (proxy) => proxy.on("proxyReq", (request) => request.removeHeader("origin")) },
      ]),
    ),
  },
  test: {
    environment: "jsdom",
    testTimeout: 30_000,
    setupFiles: ["./test/setup.ts"],
    restoreMocks: true,
    css: false,
  },
});
