import { Stack, Text } from "@mantine/core";
import type { AuditEntry } from "../../api/audit";
import { CodeBlock } from "../../ui/CodeBlock";
import { Facts } from "../../ui/Facts";
import { Time } from "../../ui/Time";
import { actorWords, objectWords, placeOf } from "./words";

/** All that is known of a change. */
export function Entry({ entry }: { entry: AuditEntry }) {
  return (
    <Stack gap={16}>
      <Facts
        facts={[
          ["Who", actorWords(entry)],
          ["From", entry.ip_address],
          ["When", <Time key="time" at={entry.created_at} />],
          ["Object", objectWords(entry)],
          ["Where", placeOf(entry)],
          ["Operation", <code key="action">{entry.action}</code>],
          ["Request", entry.request_id && <code key="request">{entry.request_id}</code>],
        ]}
      />
      <Values title="Before" values={entry.before} />
      <Values title="Asked for" values={entry.after} />
    </Stack>
  );
}

function Values({ title, values }: { title: string; values: unknown }) {
  if (values === undefined || values === null) return null;
  return (
    <div>
      <Text fw={500} mb={4}>
        {title}
      </Text>
      <CodeBlock code={JSON.stringify(values, null, 2)} label={title.toLowerCase()} wrap />
    </div>
  );
}
