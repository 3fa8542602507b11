import { defineConfig } from "@playwright/test";

export default defineConfig({
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  projects: [
    { name: "mail", testDir: "mail" },
    { name: "api", testDir: "api" },
    {
      name: "ui",
      testDir: "ui",
      use: {
        browserName: "chromium",
        viewport: { width: 1280, height: 800 },
        trace: "retain-on-failure",
        launchOptions: {
          executablePath: "/usr/bin/chromium",
          args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        },
      },
    },
  ],
});
