import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// Pages are loaded when they are first shown, which takes a while on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

// What jsdom lacks and Mantine asks for. No stubs: a test that removes its own would remove these, too.
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Blob.prototype.text = function () {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === "string" ? reader.result : "");
    reader.readAsText(this);
  });
};
// Textareas that grow wait for their font.
Object.defineProperty(document, "fonts", { value: new EventTarget() });
window.HTMLElement.prototype.scrollIntoView = () => {};
window.matchMedia = (media) =>
  Object.assign(new EventTarget(), {
    matches: false,
    media,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  });

afterEach(() => {
  cleanup();
  localStorage.clear();
});
