import { Alert } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { httpEndpointTest } from "../../api/endpoints";
import { messageOf } from "../../api/errors";
import { ActionButton } from "../../components/ActionButton";
import { useServerPath } from "../../components/scope";
import { CodeBlock } from "../../ui/CodeBlock";
import { Section } from "../../ui/Section";
import { formatDuration } from "../../util/format";

const results = {
  accepted: "The message would be delivered",
  retried: "The message would be tried again later",
  refused: "The message would fail, and its sender would get a bounce",
} as const;

/** A sample message, sent now, and what came back. */
export function EndpointTest({ uuid }: { uuid: string }) {
  const path = useServerPath();
  const test = useMutation({ mutationFn: () => httpEndpointTest(path, uuid) });
  const { data } = test;
  return (
    <Section title="Try it" help="Sends a sample message now, made and signed as real ones. Nothing is stored.">
      <ActionButton
        needs="change routes"
        variant="default"
        leftSection={<IconSend size={16} aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        Send sample
      </ActionButton>
      {test.isError && (
        <Alert color="red" role="alert" mt={12} maw={760}>
          {messageOf(test.error)}
        </Alert>
      )}
      {data && (
        <Alert
          role="status"
          mt={12}
          maw={760}
          color={data.result === "accepted" ? "green" : "red"}
          icon={data.result === "accepted" ? <IconCircleCheck aria-hidden /> : <IconCircleX aria-hidden />}
          title={results[data.result]}
        >
          {data.details}, after {formatDuration(data.duration_ms)}.
          {data.output && <CodeBlock code={data.output} label="Answer" wrap />}
        </Alert>
      )}
    </Section>
  );
}
