import { describe, expect, it } from "vitest";
import { apiSnippets, smtpSnippets } from "./snippets";

const sending = {
  webUrl: "https://postal.example",
  smtpHost: "smtp.postal.example",
  smtpPort: 2525,
  username: "acme/app",
  key: "Ab'3\"dEf",
  from: "test@acme.example",
  to: "alice@acme.example",
};

describe("ready code", () => {
  it("exists for curl, Node and Python over HTTP", () => {
    expect(apiSnippets(sending).map(({ id }) => id)).toEqual(["curl", "node", "python"]);
  });

  it("exists for swaks, curl, Node and Python over SMTP", () => {
    expect(smtpSnippets(sending).map(({ id }) => id)).toEqual(["swaks", "curl", "node", "python"]);
  });

  it("quotes an apostrophe for the shell", () => {
    expect(smtpSnippets(sending)[0]?.code).toContain(`'Ab'\\''3"dEf'`);
  });

  it("quotes a quotation mark for programs", () => {
    expect(apiSnippets(sending)[1]?.code).toContain(`"Ab'3\\"dEf"`);
  });

  it("names this server, its port and its user in every SMTP example", () => {
    for (const { code } of smtpSnippets(sending)) {
      expect(code).toContain("smtp.postal.example");
      expect(code).toContain("2525");
      expect(code).toContain("acme/app");
    }
  });
});
