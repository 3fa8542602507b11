import { Tabs } from "@mantine/core";
import { CodeBlock } from "../ui/CodeBlock";
import type { Snippet } from "../util/snippets";

/** Ready code, one tab per tool. */
export function Snippets({ snippets, label }: { snippets: Snippet[]; label: string }) {
  const [first] = snippets;
  if (!first) return null;
  return (
    <Tabs defaultValue={first.id} keepMounted={false}>
      <Tabs.List aria-label={label}>
        {snippets.map((snippet) => (
          <Tabs.Tab key={snippet.id} value={snippet.id}>
            {snippet.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map((snippet) => (
        <Tabs.Panel key={snippet.id} value={snippet.id} pt={12}>
          <CodeBlock code={snippet.code} label={`${snippet.label} example`} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
